import { sql } from 'kysely'
import type { Connection, Database, Dialect, Sql } from '../database/database.ts'

/**
 * Messages to people, written in the transaction that makes them true and sent afterwards, each once. A row says how far
 * it got: whoever sends it holds it by a lease, and notes before the first byte of it goes out that from here on nobody
 * can know whether it arrived until the answer is there.
 */

export type NoticeKind = 'before' | 'after'

export const noticeStates = [
  /** Written, and not to be sent before somebody says so. */
  'held',
  'waiting',
  'sending',
  'sent',
  /** The server was given it, and its answer was lost. */
  'unknown',
  /** The server will not have it. */
  'refused',
  /** Tried too often. */
  'failed',
  /** There is no address that somebody reads. */
  'unreachable',
  'cancelled',
] as const

export type NoticeState = (typeof noticeStates)[number]

export interface StoredNotice {
  readonly id: string
  readonly migration_id: string
  readonly kind: NoticeKind
  /** Order within the migration. */
  readonly seq: number
  readonly user_key: string
  readonly address: string | null
  readonly language: string
  /** JSON of the person's extract. */
  readonly person: string
  readonly state: NoticeState
  readonly attempts: number
  /** Milliseconds since the epoch, as the other instants that are numbers. */
  readonly due_at: number
  readonly lease_owner: string | null
  readonly lease_until: number | null
  /** When the server said that it would take the text. */
  readonly handed_at: number | null
  readonly problem: string | null
  readonly created_at: string
  readonly sent_at: string | null
}

/** A notice that is held by a lease, with what all notices of its migration share. */
export interface ClaimedNotice extends StoredNotice {
  /** JSON. */
  readonly facts: string
}

export type NewNotice = Pick<
  StoredNotice,
  'id' | 'seq' | 'user_key' | 'address' | 'language' | 'person' | 'state'
>

export interface NewBatch {
  readonly migration_id: string
  readonly kind: NoticeKind
  readonly facts: string
  readonly created_at: string
  readonly due_at: number
}

export interface NoticeFilter {
  readonly migrationId?: string | undefined
  readonly kind?: NoticeKind | undefined
  readonly id?: string | undefined
}

const ROWS_PER_STATEMENT = 300

/** Whether the tables are there; reading must not make them. */
export function hasNotices(connection: Connection, { dialect }: Pick<Database, 'dialect'>): Promise<boolean> {
  return dialect.hasOwn(connection, 'notices')
}

/** Writes what is not written yet; who has a notice of this kind already gets no other one. */
export async function insertNotices(
  connection: Connection,
  dialect: Dialect,
  batch: NewBatch,
  notices: readonly NewNotice[],
): Promise<void> {
  await connection.execute(sql`
    insert into ${dialect.own('notice_batches')} (migration_id, kind, facts, created_at)
    values (${batch.migration_id}, ${batch.kind}, ${batch.facts}, ${batch.created_at})
    on conflict (migration_id, kind) do update set facts = excluded.facts`)
  for (let start = 0; start < notices.length; start += ROWS_PER_STATEMENT) {
    const rows = notices.slice(start, start + ROWS_PER_STATEMENT).map(
      (
        one,
      ) => sql`(${one.id}, ${batch.migration_id}, ${batch.kind}, ${one.seq}, ${one.user_key}, ${one.address},
        ${one.language}, ${one.person}, ${one.state}, 0, ${batch.due_at}, ${batch.created_at})`,
    )
    await connection.execute(sql`
      insert into ${dialect.own('notices')} (id, migration_id, kind, seq, user_key, address, language, person, state,
        attempts, due_at, created_at)
      values ${sql.join(rows)} on conflict (id) do nothing`)
  }
}

export async function listNotices(
  connection: Connection,
  dialect: Dialect,
  filter: NoticeFilter,
): Promise<StoredNotice[]> {
  const rows = await connection.query<StoredNotice>(sql`
    select * from ${dialect.own('notices')} n where ${matches(filter)} order by n.kind desc, n.seq, n.id`)
  return rows.map(toNotice)
}

export async function countNotices(
  connection: Connection,
  dialect: Dialect,
  filter: NoticeFilter,
): Promise<Record<NoticeState, number>> {
  const rows = await connection.query<{ state: NoticeState; n: number | string }>(sql`
    select n.state as state, count(*) as n from ${dialect.own('notices')} n where ${matches(filter)} group by n.state`)
  const counts = new Map(rows.map(({ state, n }) => [state, Number(n)]))
  return Object.fromEntries(noticeStates.map((state) => [state, counts.get(state) ?? 0])) as Record<
    NoticeState,
    number
  >
}

/** Changes the state of those that are in one of `from`; answers how many. They start anew: no lease, no attempts. */
export async function moveNotices(
  connection: Connection,
  dialect: Dialect,
  filter: NoticeFilter,
  {
    from,
    to,
    now,
  }: { readonly from: readonly NoticeState[]; readonly to: NoticeState; readonly now: number },
): Promise<number> {
  return connection.execute(sql`
    update ${dialect.own('notices')} as n
    set state = ${to}, attempts = 0, due_at = ${now}, lease_owner = null, lease_until = null, handed_at = null
    where ${matches(filter)} and n.state in (${sql.join(from)}) and n.address is not null`)
}

