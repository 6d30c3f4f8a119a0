import type { Connection, Database, Dialect } from '../database/database.ts'
import { ResettleError } from '../errors.ts'

/** How the service reaches its own tables. */
export interface Desk {
  readonly dialect: Dialect
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /**
   * One write transaction. A request does not wait for ever: SQLite has one writer, and a migration may hold it. Throws
   * `database.busy` after `patienceMs`, and then the work is never done.
   */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** A write that nobody waits for: done as soon as the database can be written, in order, tried again where it fails. */
  later(work: (connection: Connection) => Promise<void>, whenWritten?: () => void): void
  /** When everything that was left for later is written. */
  settled(): Promise<void>
}

/** Longest pause between two attempts. */
const MOST_PAUSE_MS = 30_000

export function createDesk(
  database: Database,
  { patienceMs, onFailure }: { readonly patienceMs: number; onFailure(error: unknown): void },
): Desk {
  const queue: { work(connection: Connection): Promise<void>; whenWritten?: (() => void) | undefined }[] = []
  let writing: Promise<void> | null = null

  async function drain(): Promise<void> {
    let pauseMs = 100
    while (queue.length > 0) {
      const batch = [...queue]
      try {
        await database.write(async (connection) => {
          for (const { work } of batch) await work(connection)
        })
        queue.splice(0, batch.length)
        for (const { whenWritten } of batch) whenWritten?.()
        pauseMs = 100
      } catch (error) {
        onFailure(error)
        if (!isPassing(error)) queue.splice(0, batch.length)
        else await new Promise((resolve) => setTimeout(resolve, pauseMs))
        pauseMs = Math.min(pauseMs * 2, MOST_PAUSE_MS)
      }
    }
    writing = null
  }

  return {
    dialect: database.dialect,
    read: (work) => database.read(work),
    write: (work) => writeOrGiveUp(database, patienceMs, work),
    later(work, whenWritten) {
      queue.push({ work, whenWritten })
      writing ??= drain()
    },
    settled: async () => {
      await writing
    },
  }
}

function writeOrGiveUp<T>(
  database: Database,
  patienceMs: number,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const outcome = Promise.withResolvers<T>()
  const busy = new ResettleError(
    'database.busy',
    'A migration is being written; this can be written when it has ended.',
  )
  let hasGivenUp = false
  const timer = setTimeout(() => {
    hasGivenUp = true
    outcome.reject(busy)
  }, patienceMs)
  database
    .write(async (connection) => {
      clearTimeout(timer)
      if (hasGivenUp) throw busy
      return work(connection)
    })
    .then(outcome.resolve, outcome.reject)
    .finally(() => clearTimeout(timer))
  return outcome.promise
}

/** The same may work later. */
function isPassing(error: unknown): boolean {
  return error instanceof ResettleError && error.toProblem().retryable
}
