import type { Connection, Database } from '../database/database.ts'
import { ResettleError } from '../errors.ts'
import { isInstalled } from '../store/install.ts'
import { findMigration, type StoredMigration } from '../store/migrations.ts'

/**
 * What came of a transaction whose reply to the commit was lost: the record says so. Asked only when all work was done
 * and the connection broke; `hold` waits until the broken session has let go of the organizations, so that what is read
 * is final. Undefined: it was not committed. Throws `thrown` for any other failure.
 */
export async function findOutcome(
  thrown: unknown,
  database: Database,
  id: string,
  hold: (connection: Connection) => Promise<void>,
): Promise<StoredMigration | undefined> {
  if (!(thrown instanceof ResettleError) || thrown.code !== 'database.unavailable') throw thrown
  try {
    return await database.write(async (connection) => {
      await hold(connection)
      const isThere = await isInstalled(connection, database)
      return isThere ? await findMigration(connection, database.dialect, id) : undefined
    })
  } catch (cause) {
    throw new ResettleError(
      'database.unavailable',
      `${thrown.message}: that was during the commit, and whether ${id} was done is not known.`,
      {
        cause,
        context: { ...thrown.context, outcome: 'unknown', migration_id: id },
        remedy:
          'When the database can be reached again, run `migrations`: what is listed there was done, all of it.',
      },
    )
  }
}
