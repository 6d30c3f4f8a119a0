import { sql } from 'kysely'
import { SAMPLES } from '../../blueprint/finding.ts'
import type { MoveTable } from '../../blueprint/model.ts'
import type { Sql } from '../../database/database.ts'
import { and, at, type Context, countOf, holds, idOf, isAmong, or, type Party, rowKey } from '../context.ts'
import type { Rollback } from '../documents.ts'
import { shown } from '../plan/conflicts.ts'
import { hasParent } from '../plan/stays.ts'
import type { Work } from '../plan/work.ts'
import { isInPlace, isJournaled, type Undo } from './undo.ts'

/** Which rows of a table go from one organization to another, as a condition over an alias; undefined: none do. */
type Going = (tableId: string, alias: string) => Sql | undefined

/**
 * Rows of the target that belong to rows about to move there, by resource: what a rollback must not take for rows that
 * were made since. Asked before anything moves.
 */
export async function countOwnedInTarget(context: Context, work: Work): Promise<Record<string, number>> {
  const { connection, dialect } = context
  const going: Going = (tableId, alias) => {
    const table = work.tables.find(({ move }) => move.table.id === tableId)
    if (table === undefined) return undefined
    const { move, stays } = table
    return and([
      holds(dialect, alias, move.scope[0], work.source.key),
      isAmong(dialect, move.table, alias, stays, false),
    ])
  }
  const owned: Record<string, number> = {}
  for (const { move } of work.tables) {
    const from = ownedIn(context, move, work.target, going)
    if (from === null) continue
    const rows = await countOf(connection, sql`select count(*) as n ${from}`)
    if (rows > 0) owned[move.resource] = rows
  }
  return owned
}

/**
 * Rows that people made in the target since and that belong to people or rows that go back: they stay where they are.
 * Logs are left out; they may be many, and nobody misses them.
 */
export async function findLeftBehind(
  context: Context,
  undos: readonly Undo[],
  target: Party,
  before: Readonly<Record<string, number>>,
): Promise<Rollback['left_behind']> {
  const { connection, dialect, model } = context
  const moved = Map.groupBy(
    undos.filter(({ step, scope }) => step.kind === 'update' && scope.length > 0),
    ({ table }) => table.id,
  )
  const going: Going = (tableId, alias) => {
    const own = moved.get(tableId)
    return (
      own && or(own.map((undo) => and([isJournaled(context, undo, alias), isInPlace(context, undo, alias)])))
    )
  }
  const left: Rollback['left_behind'][number][] = []
  for (const move of model.moves) {
    const from = ownedIn(context, move, target, going)
    if (from === null) continue
    const ours = (moved.get(move.table.id) ?? []).map(
      (undo) => sql` and not ${isJournaled(context, undo, 'r')}`,
    )
    const rest = sql`${from}${sql.join(ours, sql``)}`
    const there = before[move.resource] ?? 0
    const count = (await countOf(connection, sql`select count(*) as n ${rest}`)) - there
    if (count <= 0) continue
    // Without growing numbers nothing tells the new rows from those that were there before.
    const isTold = there === 0 || move.table.identity.every(({ family }) => family === 'integer')
    const newest = move.table.identity.map((column) => sql`${at('r', column)} desc`)
    const rows = isTold
      ? await connection.query<{ row: string; name: string | null }>(sql`
          select ${rowKey(dialect, move.table, 'r')} as row, ${shown(context, move.name)} as name ${rest}
          order by ${sql.join(newest)} limit ${sql.raw(String(Math.min(SAMPLES, count)))}`)
      : []
    const samples = rows.map(({ row, name }) => ({ id: idOf(row, move.table), name }))
    left.push({ resource: move.resource, count, samples })
  }
  return left
}

/** FROM and WHERE of the rows (alias `r`) of an organization that belong to rows that go. Null where none can. */
function ownedIn({ dialect }: Context, move: MoveTable, party: Party, going: Going): Sql | null {
  if (move.history) return null
  const owners = move.belongsTo.flatMap((edge) => {
    const condition = going(edge.parent.id, 'p')
    return condition === undefined ? [] : [hasParent(dialect, edge, 'r', 'p', condition)]
  })
  if (owners.length === 0) return null
  return sql`from ${dialect.table(move.table)} r
    where ${holds(dialect, 'r', move.scope[0], party.key)} and ${or(owners)}`
}
