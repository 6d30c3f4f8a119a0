import { domainToASCII } from 'node:url'

/**
 * The address that a notice can go to; null where there is none, where it is no address, or where it fits `noMail`: an
 * app may make addresses up for people who have none. Strict, because an address becomes part of a command to the
 * server: no spaces, no controls, no quotes, no brackets, no lists.
 */
export function toMailbox(address: string | null, noMail: RegExp | null): string | null {
  const trimmed = (address ?? '').trim()
  const [, local = '', domain = ''] = MAILBOX.exec(trimmed) ?? []
  if (local === '' || Buffer.byteLength(local) > 64 || trimmed.length > 254) return null
  if (!isDomain(domain) || noMail?.test(trimmed) === true) return null
  return trimmed
}

const MAILBOX = /^([^\s\p{C}@"'<>()[\]\\,;:]+)@([^\s\p{C}@"'<>()[\]\\,;:]+)$/u

function isDomain(domain: string): boolean {
  const ascii = domainToASCII(domain)
  return ascii.length <= 253 && /^(?!-)[a-z\d-]{1,63}(\.[a-z\d-]{1,63})*$/i.test(ascii)
}

/** Who writes. */
export interface Sender {
  readonly name: string | null
  readonly address: string
}

/** The same for the same notice, however often it is sent: mail systems know by it what they have already. */
export function messageIdOf(id: string, from: Sender): string {
  return `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`
}
