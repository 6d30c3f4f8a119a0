import { ResettleError } from '../errors.ts'
import type { PromotionRollback, PromotionRun } from '../migration/promotion/documents.ts'
import type { PromoteOptions, Promoter, RollbackPromotionOptions } from '../migration/promotion/promoter.ts'
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

export interface WholePromoter extends Promoter {
  /** Throws `outside.unconfigured` where a promotion needs a system that nobody said how to reach. */
  assertReachable(without?: readonly string[]): void
}

/**
 * Promotion with the outside: what a batch of people needs there begins as soon as the batch is committed, while the
 * next one is on its way. Ended at any moment and run again, it goes on where it was.
 */
export function withOutside({ promoter, dispatcher, configured, needed }: Parts): WholePromoter {
  const assertReachable = (without: readonly string[] = []): void => {
    const missing = needed.filter((system) => !configured.has(system) && !without.includes(system))
    if (missing.length > 0) throw unconfigured(missing)
  }
  return {
    ...promoter,
    assertReachable,
    async promoteUser(id, options = {}) {
      const { later = true, without } = options
      if (!later) assertReachable(without)
      const promotion = await promoter.promoteUser(id, options)
      if (later || promotion.promotion_id === null) return promotion
      // Asked for again: what gave up the last time tries again.
      if (promotion.status !== 'done') await dispatcher.retryAll([promotion.promotion_id])
      const effects = await settle(dispatcher, [promotion.promotion_id], options)
      return { ...promotion, effects }
    },
    async promote(users, options = {}) {
      if (options.later) return promoter.promote(users, options)
      assertReachable(options.without)
      return promoteBeside(promoter, dispatcher, users, options)
    },
    async rollbackPromotion(id, options = {}) {
      if (configured.size === 0 || options.preview) return promoter.rollbackPromotion(id, options)
      try {
        const rollback = await promoter.rollbackPromotion(id, options)
        if (rollback.effects === 0) return rollback
        return { ...rollback, outside: await settle(dispatcher, [id], options) }
      } catch (thrown) {
        if (!(thrown instanceof ResettleError) || thrown.code !== 'rollback.done') throw thrown
        return await finishRollback({ promoter, dispatcher }, id, options, thrown)
      }
    },
  }
}

/** Taken back before, and cut off before the outside was: it goes on. Throws `done` where nothing is left. */
async function finishRollback(
  { promoter, dispatcher }: Pick<Parts, 'promoter' | 'dispatcher'>,
  id: string,
  options: RollbackPromotionOptions,
  done: ResettleError,
): Promise<PromotionRollback> {
  const { done: _, compensated: __, ...open } = await dispatcher.count([id])
  const { rollback } = await promoter.showPromotion(id)
  if (rollback === null || Object.values(open).every((count) => count === 0)) throw done
  await dispatcher.retryAll([id])
  return { ...rollback, outside: await settle(dispatcher, [id], options) }
}

function unconfigured(missing: readonly string[]): ResettleError {
  return new ResettleError(
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

/**
 * The outside follows the database at a distance of one batch, and afterwards to the end. What an earlier run left behind
 * is done as well: that of everybody, or of the people who are named.
 */
async function promoteBeside(
  promoter: Promoter,
  dispatcher: Dispatcher,
  users: readonly string[] | 'all',
  options: PromoteOptions,
): Promise<PromotionRun> {
  const [isOver, failed] = [new AbortController(), new AbortController()]
  const following: Promise<EffectCounts>[] = []
  let promoted = 0
  const follow = () => {
    const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])])
    const counts = settle(dispatcher, null, { ...options, signal }, isOver.signal)
    // Heard when it is waited for, which may be much later.
    counts.catch(ignore)
    following.push(counts)
  }
  const onBatch: NonNullable<PromoteOptions['onBatch']> = async (promotions) => {
    promoted += promotions.length
    options.onProgress?.({ phase: 'promoting', table: null, done: promoted, total: 0 })
    if (users === 'all' && following.length === 0) follow()
    await options.onBatch?.(promotions)
  }
  const started = performance.now()
  // The same command again goes on: what gave up while a system was away tries again.
  if (users === 'all') await dispatcher.retryAll()
  try {
    const run = await promoter.promote(users, { ...options, onBatch })
    isOver.abort()
    const subjects = users === 'all' ? null : await promoter.promotionsOf(users)
    const effects = await (following[0] ?? settle(dispatcher, subjects, options))
    const timings = { ...run.timings, total_ms: Math.round(performance.now() - started) }
    return { ...run, effects, timings }
  } catch (thrown) {
    failed.abort()
    await Promise.allSettled(following)
    throw thrown
  }
}

async function settle(
  dispatcher: Dispatcher,
  subjects: readonly string[] | null,
  { onProgress, signal }: Pick<PromoteOptions, 'onProgress' | 'signal'>,
  untilIdle: boolean | AbortSignal = true,
): Promise<EffectCounts> {
  let done = 0
  return dispatcher.run({
    untilIdle,
    ...(subjects === null ? {} : { subjects }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ state }) => {
      if (state === 'done' || state === 'compensated') done += 1
      onProgress?.({ phase: 'outside', table: null, done, total: 0 })
    },
  })
}

function ignore(): void {
  // Said elsewhere.
}
