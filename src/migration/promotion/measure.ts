import { sql } from 'kysely'
import type { OwnRows, PromotionModel } from '../../blueprint/promotion-model.ts'
import type { Column } from '../../database/catalog.ts'
import { at } from '../context.ts'
import type { PromotionContext } from './gather.ts'
import { formsList, keysList } from './lists.ts'
import type { Person } from './person.ts'

/** Rows of one person in one table, by the organization that they hold. */
interface Holding {
  readonly total: number
  /** They hold none. */
  readonly free: number
  /** They hold the person's own. */
  readonly own: number
}

/** What people own, per table and person; read in the same way before and after. */
export interface Ledger {
  readonly stamps: ReadonlyMap<string, ReadonlyMap<string, Holding>>
  readonly links: ReadonlyMap<
    string,
    ReadonlyMap<string, { readonly total: number; readonly linked: number }>
  >
  readonly stays: ReadonlyMap<string, ReadonlyMap<string, number>>
}

const nothing: Holding = { total: 0, free: 0, own: 0 }

export async function readLedger(context: PromotionContext, people: readonly Person[]): Promise<Ledger> {
  const { promotion: model } = context
  const stamps = new Map<string, Map<string, Holding>>()
  for (const { resource, table, user, organization } of model.stamps) {
    stamps.set(resource, await readHoldings(context, people, { resource, table, user }, organization))
  }
  const links = new Map<string, Map<string, { total: number; linked: number }>>()
  for (const link of model.links) links.set(link.resource, await readLinked(context, people, link))
  const stays = new Map<string, Map<string, number>>()
  for (const own of model.stays) {
    const known = stays.get(own.resource) ?? new Map<string, number>()
    for (const [person, { total }] of await readHoldings(context, people, own, null)) {
      known.set(person, (known.get(person) ?? 0) + total)
    }
    stays.set(own.resource, known)
  }
  return { stamps, links, stays }
}

async function readHoldings(
  context: PromotionContext,
  people: readonly Person[],
  { table, user }: OwnRows,
  organization: Column | null,
): Promise<Map<string, Holding>> {
  const { connection, dialect } = context
  const list = formsList(
    context,
    people,
    organization === null ? { form: user } : { form: user, organization },
  )
  const holds = organization === null ? null : at('r', organization)
  const rows = await connection.query<{ person: string; total: number; free: number; own: number }>(sql`
    select l.person as person, count(*) as total,
      ${holds === null ? sql`0` : sql`sum(case when ${holds} is null then 1 else 0 end)`} as free,
      ${holds === null ? sql`0` : sql`sum(case when ${holds} = l.organization then 1 else 0 end)`} as own
    from ${list} l join ${dialect.table(table)} r on ${at('r', user)} = l.form group by l.person`)
  return new Map(
    rows.map(({ person, total, free, own }) => [
      person,
      { total: Number(total), free: Number(free), own: Number(own) },
    ]),
  )
}

async function readLinked(
  context: PromotionContext,
  people: readonly Person[],
  { table, key, from }: PromotionModel['links'][number],
): Promise<Map<string, { total: number; linked: number }>> {
  const { connection, dialect } = context
  const list = formsList(context, people, { form: from.user })
  const rows = await connection.query<{ person: string; total: number; linked: number }>(sql`
    select l.person as person, count(*) as total, count(${at('t', key)}) as linked
    from ${list} l join ${dialect.table(from.table)} s on ${at('s', from.user)} = l.form
    left join ${dialect.table(table)} t on ${at('t', key)} = ${at('s', from.key)} group by l.person`)
  return new Map(
    rows.map(({ person, total, linked }) => [person, { total: Number(total), linked: Number(linked) }]),
  )
}

