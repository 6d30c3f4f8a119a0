import { sql } from 'kysely'
import type { PromotionRule } from '../../blueprint/promotion.ts'
import type { Column } from '../../database/catalog.ts'
import { type Json, type NewEffect, listEffects as readEffects } from '../../store/outbox.ts'
import { at } from '../context.ts'
import type { PromotionContext } from './gather.ts'
import { formsList, keysList } from './lists.ts'
import type { Person } from './person.ts'
import { evaluate, type Functions, type Scalar } from './values.ts'

/** What must happen outside for these people, except in the systems that are left out. */
export async function listEffects(
  context: PromotionContext,
  people: readonly Person[],
  functions: Functions,
  without: ReadonlySet<string>,
): Promise<NewEffect[]> {
  const litellm = without.has('litellm') ? [] : await workspacesOf(context, people, functions)
  const stripe = without.has('stripe') ? [] : await customersOf(context, people, functions, 'all')
  return [...litellm, ...stripe]
}

/**
 * What must happen outside for rows that were written late, before they take the organization: customers that their
 * promotions do not speak of yet.
 */
export async function listLateEffects(
  context: PromotionContext,
  people: readonly Person[],
  functions: Functions,
  without: ReadonlySet<string>,
): Promise<NewEffect[]> {
  if (without.has('stripe')) return []
  const late = await customersOf(context, people, functions, 'loose')
  if (late.length === 0) return []
  const { connection, dialect } = context
  const known = await readEffects(connection, dialect, { subjects: late.map(({ subject }) => subject) })
  const last = new Map<string, number>()
  for (const { subject, seq } of known) last.set(subject, Math.max(seq, last.get(subject) ?? 0))
  const isKnown = (one: NewEffect) =>
    known.some(({ subject, target }) => subject === one.subject && target === one.target)
  return late
    .filter((one) => !isKnown(one))
    .map((one) => ({ ...one, seq: (last.get(one.subject) ?? 0) + one.seq }))
}

async function workspacesOf(
  context: PromotionContext,
  people: readonly Person[],
  functions: Functions,
): Promise<NewEffect[]> {
  const rule = context.promotion.rule.outside.litellm
  if (rule === undefined) return []
  const others = await listOthers(context, people)
  return people.map((person) => workspaceOf(rule, person, functions, others.get(person.promotionId) ?? []))
}

/** Organizations of which people are members besides their own. */
async function listOthers(
  context: PromotionContext,
  people: readonly Person[],
): Promise<Map<string, string[]>> {
  const {
    connection,
    dialect,
    promotion: { membership },
  } = context
  if (membership === null || people.length === 0) return new Map()
  const { table, organizationColumn, userColumn } = membership
  const list = keysList(context, people, { form: userColumn, organization: organizationColumn })
  const rows = await connection.query<{ promotion: string; other: string }>(sql`
    select l.promotion as promotion, ${dialect.text(at('r', organizationColumn))} as other
    from ${dialect.table(table)} r join ${list} l on ${at('r', userColumn)} = l.form
    where ${at('r', organizationColumn)} <> l.organization order by 1, 2`)
  const others = new Map<string, string[]>()
  for (const { promotion, other } of rows) others.set(promotion, [...(others.get(promotion) ?? []), other])
  return others
}

/** A team for the organization, with the person's keys and what is left of the budget. */
function workspaceOf(
  rule: NonNullable<PromotionRule['outside']['litellm']>,
  person: Person,
  functions: Functions,
  others: readonly string[],
): NewEffect {
  const value = (source: Parameters<typeof evaluate>[0] | undefined): Scalar =>
    source === undefined ? null : evaluate(source, person, functions, ignore)
  const margin = value(rule.margin)
  const wanted: Json = {
    // Outside, ids are text as the app wrote it.
    user_id: person.written,
    email: value(rule.email),
    team_id: person.organization,
    team_alias: value(rule.team_alias),
    key_alias: value(rule.key_alias),
    margin: margin === null ? null : String(margin),
    user_budget: rule.user_budget,
    stored_key: rule.stored_key !== undefined && value(rule.stored_key) !== null,
    models: [],
    // Keys that the person has as a member of other organizations stay in their teams.
    other_teams: others,
    metadata: Object.fromEntries(
      Object.entries(rule.metadata).map(([name, source]) => [name, value(source)]),
    ),
  }
  const { promotionId: subject, organization: target } = person
  return { subject, seq: 0, system: 'litellm', kind: 'workspace', target, wanted }
}

/**
 * Each of a person's customers learns the organization. Stripe cannot merge customers: all of them stay. `loose`: only
 * those whose rows hold no organization.
 */
async function customersOf(
  context: PromotionContext,
  people: readonly Person[],
  functions: Functions,
  which: 'all' | 'loose',
): Promise<NewEffect[]> {
  const { connection, dialect, promotion } = context
  const { stripe: place, rule } = promotion
  const given = rule.outside.stripe
  if (place === null || given === undefined) return []
  const organization = which === 'all' ? place.organization : holderOf(context, place)
  // Nobody could tell which rows came late.
  if (organization === null && which === 'loose') return []
  const list = formsList(context, people, {
    form: place.user,
    ...(organization === null ? {} : { organization }),
  })
  const isOurs =
    organization === null
      ? sql`1 = 1`
      : which === 'loose'
        ? sql`${at('r', organization)} is null`
        : sql`(${at('r', organization)} is null or ${at('r', organization)} = l.organization)`
  const rows = await connection.query<{ promotion: string; customer: string }>(sql`
    select distinct l.promotion as promotion, ${dialect.text(at('r', place.customer))} as customer
    from ${dialect.table(place.table)} r join ${list} l on ${at('r', place.user)} = l.form
    where ${at('r', place.customer)} is not null and ${isOurs} order by 1, 2`)
  const customers = Map.groupBy(rows, ({ promotion: id }) => id)
  return people.flatMap((person) => {
    const value = (source: Parameters<typeof evaluate>[0]): Scalar =>
      evaluate(source, person, functions, ignore)
    return (customers.get(person.promotionId) ?? []).map(({ customer }, index) => ({
      subject: person.promotionId,
      seq: index + 1,
      system: 'stripe',
      kind: 'customer',
      target: customer,
      wanted: {
        customer,
        email: given.email === undefined ? null : value(given.email),
        metadata: Object.fromEntries(
          Object.entries(given.metadata).map(([name, source]) => [name, String(value(source) ?? '')]),
        ),
        subscriptions: true,
        deleted: given.deleted,
      },
    }))
  })
}

/** The column by which a customer's row holds an organization. */
function holderOf(
  { promotion }: PromotionContext,
  { table, user, organization }: NonNullable<PromotionContext['promotion']['stripe']>,
): Column | null {
  const stamp = promotion.stamps.find((one) => one.table.id === table.id && one.user.name === user.name)
  return organization ?? stamp?.organization ?? null
}

function ignore(): void {
  // What a function could not do was said when the rows were made.
}
