import type { Connection, Database } from '../database/database.ts'
import { ResettleError } from '../errors.ts'
import { isInstalled } from '../store/install.ts'
import {
  findMigration,
  listSummaries,
  type StoredMigration,
  type StoredSummary,
} from '../store/migrations.ts'
import type { Migration, MigrationList, MigrationRecord, MigrationSummary } from './documents.ts'

/** All migrations of this database, newest first; none where it was never used. */
export async function listRecords(connection: Connection, database: Database): Promise<MigrationList> {
  const stored = (await isInstalled(connection, database))
    ? await listSummaries(connection, database.dialect)
    : []
  return { kind: 'migrations', version: 1, migrations: stored.map(toSummary) }
}

/** Everything about one migration. Throws `migration.not-found`. */
export async function showRecord(
  connection: Connection,
  database: Database,
  id: string,
): Promise<MigrationRecord> {
  return JSON.parse(await showRecordText(connection, database, id)) as MigrationRecord
}

/** The stored row. Throws `migration.not-found`. */
export async function getStored(
  connection: Connection,
  database: Database,
  id: string,
): Promise<StoredMigration> {
  const isThere = await isInstalled(connection, database)
  const stored = isThere ? await findMigration(connection, database.dialect, id) : undefined
  if (stored !== undefined) return stored
  if (id.startsWith('prm_')) {
    throw new ResettleError('migration.not-found', `${id} is a promotion, not a migration.`, {
      remedy: `Use \`show ${id}\`, \`verify ${id}\` or \`rollback ${id}\`.`,
    })
  }
  throw new ResettleError('migration.not-found', `There is no migration ${id}.`)
}

/** The same as JSON: its documents are long, and nobody has to take them apart to hand them on. */
export async function showRecordText(
  connection: Connection,
  database: Database,
  id: string,
): Promise<string> {
  const { plan, report, rollback } = await getStored(connection, database, id)
  const [summary] = await listSummaries(connection, database.dialect, id)
  const head = {
    kind: 'migration-record',
    version: 1,
    ...(summary === undefined ? {} : toSummary(summary)),
  }
  return joinDocuments(head, { plan, report, rollback: rollback ?? 'null' })
}

/** JSON of an object with further fields whose JSON is there already. */
export function joinDocuments(head: object, documents: Readonly<Record<string, string>>): string {
  const fields = Object.entries(documents).map(([name, text]) => `${JSON.stringify(name)}:${text}`)
  return `${JSON.stringify(head).slice(0, -1)},${fields.join(',')}}`
}

function toSummary(stored: StoredSummary): MigrationSummary {
  const resources = JSON.parse(stored.resources) as Migration['resources_migrated']
  return {
    migration_id: stored.id,
    status: stored.status,
    source: JSON.parse(stored.source) as MigrationSummary['source'],
    target: JSON.parse(stored.target) as MigrationSummary['target'],
    rows: Object.values(resources).reduce((sum, rows) => sum + rows, 0),
    started_at: stored.started_at,
    finished_at: stored.finished_at,
    rolled_back_at: stored.rolled_back_at,
  }
}
