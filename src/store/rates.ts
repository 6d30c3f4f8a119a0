import { sql } from 'kysely'
import type { Connection, Dialect } from '../database/database.ts'

/**
 * One row per outside system says when it may be asked next (the generic cell rate algorithm, in microseconds), and all
 * processes share it. A process takes several turns at a time, so that the database is asked rarely.
 */

/** Turns in a row: the first at `startsAt`, the others one `interval` after the other. All in microseconds. */
export interface Turns {
  readonly startsAt: number
  readonly now: number
}

/** Nobody holds a system off for longer; what seems so was written by a clock that was ahead. */
const LONGEST_PAUSE_MS = 60_000

export async function reserveTurns(
  connection: Connection,
  dialect: Dialect,
  { system, count, intervalUs, now }: { system: string; count: number; intervalUs: number; now: number },
): Promise<Turns> {
  const nowUs = Math.round(now * 1000)
  const taken = Math.ceil(count * intervalUs)
  const next = await moveNext(connection, dialect, { system, nowUs, taken })
  return { startsAt: next - taken, now: nowUs }
}

/** Nobody asks this system before so many milliseconds have passed. */
export async function pauseSystem(
  connection: Connection,
  dialect: Dialect,
  { system, ms, now }: { system: string; ms: number; now: number },
): Promise<void> {
  const nowUs = Math.round(now * 1000)
  const until = nowUs + Math.round(Math.min(ms, LONGEST_PAUSE_MS) * 1000)
  await moveNext(connection, dialect, { system, nowUs, taken: 0 })
  await connection.execute(sql`
    update ${dialect.own('rates')} set next_at = ${until} where system = ${system} and next_at < ${until}`)
}

async function moveNext(
  connection: Connection,
  dialect: Dialect,
  { system, nowUs, taken }: { system: string; nowUs: number; taken: number },
): Promise<number> {
  const rates = dialect.own('rates')
  const [now, more] = [dialect.integerParameter(nowUs), dialect.integerParameter(taken)]
  const furthest = dialect.integerParameter(nowUs + (LONGEST_PAUSE_MS + 10_000) * 1000)
  const rows = await connection.query<{ next_at: number }>(sql`
    insert into ${rates} as r (system, next_at) values (${system}, ${now} + ${more})
    on conflict (system) do update set next_at = ${more} +
      case when r.next_at between ${now} and ${furthest} then r.next_at else ${now} end
    returning next_at`)
  return Number(rows[0]?.next_at ?? nowUs + taken)
}
