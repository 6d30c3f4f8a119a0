import { ResettleError } from '../../errors.ts'
import type { Plan, Progress } from '../../migration/documents.ts'
import { holdAgain } from '../../migration/migrate.ts'
import type { Inner, Resettle } from '../../resettle.ts'
import { findMigration, type StoredMigration } from '../../store/migrations.ts'
import { findPlan } from '../../store/service/plans.ts'
import type { RunKind, RunRow } from '../../store/service/runs.ts'
import type { RunProgress } from '../contract/run.ts'
import { toInput } from '../plans.ts'
import type { RequestOf, RunRequest } from './request.ts'
import { findWorse } from './worse.ts'

/** How a run tells what happens. */
export interface Telling {
  onProgress(progress: Progress): void
  say(message: string): void
  /** Somebody asked for an end; for work that can stop between two batches. */
  readonly signal: AbortSignal
}

/** One kind of long work. */
export interface Work<Request extends RunRequest = RunRequest> {
  /** Does it; what it answers is kept with the run where it is kept nowhere else. */
  perform(row: RunRow, request: Request, telling: Telling): Promise<unknown>
  /** Whether it was done, asked when the process that did it is gone. */
  wasDone(row: RunRow, request: Request): Promise<boolean>
  /** It can be stopped on its way, keeping what it did. */
  readonly canStop?: boolean
}

export type Works = { readonly [Kind in RunKind]?: Work<RequestOf<Kind>> }

export function createWorks(resettle: Resettle, inner: Inner): Works {
  return {
    migration: migrationWork(resettle, inner),
    rollback: rollbackWork(resettle, inner),
    promotion: promotionWork(resettle),
    'promotion-rollback': promotionRollbackWork(resettle),
  }
}

function migrationWork(resettle: Resettle, inner: Inner): Work<RequestOf<'migration'>> {
  return {
    async perform(row, request, telling) {
      const { onProgress } = telling
      const shown = await readPlan(inner, row)
      const migrationId = row.migration_id ?? undefined
      const execution = {
        mayGrow: true,
        onProgress,
        ...(migrationId === undefined ? {} : { migrationId }),
        ...(request.notices === null
          ? {}
          : { notices: { after: request.notices.after, send: request.notices.send } }),
      }
      try {
        return await resettle.migratePlan(shown, execution)
      } catch (thrown) {
        if (request.when_stale !== 'replan' || !isStale(thrown)) throw thrown
        telling.say(`${thrown.message} Planning again.`)
        return await resettle.migratePlan(await planAgain(resettle, shown), execution)
      }
    },
    wasDone: async (row, request) => (await findRecord(inner, row, request)) !== undefined,
  }
}

function rollbackWork(resettle: Resettle, inner: Inner): Work<RequestOf<'rollback'>> {
  return {
    perform: (row, { conflict_strategy }, { onProgress }) =>
      resettle.rollback(
        row.migration_id ?? '',
        conflict_strategy === null ? {} : { conflictStrategy: conflict_strategy },
        { onProgress },
      ),
    wasDone: async (row, request) => (await findRecord(inner, row, request))?.status === 'rolled-back',
  }
}

/** Batch by batch, each of them for good: begun again, it goes on with whoever is left. */
function promotionWork(resettle: Resettle): Work<RequestOf<'promotion'>> {
  return {
    canStop: true,
    perform(row, { users, options }, { onProgress, signal }) {
      // Whoever was promoted before it was stopped counts: the limit is for the run, not for each attempt.
      const { done } = JSON.parse(row.progress) as RunProgress
      const isLimited = users === 'all' && options.limit !== undefined
      return resettle.promote(users, {
        ...options,
        ...(isLimited ? { limit: Math.max(0, (options.limit ?? 0) - done) } : {}),
        onProgress: (progress) =>
          onProgress(progress.phase === 'promoting' ? { ...progress, done: progress.done + done } : progress),
        signal,
      })
    },
    wasDone: async () => false,
  }
}

function promotionRollbackWork(resettle: Resettle): Work<RequestOf<'promotion-rollback'>> {
  return {
    perform: (_row, { promotion_id }) => resettle.rollbackPromotion(promotion_id),
    async wasDone(_row, { promotion_id }) {
      try {
        await resettle.rollbackPromotion(promotion_id, { preview: true })
        return false
      } catch (error) {
        if (error instanceof ResettleError && error.code === 'rollback.done') return true
        throw error
      }
    },
  }
}

async function readPlan({ database }: Inner, row: RunRow): Promise<Plan> {
  const stored = await database.read((connection) =>
    findPlan(connection, database.dialect, row.plan_id ?? ''),
  )
  if (stored === undefined) throw new ResettleError('plan.not-found', `The plan of ${row.id} is gone.`)
  return JSON.parse(stored.document) as Plan
}

function isStale(thrown: unknown): thrown is ResettleError {
  return thrown instanceof ResettleError && thrown.code === 'plan.stale'
}

/** The same plan of today, if it does nothing that people were not shown. */
async function planAgain(resettle: Resettle, shown: Plan): Promise<Plan> {
  const again = await resettle.plan(String(shown.source.id), String(shown.target.id), toInput(shown.options))
  const changes = findWorse(shown, again)
  if (changes.length === 0) return again
  throw new ResettleError('plan.stale', `Since then: ${changes.join('; ')}.`, { context: { changes } })
}

/** The record, read when nobody can be writing it any more: a broken session may hold on for a moment. */
function findRecord(
  { database, readModel }: Inner,
  row: RunRow,
  { source, target }: RunRequest,
): Promise<StoredMigration | undefined> {
  return database.write(async (connection) => {
    if (source !== null && target !== null) {
      await holdAgain({ database, readModel }, { source, target })(connection)
    }
    return findMigration(connection, database.dialect, row.migration_id ?? '')
  })
}
