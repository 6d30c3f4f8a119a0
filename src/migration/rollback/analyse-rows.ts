import { sql } from 'kysely'
import { cell } from '../../store/journal.ts'
import { at, type Context, countOf, idOf, rowKey } from '../context.ts'
import type { RollbackConflict } from '../documents.ts'
import { canReturn, hasFreeKeys, insertedRows, isUnchangedInsert } from './changes.ts'
import type { Undo } from './undo.ts'
import type { UndoPlan } from './undo-plan.ts'

/** Inserted rows that are still there as they were made, or removed rows that can return. */
export async function analyseRows(context: Context, undo: Undo): Promise<UndoPlan> {
  const { connection, dialect } = context
  const isInsert = undo.step.kind === 'insert'
  const journaled = await countOf(connection, sql`select count(*) as n from ${undo.rows} j`)
  const restored = await countOf(
    connection,
    isInsert
      ? sql`select count(*) as n from ${dialect.table(undo.table)} r where ${insertedRows(context, undo)}`
      : sql`select count(*) as n from ${undo.rows} j where ${canReturn(context, undo)}`,
  )
  const conflicts =
    restored === journaled ? [] : await (isInsert ? findChanged(context, undo) : findBarred(context, undo))
  return { undo, journaled, restored, left: new Set(), renames: new Map(), conflicts, renamed: [], kept: [] }
}

/** Memberships that were made and have another role by now: somebody granted it, so they stay. */
async function findChanged(context: Context, undo: Undo): Promise<RollbackConflict[]> {
  const { connection, dialect } = context
  const rows = await connection.query<{ row: string }>(sql`
    select ${rowKey(dialect, undo.table, 'r')} as row from ${dialect.table(undo.table)} r
    where ${insertedRows(context, undo, false)} and not ${isUnchangedInsert(context, undo)}`)
  return rows.map(({ row }) => ({
    resource: undo.step.resource,
    id: idOf(row, undo.table),
    name: null,
    reason: 'role-changed',
    message: 'was given another role since the migration; it stays',
    proposed: { action: 'keep', name: null },
  }))
}

/** Removed rows that cannot come back, and why. */
async function findBarred(context: Context, undo: Undo): Promise<RollbackConflict[]> {
  const { connection, dialect } = context
  const keys = undo.table.identity.map((column, index) => ({ fragment: at('j', cell.key(index)), column }))
  const rows = await connection.query<{ row: string; free: number }>(sql`
    select ${dialect.encodeRow(keys)} as row, case when ${hasFreeKeys(context, undo)} then 1 else 0 end as free
    from ${undo.rows} j where not ${canReturn(context, undo)}`)
  return rows.map(({ row, free }) => ({
    resource: undo.step.resource,
    id: idOf(row, undo.table),
    name: null,
    reason: Number(free) === 1 ? 'gone' : 'name-taken',
    message:
      Number(free) === 1
        ? 'cannot come back: what it refers to is gone'
        : 'cannot come back: another row has its key since the migration',
    proposed: { action: 'skip', name: null },
  }))
}
