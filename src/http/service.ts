import type { Logger } from 'pino'
import type { AuthSettings, HttpSettings } from '../config.ts'
import type { Connection, Database } from '../database/database.ts'
import { type Inner, innerOf, type Resettle } from '../resettle.ts'
import { installStore } from '../store/install.ts'
import { type Audit, createAudit } from './audit.ts'
import { createGuard, type Guard } from './auth/guard.ts'
import { createLambAuthenticator } from './auth/lamb.ts'
import { createLoginLinks, type LoginLinks } from './auth/links.ts'
import { createOidcAuthenticator } from './auth/oidc.ts'
import type { Authenticator } from './auth/principal.ts'
import { createSessions, type Sessions } from './auth/sessions.ts'
import { createTokenAuthenticator } from './auth/tokens.ts'
import { createBackground } from './background.ts'
import { createDesk, type Desk } from './desk.ts'
import { createLimits, type Limits } from './limits.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createPlans, type Plans } from './plans.ts'
import type { Hooks } from './runs/hooks.ts'
import { tellPeople } from './runs/notices.ts'
import { createRuns, type Runs } from './runs/runs.ts'
import { createWorks } from './runs/work.ts'
import { createSlots, type Slots } from './slots.ts'

/** What the service is made with. */
export interface ServiceOptions {
  readonly resettle: Resettle
  readonly http: HttpSettings
  readonly auth: AuthSettings
  readonly hooks: Hooks
  readonly log: Logger
  readonly now: () => Date
  readonly tickMs: number
  /** Longest wait of a request for the database's one writer, in milliseconds. */
  readonly patienceMs: number
}

/** Everything that routes work with. */
export interface Service {
  readonly resettle: Resettle
  readonly inner: Inner
  readonly http: HttpSettings
  readonly auth: AuthSettings
  /** Name of the app's blueprint. */
  readonly blueprint: string
  readonly desk: Desk
  /** Places for heavy reading. */
  readonly slots: Slots
  readonly audit: Audit
  readonly plans: Plans
  readonly runs: Runs
  readonly sessions: Sessions
  readonly links: LoginLinks
  readonly guard: Guard
  readonly limits: Limits
  readonly metrics: Metrics
  readonly log: Logger
  readonly now: () => Date
  /** Has what stands in the outbox done, in the background. */
  readonly dispatch: () => void
  /** Has notices sent that wait, in the background, where mail is configured. */
  readonly mail: () => void
  /** Ends what stays open, when the service is closed. */
  readonly closing: AbortSignal
  close(): Promise<void>
}

const SWEEP_MS = 3_600_000
/** Pause between two looks at what waits for the outside. */
const OUTSIDE_MS = 5000

/** Sets the service up on its database; makes our tables where they are missing. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { resettle, http, auth, log, now } = options
  const inner = innerOf(resettle)
  const { database } = inner
  await install(database)
  const desk = createDesk(database, {
    patienceMs: options.patienceMs,
    onFailure: (error) => log.warn({ err: error }, 'something could not be written yet'),
  })
  const audit = createAudit(desk, now)
  const plans = createPlans({
    resettle,
    inContext: inner.inContext,
    desk,
    audit,
    now,
    hours: auth.planHours,
    approverRequired: auth.approverRequired,
  })
  const metrics = createMetrics()
  const closing = new AbortController()
  const outside = createBackground(
    (signal) => resettle.outside.run({ signal }),
    closing.signal,
    (error) => log.error({ err: error }, 'the outbox met a problem'),
  )
  const { notices } = resettle
  const mail = createBackground(
    async (signal) => (notices.canSend && !http.readOnly ? notices.send({ signal }) : undefined),
    closing.signal,
    (error) => log.error({ err: error }, 'mail met a problem'),
  )
  const runs = createRuns({
    desk,
    database,
    audit,
    now,
    readOnly: http.readOnly,
    works: createWorks(resettle, inner),
    hooks: tellPeople(
      { notices, findPlan: async (id) => (await plans.find(id)).plan, send: mail.ask },
      options.hooks,
    ),
    tickMs: options.tickMs,
    onEnd: metrics.run,
    onError: (error, runId) => log.error({ err: error, run_id: runId }, 'a run met a problem'),
  })
  const sessions = createSessions(desk, auth.sessionHours, now)
  const limits = createLimits(http.requestsPerMinute, now)
  const guard = createGuard({
    authenticators: createAuthenticators(inner, desk, auth, now),
    sessions,
    limits,
    readOnly: http.readOnly,
    publicUrl: http.publicUrl,
  })
  const hasOutside = Object.keys(inner.blueprint.promotion?.outside ?? {}).length > 0
  const dispatcher =
    hasOutside && !http.readOnly && options.tickMs > 0
      ? setInterval(outside.ask, OUTSIDE_MS).unref()
      : undefined
  const mailer = notices.canSend && options.tickMs > 0 ? setInterval(mail.ask, OUTSIDE_MS).unref() : undefined
  const sweeper = setInterval(() => {
    sessions.sweep()
    plans.sweep()
  }, SWEEP_MS)
  sweeper.unref()
  return {
    resettle,
    inner,
    http,
    auth,
    blueprint: inner.blueprint.name,
    desk,
    slots: createSlots(2),
    audit,
    plans,
    runs,
    sessions,
    links: createLoginLinks(now),
    guard,
    limits,
    metrics,
    log,
    now,
    dispatch: outside.ask,
    mail: mail.ask,
    closing: closing.signal,
    async close() {
      clearInterval(sweeper)
      clearInterval(dispatcher)
      clearInterval(mailer)
      closing.abort()
      await runs.close()
      await Promise.all([outside.idle(), mail.idle()])
    },
  }
}

function createAuthenticators(inner: Inner, desk: Desk, auth: AuthSettings, now: () => Date) {
  // The link was used up; what remains is the session, which ends by itself.
  const link: Authenticator = { authenticate: async () => null, isStillValid: async () => true }
  return {
    link,
    token: createTokenAuthenticator(desk, now),
    lamb: auth.lambSecret === null ? null : createLambAuthenticator(inner, auth.lambSecret, now),
    oidc: auth.oidc === null ? null : createOidcAuthenticator(auth.oidc, now),
  }
}

async function install(database: Database): Promise<void> {
  await database.write((connection: Connection) => installStore(connection, database))
}
