import { sql } from 'kysely'
import type { Link, Stamp } from '../../../blueprint/promotion-model.ts'
import { plural } from '../../../blueprint/words.ts'
import { type Column, columnOf, type Table } from '../../../database/catalog.ts'
import type { Sql } from '../../../database/database.ts'
import { ResettleError } from '../../../errors.ts'
import { cell, findLost, type JournaledStep, journaledRows } from '../../../store/journal.ts'
import type { StoredPromotion } from '../../../store/promotions.ts'
import { type Change, journalChange, statementOf } from '../../changes/change.ts'
import { and, at } from '../../context.ts'
import type { PromotionContext } from '../gather.ts'
import { formsList } from '../lists.ts'
import type { Person } from '../person.ts'

/** One promotion on its way back. */
export interface Undoing {
  readonly context: PromotionContext
  readonly stored: StoredPromotion
  readonly person: Person
  readonly steps: readonly JournaledStep[]
  /** Number of the next step of the journal of the way back. */
  next: number
  readonly restored: Record<string, number>
  readonly takenAlong: Record<string, number>
  readonly removed: Record<string, number>
  readonly kept: string[]
  readonly conflicts: string[]
}

/** Journals a change of the way back and makes it. Answers the number of rows. */
export async function make(undoing: Undoing, change: Change): Promise<number> {
  const { context, stored } = undoing
  const place = { migrationId: stored.id, part: 'back', seq: undoing.next } as const
  undoing.next += 1
  const journaled = await journalChange(context, place, change)
  if (journaled === 0) return 0
  const done = await context.connection.execute(statementOf(context.dialect, change))
  if (done === journaled) return done
  throw new ResettleError(
    'promotion.stale',
    `${change.table.id}: ${journaled} rows were journaled and ${done} changed.`,
    {
      context: { table: change.table.id, journaled, done },
    },
  )
}

function add(counts: Record<string, number>, resource: string, count: number): void {
  if (count > 0) counts[resource] = (counts[resource] ?? 0) + count
}

/** The journaled rows of a step (alias `j`) and how they meet the rows of today (alias `r`). */
function journaled(
  { context, stored }: Undoing,
  step: JournaledStep,
): { readonly table: Table; readonly rows: Sql; readonly same: Sql } {
  const lost = findLost(step, context.model.catalog.tables)
  const table = context.model.catalog.tables.find(({ id }) => id === step.tableId)
  if (lost !== null || table === undefined) {
    throw new ResettleError('promotion.conflicts', `The promotion cannot be taken back: ${lost ?? ''}.`)
  }
  const place = { migrationId: stored.id, part: 'forward', seq: step.seq } as const
  return {
    table,
    rows: journaledRows(context.dialect, place, table, step.layout),
    same: and(step.layout.keys.map((name, index) => sql`${at('r', name)} = ${at('j', cell.key(index))}`)),
  }
}

/** Columns take their old value back where they still hold the one that the promotion gave; other changes are kept. */
export async function undoUpdate(undoing: Undoing, step: JournaledStep): Promise<void> {
  const { context } = undoing
  const { dialect } = context
  const { table, rows, same } = journaled(undoing, step)
  const { before, after, constantBefore, constantAfter } = step.layout
  const names = [...new Set([...Object.keys(constantAfter), ...after])]
  const given = (name: string): Sql =>
    after.includes(name)
      ? at('j', cell.after(after.indexOf(name)))
      : dialect.value(constantAfter[name] ?? null, columnOf(table, name))
  const old = (name: string): Sql =>
    before.includes(name)
      ? at('j', cell.before(before.indexOf(name)))
      : dialect.value(constantBefore[name] ?? null, columnOf(table, name))
  const isOurs = and([same, ...names.map((name) => dialect.isSame(at('r', name), given(name)))])
  const [row] = await context.connection.query<{ n: number }>(sql`select count(*) as n from ${rows} j`)
  const count = await make(undoing, {
    kind: 'update',
    resource: step.resource,
    table,
    expected: null,
    list: rows,
    where: isOurs,
    set: names.map((name) => ({ column: columnOf(table, name), after: { sql: old(name) } })),
  })
  add(undoing.restored, step.resource, count)
  const changed = Number(row?.n ?? 0) - count
  if (changed > 0)
    undoing.kept.push(
      `${step.resource}: ${plural(changed, 'row was', 'rows were')} changed or deleted since, and ${changed === 1 ? 'stays' : 'stay'} so`,
    )
}

