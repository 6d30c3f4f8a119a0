import { sql } from 'kysely'
import type { Edge, MoveTable, Users } from '../blueprint/model.ts'
import type { Column } from '../database/catalog.ts'
import type { Connection, Database, Dialect, Sql } from '../database/database.ts'
import { insertPeople, listPeople } from '../store/people.ts'
import {
  and,
  at,
  type Context,
  holds,
  idOf,
  isAmong,
  keyRows,
  type RowKey,
  rowKey,
  sameRow,
} from './context.ts'
import type { Id, PeopleDocument, PersonExtract } from './documents.ts'
import { equals } from './plan/stays.ts'
import type { PreparedPlan, TableWork, Work } from './plan/work.ts'
import { getStored } from './records.ts'
import { renamedRows } from './report.ts'

/** A person who moves, as the app's own table has them. */
interface Person {
  /** Text of the key. */
  readonly key: string
  readonly id: Id
  readonly email: string | null
  readonly name: string | null
  readonly language: string | null
}

/**
 * What a plan means for each person who moves. To be read before the first change: whose a row is, is asked of the rows
 * where they stand now.
 */
export async function readPeople(context: Context, prepared: PreparedPlan): Promise<PersonExtract[]> {
  const { users } = context.model
  if (users === null) return []
  const people = await readPersons(context, users, prepared.work)
  if (people.length === 0) return []
  const owned = await readBelongings(context, users, prepared.work)
  const ownerOf = await readOwners(context, users, prepared.work)
  const renamed = Map.groupBy(renamedRows(prepared), (one) => ownerOf.get(nameOf(one.resource, one.id)))
  const stayed = Map.groupBy(prepared.plan.skipped, (one) => ownerOf.get(nameOf(one.resource, one.id)))
  const access = new Map(prepared.plan.access.map((one) => [String(one.user), one]))
  return people.map(({ key, id, email, name, language }) => {
    const change = access.get(String(id))
    return {
      user: id,
      email,
      name,
      language,
      role_before: change?.role_in_source ?? null,
      role_after: change?.role_after ?? null,
      change: change?.change ?? null,
      moved: Object.fromEntries(owned.get(key) ?? []),
      renamed: renamed.get(key) ?? [],
      stayed: stayed.get(key) ?? [],
    }
  })
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
  const people = stored.map(({ extract }) => JSON.parse(extract) as PersonExtract)
  return { kind: 'people', version: 1, migration_id: id, people }
}

async function readPersons(context: Context, users: Users, work: Work): Promise<Person[]> {
  const { connection, dialect } = context
  const shown = (column: Column | null): Sql => (column === null ? sql`null` : dialect.text(at('u', column)))
  const rows = await connection.query<Omit<Person, 'id'> & { row: string }>(sql`
    select ${dialect.text(at('u', users.key))} as key,
      ${dialect.encodeRow([{ fragment: at('u', users.key), column: users.key }])} as row,
      ${shown(users.email)} as email, ${shown(users.name)} as name, ${shown(users.language)} as language
    from ${dialect.table(users.table)} u where ${isMoving(context, users, work)}
    order by ${at('u', users.key)}`)
  const address = { ...users.table, identity: [users.key] }
  return rows.map(({ row, ...person }) => ({ ...person, id: idOf(row, address) }))
}

/** `u` moves: as the plan's access says or, without memberships, because the source is their home. */
function isMoving({ dialect, model }: Context, users: Users, { access, source, tables }: Work): Sql {
  if (model.memberships !== null) {
    const json = `[${access.members.map(({ userCell }) => `[${userCell}]`).join(',')}]`
    const list = dialect.unpack(dialect.textParameter(json), [{ name: 'member', column: users.key }])
    return sql`${at('u', users.key)} in (select ${at('j', 'member')} from ${list} j)`
  }
  if (users.organization === null) return sql`1 = 0`
  const staying = tables.find(({ move }) => move.table.id === users.table.id)?.stays ?? new Set<RowKey>()
  return and([
    holds(dialect, 'u', users.organization, source.key),
    isAmong(dialect, users.table, 'u', staying, false),
  ])
}

/** Rows that move, by owner's key and resource. One pass over each table that says whose its rows are. */
async function readBelongings(
  context: Context,
  users: Users,
  { tables, source }: Work,
): Promise<Map<string, Map<string, number>>> {
  const { connection, dialect } = context
  const owned = new Map<string, Map<string, number>>()
  for (const { move, stays } of tables) {
    const edge = ownerEdge(move, users)
    if (edge === null || move.history) continue
    const rows = await connection.query<{ owner: string; n: number | string }>(sql`
      select ${dialect.text(at('u', users.key))} as owner, count(*) as n
      from ${dialect.table(move.table)} r join ${dialect.table(users.table)} u on ${isOwner(dialect, edge)}
      where ${holds(dialect, 'r', move.scope[0], source.key)}
        and ${isAmong(dialect, move.table, 'r', stays, false)}
      group by ${at('u', users.key)}`)
    for (const { owner, n } of rows) {
      const person = owned.get(owner) ?? new Map<string, number>()
      owned.set(owner, person.set(move.resource, Number(n)))
    }
  }
  return owned
}

/** Whose the rows are that take another name or stay: owner's key by `nameOf` of the row. */
async function readOwners(context: Context, users: Users, { tables }: Work): Promise<Map<string, string>> {
  const { connection, dialect } = context
  const owners = new Map<string, string>()
  for (const { move, ...table } of tables) {
    const edge = ownerEdge(move, users)
    const keys = namedRows({ move, ...table })
    if (edge === null || keys.length === 0) continue
    const rows = await connection.query<{ row: RowKey; owner: string }>(sql`
      select ${rowKey(dialect, move.table, 'r')} as row, ${dialect.text(at('u', users.key))} as owner
      from ${dialect.table(move.table)} r
      join ${keyRows(dialect, move.table, keys)} k on ${sameRow(move.table, 'r', 'k')}
      join ${dialect.table(users.table)} u on ${isOwner(dialect, edge)}`)
    for (const { row, owner } of rows) owners.set(nameOf(move.resource, idOf(row, move.table)), owner)
  }
  return owners
}

function namedRows({ move, renames, targetRenames, stays, unpointed }: TableWork): RowKey[] {
  const staying = move.history ? [] : [...stays, ...unpointed]
  return [...new Set([...renames.keys(), ...targetRenames.keys(), ...staying])]
}

function ownerEdge({ belongsTo }: MoveTable, { table }: Users): Edge | null {
  return belongsTo.find(({ parent }) => parent.id === table.id) ?? null
}

function isOwner(dialect: Dialect, edge: Edge): Sql {
  return equals(dialect, at('r', edge.column), edge, at('u', edge.parentColumn))
}

function nameOf(resource: string, id: Id): string {
  return `${resource} ${JSON.stringify(id)}`
}
