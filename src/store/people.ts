import { sql } from 'kysely'
import type { Connection, Dialect } from '../database/database.ts'

/** What is kept of one person who moved: the extract is JSON text. */
export interface StoredPerson {
  readonly user_key: string
  readonly extract: string
}

/** Rows per statement: few round trips, and far below the number of parameters that any engine takes. */
const ROWS_PER_STATEMENT = 500

/** Keeps the people of a migration, in their order. */
export async function insertPeople(
  connection: Connection,
  dialect: Dialect,
  migrationId: string,
  people: readonly StoredPerson[],
): Promise<void> {
  for (let start = 0; start < people.length; start += ROWS_PER_STATEMENT) {
    const rows = people
      .slice(start, start + ROWS_PER_STATEMENT)
      .map(({ user_key, extract }, index) => sql`(${migrationId}, ${start + index}, ${user_key}, ${extract})`)
    await connection.execute(sql`
      insert into ${dialect.own('people')} (migration_id, seq, user_key, extract) values ${sql.join(rows)}`)
  }
}

/** The people of a migration in the order in which they were kept. */
export function listPeople(
  connection: Connection,
  dialect: Dialect,
  migrationId: string,
): Promise<StoredPerson[]> {
  return connection.query<StoredPerson>(sql`
    select user_key, extract from ${dialect.own('people')} where migration_id = ${migrationId} order by seq`)
}
