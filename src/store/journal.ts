import { sql } from 'kysely'
import type { Column, Table } from '../database/catalog.ts'
import { columnOf, textColumn } from '../database/catalog.ts'
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

export const ROWS_PER_BLOCK = 2000

/** What a step journals. */
export interface JournalRows {
  /** Every cell in the order of the layout, over alias `r`. */
  readonly cells: readonly { fragment: Sql; column: Column }[]
  /** FROM and WHERE of a SELECT whose alias `r` is the table. */
  readonly from: Sql
  /** Number of a row's block; without it rows are counted off. */
  readonly block?: Sql | null
}

/** Writes one step and its rows. Answers the number of journaled rows. */
export async function writeStep(
  connection: Connection,
  dialect: Dialect,
  place: JournalPlace,
  step: Omit<JournaledStep, 'seq'>,
  { cells, from, block }: JournalRows,
): Promise<number> {
  const [only, ...more] = cells
  // Rows of one cell need no array of their own: a journal of keys is a quarter smaller.
  const data =
    only !== undefined && more.length === 0
      ? dialect.encode(only.fragment, only.column)
      : dialect.encodeRow(cells)
  return writeBlocks(
    connection,
    dialect,
    place,
    step,
    sql`x.block, count(*), ${dialect.aggregate(sql`x.data`)}
    from (
      select ${data} as data, ${block ?? sql`(row_number() over () - 1) / ${sql.lit(ROWS_PER_BLOCK)}`} as block
      ${from}
    ) x
    group by x.block`,
  )
}

/** Writes a step whose rows are those of another, in the same layout: its blocks serve again as they are. */
export async function writeStepLike(
  connection: Connection,
  dialect: Dialect,
  place: JournalPlace,
  step: Omit<JournaledStep, 'seq'>,
  other: JournalPlace,
): Promise<number> {
  const blocks = sql`block, row_count, data from ${dialect.own('journal')} where ${at(other)}`
  return writeBlocks(connection, dialect, place, step, blocks)
}

/** `blocks` is a SELECT after its first three columns: block, number of rows, text. */
async function writeBlocks(
  connection: Connection,
  dialect: Dialect,
  place: JournalPlace,
  step: Omit<JournaledStep, 'seq'>,
  blocks: Sql,
): Promise<number> {
  await insertStep(connection, dialect, place, step)
  const written = await connection.query<{ row_count: number }>(sql`
    insert into ${dialect.own('journal')} (migration_id, part, seq, block, row_count, data)
    select ${dialect.textParameter(place.migrationId)}, ${dialect.textParameter(place.part)},
      ${dialect.integerParameter(place.seq)}, ${blocks} returning row_count`)
  return written.reduce((sum, { row_count }) => sum + row_count, 0)
}

