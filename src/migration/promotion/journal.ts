import type { Column, Table } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { type JournaledStep, type Layout, writeOwnSteps, writeStepBySubject } from '../../store/journal.ts'
import { at } from '../context.ts'
import type { PromotionContext } from './gather.ts'

/** Writes the steps of one batch, numbered in their order, and keeps what each person had. */
export interface BatchJournal {
  /** Under which the steps stand; null: each person's own promotion. */
  readonly batch: string | null
  next: number
  /** Rows per promotion and resource. */
  readonly rows: Map<string, Map<string, number>>
}

export function createBatchJournal(batch: string): BatchJournal {
  return { batch, next: 0, rows: new Map() }
}

/** For what is added to promotions that stand; `first` as `nextOwnStep` gives it. */
export function createOwnJournal(first: number): BatchJournal {
  return { batch: null, next: first, rows: new Map() }
}

export interface JournaledChange {
  readonly kind: JournaledStep['kind']
  readonly resource: string
  readonly table: Table
  /** Old values that differ from row to row. */
  readonly before?: readonly Column[]
  /** New values that differ from row to row, with the SQL that gives them. */
  readonly after?: readonly { readonly column: Column; readonly sql: Sql }[]
  readonly constantBefore?: Layout['constantBefore']
  readonly constantAfter?: Layout['constantAfter']
  /** FROM and WHERE over alias `r`, and `l` with the column `promotion`. */
  readonly from: Sql
  readonly subject: Sql
}

/** Answers how many rows were journaled in all. */
export async function journalBatch(
  { connection, dialect }: PromotionContext,
  journal: BatchJournal,
  change: JournaledChange,
): Promise<number> {
  const { table, before = [], after = [] } = change
  if (table.identity.length === 0) {
    throw new ResettleError(
      'blueprint.mismatch',
      `Table ${table.id} has nothing that tells its rows apart.`,
      {
        remedy: 'Give the table a primary key.',
        context: { table: table.id },
      },
    )
  }
  const layout: Layout = {
    keys: table.identity.map(({ name }) => name),
    before: before.map(({ name }) => name),
    after: after.map(({ column }) => column.name),
    constantBefore: change.constantBefore ?? {},
    constantAfter: change.constantAfter ?? {},
  }
  const place = { part: 'forward', seq: journal.next } as const
  journal.next += 1
  const step = { kind: change.kind, resource: change.resource, tableId: table.id, layout }
  const rows = {
    cells: [
      ...[...table.identity, ...before].map((column) => ({ fragment: at('r', column), column })),
      ...after.map(({ column, sql }) => ({ fragment: sql, column })),
    ],
    from: change.from,
    subject: change.subject,
  }
  const counts =
    journal.batch === null
      ? await writeOwnSteps(connection, dialect, place, step, rows)
      : await writeStepBySubject(connection, dialect, { ...place, migrationId: journal.batch }, step, rows)
  for (const [promotion, count] of counts) {
    const known = journal.rows.get(promotion) ?? new Map<string, number>()
    journal.rows.set(promotion, known.set(change.resource, (known.get(change.resource) ?? 0) + count))
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
