import type { Id, OrganizationRef } from '../../migration/documents.ts'
import type { Language } from '../../report/words/language.ts'
import type { NoticeKind, NoticeState } from '../../store/notices.ts'

export type { NoticeKind, NoticeState } from '../../store/notices.ts'

/** How many notices are in each state. */
export type NoticeCounts = Readonly<Record<NoticeState, number>>

/** One message to one person, and how far it got. */
export interface NoticeDocument {
  readonly id: string
  /** Before the migration or after it. */
  readonly notice: NoticeKind
  readonly user: Id
  readonly name: string | null
  readonly address: string | null
  readonly language: Language
  readonly state: NoticeState
  readonly attempts: number
  /** What stood in the way the last time. */
  readonly problem: string | null
  readonly message_id: string | null
  /** When it will be tried again; null where that does not come by itself. */
  readonly due_at: string | null
  readonly sent_at: string | null
  readonly created_at: string
}

/** Every notice of a migration. */
export interface NoticeList {
  readonly kind: 'notices'
  readonly version: 1
  readonly migration_id: string
  /** Whether mail is configured here. */
  readonly can_send: boolean
  readonly counts: NoticeCounts
  readonly notices: readonly NoticeDocument[]
}

/** What a person would read. */
export interface NoticePreview {
  readonly user: Id
  readonly name: string | null
  /** Null: nobody can be reached there. */
  readonly address: string | null
  readonly language: Language
  readonly subject: string
  readonly html: string
  readonly text: string
}

export interface NoticePreviews {
  readonly kind: 'notice-previews'
  readonly version: 1
  readonly notice: NoticeKind
  /** How many people would get one. */
  readonly total: number
  readonly notices: readonly NoticePreview[]
}

/** What all notices of one migration share. */
export interface NoticeFacts {
  readonly source: OrganizationRef
  readonly target: OrganizationRef
  /** When it will happen, or happened; null where that is not known yet. */
  readonly at: string | null
  /** Rows per resource, people among them. */
  readonly totals: Readonly<Record<string, number>>
  /** How many of them take another name. */
  readonly renamed: Readonly<Record<string, number>>
}
