import { sql } from 'kysely'
import type pg from 'pg'
import type { Sql } from '../database.ts'

/** Advisory locks on a connection of their own: the server frees them when the connection ends, however it ends. */
export async function claimNames(client: pg.Client, names: readonly string[]) {
  client.on('error', () => undefined)
  try {
    await client.connect()
    for (const name of [...new Set(names)]) {
      const { rows } = await client.query<{ ours: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('resettle:' || $1, 0)) as ours`,
        [name],
      )
      if (rows[0]?.ours === true) continue
      await client.end()
      return null
    }
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
  return {
    async release() {
      await client.end()
    },
  }
}

/** Whether any session of this database holds one of them: the two halves of the number as the server lists them. */
export function areHeld(names: readonly string[]): Sql {
  const keys = names.map((name) => sql`(hashtextextended('resettle:' || ${name}::text, 0))`)
  return sql`exists (select 1 from pg_locks as l join (values ${sql.join(keys)}) as k (key)
    on l.classid::bigint = (k.key >> 32) & 4294967295 and l.objid::bigint = k.key & 4294967295
    where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
      and l.database = (select oid from pg_database where datname = current_database()))`
}
