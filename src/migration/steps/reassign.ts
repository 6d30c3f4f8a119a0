import { sql } from 'kysely'
import type { MoveTable } from '../../blueprint/model.ts'
import type { Column } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { type Assignment, listOf, type UpdateChange } from '../changes/change.ts'
import { and, at, holds, isAmong, or, type RowKey, unindexed } from '../context.ts'
import type { TableWork } from '../plan/work.ts'
import { pointedAnew } from '../plan/would-be.ts'
import { type Step, type StepInput, timeFor } from './step.ts'

/**
 * Gives the rows of one table to the target: first the rows of the target that make room, then rows that take another
 * name or lose a value on the way, then all the others in one statement.
 */
export function reassign(input: StepInput, table: TableWork): Step {
  const { move } = table
  return {
    kind: 'reassign',
    resource: move.resource,
    table: move.table.id,
    description: `Moving ${move.resource}`,
    changes: [
      ...makeRoom(input, table),
      ...setAside(input, table),
      ...moveSpecially(input, table),
      ...moveTheRest(input, table),
      ...movePointers(input, table),
    ],
  }
}

function makeRoom(input: StepInput, { move, count, targetRenames }: TableWork): UpdateChange[] {
  const column = move.rename?.column
  if (column === undefined || targetRenames.size === 0) return []
  const { list, joins } = listOf(input.context.dialect, move.table, column, targetRenames)
  const renamed: Assignment = { column, after: { sql: sql`${sql.id('j', 'value')}` } }
  const set = [renamed, ...pointAnew(input, pointersOf(count)), ...touch(input, move)]
  return [update(move, targetRenames.size, list, joins, set)]
}

function setAside({ context }: StepInput, { move, disables }: TableWork): UpdateChange[] {
  return [...disables].map(([row, values]) => {
    const { list, joins } = listOf(context.dialect, move.table, null, [[row, null]])
    const set = values.map(({ column, value }) => ({ column, after: { constant: value } }))
    return update(move, 1, list, joins, set)
  })
}

function moveSpecially(input: StepInput, table: TableWork): UpdateChange[] {
  const { renames, clears } = table
  const cleared = (row: RowKey): readonly Column[] => clears.get(row) ?? []
  const special = [...new Set([...renames.keys(), ...clears.keys()])]
  const groups = Map.groupBy(special, (row) =>
    cleared(row)
      .map(({ name }) => name)
      .sort()
      .join('\n'),
  )
  return [...groups.values()].flatMap((rows) => {
    const emptied = cleared(rows[0] ?? '').map((column) => ({ column, after: { constant: null } }))
    const named = rows.filter((row) => renames.has(row))
    const unnamed = rows.filter((row) => !renames.has(row))
    return [...moveNamed(input, table, named, emptied), ...moveUnnamed(input, table, unnamed, emptied)]
  })
}

function moveNamed(
  input: StepInput,
  { move, count, renames }: TableWork,
  rows: readonly RowKey[],
  emptied: readonly Assignment[],
): UpdateChange[] {
  const column = move.rename?.column
  if (column === undefined || rows.length === 0) return []
  const pairs = rows.map((row) => [row, renames.get(row) ?? null] as const)
  const { list, joins } = listOf(input.context.dialect, move.table, column, pairs)
  const set = [
    ...given(input, move, count),
    { column, after: { sql: sql`${sql.id('j', 'value')}` } },
    ...emptied,
  ]
  return [update(move, rows.length, list, and([joins, unindexed(ofSource(input, move))]), set)]
}

function moveUnnamed(
  input: StepInput,
  { move, count }: TableWork,
  rows: readonly RowKey[],
  emptied: readonly Assignment[],
): UpdateChange[] {
  if (rows.length === 0) return []
  const pairs = rows.map((row) => [row, null] as const)
  const { list, joins } = listOf(input.context.dialect, move.table, null, pairs)
  const where = and([joins, unindexed(ofSource(input, move))])
  return [update(move, rows.length, list, where, [...given(input, move, count), ...emptied])]
}

function moveTheRest(input: StepInput, { move, count, stays, renames, clears }: TableWork): UpdateChange[] {
  const special = new Set([...renames.keys(), ...clears.keys()])
  const expected = count.source - stays.size - special.size
  if (expected === 0) return []
  const others = new Set([...stays, ...special])
  const where =
    others.size === 0
      ? ofSource(input, move)
      : and([ofSource(input, move), isAmong(input.context.dialect, move.table, 'r', others, false)])
  return [update(move, expected, null, where, given(input, move, count))]
}

/** Rows of others that point to the source point to the target from now on; nothing else about them changes. */
function movePointers(
  { context, work }: StepInput,
  { move, count, unpointed, targetRenames }: TableWork,
): UpdateChange[] {
  const { dialect } = context
  const pointers = pointersOf(count)
  if (pointers.length === 0) return []
  const points = pointers.map((column) => holds(dialect, 'r', column, work.source.key))
  const where = and([
    or(points),
    sql`not coalesce(${holds(dialect, 'r', move.scope[0], work.source.key)}, 1 = 0)`,
    isAmong(dialect, move.table, 'r', new Set([...unpointed, ...targetRenames.keys()]), false),
  ])
  return [update(move, null, null, where, pointAnew({ context, work }, pointers))]
}

/** Further organization columns in which some row holds the source. */
function pointersOf(count: TableWork['count']): Column[] {
  return count.pointers.filter(({ source }) => source > 0).map(({ column }) => column)
}

function pointAnew(
  { context, work }: Pick<StepInput, 'context' | 'work'>,
  pointers: readonly Column[],
): Assignment[] {
  const values = pointedAnew(context, pointers, work)
  return pointers.map((column) => ({ column, after: { sql: values.get(column.name) ?? at('r', column) } }))
}

function ofSource({ context, work }: StepInput, move: MoveTable): Sql {
  return holds(context.dialect, 'r', move.scope[0], work.source.key)
}

function given(input: StepInput, move: MoveTable, count: TableWork['count']): Assignment[] {
  const { source, target } = input.work
  return [
    { column: move.scope[0], before: source.key, after: { constant: target.key } },
    ...pointAnew(input, pointersOf(count)),
    ...touch(input, move),
  ]
}

function touch({ now }: StepInput, { touch: column }: MoveTable): Assignment[] {
  return column === null ? [] : [{ column, after: { constant: timeFor(column, now) } }]
}

function update(
  move: MoveTable,
  expected: number | null,
  list: Sql | null,
  where: Sql,
  set: readonly Assignment[],
): UpdateChange {
  return { kind: 'update', resource: move.resource, table: move.table, expected, list, where, set }
}
