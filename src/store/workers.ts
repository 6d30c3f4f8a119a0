import { sql } from 'kysely'
import type { Connection, Dialect } from '../database/database.ts'

/** Shows that a worker lives. */
export async function beat(connection: Connection, dialect: Dialect, id: string, now: number): Promise<void> {
  await connection.execute(sql`
    insert into ${dialect.own('workers')} (id, seen_at) values (${id}, ${now})
    on conflict (id) do update set seen_at = ${now}`)
}

export async function removeWorker(connection: Connection, dialect: Dialect, id: string): Promise<void> {
  await connection.execute(sql`delete from ${dialect.own('workers')} where id = ${id}`)
}

/** Forgets workers that were not seen since `before`, in milliseconds since the epoch; answers the others. */
export async function buryWorkers(
  connection: Connection,
  dialect: Dialect,
  before: number,
): Promise<string[]> {
  await connection.execute(sql`delete from ${dialect.own('workers')} where seen_at < ${before}`)
  const rows = await connection.query<{ id: string }>(sql`select id from ${dialect.own('workers')}`)
  return rows.map(({ id }) => id)
}
