import { sql } from 'kysely'
import type { Connection, Dialect } from '../../database/database.ts'

/** Who did what, and when. Ids grow with time. `detail` is JSON without secrets and without row values. */
export interface AuditRow {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly subject: string | null
  readonly detail: string
}

export async function insertAudit(
  connection: Connection,
  dialect: Dialect,
  rows: readonly AuditRow[],
): Promise<void> {
  for (const row of rows) {
    await connection.execute(sql`
      insert into ${dialect.own('audit')} (id, at, actor, action, subject, detail)
      values (${row.id}, ${row.at}, ${row.actor}, ${row.action}, ${row.subject}, ${row.detail})`)
  }
}

/** Newest first; `before` is the id of the last one seen. */
export function listAudit(
  connection: Connection,
  dialect: Dialect,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<AuditRow[]> {
  const older = before === null ? sql`1 = 1` : sql`id < ${before}`
  return connection.query<AuditRow>(sql`
    select * from ${dialect.own('audit')} where ${older} order by id desc limit ${sql.lit(limit)}`)
}
