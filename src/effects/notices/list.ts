import type { MailSettings } from '../../config.ts'
import { ResettleError } from '../../errors.ts'
import { parseExtract } from '../../migration/people.ts'
import { getLanguage } from '../../report/words/language.ts'
import {
  countNotices,
  hasNotices,
  listNotices,
  noticeStates,
  type StoredNotice,
} from '../../store/notices.ts'
import { messageIdOf } from './address.ts'
import type { NoticeCounts, NoticeDocument, NoticeList } from './documents.ts'
import { isConfigured, type NoticesOptions } from './options.ts'

/** Every notice of a migration; none where none was written. */
export async function listOf({ database, mail }: NoticesOptions, migrationId: string): Promise<NoticeList> {
  const filter = { migrationId }
  const { rows, counts } = await database.read(async (connection) =>
    (await hasNotices(connection, database))
      ? {
          rows: await listNotices(connection, database.dialect, filter),
          counts: await countNotices(connection, database.dialect, filter),
        }
      : { rows: [], counts: none },
  )
  return {
    kind: 'notices',
    version: 1,
    migration_id: migrationId,
    can_send: isConfigured(mail),
    counts,
    notices: rows.map((row) => toDocument(row, mail)),
  }
}

/** No notice in any state. */
export const none = Object.fromEntries(noticeStates.map((state) => [state, 0])) as unknown as NoticeCounts

/** Throws `notice.not-found`. */
export async function findNotice({ database }: NoticesOptions, id: string): Promise<StoredNotice> {
  const [found] = await database.read(async (connection) =>
    (await hasNotices(connection, database)) ? listNotices(connection, database.dialect, { id }) : [],
  )
  if (found !== undefined) return found
  throw new ResettleError('notice.not-found', `There is no notice ${id}.`, { context: { notice_id: id } })
}

export function toDocument(row: StoredNotice, mail: MailSettings | null): NoticeDocument {
  const person = parseExtract(row.person)
  const isComing = row.state === 'waiting' && row.due_at > 0
  return {
    id: row.id,
    notice: row.kind,
    user: person.user,
    name: person.name,
    address: row.address,
    language: getLanguage(row.language),
    state: row.state,
    attempts: row.attempts,
    problem: row.problem,
    message_id: mail?.from == null ? null : messageIdOf(row.id, mail.from),
    due_at: isComing ? new Date(row.due_at).toISOString() : null,
    sent_at: row.sent_at,
    created_at: row.created_at,
  }
}
