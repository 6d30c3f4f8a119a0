import { sql } from 'kysely'
import type { Model } from '../blueprint/model.ts'
import type { Column, Table } from '../database/catalog.ts'
import type { Connection, Dialect, Sql } from '../database/database.ts'
import type { Id } from './documents.ts'

/** What every part of a migration works with: one connection inside one transaction, and the resolved blueprint. */
export interface Context {
  readonly connection: Connection
  readonly dialect: Dialect
  readonly model: Model
}

/** An organization that takes part. `key` is text as `Dialect.value` takes it. */
export interface Party {
  readonly key: string
  readonly id: Id
  readonly slug: string | null
  readonly name: string | null
  readonly config: string | null
}

/** Text of a JSON array with the values that address one row, made by the database. Never taken apart but for show. */
export type RowKey = string

/** A column of an aliased table, quoted. */
export function at(alias: string, column: Pick<Column, 'name'> | string): Sql {
  return sql`${sql.id(alias, typeof column === 'string' ? column : column.name)}`
}

/** SQL for the `RowKey` of a row. */
export function rowKey(dialect: Dialect, table: Table, alias: string): Sql {
  return dialect.encodeRow(table.identity.map((column) => ({ fragment: at(alias, column), column })))
}

/** `alias.column = the organization`, in the column's own type. */
export function holds(dialect: Dialect, alias: string, scope: Column, organization: string): Sql {
  return sql`${at(alias, scope)} = ${dialect.value(organization, scope)}`
}

/**
 * The same condition where no index can answer it: for rows that a list names by key, since an index on the
 * organization would be walked once for every one of them.
 */
export function unindexed(condition: Sql): Sql {
  return sql`(case when ${condition} then 1 else 0 end) = 1`
}

/** A FROM item with the rows of `keys`: columns `i0`, `i1`, … of the table's identity. */
export function keyRows(dialect: Dialect, table: Table, keys: Iterable<RowKey>): Sql {
  const json = `[${[...keys].join(',')}]`
  return dialect.unpack(dialect.textParameter(json), identityCells(table))
}

/** Names under which `keyRows` and the decision lists give a row's address. */
export function identityCells(table: Table): { name: string; column: Column }[] {
  return table.identity.map((column, index) => ({ name: `i${index}`, column }))
}

/** `(alias.id…) in keys`, or the opposite. Always true or false when the list is empty. */
export function isAmong(
  dialect: Dialect,
  table: Table,
  alias: string | null,
  keys: ReadonlySet<RowKey>,
  positive = true,
): Sql {
  if (keys.size === 0) return positive ? sql`1 = 0` : sql`1 = 1`
  const own = table.identity.map((column) =>
    alias === null ? sql`${sql.id(column.name)}` : at(alias, column),
  )
  const cells = identityCells(table).map(({ name }) => sql`${sql.id('keys', name)}`)
  const list = sql`(select ${sql.join(cells)} from ${keyRows(dialect, table, keys)} keys)`
  const left = own.length === 1 ? sql`${own[0]}` : sql`(${sql.join(own)})`
  return positive ? sql`${left} in ${list}` : sql`${left} not in ${list}`
}

/** Equality of a table's address with the columns `i0…` of a list under another alias. */
export function sameRow(table: Table, alias: string, list: string): Sql {
  const pairs = table.identity.map((column, index) => sql`${at(alias, column)} = ${at(list, `i${index}`)}`)
  return and(pairs)
}

export function and(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`1 = 1` : sql`(${sql.join(conditions, sql` and `)})`
}

export function or(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`1 = 0` : sql`(${sql.join(conditions, sql` or `)})`
}

/** How a document shows a row's address: a number, a text, or an array for a composite key. */
export function idOf(key: RowKey, table: Table): Id {
  // Most addresses are one small number, and there may be ten thousands of them.
  const [, plain] = /^\[(\d{1,15})\]$/.exec(key) ?? []
  if (plain !== undefined) return Number(plain)
  const cells = JSON.parse(key, keepDigits) as unknown[]
  const shown = cells.map((value, index) => showCell(value, table.identity[index]))
  return shown.length === 1 ? (shown[0] ?? '') : shown
}

/** Digits beyond 2^53 would be rounded; as text they stay what they are. */
function keepDigits(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) ? (context?.source ?? value) : value
}

function showCell(value: unknown, column: Column | undefined): number | string {
  if (value !== null && typeof value === 'object') {
    const [text] = Object.values(value).map(String)
    return 'b' in value ? `\\x${text?.toLowerCase()}` : (text ?? '')
  }
  if (column?.family === 'integer' && Number.isSafeInteger(Number(value))) return Number(value)
  return typeof value === 'number' ? value : String(value)
}

/** Answers one number of one row. */
export async function countOf(connection: Connection, statement: Sql): Promise<number> {
  const [row] = await connection.query<{ n: number | string | bigint | null }>(statement)
  return Number(row?.n ?? 0)
}
