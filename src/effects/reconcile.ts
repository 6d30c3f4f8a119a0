import type { DatabaseComparison } from '../migration/promotion/documents.ts'
import type { Effect } from '../store/outbox.ts'
import type { Connector } from './connector.ts'
import type { Reconciliation } from './documents.ts'
import type { Limiter } from './limits.ts'
import { toFailure } from './outcome.ts'
import { readingTools, type SecretHooks } from './tools.ts'

export interface Comparing {
  readonly connectors: ReadonlyMap<string, Connector>
  readonly limiters: ReadonlyMap<string, Limiter>
  readonly hooks: Partial<SecretHooks>
  readonly signal: AbortSignal
}

/** Asks the outside systems what became of effects that are done; one after the other, at the shared rate. */
export async function reconcile(effects: readonly Effect[], comparing: Comparing): Promise<Reconciliation> {
  const done = effects.filter(({ state, direction }) => state === 'done' && direction === 'forward')
  const differences: Reconciliation['differences'][number][] = []
  const problems: Reconciliation['problems'][number][] = []
  const leftOut: Record<string, number> = {}
  let checked = 0
  for (const effect of done) {
    const connector = comparing.connectors.get(effect.system)
    const limiter = comparing.limiters.get(effect.system)
    if (connector === undefined || limiter === undefined) {
      leftOut[effect.system] = (leftOut[effect.system] ?? 0) + 1
      continue
    }
    comparing.signal.throwIfAborted()
    const about = { effect_id: effect.id, subject: effect.subject }
    try {
      const tools = readingTools({ limiter, hooks: comparing.hooks }, effect, comparing.signal)
      const found = await connector.compare(effect, tools)
      differences.push(...found.map((difference) => ({ ...about, ...difference })))
      checked += 1
    } catch (thrown) {
      comparing.signal.throwIfAborted()
      const { message, remedy } = toFailure(thrown)
      problems.push({ ...about, system: effect.system, problem: { message, remedy } })
    }
  }
  return {
    kind: 'reconciliation',
    version: 1,
    promotions: null,
    checked,
    differences,
    problems,
    unfinished: effects.filter(({ state }) => state !== 'done' && state !== 'compensated').length,
    left_out: leftOut,
  }
}

/** The database and the outside, with the differences of the database in front. */
export function withDatabase(database: DatabaseComparison | null, outside: Reconciliation): Reconciliation {
  if (database === null) return outside
  const inside = database.differences.map((one) => ({ system: 'database', effect_id: null, ...one }))
  return {
    ...outside,
    promotions: database.compared,
    differences: [...inside, ...outside.differences],
  }
}
