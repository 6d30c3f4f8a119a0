import { sql } from 'kysely'
import type { Connection, KeptList } from '../database.ts'

/** Two lists of one transaction need two names. */
let lists = 0

/** A temporary table, for who may have one; it goes with the transaction. */
export async function keep(
  connection: Connection,
  rows: readonly (readonly string[])[],
): Promise<KeptList | null> {
  const [may] = await connection.query<{ may: boolean }>(
    sql`select has_database_privilege(current_database(), 'temporary') as may`,
  )
  if (may?.may !== true) return null
  const places = Array.from({ length: rows[0]?.length ?? 0 }, (_, place) => place)
  const columns = sql.join(
    places.map((place) => sql`("~e"."~j" ->> ${sql.lit(place)}) as ${sql.id(nameOf(place))}`),
  )
  lists += 1
  const name = `resettle_list_${lists}`
  const table = sql.id('pg_temp', name)
  await connection.execute(sql`
    create temporary table ${sql.id(name)} on commit drop as
    select ${columns} from json_array_elements(${JSON.stringify(rows)}::text::json) as "~e"("~j")`)
  // Without that the planner takes it for a list of any length, and reads whole tables of the app.
  await connection.execute(sql`analyze ${table}`)
  return (wanted, only) => {
    const cells = wanted.map(
      ({ name, column, place }) =>
        sql`k.${sql.id(nameOf(place))}::${sql.raw(column.type)} as ${sql.id(name)}`,
    )
    const where = only === undefined ? sql`` : sql`where k.${sql.id(nameOf(only.place))} = ${only.equals}`
    return sql`(select ${sql.join(cells)} from ${table} k ${where})`
  }
}

function nameOf(place: number): string {
  return `c${place}`
}
