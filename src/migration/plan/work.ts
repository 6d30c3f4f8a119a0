import type { MoveTable } from '../../blueprint/model.ts'
import type { Column } from '../../database/catalog.ts'
import type { Party, RowKey } from '../context.ts'
import type { Plan, PlanOptions } from '../documents.ts'
import type { AccessPlan } from './access.ts'
import type { TableCount } from './counts.ts'
import type { OutsideWork } from './outside-work.ts'

/** A plan together with what only its execution needs: the addresses behind the document's ids. */
export interface PreparedPlan {
  readonly plan: Plan
  readonly work: Work
}

export interface Work {
  readonly source: Party
  readonly target: Party
  readonly options: PlanOptions
  readonly tables: readonly TableWork[]
  readonly access: AccessPlan
  /** References that will cross, by name: see `crossings.ts`. */
  readonly crossings: ReadonlyMap<string, number>
  /** Changes of outside systems that belong to it. */
  readonly outside: readonly OutsideWork[]
  /** New text of the source's settings; null where they stay as they are. */
  readonly retiredConfig: ((migrationId: string) => string) | null
}

export interface TableWork {
  readonly move: MoveTable
  readonly count: TableCount
  readonly stays: ReadonlySet<RowKey>
  /** Rows of others that go on pointing to the source, because pointing to the target would break a key. */
  readonly unpointed: ReadonlySet<RowKey>
  /** Rows of the source that take another name, with it. */
  readonly renames: ReadonlyMap<RowKey, string>
  /** Rows of the target that take another name, with it. */
  readonly targetRenames: ReadonlyMap<RowKey, string>
  /** Rows of the source with the columns that are emptied. */
  readonly clears: ReadonlyMap<RowKey, readonly Column[]>
  /** Rows of the source that stay and are switched off. */
  readonly disables: ReadonlyMap<
    RowKey,
    readonly { readonly column: Column; readonly value: string | null }[]
  >
}
