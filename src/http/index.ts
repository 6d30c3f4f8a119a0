/** The service for who mounts it in a server of their own. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Logger, pino } from 'pino'
import { type AuthSettings, type HttpSettings, readAuthSettings, readHttpSettings } from '../config.ts'
import type { Resettle } from '../resettle.ts'
import { createApi } from './app.ts'
import type { Hooks } from './runs/hooks.ts'
import { openService } from './service.ts'

export type { AuthSettings, HttpSettings, OidcSettings } from '../config.ts'
export type { StoredPlan } from './contract/plan.ts'
export type { HttpProblem } from './contract/problem.ts'
export type { MigrationsAndRuns, NoticeWishes, Run, RunProgress } from './contract/run.ts'
export type { AuditLog, Session } from './contract/session.ts'
export type { Hooks } from './runs/hooks.ts'

export interface HttpOptions {
  /** From `openResettle`; stays open, and yours to close after the app. */
  readonly resettle: Resettle
  /** What differs from the defaults of `docs/http.md`. */
  readonly http?: Partial<HttpSettings>
  readonly auth?: Partial<AuthSettings>
  readonly hooks?: Hooks
  /** Default: silent. */
  readonly log?: Logger
  readonly now?: () => Date
  /** Pause between two looks at what is due, in milliseconds; 0: only when `tick` is called. */
  readonly tickMs?: number
  /** Longest wait of a request for SQLite's one writer, in milliseconds. */
  readonly patienceMs?: number
  /** Folder of the built page; null for none. */
  readonly webRoot?: string | null
}

/** The service, ready to answer. */
export interface HttpApp {
  /** Answers a request; fits `Bun.serve`, `@hono/node-server`, and `mount` of a Hono app. */
  readonly fetch: (request: Request, env?: unknown) => Response | Promise<Response>
  /** A path that signs an administrator in, once, within ten minutes. */
  createLoginLink(): string
  /** Looks at what is due now. */
  tick(): Promise<void>
  /** Takes no new work and waits for what runs. */
  close(): Promise<void>
}

/**
 * Sets the service up: makes its tables where they are missing, and takes up what an earlier process left. Throws
 * `database.*` and `store.newer`.
 *
 * @example
 * const resettle = await openResettle({ db: 'sqlite:lamb_v4.db', blueprint: 'lamb' })
 * const app = await createHttpApp({ resettle, auth: { lambSecret } })
 * serve({ fetch: app.fetch, port: 8787 })
 */
export async function createHttpApp(options: HttpOptions): Promise<HttpApp> {
  const { resettle, hooks = {}, now = () => new Date(), tickMs = 1000, patienceMs = 10_000 } = options
  const service = await openService({
    resettle,
    http: { ...readHttpSettings({}), ...options.http },
    auth: { ...readAuthSettings({}), ...options.auth },
    hooks,
    log: options.log ?? pino({ level: 'silent' }),
    now,
    tickMs,
    patienceMs,
  })
  const api = createApi(service, options.webRoot === undefined ? findWebRoot() : options.webRoot)
  await service.runs.tick()
  return {
    fetch: (request, env) => api.fetch(request, env as object | undefined),
    createLoginLink: () => `/login?code=${service.links.create()}`,
    tick: () => service.runs.tick(),
    close: () => service.close(),
  }
}

/** Beside the built program, or in a checkout where the page was built. */
function findWebRoot(): string | null {
  const places = ['../web', '../../dist/web', '../../web/dist'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  )
  return places.find((place) => existsSync(`${place}/index.html`)) ?? null
}
