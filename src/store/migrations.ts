import { sql } from 'kysely'
import { textColumn } from '../database/catalog.ts'
import type { Connection, Dialect, Sql } from '../database/database.ts'

/** One execution as it is kept: documents are JSON text, so that an older one stays readable as it was. */
export interface StoredMigration {
  readonly id: string
  readonly status: 'done' | 'rolled-back'
  readonly blueprint: string
  readonly source_key: string
  readonly target_key: string
  readonly plan: string
  readonly report: string
  readonly rollback: string | null
  readonly started_at: string
  readonly finished_at: string
  readonly rolled_back_at: string | null
}

export async function insertMigration(
  connection: Connection,
  dialect: Dialect,
  row: StoredMigration,
): Promise<void> {
  await connection.execute(sql`
    insert into ${dialect.own('migrations')}
      (id, status, blueprint, source_key, target_key, plan, report, "rollback", started_at, finished_at, rolled_back_at)
    values (${row.id}, ${row.status}, ${row.blueprint}, ${row.source_key}, ${row.target_key}, ${row.plan},
      ${row.report}, ${row.rollback}, ${row.started_at}, ${row.finished_at}, ${row.rolled_back_at})`)
}

/** Marks a migration as taken back. Answers false where somebody else did so before. */
export async function markRolledBack(
  connection: Connection,
  dialect: Dialect,
  id: string,
  rollback: { readonly document: string; readonly at: string },
): Promise<boolean> {
  const changed = await connection.execute(sql`
    update ${dialect.own('migrations')}
    set status = 'rolled-back', "rollback" = ${rollback.document}, rolled_back_at = ${rollback.at}
    where id = ${id} and status = 'done'`)
  return changed === 1
}

/** What a list says of each: of its documents only the ends and the counts, since they may be long. */
export type StoredSummary = Omit<
  StoredMigration,
  'blueprint' | 'source_key' | 'target_key' | 'plan' | 'report' | 'rollback'
> & {
  /** JSON of the organizations and of the counts in the report. */
  readonly source: string
  readonly target: string
  readonly resources: string
}

/** Newest first; only the one with this id where it is given. */
export function listSummaries(
  connection: Connection,
  dialect: Dialect,
  id?: string,
): Promise<StoredSummary[]> {
  const part = (name: string): Sql => dialect.jsonText(sql`report`, [name])
  const which = id === undefined ? sql`` : sql`where id = ${id}`
  return connection.query<StoredSummary>(sql`
    select id, status, started_at, finished_at, rolled_back_at, ${part('source')} as source,
      ${part('target')} as target, ${part('resources_migrated')} as resources
    from ${dialect.own('migrations')} ${which} order by finished_at desc, id desc`)
}

/** Newest first. */
export function listMigrations(connection: Connection, dialect: Dialect): Promise<StoredMigration[]> {
  return connection.query<StoredMigration>(
    sql`select * from ${dialect.own('migrations')} order by finished_at desc, id desc`,
  )
}

export async function findMigration(
  connection: Connection,
  dialect: Dialect,
  id: string,
): Promise<StoredMigration | undefined> {
  const rows = await connection.query<StoredMigration>(
    sql`select * from ${dialect.own('migrations')} where id = ${id}`,
  )
  return rows[0]
}

/** Organizations among these that were merged into another, with the migration that did so and stands. */
export async function findMerged(
  connection: Connection,
  dialect: Dialect,
  organizations: readonly string[],
): Promise<Map<string, string>> {
  if (!(await dialect.hasOwn(connection, 'migrations'))) return new Map()
  const list = dialect.unpack(dialect.textParameter(JSON.stringify(organizations.map((one) => [one]))), [
    { name: 'organization', column: textColumn },
  ])
  const rows = await connection.query<{ source_key: string; id: string }>(sql`
    select m.source_key, max(m.id) as id from ${dialect.own('migrations')} m join ${list} l on m.source_key = l.organization
    where m.status = 'done' group by m.source_key`)
  return new Map(rows.map(({ source_key, id }) => [source_key, id]))
}
