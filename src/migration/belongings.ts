import { sql } from 'kysely'
import type { Edge, MoveTable, Users } from '../blueprint/model.ts'
import type { Column } from '../database/catalog.ts'
import type { Dialect, Sql } from '../database/database.ts'
import { at, type Context, holds, idOf, isAmong, keyRows, type RowKey, rowKey, sameRow } from './context.ts'
import type { Changed, Id, Plan, Renamed } from './documents.ts'
import { mapGently } from './gently.ts'
import { equals } from './plan/stays.ts'
import type { PreparedPlan, TableWork, Work } from './plan/work.ts'
import { namesBy, renamedRows } from './report.ts'

/** What becomes of one person's things. */
export interface Belongings {
  /** Rows that move, per resource. */
  readonly moved: ReadonlyMap<string, number>
  readonly renamed: readonly Renamed[]
  readonly changed: readonly Changed[]
  readonly stayed: Plan['skipped']
}

/** A user's key as a cell of a list that the database unpacks. */
export type UserCell = string

/** Everybody's things as far as a plan touches them. Whose a row is, is asked of the row where it stands now. */
export async function readBelongings(
  context: Context,
  users: Users,
  prepared: PreparedPlan,
): Promise<Map<UserCell, Belongings>> {
  const moved = await countMoved(context, users, prepared.work)
  const ownerOf = await readOwners(context, users, prepared.work)
  const byOwner = <Row extends Named>(rows: readonly Row[]) =>
    Map.groupBy(rows, (one) => ownerOf.get(nameOf(one)))
  const renamed = byOwner(await renamedRows(prepared))
  const changed = byOwner(changedRows(users, prepared))
  const stayed = byOwner(prepared.plan.skipped)
  const owners = new Set([...moved.keys(), ...ownerOf.values()])
  return new Map(
    [...owners].map((owner) => [
      owner,
      {
        moved: moved.get(owner) ?? new Map<string, number>(),
        renamed: renamed.get(owner) ?? [],
        changed: changed.get(owner) ?? [],
        stayed: stayed.get(owner) ?? [],
      },
    ]),
  )
}

interface Named {
  readonly resource: string
  readonly id: Id
}

function nameOf({ resource, id }: Named): string {
  return `${resource} ${JSON.stringify(id)}`
}

/** Rows that move, by owner and resource. One pass over each table that says whose its rows are. */
async function countMoved(
  context: Context,
  users: Users,
  { tables, source }: Work,
): Promise<Map<UserCell, Map<string, number>>> {
  const { connection, dialect } = context
  const owned = new Map<UserCell, Map<string, number>>()
  for (const { move, stays } of tables) {
    const edge = ownerEdge(move, users)
    if (edge === null || move.history) continue
    const rows = await connection.query<{ owner: string; n: number | string }>(sql`
      select ${cellOf(dialect, users)} as owner, count(*) as n
      from ${dialect.table(move.table)} r join ${dialect.table(users.table)} u on ${isOwner(dialect, edge)}
      where ${holds(dialect, 'r', move.scope[0], source.key)}
        and ${isAmong(dialect, move.table, 'r', stays, false)}
      group by ${at('u', users.key)}`)
    for (const { owner, n } of rows) {
      const person = owned.get(String(owner)) ?? new Map<string, number>()
      owned.set(String(owner), person.set(move.resource, Number(n)))
    }
  }
  return owned
}

/** Whose the rows are that take another name, change or stay, by `nameOf` of the row. */
async function readOwners(context: Context, users: Users, { tables }: Work): Promise<Map<string, UserCell>> {
  const { connection, dialect } = context
  const owners = new Map<string, UserCell>()
  for (const table of tables) {
    const { move } = table
    const isPeople = move.table.id === users.table.id
    const edge = isPeople ? themselves(users) : ownerEdge(move, users)
    const keys = isPeople ? changing(table) : namedRows(table)
    if (edge === null || keys.length === 0) continue
    const rows = await connection.query<{ row: RowKey; owner: string }>(sql`
      select ${rowKey(dialect, move.table, 'r')} as row, ${cellOf(dialect, users)} as owner
      from ${dialect.table(move.table)} r
      join ${keyRows(dialect, move.table, keys)} k on ${sameRow(move.table, 'r', 'k')}
      join ${dialect.table(users.table)} u on ${isOwner(dialect, edge)}`)
    await mapGently(rows, ({ row, owner }) =>
      owners.set(nameOf({ resource: move.resource, id: idOf(row, move.table) }), String(owner)),
    )
  }
  return owners
}

function namedRows(table: TableWork): RowKey[] {
  const { move, renames, targetRenames, stays, unpointed } = table
  const staying = move.history ? [] : [...stays, ...unpointed]
  return [...new Set([...renames.keys(), ...targetRenames.keys(), ...changing(table), ...staying])]
}

function changing({ clears, disables }: TableWork): RowKey[] {
  return [...clears.keys(), ...disables.keys()]
}

/** Rows that lose a value, or are switched off, with the names they go by. */
function changedRows(users: Users, { plan, work }: PreparedPlan): Changed[] {
  return work.tables.flatMap(({ move, clears, disables }) => {
    if (clears.size + disables.size === 0) return []
    const names = namesBy(plan.conflicts[move.resource] ?? [], ({ id }) => id)
    const of = (row: RowKey, change: Changed['change'], columns: readonly Column[]): Changed => {
      const id = idOf(row, move.table)
      const name = names.get(String(id)) ?? null
      return {
        resource: move.resource,
        id,
        name,
        change,
        columns: columns.map((column) => column.name),
        is_account: move.table.id === users.table.id,
      }
    }
    return [
      ...[...clears].map(([row, columns]) => of(row, 'cleared', columns)),
      ...[...disables].map(([row, values]) =>
        of(
          row,
          'switched-off',
          values.map(({ column }) => column),
        ),
      ),
    ]
  })
}

function ownerEdge({ belongsTo }: MoveTable, { table }: Users): Edge | null {
  return belongsTo.find(({ parent }) => parent.id === table.id) ?? null
}

/** An account belongs to the person whose it is. */
function themselves({ key, table }: Users): Edge {
  return { column: key, parent: table, parentColumn: key }
}

function isOwner(dialect: Dialect, edge: Edge): Sql {
  return equals(dialect, at('r', edge.column), edge, at('u', edge.parentColumn))
}

/** `u` as a `UserCell`. */
export function cellOf(dialect: Dialect, { key }: Users): Sql {
  return dialect.encode(at('u', key), key)
}
