import { sql } from 'kysely'
import type { Connection, Sql } from '../../src/database/database.ts'
import { quoteName } from '../university/schema.ts'
import type { ColumnNote } from './schema/notation.ts'
import type { Place } from './schema.ts'
import { isCounted, openHandsColumns, postgresType } from './schema.ts'
import type { Row } from './world.ts'

/** Keeps one statement's parameter at a few megabytes. */
const mostRows = 4000

/** Writes all rows, tables in the order of the schema so that every parent comes before its children. */
export async function writeRows(
  connection: Connection,
  place: Place,
  rows: ReadonlyMap<string, readonly Row[]>,
): Promise<void> {
  for (const [table, columns] of openHandsColumns(place.shape)) {
    const all = rows.get(table) ?? []
    for (let start = 0; start < all.length; start += mostRows) {
      const text = JSON.stringify(all.slice(start, start + mostRows))
      await connection.execute(insert(place, table, columns, text))
    }
  }
}

/** One statement for thousands of rows: the engine reads them out of a JSON text. */
function insert({ engine }: Place, table: string, columns: readonly ColumnNote[], text: string): Sql {
  const names = sql.join(columns.map(({ name }) => sql.id(name)))
  const into = sql`insert into ${sql.id(table)} (${names})`
  if (engine === 'sqlite') {
    const cells = columns.map(({ name }) => sql`json_extract(value, ${sql.lit(`$."${name}"`)})`)
    return sql`${into} select ${sql.join(cells)} from json_each(${text})`
  }
  const types = columns.map((note) => sql`${sql.id(note.name)} ${sql.raw(postgresType(note))}`)
  return sql`${into} select ${names} from json_to_recordset(${text}::text::json) as r(${sql.join(types)})`
}

/** Lets counted keys go on after the rows that were written with theirs, and tells the planner how much there is. */
export async function finish(connection: Connection, { engine, shape }: Place): Promise<void> {
  if (engine === 'sqlite') return
  for (const [table, columns] of openHandsColumns(shape)) {
    if (!columns.some(isCounted)) continue
    await connection.query(
      sql`select setval(pg_get_serial_sequence(${quoteName(table)}, 'id'), m.id)
        from (select max(id) as id from ${sql.id(table)}) as m where m.id is not null`,
    )
  }
  await connection.execute(sql`analyze`)
}
