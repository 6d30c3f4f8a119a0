import type { Connection, Database } from '../database/database.ts'
import { ResettleError } from '../errors.ts'
import { isInstalled } from '../store/install.ts'
import { findMigration, listMigrations, type StoredMigration } from '../store/migrations.ts'
import type {
  Migration,
  MigrationList,
  MigrationRecord,
  MigrationSummary,
  Plan,
  Rollback,
} from './documents.ts'

/** All migrations of this database, newest first; none where it was never used. */
export async function listRecords(connection: Connection, database: Database): Promise<MigrationList> {
  const stored = (await isInstalled(connection, database))
    ? await listMigrations(connection, database.dialect)
    : []
  return { kind: 'migrations', version: 1, migrations: stored.map(toSummary) }
}

/** Everything about one migration. Throws `migration.not-found`. */
export async function showRecord(
  connection: Connection,
  database: Database,
  id: string,
): Promise<MigrationRecord> {
  const stored = await getStored(connection, database, id)
  return {
    kind: 'migration-record',
    version: 1,
    ...toSummary(stored),
    plan: JSON.parse(stored.plan) as Plan,
    report: JSON.parse(stored.report) as Migration,
    rollback: stored.rollback === null ? null : (JSON.parse(stored.rollback) as Rollback),
  }
}

/** The stored row. Throws `migration.not-found`. */
export async function getStored(
  connection: Connection,
  database: Database,
  id: string,
): Promise<StoredMigration> {
  const isThere = await isInstalled(connection, database)
  const stored = isThere ? await findMigration(connection, database.dialect, id) : undefined
  if (stored === undefined) throw new ResettleError('migration.not-found', `There is no migration ${id}.`)
  return stored
}

function toSummary(stored: StoredMigration): MigrationSummary {
  const report = JSON.parse(stored.report) as Migration
  return {
    migration_id: stored.id,
    status: stored.status,
    source: report.source,
    target: report.target,
    rows: Object.values(report.resources_migrated).reduce((sum, rows) => sum + rows, 0),
    started_at: stored.started_at,
    finished_at: stored.finished_at,
    rolled_back_at: stored.rolled_back_at,
  }
}