/** Rows that a promotion gives the organization to, or adds, per resource. */
export function rowsOf({ stamps, links }: Ledger, user: string): Record<string, number> {
  const counts: [string, number][] = [
    ...[...stamps].map(([resource, of]) => [resource, (of.get(user) ?? nothing).free] as [string, number]),
    ...[...links].map(([resource, of]) => {
      const { total, linked } = of.get(user) ?? { total: 0, linked: 0 }
      return [resource, total - linked] as [string, number]
    }),
  ]
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

/** Rows that stay the person's own, per resource. */
export function staysOf({ stays }: Ledger, user: string): Record<string, number> {
  return Object.fromEntries(
    [...stays]
      .map(([resource, of]) => [resource, of.get(user) ?? 0] as const)
      .filter(([, count]) => count > 0),
  )
}

/** Rows that hold another organization already, and keep it. */
export function elsewhereOf({ stamps }: Ledger, user: string): Record<string, number> {
  return Object.fromEntries(
    [...stamps]
      .map(([resource, of]) => {
        const { total, free, own } = of.get(user) ?? nothing
        return [resource, total - free - own] as const
      })
      .filter(([, count]) => count > 0),
  )
}

/** What the ledgers of before and after do not agree on, in words; empty: all as it must be. */
export function compareLedgers(before: Ledger, after: Ledger, people: readonly Person[]): string[] {
  const wrong: string[] = []
  for (const { user, promotionId } of people) {
    for (const [resource, of] of before.stamps) {
      const was = of.get(user) ?? nothing
      const is = after.stamps.get(resource)?.get(user) ?? nothing
      if (is.total === was.total && is.free === 0 && is.own === was.own + was.free) continue
      wrong.push(
        `${promotionId}, ${resource}: of ${was.total} rows ${was.free} were to be stamped; now ${is.total} rows, ` +
          `${is.free} without an organization, ${is.own} in the person's own`,
      )
    }
    for (const [resource, of] of after.links) {
      const { total, linked } = of.get(user) ?? { total: 0, linked: 0 }
      const was = before.links.get(resource)?.get(user)?.total ?? 0
      if (total !== linked || total !== was)
        wrong.push(`${promotionId}, ${resource}: ${linked} of ${was} rows`)
    }
    for (const [resource, of] of before.stays) {
      const is = after.stays.get(resource)?.get(user) ?? 0
      if (is !== (of.get(user) ?? 0))
        wrong.push(`${promotionId}, ${resource}: ${of.get(user) ?? 0} rows, now ${is}`)
    }
  }
  return wrong
}

/** People who lack one of the new rows, or whose legacy rows are not all marked: read anew, by joins of its own. */
export async function findUnfinished(
  context: PromotionContext,
  people: readonly Person[],
): Promise<string[]> {
  const { connection, dialect, promotion: model } = context
  const { organization, user, membership, legacy } = model
  const wrong: string[] = []
  const owner = membership?.userColumn ?? user?.key ?? organization.key
  const list = keysList(context, people, {
    form: owner,
    organization: organization.key,
    ...(user === null ? {} : { owner: user.key }),
  })
  const joins = [
    sql`join ${dialect.table(organization.table)} o on ${at('o', organization.key)} = l.organization`,
    ...(user === null ? [] : [sql`join ${dialect.table(user.table)} u on ${at('u', user.key)} = l.owner`]),
    ...(membership === null
      ? []
      : [
          sql`join ${dialect.table(membership.table)} m on ${at('m', membership.userColumn)} = l.form
            and ${at('m', membership.organizationColumn)} = ${at('o', organization.key)}`,
        ]),
  ]
  const [complete] = await connection.query<{ n: number }>(
    sql`select count(*) as n from ${list} l ${sql.join(joins, sql` `)}`,
  )
  if (Number(complete?.n) !== people.length) {
    wrong.push(`${people.length - Number(complete?.n)} people lack an organization, a user or a membership`)
  }
  const marked = formsList(context, people, { form: legacy.user })
  const done = dialect.value(legacy.done === null ? null : String(legacy.done), legacy.marker)
  const [open] = await connection.query<{ n: number }>(sql`
    select count(*) as n from ${dialect.table(legacy.table)} r join ${marked} l on ${at('r', legacy.user)} = l.form
    where ${at('r', legacy.marker)} is null or ${at('r', legacy.marker)} <> ${done}`)
  if (Number(open?.n) !== 0) wrong.push(`${Number(open?.n)} legacy rows are not marked`)
  return wrong
}