/** Ends what was not given to a server yet; answers how many. */
export async function cancelNotices(
  connection: Connection,
  dialect: Dialect,
  filter: NoticeFilter,
): Promise<number> {
  return connection.execute(sql`
    update ${dialect.own('notices')} as n set state = 'cancelled'
    where ${matches(filter)} and n.state in (${sql.join(['held', 'waiting', 'failed', 'unreachable'])})`)
}

/** What a claim asks for. */
export interface NoticeClaim extends NoticeFilter {
  /** New for every claim. */
  readonly token: string
  readonly now: number
  readonly leaseMs: number
}

/**
 * Takes the notice that has waited longest; null where none is due. One whose holder died before the server was given
 * anything may be taken as if it had waited.
 */
export async function claimNotice(
  connection: Connection,
  dialect: Dialect,
  claim: NoticeClaim,
): Promise<ClaimedNotice | null> {
  const { token, now, leaseMs } = claim
  const [row] = await connection.query<StoredNotice>(sql`
    update ${dialect.own('notices')} set state = 'sending', lease_owner = ${token}, lease_until = ${now + leaseMs}
    where id = (
      select n.id from ${dialect.own('notices')} n
      where ${matches(claim)} and n.due_at <= ${now} and (n.state = 'waiting'
        or (n.state = 'sending' and n.handed_at is null and n.lease_until <= ${now}))
      order by n.due_at, n.migration_id, n.seq limit 1 ${dialect.forUpdate} ${dialect.skipLocked}
    ) returning *`)
  if (row === undefined) return null
  const [batch] = await connection.query<{ facts: string }>(sql`
    select facts from ${dialect.own('notice_batches')}
    where migration_id = ${row.migration_id} and kind = ${row.kind}`)
  return { ...toNotice(row), facts: batch?.facts ?? '{}' }
}

/** Notes that the server is about to be given the text. False where the lease was lost. */
export async function markHanded(
  connection: Connection,
  dialect: Dialect,
  { id, token, now }: { readonly id: string; readonly token: string; readonly now: number },
): Promise<boolean> {
  const changed = await connection.execute(sql`
    update ${dialect.own('notices')} set handed_at = ${now}
    where id = ${id} and lease_owner = ${token} and state = 'sending' and handed_at is null`)
  return changed === 1
}

/** How an attempt ended. */
export interface NoticeOutcome {
  readonly state: NoticeState
  readonly attempts: number
  readonly dueAt: number
  readonly problem: string | null
  readonly sentAt: string | null
}

/**
 * Notes how it ended, if it is still this holder's; somebody else may have given it up as unknown meanwhile, and then
 * the truth from the one who knows is still welcome.
 */
export async function finishNotice(
  connection: Connection,
  dialect: Dialect,
  { id, token }: { readonly id: string; readonly token: string },
  outcome: NoticeOutcome,
): Promise<boolean> {
  const handed = outcome.state === 'waiting' ? sql`null` : sql`handed_at`
  const changed = await connection.execute(sql`
    update ${dialect.own('notices')}
    set state = ${outcome.state}, attempts = ${outcome.attempts}, due_at = ${outcome.dueAt},
      problem = ${outcome.problem}, sent_at = ${outcome.sentAt}, lease_until = null,
      handed_at = ${handed}
    where id = ${id} and lease_owner = ${token} and state in ('sending', 'unknown')`)
  return changed === 1
}

/** Notices that a server was given by somebody who died before he could say what became of it. */
export async function listOrphans(
  connection: Connection,
  dialect: Dialect,
  now: number,
): Promise<StoredNotice[]> {
  const rows = await connection.query<StoredNotice>(sql`
    select * from ${dialect.own('notices')} n
    where n.state = 'sending' and n.handed_at is not null and n.lease_until <= ${now} order by n.seq, n.id`)
  return rows.map(toNotice)
}

/** When time alone brings the next one, in milliseconds since the epoch; null where nothing is left. */
export async function findNextNotice(
  connection: Connection,
  dialect: Dialect,
  filter: NoticeFilter,
): Promise<number | null> {
  const [row] = await connection.query<{ at: number | string | null }>(sql`
    select min(case when n.state = 'waiting' then n.due_at else n.lease_until end) as at
    from ${dialect.own('notices')} n where ${matches(filter)} and n.state in ('waiting', 'sending')`)
  return row === undefined || row.at === null ? null : Number(row.at)
}

function matches({ migrationId, kind, id }: NoticeFilter): Sql {
  const conditions = [
    ...(migrationId === undefined ? [] : [sql`n.migration_id = ${migrationId}`]),
    ...(kind === undefined ? [] : [sql`n.kind = ${kind}`]),
    ...(id === undefined ? [] : [sql`n.id = ${id}`]),
  ]
  return conditions.length === 0 ? sql`1 = 1` : sql`(${sql.join(conditions, sql` and `)})`
}

/** Large integers may arrive as text. */
function toNotice(row: StoredNotice): StoredNotice {
  const optional = (value: number | null): number | null => (value === null ? null : Number(value))
  return {
    ...row,
    due_at: Number(row.due_at),
    lease_until: optional(row.lease_until),
    handed_at: optional(row.handed_at),
  }
}