/** Rows that the promotion added go, where they are still there. */
export async function undoInsert(
  undoing: Undoing,
  step: JournaledStep,
  unless: Sql | null = null,
): Promise<number> {
  const { table, rows, same } = journaled(undoing, step)
  const isThere = sql`exists (select 1 from ${rows} j where ${same})`
  const count = await make(undoing, {
    kind: 'delete',
    resource: step.resource,
    table,
    expected: null,
    where: unless === null ? isThere : and([isThere, sql`not (${unless})`]),
  })
  add(undoing.removed, step.resource, count)
  return count
}

/** Rows that the person wrote in the organization since hold none again, as in the flat days. */
export async function takeAlong(
  undoing: Undoing,
  { resource, table, user, organization }: Stamp,
): Promise<void> {
  const { context, person } = undoing
  const list = formsList(context, [person], { form: user, organization })
  const count = await make(undoing, {
    kind: 'update',
    resource,
    table,
    expected: null,
    list: list,
    where: and([sql`${at('r', user)} = j.form`, sql`${at('r', organization)} = j.organization`]),
    set: [{ column: organization, before: person.organization, after: { constant: null } }],
  })
  add(undoing.takenAlong, resource, count)
}

/** Rows that only the organization's table tells to be the person's: the flat table learns it, and they go. */
export async function unlink(undoing: Undoing, link: Link): Promise<void> {
  const { context, person } = undoing
  const { dialect } = context
  const { table, key, user, organization, from } = link
  const mine = and([
    sql`${at('t', user)} = ${dialect.value(person.user, user)}`,
    sql`${at('t', organization)} = ${dialect.value(person.organization, organization)}`,
  ])
  if (from.user.nullable) {
    const count = await make(undoing, {
      kind: 'update',
      resource: link.resource,
      table: from.table,
      expected: null,
      list: null,
      where: and([
        sql`${at('r', from.user)} is null`,
        sql`exists (select 1 from ${dialect.table(table)} t where ${at('t', key)} = ${at('r', from.key)} and ${mine})`,
      ]),
      set: [{ column: from.user, before: null, after: { constant: person.written } }],
    })
    add(undoing.takenAlong, link.resource, count)
  }
  const count = await make(undoing, {
    kind: 'delete',
    resource: link.resource,
    table,
    expected: null,
    where: and([
      sql`${at('r', user)} = ${dialect.value(person.user, user)}`,
      sql`${at('r', organization)} = ${dialect.value(person.organization, organization)}`,
      sql`exists (select 1 from ${dialect.table(from.table)} t where ${at('t', from.key)} = ${at('r', key)}
        and ${at('t', from.user)} is not null)`,
    ]),
  })
  add(undoing.removed, link.resource, count)
}

/** Tables that still refer to a row, with how many rows do. */
export async function findReferences(
  { context }: Undoing,
  parent: Table,
  key: Column,
  value: string,
  except: readonly Table[] = [],
): Promise<{ readonly table: string; readonly count: number }[]> {
  const { connection, dialect, model } = context
  const found: { table: string; count: number }[] = []
  for (const table of model.catalog.tables) {
    if (except.some(({ id }) => id === table.id)) continue
    for (const { columns, parentColumns, table: to } of table.references) {
      const index = parentColumns.indexOf(key.name)
      if (to !== parent.id || index === -1) continue
      const column = columnOf(table, columns[index] ?? '')
      const [row] = await connection.query<{ n: number }>(sql`
        select count(*) as n from ${dialect.table(table)} r
        where ${at('r', column)} = ${dialect.value(value, column)}`)
      if (Number(row?.n) > 0) found.push({ table: table.id, count: Number(row?.n) })
    }
  }
  return found
}
