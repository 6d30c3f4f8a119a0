import { sql } from 'kysely'
import { type Column, columnOf } from '../../database/catalog.ts'
import { ResettleError } from '../../errors.ts'
import { findMerged } from '../../store/migrations.ts'
import { hasPromotions, listStanding, type StoredPromotion } from '../../store/promotions.ts'
import { at } from '../context.ts'
import type { DatabaseComparison, DatabaseDifference } from './documents.ts'
import { gatherPeople, type PromotionContext } from './gather.ts'
import { formsList, keysList } from './lists.ts'
import { readLedger, rowsOf } from './measure.ts'
import type { Person } from './person.ts'

/** Promotions of one question to the database. */
const CHUNK = 1000

const AGAIN = 'Take the promotion back with `rollback`, then promote the person again.'
const COMPLETE = 'Promote the person again: it gives these rows the organization.'

type Say = (field: string, expected: string | number | null, found: string | number | null) => Found
type Found = (remedy: string) => DatabaseDifference

/**
 * What the app's database holds today against what the ledger says of promotions that stand, of all or of these. Reads
 * only. An organization that was merged into another since is not missing. Throws `promotion.not-found` for an id of none.
 */
export async function comparePromotions(
  context: PromotionContext,
  ids: readonly string[] | null,
): Promise<DatabaseComparison> {
  const { connection, dialect } = context
  const differences: DatabaseDifference[] = []
  let compared = 0
  const isThere = await hasPromotions(connection, dialect)
  if (ids !== null) await assertKnown(context, ids, isThere)
  for (let after = ''; isThere; ) {
    const page = await listStanding(connection, dialect, { ids, after, limit: CHUNK })
    if (page.length === 0) break
    after = page.at(-1)?.id ?? ''
    const merged = await findMerged(
      connection,
      dialect,
      page.map(({ organization_key }) => organization_key),
    )
    const own = page.filter(({ organization_key }) => !merged.has(organization_key))
    differences.push(...(await comparePage(context, own)))
    compared += own.length
  }
  return { compared, differences }
}

async function assertKnown(
  { connection, dialect }: PromotionContext,
  ids: readonly string[],
  isThere: boolean,
): Promise<void> {
  const known = isThere ? await listStanding(connection, dialect, { ids, status: null }) : []
  const strange = ids.find((id) => !known.some((one) => one.id === id))
  if (strange !== undefined)
    throw new ResettleError('promotion.not-found', `There is no promotion ${strange}.`)
}

async function comparePage(
  context: PromotionContext,
  stored: readonly StoredPromotion[],
): Promise<DatabaseDifference[]> {
  const keys = new Map(stored.map((one) => [one.user_key, one]))
  const gathered = await gatherPeople(context, {
    written: [...keys.keys()],
    profiles: new Map(),
    hold: false,
    newId: () => '',
  })
  const people = gathered.flatMap((person) => {
    const one = keys.get(person.user)
    return one === undefined ? [] : [{ ...person, promotionId: one.id, organization: one.organization_key }]
  })
  const ledger = await readLedger(context, people)
  const open = await countOpen(context, people)
  const astray = await findAstray(context, people)
  return people.flatMap((person) => [
    ...missing(context, person),
    ...(astray.get(person.user) ?? []).map((column) =>
      say(person, `user ${person.user}`)(column, 'an organization of theirs', 'another or none')(
        `Set ${column} to an organization of which the person is a member.`,
      ),
    ),
    ...marked(context, person, open.get(person.user) ?? 0),
    ...Object.entries(rowsOf(ledger, person.user)).map(([resource, count]) =>
      say(person, `rows of ${person.user}`)(`${resource} without the organization`, 0, count)(COMPLETE),
    ),
  ])
}

function say(person: Person, what: string): Say {
  return (field, expected, found) => (remedy) => ({
    subject: person.promotionId,
    what,
    field,
    expected,
    found,
    remedy,
  })
}

/** The rows that a promotion makes, or finds. */
function missing({ promotion }: PromotionContext, person: Person): DatabaseDifference[] {
  const { has, user, organization } = person
  const { table } = promotion.organization
  const lacks = (what: string, field: string): DatabaseDifference =>
    say(person, what)(field, 'there', null)(AGAIN)
  return [
    ...(has.organization ? [] : [lacks(`organization ${organization}`, table.id)]),
    ...(has.user ? [] : [lacks(`user ${user}`, promotion.user?.table.id ?? table.id)]),
    ...(has.membership ? [] : [lacks(`membership of ${user}`, promotion.membership?.table.id ?? table.id)]),
  ]
}

function marked({ promotion }: PromotionContext, person: Person, open: number): DatabaseDifference[] {
  if (open === 0) return []
  const { table, marker } = promotion.legacy
  const field = `${table.id}.${marker.name} not done`
  return [
    say(person, `rows of ${person.user}`)(field, 0, open)('Promote the person again: it marks these rows.'),
  ]
}

/** Legacy rows that are not marked as done, by user. */
async function countOpen(context: PromotionContext, people: readonly Person[]): Promise<Map<string, number>> {
  const { connection, dialect, promotion } = context
  const { table, user, marker, done } = promotion.legacy
  const list = formsList(context, people, { form: user })
  const value = dialect.value(done === null ? null : String(done), marker)
  const rows = await connection.query<{ person: string; n: number }>(sql`
    select l.person as person, count(*) as n from ${list} l
    join ${dialect.table(table)} r on ${at('r', user)} = l.form
    where not (${dialect.isSame(at('r', marker), value)}) group by l.person`)
  return new Map(rows.map(({ person, n }) => [person, Number(n)]))
}

/** Users whose row points to no organization, or to one of which they are no members: columns by user. */
async function findAstray(
  context: PromotionContext,
  people: readonly Person[],
): Promise<Map<string, string[]>> {
  const { connection, dialect, promotion } = context
  const { user, membership } = promotion
  const found = new Map<string, string[]>()
  if (user === null || membership === null) return found
  const list = keysList(context, people, { form: user.key })
  for (const pointer of pointersOf(context)) {
    const rows = await connection.query<{ person: string }>(sql`
      select l.person as person from ${list} l join ${dialect.table(user.table)} u on ${at('u', user.key)} = l.form
      where not exists (select 1 from ${dialect.table(membership.table)} m
        where ${at('m', membership.userColumn)} = ${at('u', user.key)}
          and ${at('m', membership.organizationColumn)} = ${at('u', pointer)})`)
    for (const { person } of rows) found.set(person, [...(found.get(person) ?? []), pointer.name])
  }
  return found
}

/** Columns of users that refer to an organization: where a person is at home. */
export function pointersOf({ promotion: { user, organization } }: PromotionContext): Column[] {
  if (user === null) return []
  return user.table.references
    .filter(({ table }) => table === organization.table.id)
    .flatMap(({ columns }) => columns.map((name) => columnOf(user.table, name)))
}
