import { sql } from 'kysely'
import type { MoveTable } from '../../blueprint/model.ts'
import { type Column, columnOf, type Table } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { cell, type JournaledStep, type JournalPlace, journaledRows } from '../../store/journal.ts'
import { and, at, type Context, isAmong, or, type RowKey, rowKey, unindexed } from '../context.ts'

/** One journaled step on its way back: what the journal says, and how it meets the rows of today. */
export interface Undo {
  readonly step: JournaledStep
  readonly place: JournalPlace
  readonly table: Table
  /** The journal's rows as a FROM item. */
  readonly rows: Sql
  /** Columns with the organization that the step changed. */
  readonly scope: readonly Column[]
  readonly move: MoveTable | null
}

export function toUndo(context: Context, step: JournaledStep, place: JournalPlace, table: Table): Undo {
  const { dialect, model } = context
  const move = model.moves.find((one) => one.table.id === table.id) ?? null
  const scopes = [
    ...(move?.scope ?? []),
    ...(model.memberships?.table.id === table.id ? [model.memberships.organization] : []),
  ]
  return {
    step,
    place,
    table,
    rows: journaledRows(dialect, place, table, step.layout),
    scope: scopes.filter(({ name }) => name in step.layout.constantAfter),
    move,
  }
}

/** The row of today (alias `r`) that a journaled row (alias `j`) speaks of. */
export function isSameRow(context: Context, undo: Undo): Sql {
  const today = todaysKey(context, undo)
  return and(undo.step.layout.keys.map((name, index) => sql`${at('r', name)} = ${today[index]}`))
}

/** Some journaled row speaks of the row; the journal is read once, whatever the number of rows. */
export function isJournaled(context: Context, undo: Undo, alias: string | null): Sql {
  const row = undo.step.layout.keys.map((name) => column(alias, name))
  return context.dialect.isOneOf(row, sql`select ${sql.join(todaysKey(context, undo))} from ${undo.rows} j`)
}

/** What addresses a journaled row (alias `j`) today. */
function todaysKey(context: Context, undo: Undo): Sql[] {
  const changed = changedColumns(undo)
  return undo.step.layout.keys.map((name, index) =>
    changed.includes(name) ? valueAfter(context, undo, name) : at('j', cell.key(index)),
  )
}

/** The journal holds nothing but keys, and they are still the same: such rows need no join. */
export function isKeysOnly({ step }: Undo): boolean {
  const { keys, before, after, constantAfter } = step.layout
  return before.length + after.length === 0 && keys.every((name) => !(name in constantAfter))
}

/** The row still belongs where the step put it. */
export function isInPlace({ dialect }: Context, undo: Undo, alias: string | null = 'r'): Sql {
  if (undo.scope.length === 0) return sql`1 = 1`
  const holds = undo.scope.map(({ name }) =>
    dialect.isSame(
      column(alias, name),
      dialect.value(undo.step.layout.constantAfter[name] ?? null, columnOf(undo.table, name)),
    ),
  )
  return unindexed(and(holds))
}

function column(alias: string | null, name: string): Sql {
  return alias === null ? sql`${sql.id(name)}` : at(alias, name)
}

/** What a column held before the step, over `j`. */
export function valueBefore({ dialect }: Context, { step, table }: Undo, name: string): Sql {
  const constant = step.layout.constantBefore[name]
  if (constant !== undefined) return dialect.value(constant, columnOf(table, name))
  return at('j', cell.before(step.layout.before.indexOf(name)))
}

/** What the step gave to a column, over `j`. */
function valueAfter({ dialect }: Context, { step, table }: Undo, name: string): Sql {
  const constant = step.layout.constantAfter[name]
  if (constant !== undefined) return dialect.value(constant, columnOf(table, name))
  return at('j', cell.after(step.layout.after.indexOf(name)))
}

/** Columns that an update set. */
export function changedColumns({ step }: Undo): string[] {
  return [...new Set([...Object.keys(step.layout.constantAfter), ...step.layout.after])]
}

/** The value that a column takes back: the old one where nobody has changed it since, else what it is now. */
export function restoredValue(context: Context, undo: Undo, name: string): Sql {
  const now = at('r', name)
  if (undo.scope.some((column) => column.name === name)) return valueBefore(context, undo, name)
  const isOurs = isSameValue(context, undo, name, now)
  return sql`case when ${isOurs} then ${valueBefore(context, undo, name)} else ${now} end`
}

/** FROM and WHERE of the rows that can go back, the given ones left out. */
export function restorable(context: Context, undo: Undo, without: ReadonlySet<RowKey> = new Set()): Sql {
  return sql`from ${context.dialect.table(undo.table)} r, ${undo.rows} j where ${and([
    isSameRow(context, undo),
    isInPlace(context, undo),
    isAmong(context.dialect, undo.table, 'r', without, false),
  ])}`
}

/** Rows (alias `r`) whose column was changed again since, over `j`. */
export function isChangedSince(context: Context, undo: Undo, names: readonly string[]): Sql {
  return or(names.map((name) => sql`not (${isSameValue(context, undo, name, at('r', name))})`))
}

/** The value is the one that the step gave. JSON has no equality of its own everywhere; its text has. */
export function isSameValue(context: Context, undo: Undo, name: string, value: Sql): Sql {
  const { dialect } = context
  const given = valueAfter(context, undo, name)
  const hasEquality = !['json', 'other'].includes(columnOf(undo.table, name).family)
  return hasEquality ? dialect.isSame(value, given) : dialect.isSame(dialect.text(value), dialect.text(given))
}

export function currentKey({ dialect }: Context, { table }: Undo): Sql {
  return rowKey(dialect, table, 'r')
}
