import type { OrganizationRef, Plan, Rollback } from '../../migration/documents.ts'
import type { PromotionPlan } from '../../migration/promotion/documents.ts'
import type { RunKind } from '../../store/service/runs.ts'
import type { NoticeWishes, RunProgress, RunTable } from '../contract/run.ts'

/** What to do when the data changed after the plan was made. */
export type WhenStale = 'refuse' | 'replan'

interface About {
  readonly source: OrganizationRef | null
  readonly target: OrganizationRef | null
  readonly tables: readonly RunTable[]
  /** How long it may take, by the plan. */
  readonly seconds: number
}

/** What a run was asked to do, as it is kept with it. */
export type RunRequest = About &
  (
    | {
        readonly kind: 'migration'
        readonly notices: NoticeWishes | null
        readonly when_stale: WhenStale
      }
    | { readonly kind: 'rollback'; readonly conflict_strategy: 'rename' | 'skip' | 'fail' | null }
    | {
        readonly kind: 'promotion'
        readonly users: readonly string[] | 'all'
        readonly options: {
          readonly limit?: number
          readonly without?: readonly string[]
          readonly accept?: readonly string[]
          readonly later: boolean
        }
        /** People who may be promoted, as far as was known. */
        readonly people: number
      }
    | { readonly kind: 'promotion-rollback'; readonly promotion_id: string }
  )

export type RequestOf<Kind extends RunKind> = Extract<RunRequest, { kind: Kind }>

export function migrationRequest(
  plan: Plan,
  notices: NoticeWishes | null,
  whenStale: WhenStale,
): RequestOf<'migration'> {
  const moving = plan.tables.filter(({ verdict, moves }) => verdict === 'move' && moves > 0)
  return {
    kind: 'migration',
    source: plan.source,
    target: plan.target,
    tables: moving.map(({ resource, table, moves }) => ({ resource, table, rows: moves, state: 'waiting' })),
    seconds: plan.estimated_time_seconds,
    notices,
    when_stale: whenStale,
  }
}

export function rollbackRequest(
  preview: Rollback,
  conflictStrategy: 'rename' | 'skip' | 'fail' | null,
): RequestOf<'rollback'> {
  return {
    kind: 'rollback',
    source: preview.source,
    target: preview.target,
    tables: preview.tables.map(({ resource, table, restored }) => ({
      resource,
      table,
      rows: restored,
      state: 'waiting',
    })),
    seconds: 0,
    conflict_strategy: conflictStrategy,
  }
}

const nobody = { source: null, target: null, tables: [], seconds: 0 } as const

export function promotionRequest(
  plan: PromotionPlan,
  users: readonly string[] | 'all',
  options: RequestOf<'promotion'>['options'],
): RequestOf<'promotion'> {
  const people = Object.values(plan.people).reduce((sum, count) => sum + count, 0)
  return {
    ...nobody,
    kind: 'promotion',
    users,
    options,
    people: Math.min(people, options.limit ?? people),
  }
}

export function promotionRollbackRequest(promotionId: string): RequestOf<'promotion-rollback'> {
  return { ...nobody, kind: 'promotion-rollback', promotion_id: promotionId }
}

export function firstProgress(request: RunRequest): RunProgress {
  const { tables } = request
  const rows = tables.reduce((sum, one) => sum + one.rows, 0)
  const total = request.kind === 'promotion' ? request.people : rows
  return { phase: 'waiting', table: null, done: 0, total, tables }
}
