import { sql } from 'kysely'
import type { Dialect, Sql } from '../database.ts'
import { decode, decodeElement, encode, jsonText, text } from './json.ts'
import { markFunction } from './mark.ts'
import { readCatalog } from './read-catalog.ts'
import { toStored } from './storage.ts'
import { together } from './together.ts'
import { watch } from './watch.ts'

/** SQLite's way of saying things. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  hasOtherWriters: false,
  forUpdate: sql``,
  skipLocked: sql``,
  overriding: sql``,
  isSame: (left, right) => sql`${left} is ${right}`,
  isOneOf: (row, select) => sql`(${sql.join(row)}) in (${select})`,
  table: ({ name }) => sql.id(name),
  own: (name) => sql.id(`resettle_${name}`),
  value: (given, column) => sql`${toStored(given, column)}`,
  textParameter: (value) => sql`${value}`,
  integerParameter: (value) => sql`${value}`,
  collate: (fragment, collation) =>
    collation === null ? fragment : sql`${fragment} collate ${sql.id(collation)}`,
  encode: (fragment) => encode(fragment),
  encodeRow: (cells) => {
    const elements = cells.map(({ fragment }) => encode(fragment))
    return sql`('[' || ${sql.join(elements, sql` || ',' || `)} || ']')`
  },
  aggregate: (element) => sql`('[' || coalesce(group_concat(${element}, ','), '') || ']')`,
  unpack: (json, columns) => sql`(select ${cells(columns)} from json_each(${json}) as "~e")`,
  // A list is parsed in this process either way.
  keep: () => Promise.resolve(null),
  unpackColumn: (from, json, columns) =>
    sql`(select "~s".*, ${cells(columns)} from ${from} as "~s", json_each("~s".${sql.id(json)}) as "~e")`,
  unpackValues: (from, json, { name }) =>
    sql`(select "~s".*, ${decodeElement(sql.id('~e'))} as ${sql.id(name)} from ${from} as "~s",
      json_each("~s".${sql.id(json)}) as "~e")`,
  jsonText,
  text,
  mark: (fragment) => sql`${sql.id(markFunction)}(${fragment})`,
  together,
  readCatalog,
  async now(connection) {
    const [row] = await connection.query<{ now: number }>(
      sql`select cast(round((julianday('now') - 2440587.5) * 86400000) as integer) as now`,
    )
    return row?.now ?? 0
  },
  async hasOwn(connection, name) {
    const rows = await connection.query(
      sql`select 1 from sqlite_schema where type = 'table' and name = ${`resettle_${name}`}`,
    )
    return rows.length > 0
  },
  watch,
}

function cells(columns: readonly { name: string }[]): Sql {
  return sql.join(columns.map(({ name }, index) => sql`${decode(sql`"~e".value`, index)} as ${sql.id(name)}`))
}
