import { sql } from 'kysely'
import { textColumn } from '../database/catalog.ts'
import type { Connection, Dialect, Sql } from '../database/database.ts'

/** One promotion as it is kept: documents are JSON text. */
export interface StoredPromotion {
  readonly id: string
  /** Under which the steps of its journal stand. */
  readonly batch: string
  readonly blueprint: string
  readonly user_key: string
  readonly organization_key: string
  readonly status: 'done' | 'rolled-back'
  readonly report: string
  readonly rollback: string | null
  readonly finished_at: string
  readonly rolled_back_at: string | null
}

/** Whether there can be any: a database that was used before there were promotions has no table of them yet. */
export function hasPromotions(connection: Connection, dialect: Dialect): Promise<boolean> {
  return dialect.hasOwn(connection, 'promotions')
}

type Claim = Pick<StoredPromotion, 'id' | 'user_key' | 'organization_key'>

/**
 * Takes people for this transaction: those whom nobody else promotes or has promoted. Waits for others that are at it.
 * Answers the ids that are ours.
 */
export async function claimPromotions(
  connection: Connection,
  dialect: Dialect,
  claims: readonly Claim[],
  { batch, blueprint, at }: { readonly batch: string; readonly blueprint: string; readonly at: string },
): Promise<Set<string>> {
  // In the order of keys, so that two batches never wait for each other.
  const sorted = [...claims].sort((a, b) => (a.user_key < b.user_key ? -1 : 1))
  const list = textRows(
    dialect,
    ['id', 'user_key', 'organization_key'],
    sorted.map((one) => [one.id, one.user_key, one.organization_key]),
  )
  const rows = await connection.query<{ id: string }>(sql`
    insert into ${dialect.own('promotions')} (id, batch, blueprint, user_key, organization_key, status, report, finished_at)
    select l.id, ${dialect.textParameter(batch)}, ${dialect.textParameter(blueprint)}, l.user_key, l.organization_key,
      'done', '', ${dialect.textParameter(at)}
    from ${list} l where 1 = 1
    on conflict do nothing returning id`)
  return new Set(rows.map(({ id }) => id))
}

/** Writes the reports of promotions that were claimed in this transaction, or are held. */
export async function writeReports(
  connection: Connection,
  dialect: Dialect,
  reports: ReadonlyMap<string, string>,
): Promise<void> {
  const list = textRows(dialect, ['id', 'report'], [...reports])
  await connection.execute(sql`
    update ${dialect.own('promotions')} as p set report = l.report from ${list} l where p.id = l.id`)
}

function userKeys(dialect: Dialect, users: readonly string[]): Sql {
  return textRows(
    dialect,
    ['user_key'],
    users.map((user) => [user]),
  )
}

/** Promotions of these people that stand, by user key. */
export async function findPromoted(
  connection: Connection,
  dialect: Dialect,
  users: readonly string[],
): Promise<Map<string, StoredPromotion>> {
  const rows = await connection.query<StoredPromotion>(sql`
    select p.* from ${dialect.own('promotions')} p join ${userKeys(dialect, users)} l on p.user_key = l.user_key
    where p.status = 'done'`)
  return new Map(rows.map((row) => [row.user_key, row]))
}

/** The same, held until the transaction ends, in the order of keys. */
export async function holdPromoted(
  connection: Connection,
  dialect: Dialect,
  users: readonly string[],
): Promise<Map<string, StoredPromotion>> {
  const rows = await connection.query<StoredPromotion>(sql`
    select p.* from ${dialect.own('promotions')} p
    where p.status = 'done' and p.user_key in (select user_key from ${userKeys(dialect, users)} l)
    order by p.user_key ${dialect.forUpdate}`)
  return new Map(rows.map((row) => [row.user_key, row]))
}

/** One promotion, held until the transaction ends. */
export async function holdPromotion(
  connection: Connection,
  dialect: Dialect,
  id: string,
): Promise<StoredPromotion | undefined> {
  const rows = await connection.query<StoredPromotion>(
    sql`select * from ${dialect.own('promotions')} where id = ${id} ${dialect.forUpdate}`,
  )
  return rows[0]
}

export async function findPromotion(
  connection: Connection,
  dialect: Dialect,
  id: string,
): Promise<StoredPromotion | undefined> {
  const rows = await connection.query<StoredPromotion>(
    sql`select * from ${dialect.own('promotions')} where id = ${id}`,
  )
  return rows[0]
}

/** Promotions in the order of their ids, page by page: those that stand, or with `status: null` all; of all or of these. */
export async function listStanding(
  connection: Connection,
  dialect: Dialect,
  {
    ids,
    after = '',
    limit,
    status = 'done',
  }: {
    readonly ids: readonly string[] | null
    readonly after?: string
    readonly limit?: number
    readonly status?: 'done' | null
  },
): Promise<StoredPromotion[]> {
  const named = (given: readonly string[]) =>
    textRows(
      dialect,
      ['id'],
      given.map((id) => [id]),
    )
  return connection.query<StoredPromotion>(sql`
    select p.* from ${dialect.own('promotions')} p where p.id > ${dialect.textParameter(after)}
      ${status === null ? sql`` : sql`and p.status = ${dialect.textParameter(status)}`}
      ${ids === null ? sql`` : sql`and p.id in (select id from ${named(ids)} l)`}
    order by p.id ${limit === undefined ? sql`` : sql`limit ${sql.lit(limit)}`}`)
}

/** Promotions on record, the newest first, and how many there are. */
export async function listRecorded(
  connection: Connection,
  dialect: Dialect,
  limit: number,
): Promise<{ readonly rows: StoredPromotion[]; readonly total: number }> {
  const table = dialect.own('promotions')
  const rows = await connection.query<StoredPromotion>(
    sql`select p.* from ${table} p order by p.finished_at desc, p.id limit ${sql.lit(limit)}`,
  )
  const [count] = await connection.query<{ n: number }>(sql`select count(*) as n from ${table}`)
  return { rows, total: Number(count?.n ?? 0) }
}

export async function markPromotionRolledBack(
  connection: Connection,
  dialect: Dialect,
  id: string,
  rollback: { readonly document: string; readonly at: string },
): Promise<void> {
  await connection.execute(sql`
    update ${dialect.own('promotions')}
    set status = 'rolled-back', "rollback" = ${rollback.document}, rolled_back_at = ${rollback.at}
    where id = ${id}`)
}

export async function countPromotions(connection: Connection, dialect: Dialect): Promise<number> {
  const [row] = await connection.query<{ n: number }>(
    sql`select count(*) as n from ${dialect.own('promotions')} where status = 'done'`,
  )
  return Number(row?.n ?? 0)
}

function textRows(dialect: Dialect, names: readonly string[], rows: readonly (readonly string[])[]) {
  return dialect.unpack(
    dialect.textParameter(JSON.stringify(rows)),
    names.map((name) => ({ name, column: textColumn })),
  )
}
