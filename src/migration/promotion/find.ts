import { sql } from 'kysely'
import type { Column, Table } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { and, at } from '../context.ts'
import { userKey } from './forms.ts'
import type { PromotionContext } from './gather.ts'

/** People of one question to the database. */
export const CHUNK = 1000

/** A legacy row (alias `r`) that is not marked as done. */
function isOpen({ dialect, promotion: { legacy } }: PromotionContext): Sql {
  const done = dialect.value(legacy.done === null ? null : String(legacy.done), legacy.marker)
  return sql`not (${dialect.isSame(at('r', legacy.marker), done)})`
}

/**
 * Legacy people who are not promoted yet, in the order of their ids as they are written, held until the transaction
 * ends. Whoever another process holds is passed over.
 */
export async function takeLegacy(
  context: PromotionContext,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<string[]> {
  const { dialect } = context
  return listLegacy(context, after, limit, sql`${dialect.forUpdate} ${dialect.skipLocked}`)
}

/** The same, read only. */
export async function listLegacy(
  context: PromotionContext,
  after: string | null,
  limit: number,
  hold: Sql = sql``,
): Promise<string[]> {
  const { connection, dialect, promotion } = context
  const { table, user } = promotion.legacy
  const id = at('r', user)
  const rows = await connection.query<{ id: string }>(sql`
    select ${dialect.text(id)} as id from ${dialect.table(table)} r
    where ${and([
      sql`${id} is not null`,
      isOpen(context),
      ...(after === null ? [] : [sql`${id} > ${dialect.value(after, user)}`]),
    ])} order by ${id} limit ${sql.lit(limit)} ${hold}`)
  return rows.map(({ id: written }) => written)
}

/** All of them, read only. */
export async function listEverybody(context: PromotionContext): Promise<string[]> {
  const all: string[] = []
  let after: string | null = null
  for (;;) {
    const next: string[] = await listLegacy(context, after, CHUNK)
    all.push(...next)
    after = next.at(-1) ?? null
    if (after === null) return all
  }
}

/**
 * Ids of people who own rows without an organization, or who are marked as done and are no users all the same, as they
 * are written.
 */
export async function listOwners(context: PromotionContext): Promise<string[]> {
  const { connection, dialect, promotion } = context
  const owners = new Set<string>()
  const collect = async (table: Table, user: Column, where: Sql) => {
    const rows = await connection.query<{ id: string }>(sql`
      select distinct ${dialect.text(at('r', user))} as id from ${dialect.table(table)} r
      where ${at('r', user)} is not null and ${where}`)
    for (const { id } of rows) owners.add(id)
  }
  for (const { table, user, organization } of promotion.stamps) {
    await collect(table, user, sql`${at('r', organization)} is null`)
  }
  for (const { table, key, from } of promotion.links) {
    const isMissing = sql`not exists (select 1 from ${dialect.table(table)} t where ${at('t', key)} = ${at('r', from.key)})`
    await collect(from.table, from.user, isMissing)
  }
  const users = promotion.user ?? (promotion.rule.organization_id === 'user' ? promotion.organization : null)
  if (users !== null) {
    const known = sql`select ${plain(context, at('k', users.key))} from ${dialect.table(users.table)} k`
    const { table, user } = promotion.legacy
    const isNobody = sql`not (${isOpen(context)}) and ${plain(context, at('r', user))} not in (${known})`
    await collect(table, user, isNobody)
  }
  return [...owners]
}

/** Unusual ways in which ids are written somewhere, by key; the usual ones need not be known. */
export function unusualForms(context: PromotionContext, owners: readonly string[]): Map<string, string[]> {
  const { id } = context.promotion.rule
  const seen = new Map<string, string[]>()
  for (const written of owners) {
    const key = userKey(id, written)
    if (key === null || key === written) continue
    seen.set(key, [...(seen.get(key) ?? []), written])
  }
  return seen
}

/** A text id without what makes one UUID look like two. */
function plain({ dialect, promotion }: PromotionContext, id: Sql): Sql {
  return promotion.rule.id === 'uuid' ? sql`lower(replace(${dialect.text(id)}, '-', ''))` : dialect.text(id)
}

/** Users with whom Resettle had nothing to do: whole tables are read. */
export async function countNative(context: PromotionContext, hasStore: boolean): Promise<number> {
  const { connection, dialect, promotion } = context
  if (promotion.user === null) return 0
  const { table, key } = promotion.user
  const ours = sql`select user_key from ${dialect.own('promotions')} where status = 'done'`
  const [row] = await connection.query<{ n: number }>(sql`
    select count(*) as n from ${dialect.table(table)} r
    ${hasStore ? sql`where ${dialect.text(at('r', key))} not in (${ours})` : sql``}`)
  return Number(row?.n ?? 0)
}

/** Rows of promoted people that hold no organization, per resource, however the id is written: whole tables are read. */
export async function countStragglers(context: PromotionContext): Promise<Record<string, number>> {
  const { connection, dialect, promotion } = context
  const key = plain(context, sql`p.user_key`)
  const ours = sql`select ${key} from ${dialect.own('promotions')} p where p.status = 'done'`
  const counts: Record<string, number> = {}
  for (const { resource, table, user, organization } of promotion.stamps) {
    const [row] = await connection.query<{ n: number }>(sql`
      select count(*) as n from ${dialect.table(table)} r
      where ${at('r', organization)} is null and ${plain(context, at('r', user))} in (${ours})`)
    if (Number(row?.n) > 0) counts[resource] = Number(row?.n)
  }
  return counts
}
