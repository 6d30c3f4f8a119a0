import { Readable } from 'node:stream'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Mail } from './message.ts'
import { type MailConnection, type MailTransport, MailTrouble } from './transport.ts'

/** Long enough for a slow server, short enough for the lease of a notice. */
const CONNECT_MS = 20_000
const SILENCE_MS = 60_000
const GOODBYE_MS = 1000

/** What a failure of the protocol tells. */
interface SmtpError extends Error {
  readonly code?: string | undefined
  readonly command?: string | undefined
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
}

/**
 * Mail through a server: `smtp://user:password@host:587` or `smtps://…`. TLS is demanded where a password would travel,
 * unless the address says `?requireTLS=false`.
 */
export function createSmtpTransport(url: string): MailTransport {
  const options = readAddress(url)
  return {
    connect: () => connect(options),
    // A server cannot be asked.
    wasSent: async () => null,
  }
}

type Options = ReturnType<typeof readAddress>

function readAddress(url: string) {
  const { auth, ...parsed } = parseConnectionUrl(url) as Record<string, unknown> & {
    auth?: { user: string; pass: string }
  }
  const isLocal = ['localhost', '127.0.0.1', '::1', '[::1]'].includes(String(parsed.host))
  return {
    auth: auth ?? null,
    connection: {
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      dnsTimeout: CONNECT_MS,
      ...(auth === undefined || isLocal ? {} : { requireTLS: true }),
      ...parsed,
      // Passwords and people's addresses pass through here.
      logger: false as const,
      debug: false,
      transactionLog: false,
    },
  }
}

async function connect({ auth, connection: options }: Options): Promise<MailConnection> {
  const smtp = new SMTPConnection(options)
  // Failures come to whoever waits for something; without anybody waiting they mean that the connection is gone.
  let fail: (error: SmtpError) => void = () => undefined
  smtp.on('error', (error: SmtpError) => fail(error))
  const until = <Value>(act: (done: (error: SmtpError | null | undefined, value?: Value) => void) => void) =>
    new Promise<Value | undefined>((resolve, reject) => {
      fail = reject
      act((error, value) => (error ? reject(error) : resolve(value)))
    })
  try {
    await until((done) => smtp.connect(done))
    if (auth !== null) {
      await until((done) =>
        smtp.login({ credentials: { user: auth.user, pass: auth.pass } }, (error) => done(error)),
      )
    }
  } catch (thrown) {
    smtp.close()
    throw new MailTrouble('server', describe(thrown as SmtpError), thrown)
  }
  let isBroken = false
  return {
    async send(mail, onHandover) {
      let isHandedOver = false
      const body = Readable.from(
        // Read from only when the server has said that it is ready for the text.
        (async function* () {
          await onHandover()
          isHandedOver = true
          yield mail.raw
        })(),
        { objectMode: false },
      )
      try {
        await until((done) => smtp.send({ from: mail.from, to: [mail.to] }, body, (error) => done(error)))
      } catch (thrown) {
        isBroken = true
        smtp.close()
        throw toTrouble(thrown as SmtpError, mail, isHandedOver)
      }
    },
    close: () =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          smtp.close()
          resolve()
        }
        const timer = setTimeout(end, GOODBYE_MS)
        fail = end
        smtp.once('end', end)
        if (isBroken) end()
        else smtp.quit()
      }),
  }
}

/** An answer of the server says what it means; silence is unknown from the moment in which the text went out. */
function toTrouble(error: SmtpError, { to }: Mail, isHandedOver: boolean): MailTrouble {
  const message = describe(error).replaceAll(to, 'recipient')
  const { command, responseCode } = error
  if (responseCode === undefined || !(command === 'RCPT TO' || command === 'DATA')) {
    return new MailTrouble(isHandedOver ? 'unknown' : 'server', message, error)
  }
  return new MailTrouble(responseCode >= 500 ? 'never' : 'later', message, error)
}

/** The server's words where it said some. */
function describe({ response, message, code }: SmtpError): string {
  const words = (response ?? `${message}${code === undefined ? '' : ` (${code})`}`)
    .replaceAll(/\s+/g, ' ')
    .trim()
  return words.slice(0, 500)
}
