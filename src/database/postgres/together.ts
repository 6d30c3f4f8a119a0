import { sql } from 'kysely'
import type { Connection, Sql } from '../database.ts'

/** All updates in one statement: references that are not deferrable are checked at its end, when all fit again. */
export async function together(connection: Connection, updates: readonly Sql[]): Promise<number[]> {
  const [only] = updates
  if (only === undefined) return []
  if (updates.length === 1) return [await connection.execute(only)]
  const parts = updates.map((update, index) => sql`${nameOf(index)} as (${update} returning 1)`)
  const counts = updates.map((_, index) => sql`(select count(*) from ${nameOf(index)}) as ${nameOf(index)}`)
  const [row] = await connection.query<Record<string, number>>(
    sql`with ${sql.join(parts)} select ${sql.join(counts)}`,
  )
  return updates.map((_, index) => row?.[`u${index}`] ?? 0)
}

function nameOf(index: number): Sql {
  return sql.id(`u${index}`)
}
