import type { RowKey } from '../context.ts'
import type { Renamed, Rollback, RollbackConflict } from '../documents.ts'
import type { Undo } from './undo.ts'

/** What undoing one step will do, found by reading only. */
export interface UndoPlan {
  readonly undo: Undo
  readonly journaled: number
  readonly restored: number
  /** Rows that cannot go back. */
  readonly left: ReadonlySet<RowKey>
  /** Rows whose old name is taken in the source, with the name that they take instead. */
  readonly renames: ReadonlyMap<RowKey, string>
  readonly conflicts: readonly RollbackConflict[]
  readonly renamed: readonly Renamed[]
  readonly kept: Rollback['kept']
}
