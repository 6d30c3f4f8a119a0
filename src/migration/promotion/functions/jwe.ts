import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/**
 * Compact JWE (RFC 7516) with a shared key, `dir` and `A256GCM`, and nothing else: no other algorithm is read, so that no
 * token can choose a weaker one. Written with node:crypto, since values are made between two statements of a
 * transaction and jose answers only later.
 */
const ALGORITHMS = { alg: 'dir', enc: 'A256GCM' } as const

/** Seals a text with a key of 32 bytes; `kid` tells the reader which key it was. */
export function writeJwe(text: string, key: Buffer, kid: string): string {
  const header = Buffer.from(JSON.stringify({ ...ALGORITHMS, kid })).toString('base64url')
  const vector = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, vector).setAAD(Buffer.from(header, 'ascii'))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [
    header,
    '',
    ...[vector, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url')),
  ].join('.')
}

/** The text of a token; null where it is none, or none of this key. */
export function readJwe(token: string, key: Buffer): string | null {
  const [header = '', encryptedKey, vector = '', sealed = '', tag = ''] = token.split('.')
  if (!isJwe(token) || encryptedKey !== '') return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(vector, 'base64url'), {
      authTagLength: 16,
    })
    decipher.setAAD(Buffer.from(header, 'ascii')).setAuthTag(Buffer.from(tag, 'base64url'))
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString(
      'utf8',
    )
  } catch {
    return null
  }
}

/** Whether a text looks like such a token. */
export function isJwe(text: string): boolean {
  const parts = text.split('.')
  if (parts.length !== 5 || !parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part))) return false
  try {
    const header: unknown = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString('utf8'))
    return Object.entries(ALGORITHMS).every(([name, value]) => Object(header)[name] === value)
  } catch {
    return false
  }
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** SHA-256 of a secret: the key made of it, and, in 62 digits, the name of that key. */
export function keyOf(secret: string): { readonly key: Buffer; readonly kid: string } {
  const key = createHash('sha256').update(secret).digest()
  return { key, kid: toBase62(key) }
}

/** Bytes as one number in 62 digits; leading zero bytes are counted by a zero and a digit. */
function toBase62(bytes: Buffer): string {
  const zeros = bytes.findIndex((byte) => byte !== 0)
  let digits = ''
  for (let rest = BigInt(`0x${bytes.toString('hex')}`); rest > 0n; rest /= 62n)
    digits = DIGITS.charAt(Number(rest % 62n)) + digits
  return (zeros > 0 ? `0${DIGITS.charAt(zeros)}` : '') + digits
}
