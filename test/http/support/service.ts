import type { Logger } from 'pino'
import { afterEach, beforeEach, expect } from 'vitest'
import type { AuthSettings, HttpSettings, MailSettings } from '../../../src/config.ts'
import { addToken, tokenDesk } from '../../../src/http/auth/tokens.ts'
import type { HttpProblem } from '../../../src/http/contract/problem.ts'
import { createHttpApp, type Hooks, type HttpApp } from '../../../src/http/index.ts'
import { openResettle, type Resettle } from '../../../src/resettle.ts'
import type { EngineName } from '../../support/databases.ts'
import { type Lamb, quiet, useLamb } from '../../support/lamb.ts'

export const origin = 'http://resettle.test'

/** The statement that moves the most rows. */
export const moving = /\bupdate\s+(?:only\s+)?(?:"\w+"\.)?"LAMB_usage_logs"/i

/** What a request answered. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  readonly text: string
  /** The body as JSON. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface Asking {
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** A token, or null for nobody. Default: an administrator. */
  readonly token?: string | null
}

/** A service on a university of its own, asked in memory. */
export interface Desk {
  readonly lamb: Lamb
  readonly resettle: Resettle
  readonly app: HttpApp
  readonly admin: string
  readonly reader: string
  /** Statements on their way to the database can be held here. */
  readonly gate: Gate
  ask(method: string, path: string, asking?: Asking): Promise<Answer>
  get(path: string, asking?: Asking): Promise<Answer>
  post(path: string, body?: unknown, asking?: Asking): Promise<Answer>
  /** Asserts a problem with this code, and answers it. */
  refuses(code: string, answer: Promise<Answer> | Answer): Promise<HttpProblem>
  /** A stored plan from `eng-dept` to `faculty_sci` without anything to decide. */
  plan(options?: object): Promise<string>
  /** A finished migration: its id and its run's. */
  migrate(): Promise<{ migrationId: string; runId: string }>
  /** Waits until a run has one of these statuses. */
  until(runId: string, ...statuses: string[]): Promise<Answer['json']>
}

export interface DeskOptions {
  readonly http?: Partial<HttpSettings>
  readonly auth?: Partial<AuthSettings>
  readonly hooks?: Hooks
  readonly log?: Logger
  readonly now?: () => Date
  readonly patienceMs?: number
  readonly webRoot?: string | null
  /** How notices are sent. */
  readonly mail?: MailSettings
}

/** Holds statements back that match, until they are let go. */
export interface Gate {
  /** Resolves when a statement arrived that matches; it waits there. */
  hold(pattern: RegExp): Promise<void>
  open(): void
  /** Lets it go with an error instead. */
  fail(error: Error): void
}

/** Makes services; whatever is open is closed after each test. To be called in a `describe`. */
export function useService(engine: EngineName, university = quiet) {
  const freshLamb = useLamb(engine, university)
  const opened: { app: HttpApp; resettle: Resettle; gate: Gate }[] = []
  let lamb: Lamb | undefined
  beforeEach(() => {
    lamb = undefined
  })
  afterEach(async () => {
    for (const { app, resettle, gate } of opened.splice(0).reverse()) {
      gate.open()
      await app.close()
      await resettle.close()
    }
  })
  /** A service; the second one in a test works on the same database. */
  return async ({ mail, ...options }: DeskOptions = {}): Promise<Desk> => {
    lamb ??= await freshLamb()
    const gate = createGate()
    const resettle = await openResettle({
      db: lamb.url,
      blueprint: 'lamb',
      onStatement: gate.pass,
      ...(mail === undefined ? {} : { mail }),
    })
    const app = await createHttpApp({ resettle, tickMs: 0, webRoot: null, ...options })
    opened.push({ app, resettle, gate })
    return createDesk(lamb, resettle, app, gate)
  }
}

let tokens = 0

async function createDesk(lamb: Lamb, resettle: Resettle, app: HttpApp, gate: Gate): Promise<Desk> {
  const desk = await tokenDesk(resettle)
  const add = (role: 'admin' | 'reader') => {
    tokens += 1
    return addToken(desk, { name: `${role}-${tokens}`, role, expiresAt: null }, new Date())
  }
  const [admin, reader] = [await add('admin'), await add('reader')]
  const ask = (method: string, path: string, asking: Asking = {}) =>
    request(app, method, path, { token: admin, ...asking })
  const self: Desk = {
    lamb,
    resettle,
    app,
    admin,
    reader,
    gate,
    ask,
    get: (path, asking) => ask('GET', path, asking),
    post: (path, body = {}, asking) => ask('POST', path, { body, ...asking }),
    async refuses(code, answer) {
      const { status, headers, json, text } = await answer
      expect([json.code, text.slice(0, 300)]).toEqual([code, expect.any(String)])
      expect(headers.get('Content-Type')).toBe('application/problem+json')
      expect(json.status).toBe(status)
      return json as unknown as HttpProblem
    },
    async plan(options = { on: { users: 'clear' } }) {
      const { json, status } = await self.post('/api/plans', {
        source: 'eng-dept',
        target: 'faculty_sci',
        options,
      })
      expect([status, json.detail]).toEqual([201, undefined])
      return String(json.id)
    },
    async migrate() {
      const { json } = await self.post('/api/migrations', { plan_id: await self.plan(), confirm: 'eng-dept' })
      const run = await self.until(String(json.run_id), 'done')
      return { migrationId: String(run.migration_id), runId: String(run.run_id) }
    },
    async until(runId, ...statuses) {
      for (;;) {
        const { json } = await self.get(`/api/runs/${runId}`)
        if (statuses.includes(String(json.status))) return json
        const isOver = ['done', 'failed', 'cancelled', 'interrupted'].includes(String(json.status))
        if (isOver || json.status === undefined) throw new Error(`the run is ${JSON.stringify(json)}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
  }
  return self
}

/** One request in memory. */
export async function request(
  app: Pick<HttpApp, 'fetch'>,
  method: string,
  path: string,
  { body, headers = {}, token = null }: Asking = {},
): Promise<Answer> {
  const response = await app.fetch(
    new Request(new URL(path, origin), {
      method,
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      redirect: 'manual',
    }),
  )
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text,
    get json() {
      return JSON.parse(text) as Answer['json']
    },
  }
}

function createGate(): Gate & { pass(text: string): Promise<void> } {
  let held: (PromiseWithResolvers<void> & { pattern: RegExp; arrived: () => void }) | undefined
  return {
    hold(pattern) {
      const { promise: arrival, resolve: arrived } = Promise.withResolvers<void>()
      held = { ...Promise.withResolvers<void>(), pattern, arrived }
      return arrival
    },
    open() {
      held?.resolve()
      held = undefined
    },
    fail(error) {
      held?.reject(error)
      held = undefined
    },
    async pass(text) {
      const current = held
      if (current === undefined || !current.pattern.test(text)) return
      current.arrived()
      await current.promise
    },
  }
}
