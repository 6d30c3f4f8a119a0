import { sql } from 'kysely'
import type { Column } from '../catalog.ts'
import type { Dialect, Sql } from '../database.ts'
import { keep } from './keep.ts'
import { readCatalog } from './read-catalog.ts'
import { together } from './together.ts'
import { watch } from './watch.ts'

/** From here on a text can be asked whether it is JSON. */
const tellsJsonSince = 160_000

/** PostgreSQL's way of saying things; `version` as `server_version_num`. */
export function createPostgresDialect(version: number): Dialect {
  return {
    name: 'postgres',
    hasOtherWriters: true,
    forUpdate: sql`for update`,
    skipLocked: sql`skip locked`,
    overriding: sql`overriding system value`,
    isSame: (left, right) => sql`${left} is not distinct from ${right}`,
    // An array is sorted and walked along the index. IN would hash the values, on disk when they are many, and then
    // look each of them up in no order at all: four times the time for 500,000 (measured).
    isOneOf: ([first, ...more], select) =>
      more.length === 0
        ? sql`${first} = any(array(${select}))`
        : sql`(${sql.join([first, ...more])}) in (${select})`,
    table: ({ schema, name }) => (schema === null ? sql.id(name) : sql.id(schema, name)),
    own: (name) => sql.id('resettle', name),
    value: (text, column) => sql`${text}::text::${sql.raw(column.type)}`,
    textParameter: (value) => sql`${value}::text`,
    integerParameter: (value) => sql`${value}::bigint`,
    collate: (fragment, collation) =>
      collation === null ? fragment : sql`${fragment} collate ${collationName(collation)}`,
    encode,
    encodeRow: (cells) => {
      const elements = cells.map(({ fragment, column }) => encode(fragment, column))
      return sql`('[' || ${sql.join(elements, sql` || ',' || `)} || ']')`
    },
    aggregate: (element) => sql`('[' || coalesce(string_agg(${element}, ','), '') || ']')`,
    unpack: (json, columns) =>
      sql`(select ${cellsOf(columns)} from json_array_elements((${json})::text::json) as "~e"("~j"))`,
    keep,
    unpackColumn: (from, json, columns) =>
      sql`(select "~s".*, ${cellsOf(columns)} from ${from} as "~s"
        cross join lateral json_array_elements("~s".${sql.id(json)}::json) as "~e"("~j"))`,
    unpackValues: (from, json, { name, column }) =>
      sql`(select "~s".*, "~e"."~t"::${sql.raw(column.type)} as ${sql.id(name)} from ${from} as "~s"
        cross join lateral json_array_elements_text("~s".${sql.id(json)}::json) as "~e"("~t"))`,
    jsonText: (json, path) => {
      const text = sql`(${json})::text`
      const isJson =
        version >= tellsJsonSince ? sql`pg_input_is_valid(${text}, 'json')` : sql`${text} ~ '^\\s*[[{]'`
      const keys = sql.join(path.map((key) => sql`${key}::text`))
      // The cast stands outside: inside, a constant would be cast whatever the condition says.
      return sql`((case when ${isJson} then ${text} end)::json #>> array[${keys}]::text[])`
    },
    text: (fragment) => sql`(${fragment})::text`,
    mark: (fragment) => sql`(hashtextextended((${fragment})::text collate "C", 0) % 4294967296)`,
    together,
    readCatalog: (connection) => readCatalog(connection),
    async now(connection) {
      const [row] = await connection.query<{ now: number }>(
        sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`,
      )
      return row?.now ?? 0
    },
    async hasOwn(connection, name) {
      const [row] = await connection.query<{ has: boolean }>(
        sql`select to_regclass(${`resettle.${name}`}::text) is not null as has`,
      )
      return row?.has === true
    },
    watch: (connection, tables) => watch(connection, tables, version),
  }
}

/** Every value as its text; integers without quotes, which makes a journal of keys a third smaller. */
function encode(fragment: Sql, column: Column): Sql {
  if (column.family === 'integer') return sql`coalesce((${fragment})::text, 'null')`
  return sql`coalesce(to_json((${fragment})::text)::text, 'null')`
}

function cellsOf(columns: readonly { name: string; column: Column }[]): Sql {
  return sql.join(
    columns.map(
      ({ name, column }, index) =>
        sql`("~e"."~j" ->> ${sql.lit(index)})::${sql.raw(column.type)} as ${sql.id(name)}`,
    ),
  )
}

/** Names in another schema come from the catalog already quoted. */
function collationName(collation: string): Sql {
  return collation.startsWith('"') ? sql.raw(collation) : sql.id(collation)
}
