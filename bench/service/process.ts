import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { type Stretch, TAKE } from './watched.ts'

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname
const run = promisify(execFile)

/** `resettle serve` as people start it, in a process of its own. */
export interface ServiceProcess {
  readonly address: string
  /** What its event loop went through since this was asked last. */
  takeStretches(): Promise<readonly Stretch[]>
  /** Asks with a token; throws for a problem. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>
  /** The answer as a stream of text. */
  stream(path: string): Promise<ReadableStream<string>>
  readonly tokens: readonly string[]
  stop(): Promise<void>
}

/** Starts it on a LAMB database, with tokens for so many people. */
export async function startService(db: string, people: number): Promise<ServiceProcess> {
  const env = {
    ...process.env,
    RESETTLE_DB: db,
    RESETTLE_BLUEPRINT: 'lamb',
    RESETTLE_LOG_LEVEL: 'info',
    // Those who measure ask more often than people do.
    RESETTLE_REQUESTS_PER_MINUTE: '100000',
  }
  const tokens: string[] = []
  for (let person = 0; person < people; person++) {
    const { stdout } = await run(process.execPath, [main, '--json', 'tokens', 'add', `person-${person}`], {
      env,
    })
    tokens.push((JSON.parse(stdout) as { token: string }).token)
  }
  const child = fork(main, ['--json', 'serve', '--port', '0'], {
    env,
    execArgv: ['--import', new URL('./watched.ts', import.meta.url).href],
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  })
  const address = await addressOf(child)
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${tokens[0]}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
    return answer
  }
  return {
    address,
    tokens,
    async takeStretches() {
      child.send(TAKE)
      const [{ stretches }] = (await once(child, 'message')) as [{ stretches: Stretch[] }]
      return stretches
    },
    ask: async <T>(method: string, path: string, body?: unknown) =>
      (await (await send(method, path, body)).json()) as T,
    async stream(path) {
      const { body } = await send('GET', path)
      if (body === null) throw new Error(`${path} answers nothing`)
      return body.pipeThrough(new TextDecoderStream())
    },
    async stop() {
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
  }
}

/** It prints one document when it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
  let printed = ''
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk)
    try {
      return (JSON.parse(printed) as { listening: string }).listening
    } catch {
      // Not all of it yet.
    }
  }
  throw new Error(`the service ended by itself: ${printed}`)
}