async function insertStep(
  connection: Connection,
  dialect: Dialect,
  place: JournalPlace,
  step: Omit<JournaledStep, 'seq'>,
): Promise<void> {
  await connection.execute(sql`
    insert into ${dialect.own('steps')} (migration_id, part, seq, kind, resource, table_id, layout)
    values (${place.migrationId}, ${place.part}, ${place.seq}, ${step.kind}, ${step.resource}, ${step.tableId},
      ${JSON.stringify(step.layout)})`)
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

/** What the journal names and the schema of today does not have any more, in words; null when it is all there. */
export function findLost({ tableId, layout }: JournaledStep, tables: readonly Table[]): string | null {
  const table = tables.find(({ id }) => id === tableId)
  if (table === undefined) return `the table ${tableId} is not there any more`
  const { keys, before, after, constantBefore, constantAfter } = layout
  const named = [...keys, ...before, ...after, ...Object.keys(constantBefore), ...Object.keys(constantAfter)]
  const lost = named.find((name) => ![...table.columns, ...table.identity].some((one) => one.name === name))
  return lost === undefined ? null : `the column ${tableId}.${lost} is not there any more`
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
  const [only, ...more] = columns
  if (only !== undefined && more.length === 0) return dialect.unpackValues(blocks, 'data', only)
  return dialect.unpackColumn(blocks, 'data', columns)
}

function at(place: JournalPlace): Sql {
  return sql`migration_id = ${place.migrationId} and part = ${place.part} and seq = ${place.seq}`
}

/**
 * Writes one step of a batch whose rows belong to several subjects: the step stands once under the batch, the rows
 * under the subject they belong to, so that each subject can be undone alone. `from` is FROM and WHERE over alias `r`,
 * `subject` the text of a row's subject over the same. Answers the number of journaled rows of each subject.
 */
export async function writeStepBySubject(
  connection: Connection,
  dialect: Dialect,
  place: JournalPlace,
  step: Omit<JournaledStep, 'seq'>,
  { cells, from, subject }: Pick<JournalRows, 'cells' | 'from'> & { readonly subject: Sql },
): Promise<Map<string, number>> {
  await insertStep(connection, dialect, place, step)
  return writeRowsBySubject(connection, dialect, place, { cells, from, subject })
}

/** Numbers of steps that stand under one subject alone begin here; those of batches come before. */
const OWN_STEPS = 1_000_000

/** A number that none of these subjects has a step of its own under yet. They must be held. */
export async function nextOwnStep(
  connection: Connection,
  dialect: Dialect,
  subjects: readonly string[],
): Promise<number> {
  const [row] = await connection.query<{ last: number | string | null }>(sql`
    select max(seq) as last from ${dialect.own('steps')}
    where part = 'forward' and migration_id in (select subject from ${subjectsList(dialect, subjects)} l)`)
  return row?.last == null ? OWN_STEPS : Number(row.last) + 1
}

/** The same for what comes later than the batch: the step stands under each subject that has rows in it. */
export async function writeOwnSteps(
  connection: Connection,
  dialect: Dialect,
  place: Omit<JournalPlace, 'migrationId'>,
  step: Omit<JournaledStep, 'seq'>,
  rows: Pick<JournalRows, 'cells' | 'from'> & { readonly subject: Sql },
): Promise<Map<string, number>> {
  const counts = await writeRowsBySubject(connection, dialect, place, rows)
  if (counts.size === 0) return counts
  const text = (value: string) => dialect.textParameter(value)
  await connection.execute(sql`
    insert into ${dialect.own('steps')} (migration_id, part, seq, kind, resource, table_id, layout)
    select l.subject, ${text(place.part)}, ${dialect.integerParameter(place.seq)}, ${text(step.kind)},
      ${text(step.resource)}, ${text(step.tableId)}, ${text(JSON.stringify(step.layout))}
    from ${subjectsList(dialect, [...counts.keys()])} l`)
  return counts
}

function subjectsList(dialect: Dialect, subjects: readonly string[]): Sql {
  const rows = JSON.stringify(subjects.map((subject) => [subject]))
  return dialect.unpack(dialect.textParameter(rows), [{ name: 'subject', column: textColumn }])
}

async function writeRowsBySubject(
  connection: Connection,
  dialect: Dialect,
  place: Omit<JournalPlace, 'migrationId'>,
  { cells, from, subject }: Pick<JournalRows, 'cells' | 'from'> & { readonly subject: Sql },
): Promise<Map<string, number>> {
  const [only, ...more] = cells
  const data =
    only !== undefined && more.length === 0
      ? dialect.encode(only.fragment, only.column)
      : dialect.encodeRow(cells)
  const written = await connection.query<{ migration_id: string; row_count: number }>(sql`
    insert into ${dialect.own('journal')} (migration_id, part, seq, block, row_count, data)
    select x.subject, ${dialect.textParameter(place.part)}, ${dialect.integerParameter(place.seq)}, 0, count(*),
      ${dialect.aggregate(sql`x.data`)}
    from (select ${subject} as subject, ${data} as data ${from}) x
    group by x.subject returning migration_id, row_count`)
  return new Map(written.map((row) => [row.migration_id, row.row_count]))
}
