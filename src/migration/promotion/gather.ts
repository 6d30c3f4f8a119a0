import { sql } from 'kysely'
import type { PromotionModel, PromotionRead } from '../../blueprint/promotion-model.ts'
import type { Column, Table } from '../../database/catalog.ts'
import { and, at, type Context } from '../context.ts'
import { formsOf, organizationKey, userKey } from './forms.ts'
import { formsList, keysList, type ListContext, textsList } from './lists.ts'
import type { LegacyRow, Person, Profiles, Shape } from './person.ts'
import { isEqual, type Scalar, toScalar } from './values.ts'

/** The promotion's part of a context: a blueprint that has one. */
export interface PromotionContext extends Context, ListContext {
  readonly promotion: PromotionModel
}

export interface Gathering {
  /** Ids as they are written somewhere. */
  readonly written: readonly string[]
  /** Further ways in which ids are written, by key. */
  readonly seen?: ReadonlyMap<string, readonly string[]>
  readonly profiles: Profiles
  readonly newId: () => string
  /** Holds the legacy rows until the transaction ends. */
  readonly hold: boolean
}

/** Reads all that is known of these people; those whose id can be none are left out. */
export async function gatherPeople(context: PromotionContext, input: Gathering): Promise<Person[]> {
  const { promotion: model } = context
  const { id } = model.rule
  const forms = new Map<string, Set<string>>()
  for (const written of input.written) {
    const key = userKey(id, written)
    if (key === null) continue
    const known = forms.get(key) ?? new Set(formsOf(id, key, input.seen?.get(key)))
    forms.set(key, known.add(written))
  }
  const bare = [...forms].map(([key, all]) => bareOf(context, input, key, [...all]))
  const legacy = await readLegacy(context, bare, input.hold)
  const reads = await readFacts(context, bare)
  const has = await readPresent(context, bare)
  return bare.map((person) => {
    const rows = legacy.get(person.user) ?? []
    const row = newestOf(model, rows)
    const presence = has(person)
    return {
      ...person,
      legacy: row,
      written: writtenIn(model, rows, row) ?? person.user,
      reads: reads.get(person.user) ?? new Map(),
      shape: shapeOf(model, rows, row),
      duplicates: Math.max(0, rows.length - 1),
      isOpen: rows.some((one) => !isMarked(model, one)),
      has: presence,
    }
  })
}

function bareOf(
  { model, promotion }: PromotionContext,
  { profiles, newId }: Gathering,
  user: string,
  forms: readonly string[],
): Person {
  const known = [user, ...forms].map((form) => profiles.get(form)).find((one) => one !== undefined)
  const { name = null, email = null } = known ?? {}
  return {
    promotionId: newId(),
    user,
    written: user,
    organization: organizationKey(promotion.rule, model.blueprint.name, user),
    forms,
    legacy: new Map(),
    reads: new Map(),
    profile: { name, email },
    shape: 'no-row',
    duplicates: 0,
    isOpen: false,
    has: { organization: false, user: false, membership: false },
  }
}

/** How the person's id is written in these rows; null where there is none, or the usual way is among them. */
function writtenIn({ legacy }: PromotionModel, rows: readonly LegacyRow[], row: LegacyRow): string | null {
  const all = new Set(rows.map((one) => String(one.get(legacy.user.name))))
  return all.size === 1 ? String(row.get(legacy.user.name)) : null
}

function shapeOf(model: PromotionModel, rows: readonly LegacyRow[], row: LegacyRow): Shape {
  if (rows.length === 0) return 'no-row'
  return isMarked(model, row) ? 'half' : 'legacy'
}

function isMarked({ legacy }: PromotionModel, row: LegacyRow): boolean {
  return isEqual(row.get(legacy.marker.name) ?? null, legacy.done)
}

async function readLegacy(
  context: PromotionContext,
  people: readonly Person[],
  hold: boolean,
): Promise<Map<string, LegacyRow[]>> {
  const { connection, dialect, promotion } = context
  const { table, user, columns } = promotion.legacy
  const cells = columns.map((column) => ({ fragment: at('r', column), column }))
  const list = formsList(context, people, { form: user })
  if (hold) {
    await connection.query(sql`
      select 1 from ${dialect.table(table)} r where ${at('r', user)} in (select form from ${list} l)
      order by ${at('r', user)} ${dialect.forUpdate}`)
  }
  const found = await connection.query<{ person: string; cells: string }>(sql`
    select l.person as person, ${dialect.encodeRow(cells)} as cells
    from ${dialect.table(table)} r join ${list} l on ${at('r', user)} = l.form`)
  const rows = new Map<string, LegacyRow[]>()
  for (const { person, cells: text } of found) {
    const values = JSON.parse(text) as unknown[]
    const row = new Map(columns.map((column, index) => [column.name, toScalar(values[index], column)]))
    rows.set(person, [...(rows.get(person) ?? []), row])
  }
  return rows
}

