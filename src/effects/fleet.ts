import type { Database } from '../database/database.ts'
import { installStore } from '../store/install.ts'
import { beat, buryWorkers, removeWorker } from '../store/workers.ts'

/** Who else works on this database. */
export interface Fleet {
  /** Whether several processes may write at once. */
  readonly canShare: boolean
  /** Shows that a worker lives. */
  beat(worker: string): Promise<void>
  leave(worker: string): Promise<void>
  /** Does something that one process at a time may do; answers null, at once, where another one is at it. */
  alone<Result>(what: string, work: () => Promise<Result>): Promise<Result | null>
  /** Forgets workers that were not seen for so long; answers the others. */
  living(deadAfterMs: number): Promise<readonly string[]>
}

export function createFleet(database: Database): Fleet {
  const { dialect } = database
  return {
    canShare: dialect.hasOtherWriters,
    beat: (worker) =>
      database.write(async (connection) => {
        await installStore(connection, database)
        await beat(connection, dialect, worker, await dialect.now(connection))
      }),
    leave: (worker) => database.write((connection) => removeWorker(connection, dialect, worker)),
    async alone(what, work) {
      const claim = await database.claim([`workers ${what}`])
      if (claim === null) return null
      try {
        return await work()
      } finally {
        await claim.release()
      }
    },
    living: (deadAfterMs) =>
      database.write(async (connection) =>
        buryWorkers(connection, dialect, (await dialect.now(connection)) - deadAfterMs),
      ),
  }
}
