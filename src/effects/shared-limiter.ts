import type { Connection, Database } from '../database/database.ts'
import { pauseSystem, reserveTurns } from '../store/rates.ts'
import { createLimiter, type Limiter } from './limits.ts'

/** A limiter whose rate is kept by all processes that use the same database. */
export function createSharedLimiter(
  database: Database,
  now: (connection: Connection) => Promise<number>,
  system: string,
  perSecond: number,
): Limiter {
  const { dialect } = database
  return createLimiter(perSecond, {
    reserve: (count, intervalUs) =>
      database.write(async (connection) => {
        const time = await now(connection)
        // Taken beside the shared clock: the commit may take its time.
        const here = performance.now()
        const turns = await reserveTurns(connection, dialect, { system, count, intervalUs, now: time })
        return here + (turns.startsAt - turns.now) / 1000
      }),
    pause: (ms) =>
      database.write(async (connection) =>
        pauseSystem(connection, dialect, { system, ms, now: await now(connection) }),
      ),
  })
}
