import type { Connection } from '../database/database.ts'
import { insertAudit, listAudit } from '../store/service/audit.ts'
import { actorOf, type Principal } from './auth/principal.ts'
import type { AuditEntry, AuditLog } from './contract/session.ts'
import type { Desk } from './desk.ts'
import { createId } from './ids.ts'

/** Something that somebody did. `detail` holds ids, choices and counts: no secrets, no values of rows. */
export interface Deed {
  readonly actor: Principal | string
  readonly action: string
  readonly subject: string | null
  readonly detail?: Readonly<Record<string, unknown>>
}

export interface Audit {
  /** Writes it down in the transaction that does it. */
  note(connection: Connection, deed: Deed): Promise<void>
  /** Writes it down as soon as possible. */
  noteLater(deed: Deed): void
  list(before: string | null, limit: number): Promise<AuditLog>
}

export function createAudit(desk: Desk, now: () => Date): Audit {
  const toRow = ({ actor, action, subject, detail = {} }: Deed) => ({
    id: createId('aud', now()),
    at: now().toISOString(),
    actor: typeof actor === 'string' ? actor : actorOf(actor),
    action,
    subject,
    detail: JSON.stringify(detail),
  })
  return {
    note: (connection, deed) => insertAudit(connection, desk.dialect, [toRow(deed)]),
    noteLater(deed) {
      const row = toRow(deed)
      desk.later((connection) => insertAudit(connection, desk.dialect, [row]))
    },
    async list(before, limit) {
      const rows = await desk.read((connection) => listAudit(connection, desk.dialect, { before, limit }))
      const entries: AuditEntry[] = rows.map((row) => ({
        ...row,
        detail: JSON.parse(row.detail) as Record<string, unknown>,
      }))
      const next = rows.length === limit ? (rows.at(-1)?.id ?? null) : null
      return { kind: 'audit', version: 1, entries, next }
    },
  }
}
