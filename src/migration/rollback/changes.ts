import { sql } from 'kysely'
import { columnOf } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { cell } from '../../store/journal.ts'
import { type Assignment, type Change, listOf } from '../changes/change.ts'
import { and, at, type Context, isAmong } from '../context.ts'
import { roleName } from '../plan/roles.ts'
import {
  changedColumns,
  isInPlace,
  isJournaled,
  isKeysOnly,
  isSameRow,
  restoredValue,
  type Undo,
} from './undo.ts'
import type { UndoPlan } from './undo-plan.ts'

/** The changes that take one update of the journal back. */
export function undoUpdate(context: Context, plan: UndoPlan): Change[] {
  const { undo, journaled, restored, left, renames } = plan
  const { dialect } = context
  const others = new Set([...left, ...renames.keys()])
  // Rows of which nothing but the key is journaled need no join.
  const isPlain = isKeysOnly(undo)
  const where = and([
    isPlain ? isJournaled(context, undo, 'r') : isSameRow(context, undo),
    isInPlace(context, undo),
    isAmong(dialect, undo.table, 'r', others, false),
  ])
  const plain: Change = {
    kind: 'update',
    resource: undo.step.resource,
    table: undo.table,
    expected: restored - renames.size,
    list: isPlain ? null : undo.rows,
    where,
    set: assignments(context, undo, null),
    journaled: isPlain && restored === journaled && others.size === 0 ? undo.place : undefined,
  }
  return [...(restored - renames.size > 0 ? [plain] : []), ...undoRenamed(context, undo, renames)]
}

function undoRenamed(context: Context, undo: Undo, renames: UndoPlan['renames']): Change[] {
  const column = undo.move?.rename?.column
  if (column === undefined || renames.size === 0) return []
  const { list } = listOf(context.dialect, undo.table, column, renames)
  const { keys, after, constantAfter } = undo.step.layout
  // A key that holds the organization or the name differs between the journal and today; the rest of it does not.
  const joins = keys.flatMap((name, index) => {
    if (name in constantAfter) return []
    const today = after.includes(name) ? cell.after(after.indexOf(name)) : cell.key(index)
    return [sql`${at('n', `i${index}`)} = ${at('q', today)}`]
  })
  const both = sql`(select q.*, ${at('n', 'value')} as value from ${undo.rows} q join ${list} n on ${and(joins)})`
  return [
    {
      kind: 'update',
      resource: undo.step.resource,
      table: undo.table,
      expected: renames.size,
      list: both,
      where: and([isSameRow(context, undo), isInPlace(context, undo)]),
      set: assignments(context, undo, column.name),
    },
  ]
}

function assignments(context: Context, undo: Undo, named: string | null): Assignment[] {
  const { constantBefore, constantAfter } = undo.step.layout
  const names = changedColumns(undo)
  if (named !== null && !names.includes(named)) names.push(named)
  return names.map((name) => {
    const column = columnOf(undo.table, name)
    if (name === named) return { column, after: { sql: at('j', 'value') } }
    if (undo.scope.includes(column) && constantBefore[name] !== undefined) {
      return {
        column,
        before: constantAfter[name] ?? null,
        after: { constant: constantBefore[name] ?? null },
      }
    }
    return { column, after: { sql: restoredValue(context, undo, name) } }
  })
}

/** Takes back an insert: rows that are still where they were put go. */
export function undoInsert(context: Context, undo: Undo, expected: number): Change {
  return {
    kind: 'delete',
    resource: undo.step.resource,
    table: undo.table,
    expected,
    where: insertedRows(context, undo),
  }
}

/** Rows that an insert made and that are still there, over `r`; those that people changed since left out. */
export function insertedRows(context: Context, undo: Undo, unchanged = true): Sql {
  const isThere = isJournaled(context, undo, 'r')
  return unchanged ? and([isThere, isUnchangedInsert(context, undo)]) : isThere
}

/** A membership (`r`) still has the role with which people are admitted who had none. */
export function isUnchangedInsert({ dialect, model }: Context, { table }: Undo): Sql {
  const { memberships } = model
  if (memberships === null || memberships.role === null || memberships.table.id !== table.id) return and([])
  if (memberships.roles === null || memberships.member === null)
    return dialect.isSame(at('r', memberships.role), dialect.value(memberships.member, memberships.role))
  const names = memberships.ranks.find((rank) => rank.includes(memberships.member ?? '')) ?? []
  return sql`${roleName(dialect, memberships, 'r')} in (${sql.join(names)})`
}

/** Takes back a removal: the rows come back as they were, but where somebody took their place or their parents went. */
export function undoDelete(context: Context, undo: Undo, expected: number): Change {
  const { layout } = undo.step
  const columns = layout.before.map((name) => columnOf(undo.table, name))
  const cells = layout.before.map((_, index) => at('j', cell.before(index)))
  return {
    kind: 'insert',
    resource: undo.step.resource,
    table: undo.table,
    expected,
    columns,
    keepsIdentity: true,
    select: sql`select ${sql.join(cells)} from ${undo.rows} j where ${canReturn(context, undo)}`,
    where: isJournaled(context, undo, 'r'),
  }
}

/** A removed row (alias `j`) that can come back: no row stands on its keys, and its parents are there. */
export function canReturn(context: Context, undo: Undo): Sql {
  const { dialect, model } = context
  const { table } = undo
  const cellOf = (name: string): Sql => removedCell(undo, name)
  const parents = table.references.flatMap((reference) => {
    const parent = model.catalog.tables.find((one) => one.id === reference.table)
    // The organization itself comes back first, in the same transaction.
    if (parent === undefined || parent.id === model.organizations.table.id || parent.id === table.id)
      return []
    const pairs = reference.columns.map(
      (name, index) => sql`${at('y', reference.parentColumns[index] ?? '')} = ${cellOf(name)}`,
    )
    const isNull = reference.columns.map((name) => sql`${cellOf(name)} is null`)
    return [
      sql`(${sql.join(isNull, sql` or `)} or exists (select 1 from ${dialect.table(parent)} y where ${and(pairs)}))`,
    ]
  })
  return and([hasFreeKeys(context, undo), ...parents])
}

/** No row stands on the keys of a removed row (alias `j`). */
export function hasFreeKeys({ dialect }: Context, undo: Undo): Sql {
  const { table } = undo
  const free = table.uniqueKeys
    .filter((key) => key.predicate === null && key.parts.every((part) => part.column !== null))
    .map((key) => {
      const pairs = key.parts.map(
        (part) => sql`${at('x', part.column ?? '')} = ${removedCell(undo, part.column ?? '')}`,
      )
      return sql`not exists (select 1 from ${dialect.table(table)} x where ${and(pairs)})`
    })
  return and(free)
}

function removedCell({ step }: Undo, name: string): Sql {
  return at('j', cell.before(step.layout.before.indexOf(name)))
}
