import { createHash } from 'node:crypto'
import type { Blueprint } from '../../blueprint/blueprint.ts'
import type { Connection, Dialect } from '../../database/database.ts'
import type { Migration, PersonExtract, Plan } from '../../migration/documents.ts'
import { findLanguage, type Language } from '../../report/words/language.ts'
import { insertNotices, type NewNotice } from '../../store/notices.ts'
import { toMailbox } from './address.ts'
import type { NoticeFacts, NoticeKind } from './documents.ts'

/** What is written for the people of one migration. */
export interface Batch {
  readonly migrationId: string
  readonly kind: NoticeKind
  readonly facts: NoticeFacts
  readonly people: readonly PersonExtract[]
  /** Whether they wait for a server, or for somebody's word. */
  readonly send: boolean
}

export interface WriteRules {
  readonly blueprint: Blueprint
  /** Of people whose language is not known. */
  readonly language: Language
  readonly now: Date
}

/** Writes one notice for each person, unless there is one already; to be called in the transaction that makes it true. */
export async function writeNotices(
  connection: Connection,
  dialect: Dialect,
  batch: Batch,
  rules: WriteRules,
): Promise<void> {
  const { migrationId, kind, facts, people, send } = batch
  const created_at = rules.now.toISOString()
  const notices = people.map((person, seq): NewNotice => {
    const address = mailboxOf(person, rules.blueprint)
    return {
      id: noticeId(migrationId, kind, person),
      seq,
      user_key: String(person.user),
      address,
      language: languageOf(person, rules.language),
      person: JSON.stringify(person),
      state: address === null ? 'unreachable' : send ? 'waiting' : 'held',
    }
  })
  const head = { migration_id: migrationId, kind, facts: JSON.stringify(facts), created_at, due_at: 0 }
  await insertNotices(connection, dialect, head, notices)
}

/** The same for the same person, migration and kind, whoever computes it and how often. */
function noticeId(migrationId: string, kind: NoticeKind, { user }: PersonExtract): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([migrationId, kind, user]))
    .digest('hex')
  return `ntc_${digest.slice(0, 24)}`
}

/** Where a person can be reached; null: nowhere. */
export function mailboxOf({ email }: PersonExtract, { users }: Blueprint): string | null {
  return toMailbox(email, users?.no_mail === undefined ? null : new RegExp(users.no_mail, 'iu'))
}

export function languageOf({ language }: PersonExtract, otherwise: Language): Language {
  return findLanguage(language) ?? otherwise
}

/** Before: by the plan, at a time that may not be known yet. */
export function factsOfPlan(plan: Plan, blueprint: Blueprint, at: string | null): NoticeFacts {
  const renamed = Object.entries(plan.conflicts).map(([resource, items]) => {
    const rows = items.filter(({ proposed }) => proposed?.action === 'rename')
    return [resource, rows.length] as const
  })
  return {
    source: plan.source,
    target: plan.target,
    at,
    totals: withoutHistory(plan.resources, blueprint),
    renamed: Object.fromEntries(renamed.filter(([, rows]) => rows > 0)),
  }
}

export function factsOfMigration(migration: Migration, blueprint: Blueprint): NoticeFacts {
  const renamed = Map.groupBy(migration.renamed, ({ resource }) => resource)
  return {
    source: migration.source,
    target: migration.target,
    at: migration.finished_at,
    totals: withoutHistory(migration.resources_migrated, blueprint),
    renamed: Object.fromEntries([...renamed].map(([resource, rows]) => [resource, rows.length])),
  }
}

/** Logs and memberships tell people nothing. */
function withoutHistory(
  rows: Readonly<Record<string, number>>,
  { resources, memberships }: Blueprint,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(rows).filter(
      ([resource, count]) =>
        count > 0 && resource !== memberships?.resource && resources[resource]?.history !== true,
    ),
  )
}
