/**
 * Does what stands in the outbox. Any number of processes may do so at once: an effect is held by a lease, requests to
 * one outside system keep one rate together, and every attempt begins by reading what is there. What fails comes back
 * later; what fails too often waits for a person. No transaction is ever open while an outside system is asked.
 */
import type { Connection, Database } from '../database/database.ts'
import { ResettleError } from '../errors.ts'
import { isInstalled, OUTBOX } from '../store/install.ts'
import {
  compensateEffects,
  countEffects,
  type Effect,
  type EffectCounts,
  type EffectFilter,
  type EffectState,
  listEffects,
  retryEffects,
} from '../store/outbox.ts'
import type { Patience } from './backoff.ts'
import type { Connector } from './connector.ts'
import {
  describeEffect,
  type EffectDocument,
  type EffectEvent,
  type EffectList,
  type Reconciliation,
} from './documents.ts'
import type { Limiter } from './limits.ts'
import { reconcile } from './reconcile.ts'
import { createSharedLimiter } from './shared-limiter.ts'
import type { SecretHooks } from './tools.ts'
import { createWork } from './work.ts'

export interface DispatcherOptions {
  readonly database: Database
  readonly connectors: readonly Connector[]
  /** Secrets of effects are kept encrypted with a key made of this. */
  readonly secretKey: string
  /** Requests a second by system, where it is not the connector's own. */
  readonly rates?: Readonly<Record<string, number>>
  /** How many effects at a time, of all its runs together. Default 8. */
  readonly concurrency?: number
  readonly hooks?: Partial<SecretHooks>
  /** Names this process in the leases. */
  readonly owner?: string
  /** How long an effect is held without a sign of life. Default 15 000. */
  readonly leaseMs?: number
  readonly patience?: Partial<Patience>
  /** Milliseconds since the epoch. Default: the clock of the database, which all processes share. */
  readonly clock?: () => number
  /** From 0 to 1. */
  readonly random?: () => number
}

export interface RunOptions {
  /** Only effects of these promotions and migrations. Default: all. */
  readonly subjects?: readonly string[]
  /**
   * Ends when time alone brings nothing more, or only from the moment on that this signal is aborted; with false, `signal`
   * alone ends it. Default true.
   */
  readonly untilIdle?: boolean | AbortSignal
  readonly signal?: AbortSignal
  readonly onProgress?: (event: EffectEvent) => void
}

export interface ListOptions {
  readonly subjects?: readonly string[]
  readonly states?: readonly EffectState[]
  readonly limit?: number
}

export interface Dispatcher {
  /** Does effects until none is left that can be done, or until it is told to stop. Answers how many are in which state. */
  run(options?: RunOptions): Promise<EffectCounts>
  list(options?: ListOptions): Promise<EffectList>
  count(subjects?: readonly string[]): Promise<EffectCounts>
  /** Lets an effect try again at once; one that is done is ensured anew. Throws `effect.not-found`. */
  retry(effectId: string): Promise<EffectDocument>
  /** The same for all that wait for a person or for their next attempt; answers how many. */
  retryAll(subjects?: readonly string[]): Promise<number>
  /** Asks for an effect to be undone; `run` does it. Throws `effect.not-found`. */
  compensate(effectId: string): Promise<EffectDocument>
  /** Compares what was done with what is there today. Writes nothing. */
  reconcile(options?: Pick<RunOptions, 'subjects' | 'signal'>): Promise<Reconciliation>
}

/** Effects of a system without a connector are left alone. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { database } = options
  const { dialect } = database
  const connectors = new Map(options.connectors.map((connector) => [connector.system, connector]))
  const now = async (connection: Connection) => options.clock?.() ?? (await dialect.now(connection))
  const limiters = new Map<string, Limiter>(
    options.connectors.map(({ system, defaultRate }) => [
      system,
      createSharedLimiter(database, now, system, options.rates?.[system] ?? defaultRate),
    ]),
  )
  const work = createWork({ ...options, now, connectors, limiters })
  const read = async <Value>(ask: (connection: Connection) => Promise<Value>, otherwise: Value) =>
    database.read(async (connection) =>
      (await isInstalled(connection, database, OUTBOX)) ? ask(connection) : otherwise,
    )
  const find = async (id: string): Promise<Effect> => {
    const [effect] = await read((connection) => listEffects(connection, dialect, { ids: [id] }), [])
    if (effect !== undefined) return effect
    throw new ResettleError('effect.not-found', `There is no effect ${id}.`, { context: { effect_id: id } })
  }
  const turn = async (
    id: string,
    change: typeof compensateEffects | typeof retryEffects,
  ): Promise<EffectDocument> => {
    await find(id)
    await database.write(async (connection) => {
      await change(connection, dialect, { ids: [id] }, new Date(await now(connection)))
    })
    return describeEffect(await find(id))
  }
  const count = (filter: EffectFilter) => read((connection) => countEffects(connection, dialect, filter), {})
  return {
    async run({ subjects, untilIdle = true, signal = never, onProgress = ignore } = {}) {
      await work({ systems: [...connectors.keys()], subjects }, { untilIdle, signal, onProgress })
      return count({ subjects })
    },
    async list({ subjects, states, limit } = {}) {
      const effects = await read(
        (connection) => listEffects(connection, dialect, { subjects, states }, limit ?? null),
        [],
      )
      return { kind: 'effects', version: 1, effects: effects.map(describeEffect) }
    },
    count: (subjects) => count({ subjects }),
    retry: (id) => turn(id, retryEffects),
    retryAll: (subjects) =>
      database.write(async (connection) =>
        (await isInstalled(connection, database, OUTBOX))
          ? retryEffects(connection, dialect, { subjects }, new Date(await now(connection)))
          : 0,
      ),
    compensate: (id) => turn(id, compensateEffects),
    async reconcile({ subjects, signal = never } = {}) {
      const effects = await read(
        (connection) => listEffects(connection, dialect, { subjects, isLast: true }),
        [],
      )
      return reconcile(effects, { connectors, limiters, hooks: options.hooks ?? {}, signal })
    },
  }
}

/** Throws `effects.unfinished` where something outside is not as it should be. For whoever must not go on then. */
export function assertFinished(counts: EffectCounts): void {
  const open = Object.entries(counts).filter(
    ([state, count]) => state !== 'done' && state !== 'compensated' && count > 0,
  )
  if (open.length === 0) return
  const words = open.map(([state, count]) => `${count} ${state}`)
  throw new ResettleError('effects.unfinished', `Of the changes outside: ${words.join(', ')}.`, {
    context: Object.fromEntries(open),
  })
}

const never = new AbortController().signal

function ignore(): void {
  // Nobody watches.
}
