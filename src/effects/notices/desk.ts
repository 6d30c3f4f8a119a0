import type { Connection } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import type { Plan } from '../../migration/documents.ts'
import { getLanguage } from '../../report/words/language.ts'
import { installStore } from '../../store/install.ts'
import {
  cancelNotices,
  countNotices,
  hasNotices,
  moveNotices,
  type NoticeFilter,
} from '../../store/notices.ts'
import type {
  NoticeCounts,
  NoticeDocument,
  NoticeKind,
  NoticeList,
  NoticePreviews,
  NoticeState,
} from './documents.ts'
import { findNotice, listOf, none, toDocument } from './list.ts'
import { isConfigured, type NoticesOptions } from './options.ts'
import { type NoticeSubject, type PreviewOptions, preview } from './preview.ts'
import { readDone, readPlanned } from './subject.ts'
import { type Batch, writeNotices } from './write.ts'

export interface SendInput {
  readonly migrationId?: string
  readonly kind?: NoticeKind
  /** Ends when nothing is due any more (default); otherwise only `signal` ends it. */
  readonly untilIdle?: boolean
  readonly signal?: AbortSignal
  readonly onNotice?: (notice: { readonly id: string; readonly state: NoticeState }) => void
}

/** Messages to the people who move: written with the migration, sent afterwards, each once. */
export interface Notices {
  /** Whether mail is configured here. */
  readonly canSend: boolean
  /** What people would read. Writes nothing. */
  preview(subject: NoticeSubject, options?: PreviewOptions): Promise<NoticePreviews>
  /** Writes the notices before a migration. Repeated, it adds nothing. `send` false: they are held until `release`. */
  schedule(
    plan: Plan,
    input: { readonly migrationId: string; readonly at: string | null; readonly send?: boolean },
  ): Promise<NoticeList>
  /** Writes the notices after a migration that was done without them, held until `release`. Repeated, it adds nothing. */
  prepare(migrationId: string): Promise<NoticeList>
  list(migrationId: string): Promise<NoticeList>
  /** Lets those that are held wait for a server. */
  release(migrationId: string, kind?: NoticeKind): Promise<NoticeList>
  /** Ends those that no server was given yet. */
  cancel(migrationId: string, kind?: NoticeKind): Promise<NoticeList>
  /** Lets one try again that was refused or failed, or of which nobody knows what became of it. Throws `notice.*`. */
  retry(noticeId: string): Promise<NoticeDocument>
  /** Sends what waits. Throws `mail.unconfigured` and `mail.unavailable`. */
  send(input?: SendInput): Promise<NoticeCounts>
}

/** States out of which a person can let a notice try again. */
const retried: readonly NoticeState[] = ['refused', 'failed', 'unknown']

export function createNotices(options: NoticesOptions): Notices {
  const { database } = options
  const { dialect } = database
  const language = () => getLanguage(options.language ?? 'en')
  const write = (batch: Batch): Promise<void> =>
    database.write(async (connection) => {
      await installStore(connection, database)
      await writeNotices(connection, dialect, batch, {
        blueprint: options.blueprint,
        language: language(),
        now: new Date(),
      })
    })
  const change = async (act: (connection: Connection, now: number) => Promise<number>): Promise<number> =>
    (await database.read((connection) => hasNotices(connection, database)))
      ? database.write(async (connection) => act(connection, await dialect.now(connection)))
      : 0
  return {
    canSend: isConfigured(options.mail),
    preview: (subject, asked = {}) => preview(options, subject, asked, language()),
    async schedule(plan, { migrationId, at, send = true }) {
      const { people, facts } = await readPlanned(options, plan, at)
      await write({ migrationId, kind: 'before', facts, people, send })
      return listOf(options, migrationId)
    },
    async prepare(migrationId) {
      const { people, facts } = await readDone(options, migrationId)
      await write({ migrationId, kind: 'after', facts, people, send: false })
      return listOf(options, migrationId)
    },
    list: (migrationId) => listOf(options, migrationId),
    async release(migrationId, kind) {
      const filter = { migrationId, kind }
      await change((connection, now) =>
        moveNotices(connection, dialect, filter, { from: ['held'], to: 'waiting', now }),
      )
      return listOf(options, migrationId)
    },
    async cancel(migrationId, kind) {
      const filter = { migrationId, kind }
      await change((connection) => cancelNotices(connection, dialect, filter))
      return listOf(options, migrationId)
    },
    async retry(noticeId) {
      const filter = { id: noticeId }
      const known = await findNotice(options, noticeId)
      const changed = await change((connection, now) =>
        moveNotices(connection, dialect, filter, { from: retried, to: 'waiting', now }),
      )
      if (changed === 1) return toDocument(await findNotice(options, noticeId), options.mail)
      throw new ResettleError('notice.state', `${noticeId} is ${known.state}.`, {
        context: { notice_id: noticeId, state: known.state },
      })
    },
    send: (input = {}) => send(options, input),
  }
}

async function send(options: NoticesOptions, input: SendInput): Promise<NoticeCounts> {
  const { database, mail } = options
  if (mail === null || mail.transport === null || mail.from === null) {
    throw new ResettleError('mail.unconfigured', 'No mail server and no folder is set.')
  }
  // Loaded late: most processes never send a mail.
  const { sendNotices } = await import('./sender.ts')
  const { createTransport } = await import('./create-transport.ts')
  const { replyTo, contact, timeZone, connections, from, transport } = mail
  const { leaseMs, patience, serverPatience, pollMs } = mail
  const { migrationId, kind, untilIdle = true } = input
  const filter: NoticeFilter = { migrationId, kind }
  await sendNotices(
    {
      database,
      transport: createTransport(transport),
      ...{ from, replyTo, contact, timeZone, connections, leaseMs, patience, serverPatience, pollMs },
    },
    {
      ...filter,
      untilIdle,
      signal: input.signal ?? new AbortController().signal,
      onNotice: input.onNotice ?? (() => undefined),
    },
  )
  return database.read(async (connection) =>
    (await hasNotices(connection, database)) ? countNotices(connection, database.dialect, filter) : none,
  )
}
