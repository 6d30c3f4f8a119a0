import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection, Database } from '../database/database.ts'
import { isInstalled, OUTBOX } from '../store/install.ts'
import {
  claimEffects,
  findNextDue,
  type Lease,
  type Outcome,
  renewLeases,
  type Scope,
  settleEffect,
} from '../store/leases.ts'
import { type Patience, usualPatience } from './backoff.ts'
import type { Connector } from './connector.ts'
import type { EffectEvent } from './documents.ts'
import { createLeaseKeeper, LostLease } from './lease-keeper.ts'
import type { Limiter } from './limits.ts'
import { failed, succeeded } from './outcome.ts'
import { createVault } from './secrets.ts'
import { effectTools, type SecretHooks } from './tools.ts'

/** What one process needs in order to work on effects. */
export interface WorkOptions {
  readonly database: Database
  readonly connectors: ReadonlyMap<string, Connector>
  readonly limiters: ReadonlyMap<string, Limiter>
  readonly now: (connection: Connection) => Promise<number>
  readonly secretKey: string
  readonly concurrency?: number
  readonly hooks?: Partial<SecretHooks>
  readonly owner?: string
  readonly leaseMs?: number
  readonly patience?: Partial<Patience>
  readonly random?: () => number
}

export interface Watch {
  readonly untilIdle: boolean | AbortSignal
  readonly signal: AbortSignal
  readonly onProgress: (event: EffectEvent) => void
}

export type Work = (scope: Scope, watch: Watch) => Promise<void>

const CONCURRENCY = 8
const LEASE_MS = 15_000
/** How long to look away when nothing can be done yet: others may put effects into the outbox at any time. */
const LONGEST_LOOK_AWAY_MS = 1000
const SHORTEST_LOOK_AWAY_MS = 20

/** The loop: take what is due, work on it beside each other, wait for what comes. */
export function createWork(options: WorkOptions): Work {
  const { database, now, concurrency = CONCURRENCY, leaseMs = LEASE_MS } = options
  const { dialect } = database
  const owner = options.owner ?? `${process.pid}-${randomBytes(4).toString('hex')}`
  /** Attempts of all runs, none of which rejects: they share the places. */
  const busy = new Set<Promise<void>>()
  const oneByOne = createQueue()
  let claims = 0

  const claim = (scope: Scope, limit: number): Promise<Lease[]> =>
    database.write(async (connection) => {
      claims += 1
      const token = `${owner}#${claims}`
      return claimEffects(connection, dialect, {
        ...scope,
        token,
        leaseMs,
        limit,
        now: await now(connection),
      })
    })
  const lookAway = (scope: Scope): Promise<number | null> =>
    database.read(async (connection) => {
      const next = await findNextDue(connection, dialect, scope)
      return next === null ? null : next - (await now(connection))
    })
  const attempt = createAttempt(options, leaseMs)

  /** Begins as much as there are places for. Answers false where there was none. */
  const begin = async (scope: Scope, watch: Watch, run: Run): Promise<boolean> => {
    const free = concurrency - busy.size
    if (free <= 0) return false
    const since = performance.now()
    for (const lease of await claim(scope, free)) {
      const one: Promise<void> = attempt(lease, since, watch)
        .catch((thrown: unknown) => void run.failures.push(thrown))
        .finally(() => {
          busy.delete(one)
          run.attempts.delete(one)
        })
      busy.add(one)
      run.attempts.add(one)
    }
    return true
  }

  return async (scope, watch) => {
    if (!(await database.read((connection) => isInstalled(connection, database, OUTBOX)))) return
    const run: Run = { attempts: new Set(), failures: [] }
    try {
      while (!watch.signal.aborted && run.failures.length === 0) {
        const hadPlaces = await oneByOne(() => begin(scope, watch, run))
        const isIdle = hadPlaces && run.attempts.size === 0
        const ms = isIdle ? await lookAway(scope) : LONGEST_LOOK_AWAY_MS
        if (ms === null && mayEnd(watch)) break
        await somethingHappens(busy, ms ?? LONGEST_LOOK_AWAY_MS, watch)
      }
    } finally {
      await Promise.all(run.attempts)
    }
    if (run.failures.length > 0) throw run.failures[0]
  }
}

interface Run {
  readonly attempts: Set<Promise<void>>
  /** Of the database; everything else is an effect's own problem. */
  readonly failures: unknown[]
}

/** Each begins when the one before it has ended, well or badly. */
function createQueue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work, work)
    last = mine
    return mine
  }
}

function mayEnd({ untilIdle }: Watch): boolean {
  return untilIdle instanceof AbortSignal ? untilIdle.aborted : untilIdle
}

/** Until one of these ends, or the time is over, or it is time to stop. */
async function somethingHappens(
  active: ReadonlySet<Promise<void>>,
  ms: number,
  { signal, untilIdle }: Watch,
): Promise<void> {
  const enough = new AbortController()
  const wait = Math.min(LONGEST_LOOK_AWAY_MS, Math.max(SHORTEST_LOOK_AWAY_MS, ms))
  const news = untilIdle instanceof AbortSignal && !untilIdle.aborted ? [untilIdle] : []
  const time = sleep(wait, undefined, { signal: AbortSignal.any([signal, enough.signal, ...news]) }).catch(
    () => undefined,
  )
  await Promise.race([...active, time])
  enough.abort()
}

/** One attempt at one effect: what it throws becomes its problem; it rejects only when the database does. */
function createAttempt(
  options: WorkOptions,
  leaseMs: number,
): (lease: Lease, since: number, watch: Watch) => Promise<void> {
  const { database, connectors, limiters, now, hooks = {}, random = Math.random } = options
  const { dialect } = database
  const vault = createVault(options.secretKey)
  const patience = { ...usualPatience, ...options.patience }
  const keeper = createLeaseKeeper(leaseMs, (leases) =>
    database.write(async (connection) =>
      renewLeases(connection, dialect, leases, (await now(connection)) + leaseMs),
    ),
  )

  async function carryOut(lease: Lease, since: number, signal: AbortSignal): Promise<Decide> {
    const { effect, token } = lease
    const connector = connectors.get(effect.system)
    const limiter = limiters.get(effect.system)
    if (connector === undefined || limiter === undefined) throw new Error(`no connector ${effect.system}`)
    const held = keeper.hold({ id: effect.id, token }, since)
    try {
      const both = AbortSignal.any([signal, held.signal])
      const tools = effectTools({ database, vault, limiter, hooks }, lease, held, both)
      const result = await connector[effect.direction === 'forward' ? 'ensure' : 'compensate'](effect, tools)
      return (time) => succeeded(effect, result, time)
    } catch (thrown) {
      if (thrown instanceof LostLease || held.signal.aborted) return null
      const isStopping = signal.aborted
      return (time) => failed(effect, thrown, { patience, random, now: time, isStopping })
    } finally {
      held.release()
    }
  }

  return async (lease, since, { signal, onProgress }) => {
    const decide = await carryOut(lease, since, signal)
    if (decide === null) return
    const { effect, token } = lease
    const outcome = await database.write(async (connection) => {
      const time = await now(connection)
      const decided = decide(time)
      const isOurs = await settleEffect(connection, dialect, { id: effect.id, token }, decided, time)
      return isOurs ? decided : null
    })
    if (outcome === null) return
    const { id, subject, system, kind, attempts } = effect
    const { state, problem } = outcome
    onProgress({ effect_id: id, subject, system, kind, state, attempts, problem })
  }
}

/** What becomes of the effect, once the time is known; null where it is not ours any more. */
type Decide = ((now: number) => Outcome) | null
