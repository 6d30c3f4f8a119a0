import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import type { Connection } from '../../src/database/database.ts'
import type { ColumnNote } from './schema/notation.ts'
import type { Engine, LambVersion } from './schema.ts'
import { lambColumns, quoteName } from './schema.ts'
import type { Row, Value } from './world.ts'

export interface Place {
  readonly engine: Engine
  readonly version: LambVersion
  readonly prefix: string
}

/** More would not be faster, and both engines take that many parameters. */
const mostParameters = 15_000

/** Writes all rows, tables in the order of the schema so that every parent comes before its children. */
export async function writeRows(
  connection: Connection,
  place: Place,
  rows: ReadonlyMap<string, readonly Row[]>,
): Promise<void> {
  for (const [table, columns] of lambColumns(place.version)) {
    const all = rows.get(table) ?? []
    const size = Math.floor(mostParameters / columns.length)
    for (let start = 0; start < all.length; start += size) {
      await insert(connection, place, table, columns, all.slice(start, start + size))
    }
  }
}

async function insert(
  connection: Connection,
  { engine, prefix }: Place,
  table: string,
  columns: readonly ColumnNote[],
  rows: readonly Row[],
): Promise<void> {
  const names = sql.join(columns.map(({ name }) => sql.id(name)))
  const tuples = rows.map((row) => {
    const cells = columns.map((column) => cell(row, column, engine))
    return sql`(${sql.join(cells)})`
  })
  await connection.execute(sql`insert into ${sql.id(prefix + table)} (${names}) values ${sql.join(tuples)}`)
}

/** A value as the engine takes it; what a row leaves out is the column's default. */
function cell(row: Row, column: ColumnNote, engine: Engine): Value {
  const value = row[column.name] ?? (row[column.name] === undefined ? fallback(column) : null)
  return engine === 'sqlite' && typeof value === 'boolean' ? Number(value) : value
}

function fallback({ type, fallback }: ColumnNote): Value {
  if (fallback === null) return null
  if (type === 'boolean') return fallback === 'TRUE' || fallback === '1'
  return fallback.startsWith("'") ? fallback.slice(1, -1) : Number(fallback)
}

/** Rows that violate references, written past them as an older app did. */
export function writeBrokenRows(file: string, place: Place, rows: ReadonlyMap<string, readonly Row[]>): void {
  using database = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  database.exec('begin immediate')
  for (const [table, columns] of lambColumns(place.version)) {
    const names = columns.map(({ name }) => quoteName(name)).join(', ')
    const marks = columns.map(() => '?').join(', ')
    for (const row of rows.get(table) ?? []) {
      const cells = columns.map((column) => cell(row, column, 'sqlite'))
      const plain = cells.map((value) => (typeof value === 'boolean' ? Number(value) : value))
      database
        .prepare(`insert into ${quoteName(place.prefix + table)} (${names}) values (${marks})`)
        .run(...plain)
    }
  }
  database.exec('commit')
}

/** The app keeps a write-ahead log; it did not yet in October 2025. */
export function keepWriteAheadLog(file: string): void {
  using database = new DatabaseSync(file)
  database.exec('pragma journal_mode = wal')
}

/** Lets counted keys go on after the rows that were written with theirs. */
export async function advanceCounters(connection: Connection, place: Place): Promise<void> {
  if (place.engine === 'sqlite') return
  for (const [table, columns] of lambColumns(place.version)) {
    if (!columns.some(({ type }) => type === 'serial')) continue
    const name = quoteName(place.prefix + table)
    await connection.query(
      sql`select setval(pg_get_serial_sequence(${name}, 'id'), greatest(1, (select max(id) from ${sql.id(place.prefix + table)})))`,
    )
  }
}
