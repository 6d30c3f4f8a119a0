import { sql } from 'kysely'
import type { Connection, Dialect } from '../../database/database.ts'

export type PlanStatus = 'open' | 'approved' | 'used' | 'expired'

/** A plan as the service keeps it; `document` and `authors` are JSON. */
export interface PlanRow {
  readonly id: string
  readonly status: PlanStatus
  /** Grows with every change, so that two people who change it at once notice. */
  readonly revision: number
  readonly document: string
  /** Who made or changed it, as a JSON array. */
  readonly authors: string
  readonly created_by: string
  readonly created_at: string
  readonly expires_at: string
  readonly approved_by: string | null
  /** The run that it was used for. */
  readonly run_id: string | null
}

export async function insertPlan(connection: Connection, dialect: Dialect, row: PlanRow): Promise<void> {
  await connection.execute(sql`
    insert into ${dialect.own('plans')}
      (id, status, revision, document, authors, created_by, created_at, expires_at, approved_by, run_id)
    values (${row.id}, ${row.status}, ${row.revision}, ${row.document}, ${row.authors}, ${row.created_by},
      ${row.created_at}, ${row.expires_at}, ${row.approved_by}, ${row.run_id})`)
}

export async function findPlan(
  connection: Connection,
  dialect: Dialect,
  id: string,
): Promise<PlanRow | undefined> {
  const rows = await connection.query<PlanRow>(sql`select * from ${dialect.own('plans')} where id = ${id}`)
  return rows[0]
}

/** Writes a plan anew if it still has the revision before this one; answers false where somebody else was first. */
export async function updatePlan(connection: Connection, dialect: Dialect, row: PlanRow): Promise<boolean> {
  const changed = await connection.execute(sql`
    update ${dialect.own('plans')}
    set status = ${row.status}, revision = ${row.revision}, document = ${row.document}, authors = ${row.authors},
      expires_at = ${row.expires_at}, approved_by = ${row.approved_by}, run_id = ${row.run_id}
    where id = ${row.id} and revision = ${row.revision - 1} and status in ('open', 'approved')`)
  return changed === 1
}

/** Forgets plans that expired before this time. Those that were used stay with their runs. */
export async function deleteOldPlans(
  connection: Connection,
  dialect: Dialect,
  before: string,
): Promise<void> {
  await connection.execute(sql`
    delete from ${dialect.own('plans')} where expires_at < ${before} and status <> 'used'`)
}
