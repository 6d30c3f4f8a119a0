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
  /**
   * Forgets workers that were not seen for so long, and has their work taken over, by one process at a time. `revive`
   * gets the living and answers how much it took over.
   */
  takeOver(deadAfterMs: number, revive: (living: readonly string[]) => Promise<number>): Promise<number>
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
    async takeOver(deadAfterMs, revive) {
      const claim = await database.claim(['workers'])
      if (claim === null) return 0
      try {
        const living = await database.write(async (connection) =>
          buryWorkers(connection, dialect, (await dialect.now(connection)) - deadAfterMs),
        )
        return await revive(living)
      } finally {
        await claim.release()
      }
    },
  }
}
