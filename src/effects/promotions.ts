import { ResettleError } from '../errors.ts'
import type { PromotionRun } from '../migration/promotion/documents.ts'
import type { PromoteOptions, Promoter } from '../migration/promotion/promoter.ts'
import type { EffectCounts } from '../store/outbox.ts'
import type { Dispatcher } from './dispatcher.ts'

interface Parts {
  /** The database part. */
  readonly promoter: Promoter
  readonly dispatcher: Dispatcher
  /** Outside systems that can be reached. */
  readonly configured: ReadonlySet<string>
  /** Outside systems that the blueprint speaks of. */
  readonly needed: readonly string[]
}

/**
 * Promotion with the outside: what a batch of people needs there begins as soon as the batch is committed, while the
 * next one is on its way. Ended at any moment and run again, it goes on where it was.
 */
export function withOutside({ promoter, dispatcher, configured, needed }: Parts): Promoter {
  const isLater = (later: boolean, { without = [] }: PromoteOptions): boolean => {
    if (later) return true
    const missing = needed.filter((system) => !configured.has(system) && !without.includes(system))
    if (missing.length === 0) return false
    throw new ResettleError(
      'outside.unconfigured',
      `Nobody said how ${missing.join(' and ')} can be reached.`,
      {
        context: { systems: missing },
        remedy:
          `Set ${missing.map((system) => `RESETTLE_${system.toUpperCase()}_KEY`).join(' and ')} and the address, ` +
          'or leave it to others with --later, or out with --without.',
      },
    )
  }
  return {
    ...promoter,
    async promoteUser(id, options = {}) {
      const later = isLater(options.later ?? true, options)
      const promotion = await promoter.promoteUser(id, options)
      if (later || promotion.promotion_id === null) return promotion
      const effects = await settle(dispatcher, [promotion.promotion_id], options)
      return { ...promotion, effects }
    },
    async promote(users, options = {}) {
      if (isLater(options.later ?? false, options)) return promoter.promote(users, options)
      return promoteBeside(promoter, dispatcher, users, options)
    },
    async rollbackPromotion(id, options = {}) {
      const rollback = await promoter.rollbackPromotion(id, options)
      if (rollback.preview || rollback.effects === 0 || configured.size === 0) return rollback
      return { ...rollback, outside: await settle(dispatcher, [id], {}) }
    },
  }
}

/** The outside follows the database at a distance of one batch, and afterwards to the end. */
async function promoteBeside(
  promoter: Promoter,
  dispatcher: Dispatcher,
  users: readonly string[] | 'all',
  options: PromoteOptions,
): Promise<PromotionRun> {
  const enough = new AbortController()
  const subjects: string[] = []
  let following: Promise<unknown> | null = null
  let promoted = 0
  const onBatch: NonNullable<PromoteOptions['onBatch']> = async (promotions) => {
    promoted += promotions.length
    subjects.push(...promotions.flatMap(({ promotion_id: id }) => id ?? []))
    options.onProgress?.({ phase: 'promoting', table: null, done: promoted, total: 0 })
    const signal = AbortSignal.any([enough.signal, ...(options.signal === undefined ? [] : [options.signal])])
    following ??= dispatcher.run({ untilIdle: false, signal })
    await options.onBatch?.(promotions)
  }
  const started = performance.now()
  try {
    const run = await promoter.promote(users, { ...options, onBatch })
    enough.abort()
    await following
    // What an earlier run left behind is everybody's; what was named is these people's alone.
    const effects = await settle(dispatcher, users === 'all' ? null : subjects, options)
    const timings = { ...run.timings, total_ms: Math.round(performance.now() - started) }
    return { ...run, effects, timings }
  } finally {
    enough.abort()
    await following
  }
}

async function settle(
  dispatcher: Dispatcher,
  subjects: readonly string[] | null,
  { onProgress, signal }: Pick<PromoteOptions, 'onProgress' | 'signal'>,
): Promise<EffectCounts> {
  let done = 0
  return dispatcher.run({
    ...(subjects === null ? {} : { subjects }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ state }) => {
      if (state === 'done' || state === 'compensated') done += 1
      onProgress?.({ phase: 'outside', table: null, done, total: 0 })
    },
  })
}
