import { sql } from 'kysely'
import type { Connection, Dialect } from '../database/database.ts'

/**
 * Turns the effects of a subject round, in the transaction that takes the subject back: what has begun is to be undone,
 * what has not is over. Whoever works on one of them at this moment finds that its lease is gone. Answers how many are
 * to be undone.
 */
export async function reverseEffects(
  connection: Connection,
  dialect: Dialect,
  subject: string,
  now: Date,
): Promise<number> {
  const effects = dialect.own('effects')
  const time = now.toISOString()
  await connection.execute(sql`
    update ${effects} set state = 'compensated', direction = 'back', updated_at = ${time}
    where subject = ${subject} and direction = 'forward' and state = 'pending' and before is null and attempts = 0`)
  return connection.execute(sql`
    update ${effects} set state = 'compensating', direction = 'back', attempts = 0, due_at = ${now.getTime()},
      lease_owner = null, lease_until = null, problem = null, updated_at = ${time}
    where subject = ${subject} and direction = 'forward'`)
}

/** How many effects of a subject would have to be undone. */
export async function countBegun(connection: Connection, dialect: Dialect, subject: string): Promise<number> {
  const [row] = await connection.query<{ n: number }>(sql`
    select count(*) as n from ${dialect.own('effects')}
    where subject = ${subject} and direction = 'forward' and not (state = 'pending' and before is null and attempts = 0)`)
  return Number(row?.n ?? 0)
}

/** How many effects there are in each state. */
export async function countEffects(
  connection: Connection,
  dialect: Dialect,
): Promise<Readonly<Record<string, number>>> {
  const rows = await connection.query<{ state: string; n: number }>(
    sql`select state, count(*) as n from ${dialect.own('effects')} group by state order by state`,
  )
  return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]))
}
