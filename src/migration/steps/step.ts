import type { Column } from '../../database/catalog.ts'
import type { Change } from '../changes/change.ts'
import type { Context } from '../context.ts'
import type { Work } from '../plan/work.ts'

/** One kind of change on one table. A step knows what it does to rows; the loops know when. */
export interface Step {
  readonly kind: 'reassign' | 'memberships' | 'retire-source' | 'delete-source'
  readonly resource: string
  readonly table: string
  /** One sentence for a progress line. */
  readonly description: string
  readonly changes: readonly Change[]
}

/** What a step is made from. */
export interface StepInput {
  readonly context: Context
  readonly work: Work
  readonly migrationId: string
  readonly now: Date
}

/** The time of the migration in a column's own form: seconds where the app counts, ISO 8601 text elsewhere. */
export function timeFor(column: Column, now: Date): string {
  if (column.family === 'integer') return String(Math.floor(now.getTime() / 1000))
  return now.toISOString()
}
