import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A message as the server took it. */
export interface Taken {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly mail: ParsedMail
}

/** What the server says instead of yes; `cut` ends the connection without a word. */
export type Answer = { readonly code: number; readonly text: string } | 'cut'

export interface SmtpRules {
  readonly user?: string
  readonly password?: string
  /** Asked for each recipient, before any text. */
  readonly onRecipient?: (address: string) => Promise<Answer | null> | Answer | null
  /** Asked when the text has come and was taken, before the answer goes out. */
  readonly onTaken?: (taken: Taken) => Promise<Answer | null> | Answer | null
  readonly onSender?: () => Answer | null
  readonly server?: SMTPServerOptions
}

export interface Smtp extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Every message that was taken, in order. */
  readonly taken: Taken[]
  /** Connections so far. */
  readonly connections: number
}

/** A real SMTP server on a port of its own. */
export async function startSmtp(rules: SmtpRules = {}): Promise<Smtp> {
  const taken: Taken[] = []
  let connections = 0
  const isOpen = rules.user === undefined
  const server = new SMTPServer({
    authOptional: isOpen,
    disabledCommands: isOpen ? ['AUTH', 'STARTTLS'] : [],
    ...rules.server,
    onConnect(_session, done) {
      connections += 1
      done()
    },
    onAuth(auth, _session, done) {
      const isRight = auth.username === rules.user && auth.password === rules.password
      if (isRight) done(null, { user: auth.username })
      else done(new Error('wrong password'))
    },
    onMailFrom(_address, _session, done) {
      answer(rules.onSender?.() ?? null, done)
    },
    async onRcptTo(address, _session, done) {
      answer((await rules.onRecipient?.(address.address)) ?? null, done)
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks)
        const { mailFrom, rcptTo } = session.envelope
        const one: Taken = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: raw.toString('utf8'),
          mail: await simpleParser(raw),
        }
        taken.push(one)
        const said = (await rules.onTaken?.(one)) ?? null
        if (said === 'cut') cut(session.id)
        else answer(said, done)
      })
    },
  })
  /** Whoever is at this session hears nothing any more. */
  const cut = (id: string): void => {
    for (const connection of server.connections as Set<{ id: string; _socket: { destroy(): void } }>) {
      if (connection.id === id) connection._socket.destroy()
    }
  }
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    taken,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const connection of server.connections as Set<{ _socket: { destroy(): void } }>) {
        connection._socket.destroy()
      }
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function answer(said: Answer | null, done: (error?: Error | null) => void): void {
  if (said === null || said === 'cut') done()
  else done(Object.assign(new Error(said.text), { responseCode: said.code }))
}
