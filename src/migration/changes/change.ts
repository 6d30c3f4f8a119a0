import { sql } from 'kysely'
import type { Column, Table } from '../../database/catalog.ts'
import type { Dialect, Sql } from '../../database/database.ts'
import type { JournalPlace, Layout } from '../../store/journal.ts'
import { writeStep, writeStepLike } from '../../store/journal.ts'
import { at, type Context, identityCells, type RowKey, sameRow } from '../context.ts'
import { blockOf } from './blocks.ts'

/**
 * The three ways in which a row changes. Each can be written to the journal and done, set-based, and what the journal
 * holds is enough to undo it.
 */
export type Change = UpdateChange | InsertChange | DeleteChange

interface ChangeBase {
  readonly resource: string
  readonly table: Table
  /** Rows that must change; another number stops the migration. Null: as many as the journal finds. */
  readonly expected: number | null
}

export interface UpdateChange extends ChangeBase {
  readonly kind: 'update'
  /** A further FROM item under alias `j`, joined by `where`. */
  readonly list: Sql | null
  /** Which rows, over alias `r` (and `j`), before the change. */
  readonly where: Sql
  readonly set: readonly Assignment[]
  /** Where the journal holds exactly these rows already, by key and nothing else. */
  readonly journaled?: JournalPlace | undefined
}

export interface Assignment {
  readonly column: Column
  /** The same old value in every row as text, or undefined where it varies. */
  readonly before?: string | null
  /** The same new value in every row as text, or the SQL that gives it. */
  readonly after: { readonly constant: string | null } | { readonly sql: Sql }
}

export interface InsertChange extends ChangeBase {
  readonly kind: 'insert'
  readonly columns: readonly Column[]
  /** The rows bring their own generated keys: they come back, they are not new. */
  readonly keepsIdentity?: boolean
  /** SELECT that gives the rows, in the order of `columns`. */
  readonly select: Sql
  /** Finds the new rows afterwards, over alias `r`. */
  readonly where: Sql
}

export interface DeleteChange extends ChangeBase {
  readonly kind: 'delete'
  /** Which rows, over alias `r`. */
  readonly where: Sql
}

/** Writes what a change will do to the journal; for an insert, what it did. Answers the number of rows. */
export async function journalChange(context: Context, place: JournalPlace, change: Change): Promise<number> {
  const { connection, dialect } = context
  const { kind, resource, table } = change
  const layout = layoutOf(change)
  const step = { kind, resource, tableId: table.id, layout }
  const isKeysOnly = layout.before.length + layout.after.length === 0
  if (change.kind === 'update' && change.journaled !== undefined && isKeysOnly) {
    return writeStepLike(connection, dialect, place, step, change.journaled)
  }
  const isPlain = change.kind === 'update' && change.list === null && change.journaled === undefined
  const keys = layout.keys.map((name) => cellOf(table, name))
  const before = layout.before.map((name) => cellOf(table, name))
  const after = change.kind === 'update' ? change.set.flatMap(variedAfter) : []
  const list = change.kind === 'update' && change.list !== null ? sql`, ${change.list} j` : sql``
  return writeStep(connection, dialect, place, step, {
    cells: [...keys, ...before, ...after],
    from: sql`from ${dialect.table(table)} r${list} where ${change.where}`,
    block: isPlain ? await blockOf(context, change) : null,
  })
}

/** The statement that makes the change. */
export function statementOf(dialect: Dialect, change: Change): Sql {
  const table = dialect.table(change.table)
  if (change.kind === 'delete') return sql`delete from ${table} as r where ${change.where}`
  if (change.kind === 'insert') {
    const columns = change.columns.map((column) => sql`${sql.id(column.name)}`)
    const overriding = change.keepsIdentity === true ? sql` ${dialect.overriding}` : sql``
    return sql`insert into ${table} (${sql.join(columns)})${overriding} ${change.select}`
  }
  const set = change.set.map(({ column, after }) => {
    const value = 'sql' in after ? after.sql : dialect.value(after.constant, column)
    return sql`${sql.id(column.name)} = ${value}`
  })
  const list = change.list === null ? sql`` : sql` from ${change.list} j`
  return sql`update ${table} as r set ${sql.join(set)}${list} where ${change.where}`
}

function layoutOf(change: Change): Layout {
  const keys = change.table.identity.map(({ name }) => name)
  if (change.kind === 'insert') return { keys, before: [], after: [], constantBefore: {}, constantAfter: {} }
  if (change.kind === 'delete') {
    const before = change.table.columns.filter(({ isGenerated }) => !isGenerated).map(({ name }) => name)
    return { keys, before, after: [], constantBefore: {}, constantAfter: {} }
  }
  const constantBefore: Record<string, string | null> = {}
  const constantAfter: Record<string, string | null> = {}
  for (const { column, before, after } of change.set) {
    if (before !== undefined) constantBefore[column.name] = before
    if ('constant' in after) constantAfter[column.name] = after.constant
  }
  const varied = (constants: Record<string, unknown>): string[] =>
    change.set.map(({ column }) => column.name).filter((name) => !(name in constants))
  return { keys, before: varied(constantBefore), after: varied(constantAfter), constantBefore, constantAfter }
}

function variedAfter({ column, after }: Assignment): { fragment: Sql; column: Column }[] {
  return 'sql' in after ? [{ fragment: after.sql, column }] : []
}

function cellOf(table: Table, name: string): { fragment: Sql; column: Column } {
  const column = [...table.identity, ...table.columns].find((one) => one.name === name)
  if (column === undefined) throw new Error(`${table.id} has no column ${name}`)
  return { fragment: at('r', column), column }
}

/** A list of rows with one value each, as a FROM item `j` with columns `i0…` and `value`, and how it joins `r`. */
export function listOf(
  dialect: Dialect,
  table: Table,
  column: Column | null,
  rows: Iterable<readonly [RowKey, string | null]>,
): { readonly list: Sql; readonly joins: Sql } {
  const json = [...rows].map(([key, value]) =>
    column === null ? key : `${key.slice(0, -1)},${JSON.stringify(value)}]`,
  )
  const cells = identityCells(table)
  const columns = column === null ? cells : [...cells, { name: 'value', column }]
  return {
    list: dialect.unpack(dialect.textParameter(`[${json.join(',')}]`), columns),
    joins: sameRow(table, 'r', 'j'),
  }
}
