import { sql } from 'kysely'
import type { Connection, Database } from '../database/database.ts'
import { ResettleError } from '../errors.ts'
import { postgresSchema } from './schema/postgres.ts'
import { sqliteSchema } from './schema/sqlite.ts'
import type { StoreMigration } from './schema/store-migration.ts'

const schemas = {
  sqlite: { changes: sqliteSchema, prelude: [] },
  postgres: {
    changes: postgresSchema,
    // Two installers at once would both see no schema; the lock lasts until the transaction ends.
    prelude: [
      `select pg_advisory_xact_lock(hashtextextended('resettle:install', 0))`,
      // Asked first: even where it is there, the other form wants the right to make one.
      `do $$ begin if to_regnamespace('resettle') is null then create schema resettle; end if; end $$`,
    ],
  },
} as const

/**
 * Creates or updates our own tables, in the transaction that is the first to need them: whatever is refused or fails
 * leaves nothing behind. Two at once are harmless; tables of a newer version are refused.
 */
export async function installStore(connection: Connection, database: Database): Promise<void> {
  const { changes, prelude } = schemas[database.dialect.name]
  const current = await readVersion(connection, database)
  refuseNewer(current, changes)
  if (current === latest(changes)) return
  for (const statement of prelude) await connection.query(sql.raw(statement))
  const version = database.dialect.own('version')
  await connection.execute(sql`create table if not exists ${version} (version integer primary key)`)
  const installed = await readVersion(connection, database)
  refuseNewer(installed, changes)
  for (const change of changes) {
    if (change.version <= installed) continue
    await connection.execute(sql`insert into ${version} (version) values (${change.version})`)
    for (const statement of change.statements) await connection.execute(sql.raw(statement))
  }
}

/** Whether our tables of a version are there; reading commands must not create them. */
export async function isInstalled(
  connection: Connection,
  database: Database,
  since: number = FIRST,
): Promise<boolean> {
  const version = await readVersion(connection, database)
  refuseNewer(version, schemas[database.dialect.name].changes)
  return version >= since
}

const FIRST = 1
/** Promotions and effects. */
export const OUTBOX = 2

async function readVersion(connection: Connection, database: Database): Promise<number> {
  if (!(await database.dialect.hasOwn(connection, 'version'))) return 0
  const [row] = await connection.query<{ version: number | null }>(
    sql`select max(version) as version from ${database.dialect.own('version')}`,
  )
  return row?.version ?? 0
}

function refuseNewer(version: number, changes: readonly StoreMigration[]): void {
  if (version <= latest(changes)) return
  throw new ResettleError(
    'store.newer',
    `Its tables have version ${version}; this program knows up to ${latest(changes)}.`,
    {
      context: { version, known: latest(changes) },
    },
  )
}

function latest(changes: readonly StoreMigration[]): number {
  return changes.at(-1)?.version ?? 0
}
