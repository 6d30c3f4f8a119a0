import { sql } from 'kysely'
import type { Users } from '../blueprint/model.ts'
import type { Column } from '../database/catalog.ts'
import type { Connection, Database, Sql } from '../database/database.ts'
import { insertPeople, listPeople } from '../store/people.ts'
import { type Belongings, cellOf, readBelongings, type UserCell } from './belongings.ts'
import { and, at, type Context, holds, idOf, isAmong, type RowKey } from './context.ts'
import type { Id, PeopleDocument, PersonExtract } from './documents.ts'
import type { PreparedPlan, Work } from './plan/work.ts'
import { getStored } from './records.ts'

/** A person as the app's own table has them. */
interface Person {
  readonly cell: UserCell
  readonly id: Id
  readonly email: string | null
  readonly name: string | null
  readonly language: string | null
}

/**
 * What a plan means for each person: those who move, in the order of their keys, and then those who stay and are
 * concerned. To be read before the first change.
 */
export async function readPeople(context: Context, prepared: PreparedPlan): Promise<PersonExtract[]> {
  const { users } = context.model
  if (users === null) return []
  const { plan, work } = prepared
  const movers = await readPersons(context, users, isMoving(context, users, work))
  const belongings = await readBelongings(context, users, prepared)
  const access = new Map(plan.access.map((one) => [String(one.user), one]))
  const moving = movers.map((person): PersonExtract => {
    const change = access.get(String(person.id))
    return {
      ...introduce(person, true),
      role_before: change?.role_in_source ?? null,
      role_after: change?.role_after ?? null,
      change: change?.change ?? null,
      ...toFields(belongings.get(person.cell)),
    }
  })
  return [...moving, ...(await readOthers(context, users, { work, movers, belongings }))]
}

interface Known {
  readonly work: Work
  readonly movers: readonly Person[]
  readonly belongings: ReadonlyMap<UserCell, Belongings>
}

/** Who stays, and something of theirs moves, changes or is renamed, or their role goes with the source. */
async function readOthers(
  context: Context,
  users: Users,
  { work, movers, belongings }: Known,
): Promise<PersonExtract[]> {
  const outsiders = new Map(work.access.outsiders.map(({ userCell, role }) => [String(userCell), role]))
  const losing = new Set(work.options.delete_source ? outsiders.keys() : [])
  const touched = [...belongings].flatMap(([cell, things]) => (isTouched(things) ? [cell] : []))
  const moving = new Set(movers.map(({ cell }) => cell))
  const cells = [...new Set([...touched, ...losing])].filter((cell) => cell !== 'null' && !moving.has(cell))
  if (cells.length === 0) return []
  const others = await readPersons(context, users, isListed(context, users, cells))
  const change = (cell: UserCell): PersonExtract['change'] =>
    context.model.memberships === null ? null : losing.has(cell) ? 'loses' : 'stays'
  return others.map((person) => ({
    ...introduce(person, false),
    role_before: outsiders.get(person.cell) ?? null,
    role_after: null,
    change: change(person.cell),
    ...toFields(belongings.get(person.cell)),
  }))
}

function isTouched({ moved, renamed, changed }: Belongings): boolean {
  return moved.size + renamed.length + changed.length > 0
}

function introduce({ id, email, name, language }: Person, moves: boolean) {
  return { user: id, email, name, language, moves }
}

function toFields(things: Belongings | undefined) {
  return {
    moved: Object.fromEntries(things?.moved ?? []),
    renamed: things?.renamed ?? [],
    changed: things?.changed ?? [],
    stayed: things?.stayed ?? [],
  }
}

/** Keeps the extracts with the migration, in its transaction. */
export async function keepPeople(
  { connection, dialect }: Context,
  migrationId: string,
  people: readonly PersonExtract[],
): Promise<void> {
  const rows = people.map((one) => ({ user_key: String(one.user), extract: JSON.stringify(one) }))
  await insertPeople(connection, dialect, migrationId, rows)
}

/** The extracts of a migration. Throws `migration.not-found`. */
export async function listExtracts(
  connection: Connection,
  database: Database,
  id: string,
): Promise<PeopleDocument> {
  await getStored(connection, database, id)
  // Tables of an older version are brought up to date by the next migration, not by reading.
  const isThere = await database.dialect.hasOwn(connection, 'people')
  const stored = isThere ? await listPeople(connection, database.dialect, id) : []
  const all = stored.map(({ extract }) => parseExtract(extract))
  const [people, others] = [all.filter(({ moves }) => moves), all.filter(({ moves }) => !moves)]
  return { kind: 'people', version: 1, migration_id: id, people, others }
}

/** Everybody of whom there is an extract. */
export function allOf({ people, others }: PeopleDocument): PersonExtract[] {
  return [...people, ...others]
}

/** An extract as it was kept; older ones are of people who moved, and say less. */
export function parseExtract(text: string): PersonExtract {
  return { moves: true, changed: [], ...(JSON.parse(text) as Omit<PersonExtract, 'moves' | 'changed'>) }
}

/** The people `u` for whom a condition holds. */
async function readPersons(context: Context, users: Users, condition: Sql): Promise<Person[]> {
  const { connection, dialect } = context
  const shown = (column: Column | null): Sql => (column === null ? sql`null` : dialect.text(at('u', column)))
  const rows = await connection.query<Omit<Person, 'id'> & { row: string }>(sql`
    select ${cellOf(dialect, users)} as cell,
      ${dialect.encodeRow([{ fragment: at('u', users.key), column: users.key }])} as row,
      ${shown(users.email)} as email, ${shown(users.name)} as name, ${shown(users.language)} as language
    from ${dialect.table(users.table)} u where ${condition}
    order by ${at('u', users.key)}`)
  const address = { ...users.table, identity: [users.key] }
  return rows.map(({ row, cell, ...person }) => ({ ...person, cell: String(cell), id: idOf(row, address) }))
}

/** `u` moves: as the plan's access says or, without memberships, because the source is their home. */
function isMoving(context: Context, users: Users, { access, source, tables }: Work): Sql {
  const { dialect, model } = context
  if (model.memberships !== null) {
    return isListed(
      context,
      users,
      access.members.map(({ userCell }) => userCell),
    )
  }
  if (users.organization === null) return sql`1 = 0`
  const staying = tables.find(({ move }) => move.table.id === users.table.id)?.stays ?? new Set<RowKey>()
  return and([
    holds(dialect, 'u', users.organization, source.key),
    isAmong(dialect, users.table, 'u', staying, false),
  ])
}

/** `u` is one of these. */
function isListed({ dialect }: Context, users: Users, cells: readonly UserCell[]): Sql {
  const json = `[${cells.map((cell) => `[${cell}]`).join(',')}]`
  const list = dialect.unpack(dialect.textParameter(json), [{ name: 'member', column: users.key }])
  return sql`${at('u', users.key)} in (select ${at('j', 'member')} from ${list} j)`
}
