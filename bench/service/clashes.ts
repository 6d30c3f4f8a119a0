import { sql } from 'kysely'
import { openDatabase } from '../../src/database/open.ts'

/** Gives both organizations so many assistants of the same names: each of them is a conflict, a new name and a line. */
export async function addClashes(url: string, prefix: string, count: number): Promise<void> {
  await using database = await openDatabase(url)
  await database.write(async (connection) => {
    const owner = await connection.query<{ email: string }>(
      sql`select user_email as email from ${sql.id(`${prefix}Creator_users`)} where organization_id = 2 limit 1`,
    )
    await connection.execute(sql`
      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(count)})
      insert into ${sql.id(`${prefix}assistants`)} (organization_id, name, owner, created_at, updated_at)
      select o.id, 'clash_' || n, ${owner[0]?.email ?? ''}, 1, 1 from numbers cross join (select 2 as id union select 3) o`)
  })
}
