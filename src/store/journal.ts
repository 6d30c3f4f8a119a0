import { sql } from 'kysely'
import type { Column, Table } from '../database/catalog.ts'
import { columnOf } from '../database/catalog.ts'
import type { Connection, Dialect, Sql } from '../database/database.ts'

/**
 * The journal: what was changed, with the old values. A step says which columns its rows hold; its rows lie in blocks
 * of many, each one JSON array, so that it costs a few bytes a row and is written by one statement.
 */

export type Part = 'forward' | 'back'
export type StepKind = 'update' | 'insert' | 'delete'

/** How the rows of one step are laid out. Values are text as `Dialect.value` takes them. */
export interface Layout {
  /** Columns that address a row, with the values they had BEFORE the change. First in each journaled row. */
  readonly keys: readonly string[]
  /** Columns whose old value is in each journaled row, in this order, after the keys. */
  readonly before: readonly string[]
  /** Columns whose new value is in each journaled row, after the old ones. */
  readonly after: readonly string[]
  /** Columns with the same old value in all rows. */
  readonly constantBefore: Readonly<Record<string, string | null>>
  /** Columns with the same new value in all rows. */
  readonly constantAfter: Readonly<Record<string, string | null>>
}

export interface JournaledStep {
  readonly seq: number
  readonly kind: StepKind
  readonly resource: string
  readonly tableId: string
  readonly layout: Layout
}

/** A place in the journal: which migration, which way, which step. */
export interface JournalPlace {
  readonly migrationId: string
  readonly part: Part
  readonly seq: number
}

const ROWS_PER_BLOCK = 2000

/**
 * Writes one step and its rows. `rows` is the FROM and WHERE part of a SELECT whose alias `r` is the table; `cells`
 * gives the SQL of every cell in the order of the layout. Answers the number of journaled rows.
 */
export async function writeStep(
  connection: Connection,
  dialect: Dialect,
  place: JournalPlace,
  step: Omit<JournaledStep, 'seq'>,
  rows: { readonly cells: readonly { fragment: Sql; column: Column }[]; readonly from: Sql },
): Promise<number> {
  await connection.execute(sql`
    insert into ${dialect.own('steps')} (migration_id, part, seq, kind, resource, table_id, layout)
    values (${place.migrationId}, ${place.part}, ${place.seq}, ${step.kind}, ${step.resource}, ${step.tableId},
      ${JSON.stringify(step.layout)})`)
  await connection.execute(sql`
    insert into ${dialect.own('journal')} (migration_id, part, seq, block, row_count, data)
    select ${dialect.textParameter(place.migrationId)}, ${dialect.textParameter(place.part)},
      ${dialect.integerParameter(place.seq)}, x.block, count(*), ${dialect.aggregate(sql`x.data`)}
    from (
      select ${dialect.encodeRow(rows.cells)} as data,
        (row_number() over () - 1) / ${sql.lit(ROWS_PER_BLOCK)} as block
      ${rows.from}
    ) x
    group by x.block`)
  return countRows(connection, dialect, place)
}

/** How many rows a step has in the journal. */
export async function countRows(
  connection: Connection,
  dialect: Dialect,
  place: JournalPlace,
): Promise<number> {
  const [row] = await connection.query<{ n: number | string | null }>(sql`
    select sum(row_count) as n from ${dialect.own('journal')} where ${at(place)}`)
  return Number(row?.n ?? 0)
}

/** Steps in the order in which they were done. */
export async function listSteps(
  connection: Connection,
  dialect: Dialect,
  migrationId: string,
  part: Part,
): Promise<JournaledStep[]> {
  const rows = await connection.query<{
    seq: number
    kind: StepKind
    resource: string
    table_id: string
    layout: string
  }>(sql`
    select seq, kind, resource, table_id, layout from ${dialect.own('steps')}
    where migration_id = ${migrationId} and part = ${part} order by seq`)
  return rows.map((row) => ({
    seq: row.seq,
    kind: row.kind,
    resource: row.resource,
    tableId: row.table_id,
    layout: JSON.parse(row.layout) as Layout,
  }))
}

/** Name of a cell of a journaled row in `journaledRows`. */
export const cell = {
  key: (index: number): string => `k${index}`,
  before: (index: number): string => `b${index}`,
  after: (index: number): string => `a${index}`,
}

/** The journaled rows of a step as a parenthesised subselect for FROM, with columns `k0…`, `b0…`, `a0…`. */
export function journaledRows(dialect: Dialect, place: JournalPlace, table: Table, layout: Layout): Sql {
  const columns = [
    ...layout.keys.map((name, index) => ({ name: cell.key(index), column: columnOf(table, name) })),
    ...layout.before.map((name, index) => ({ name: cell.before(index), column: columnOf(table, name) })),
    ...layout.after.map((name, index) => ({ name: cell.after(index), column: columnOf(table, name) })),
  ]
  const blocks = sql`(select data from ${dialect.own('journal')} where ${at(place)})`
  return dialect.unpackColumn(blocks, 'data', columns)
}

function at(place: JournalPlace): Sql {
  return sql`migration_id = ${place.migrationId} and part = ${place.part} and seq = ${place.seq}`
}
