import type { Blueprint } from '../../blueprint/blueprint.ts'
import type { MailSettings } from '../../config.ts'
import type { Database } from '../../database/database.ts'
import type { Context } from '../../migration/context.ts'
import type { Patience } from '../backoff.ts'

export interface NoticesOptions {
  readonly database: Database
  readonly blueprint: Blueprint
  readonly inContext: <T>(work: (context: Context) => Promise<T>) => Promise<T>
  readonly mail: (MailSettings & MailTuning) | null
  /** Of people whose language is not known. */
  readonly language: string | undefined
}

/** For tests, and for servers of unusual patience. */
export interface MailTuning {
  readonly leaseMs?: number
  readonly patience?: Patience
  readonly serverPatience?: Patience
  readonly pollMs?: number
}

/** Whether mail can be sent from here. */
export function isConfigured(mail: MailSettings | null): boolean {
  return mail !== null && mail.transport !== null && mail.from !== null
}
