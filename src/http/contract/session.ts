import { z } from '@hono/zod-openapi'
import { document, time } from './schema.ts'

/** Who is signed in, and what the page should know. */
export interface Session {
  readonly kind: 'session'
  readonly version: 1
  /** For people: a name or an e-mail address. */
  readonly name: string
  readonly role: 'admin' | 'reader'
  /** May this person start anything here and now? */
  readonly can_write: boolean
  /** The service was started to look only. */
  readonly read_only: boolean
  readonly expires_at: string | null
  /** A second person must approve each plan. */
  readonly approver_required: boolean
  /** Mail is configured: what is to be sent can be. */
  readonly can_send: boolean
  readonly app: { readonly blueprint: string; readonly address: string }
  /** Languages of the notices. */
  readonly languages: readonly string[]
}

export const session = document<Session>(
  'Session',
  z.object({
    kind: z.literal('session'),
    version: z.literal(1),
    name: z.string(),
    role: z.enum(['admin', 'reader']),
    can_write: z.boolean(),
    read_only: z.boolean(),
    expires_at: time.nullable(),
    approver_required: z.boolean(),
    can_send: z.boolean(),
    app: z.object({ blueprint: z.string(), address: z.string() }),
    languages: z.array(z.string()),
  }),
)

export interface AuditEntry {
  readonly id: string
  readonly at: string
  /** Who, such as `token ci` or `lamb admin@uni.example`. */
  readonly actor: string
  /** What, such as `plan.create`. */
  readonly action: string
  /** The plan, run or migration. */
  readonly subject: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

export interface AuditLog {
  readonly kind: 'audit'
  readonly version: 1
  /** Newest first. */
  readonly entries: readonly AuditEntry[]
  /** Send it as `before` to see older ones; null at the end. */
  readonly next: string | null
}

export const auditLog = document<AuditLog>(
  'AuditLog',
  z.object({
    kind: z.literal('audit'),
    version: z.literal(1),
    entries: z.array(
      z.object({
        id: z.string(),
        at: time,
        actor: z.string(),
        action: z.string(),
        subject: z.string().nullable(),
        detail: z.record(z.string(), z.unknown()),
      }),
    ),
    next: z.string().nullable(),
  }),
)