/** Of several rows of one person the one with the greatest `newest`. */
function newestOf({ legacy }: PromotionModel, rows: readonly LegacyRow[]): LegacyRow {
  const rank = (row: LegacyRow) => row.get(legacy.newest.name) ?? null
  return rows.reduce<LegacyRow>(
    (best, row) => (best.size === 0 || compare(rank(row), rank(best)) > 0 ? row : best),
    new Map(),
  )
}

function compare(one: Scalar, other: Scalar): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1
  const numbers = [Number(one), Number(other)] as const
  if (numbers.every((number) => !Number.isNaN(number))) return numbers[0] - numbers[1]
  return String(one) < String(other) ? -1 : 1
}

async function readFacts(
  context: PromotionContext,
  people: readonly Person[],
): Promise<Map<string, Map<string, Scalar>>> {
  const facts = new Map(people.map(({ user }) => [user, new Map<string, Scalar>()]))
  for (const read of context.promotion.reads) {
    const found = await readFact(context, read, people)
    for (const [user, values] of facts) {
      const value = found.get(read.user === null ? '' : user)
      values.set(read.name, read.take === null ? value !== undefined : (value ?? null))
    }
  }
  return facts
}

async function readFact(
  context: PromotionContext,
  { table, user, where, take }: PromotionRead,
  people: readonly Person[],
): Promise<Map<string, Scalar>> {
  const { connection, dialect } = context
  const conditions = where.map(({ column, equals }) =>
    equals === null
      ? sql`${at('r', column)} is null`
      : sql`${at('r', column)} = ${dialect.value(String(equals), column)}`,
  )
  // Not every type has a greatest value; as text the greatest of 9 and 10 would be 9.
  const greatest = (column: Column) =>
    numeric(column) ? dialect.text(sql`max(${at('r', column)})`) : sql`max(${dialect.text(at('r', column))})`
  const taken = take === null ? sql`'1'` : greatest(take)
  const from =
    user === null
      ? sql`${sql.lit('')} as person, ${taken} as value from ${dialect.table(table)} r
          where ${and(conditions)} having count(*) > 0`
      : sql`l.person as person, ${taken} as value
          from ${dialect.table(table)} r join ${formsList(context, people, { form: user })} l on ${at('r', user)} = l.form
          where ${and(conditions)} group by l.person`
  const rows = await connection.query<{ person: string; value: string | null }>(sql`select ${from}`)
  return new Map(
    rows.map(({ person, value }) => [
      person,
      take === null || value === null ? value : toScalar(numeric(take) ? Number(value) : value, take),
    ]),
  )
}

function numeric({ family }: Column): boolean {
  return family === 'integer'
}

/** Which of the new rows are there already. */
async function readPresent(
  context: PromotionContext,
  people: readonly Person[],
): Promise<(person: Person) => Person['has']> {
  const { organization, user, membership } = context.promotion
  const organizations = await present(context, organization.table, organization.key, people, 'organization')
  const users = user === null ? null : await present(context, user.table, user.key, people, 'user')
  const members = membership === null ? null : await presentMembers(context, membership, people)
  return (person) => ({
    organization: organizations.has(person.organization),
    user: users?.has(person.user) ?? true,
    membership: members?.has(person.user) ?? true,
  })
}

async function present(
  { connection, dialect }: PromotionContext,
  table: Table,
  key: Column,
  people: readonly Person[],
  which: 'organization' | 'user',
): Promise<Set<string>> {
  const list = textsList(
    dialect,
    people.map((person) => person[which]),
    key,
    'wanted',
  )
  const rows = await connection.query<{ found: string }>(sql`
    select ${dialect.text(sql`l.wanted`)} as found from ${list} l
    where exists (select 1 from ${dialect.table(table)} r where ${at('r', key)} = l.wanted)`)
  return new Set(rows.map(({ found }) => found))
}

async function presentMembers(
  context: PromotionContext,
  { table, organizationColumn, userColumn }: NonNullable<PromotionModel['membership']>,
  people: readonly Person[],
): Promise<Set<string>> {
  const { connection, dialect } = context
  const list = keysList(context, people, { form: userColumn, organization: organizationColumn })
  const rows = await connection.query<{ person: string }>(sql`
    select l.person as person from ${list} l where exists (
      select 1 from ${dialect.table(table)} r
      where ${at('r', userColumn)} = l.form and ${at('r', organizationColumn)} = l.organization)`)
  return new Set(rows.map(({ person }) => person))
}
