import MailComposer from 'nodemailer/lib/mail-composer'
import { messageIdOf, type Sender } from './address.ts'
import type { Content } from './content.ts'
import type { RenderPage } from './page.ts'
import { renderText } from './text.ts'

/** One mail, ready to be handed over. */
export interface Mail {
  readonly id: string
  readonly messageId: string
  /** For the envelope. */
  readonly from: string
  readonly to: string
  /** The whole message, headers and both forms of the text. */
  readonly raw: Buffer
}

export interface MailInput {
  readonly id: string
  readonly to: string
  readonly name: string | null
  readonly from: Sender
  readonly replyTo: string | null
  readonly content: Content
}

export async function composeMail(input: MailInput, renderPage: RenderPage): Promise<Mail> {
  const { id, to, name, from, replyTo, content } = input
  const messageId = messageIdOf(id, from)
  const composer = new MailComposer({
    messageId,
    from: { name: headerText(from.name ?? ''), address: from.address },
    to: { name: headerText(name ?? ''), address: to },
    ...(replyTo === null ? {} : { replyTo }),
    subject: headerText(content.subject),
    text: renderText(content),
    html: renderPage(content),
    textEncoding: 'quoted-printable',
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': content.language,
      'X-Resettle-Notice': id,
    },
    // Nothing in a message may name a file or an address to be read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { id, messageId, from: from.address, to, raw: await composer.compile().build() }
}

const HEADER_LENGTH = 180

/** One line without anything that could begin another header, or turn the line around. */
function headerText(text: string): string {
  const plain = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return [...plain].slice(0, HEADER_LENGTH).join('')
}
