import { sql } from 'kysely'
import type { Link, Stamp } from '../../blueprint/promotion-model.ts'
import { type Column, type Table, textColumn } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { StatementError } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { and, at, identityCells, sameRow } from '../context.ts'
import type { PromotionContext } from './gather.ts'
import { type BatchJournal, type JournaledChange, journalBatch } from './journal.ts'
import { formsList, rowsList } from './lists.ts'
import type { NewRows } from './new-rows.ts'
import type { Person } from './person.ts'
import { findSameNames } from './same-names.ts'

/** Adds rows, a handful of statements for any number of people. */
export async function insertRows(
  context: PromotionContext,
  journal: BatchJournal,
  { resource, row, columns, rows, keys }: NewRows,
): Promise<void> {
  if (rows.length === 0) return
  const { dialect } = context
  const list = rowsList(dialect, columns, rows)
  const values = columns.map((column) => withDefault(at('l', column), column))
  const names = columns.map(({ name }) => sql`${sql.id(name)}`)
  const done = await run(
    context,
    row.table,
    sql`insert into ${dialect.table(row.table)} (${sql.join(names)}) select ${sql.join(values)} from ${list} l`,
  )
  const journaled = await journalBatch(context, journal, {
    kind: 'insert',
    resource,
    table: row.table,
    from: sql`from ${dialect.table(row.table)} r join ${list} l
      on ${and(keys.map((key) => sql`${at('r', key)} = ${at('l', key)}`))}`,
    subject: sql`${sql.id('l', '~promotion')}`,
  })
  hold(row.table, rows.length, journaled, done)
}

/** A column that must hold something gets what the database would have given it. */
function withDefault(value: Sql, column: Column): Sql {
  if (column.nullable || column.default === null) return value
  return sql`coalesce(${value}, ${sql.raw(column.default)})`
}

/** Gives rows of the people that hold no organization the person's own. */
export async function stampRows(
  context: PromotionContext,
  journal: BatchJournal,
  people: readonly Person[],
  { resource, table, user, organization }: Stamp,
): Promise<void> {
  const { dialect } = context
  const list = formsList(context, people, { form: user, organization })
  const where = and([sql`${at('r', user)} = l.form`, sql`${at('r', organization)} is null`])
  await update(context, journal, {
    kind: 'update',
    resource,
    table,
    after: [{ column: organization, sql: sql`l.organization` }],
    constantBefore: { [organization.name]: null },
    from: sql`from ${dialect.table(table)} r, ${list} l where ${where}`,
    subject: sql`l.promotion`,
    statement: sql`update ${dialect.table(table)} as r set ${sql.id(organization.name)} = l.organization
      from ${list} l where ${where}`,
  })
}

/** Gives rows another name that could not take the organization under their own. */
export async function renameRows(
  context: PromotionContext,
  journal: BatchJournal,
  people: readonly Person[],
  stamp: Stamp,
): Promise<void> {
  const renamed = await findSameNames(context, people, stamp)
  const { table, resource, rename } = stamp
  if (renamed.length === 0 || rename === null) return
  const { dialect } = context
  const json = renamed.map(
    ({ promotion, row, name }) => `${row.slice(0, -1)},${JSON.stringify(name)},${JSON.stringify(promotion)}]`,
  )
  const list = dialect.unpack(dialect.textParameter(`[${json.join(',')}]`), [
    ...identityCells(table),
    { name: 'name', column: rename.column },
    { name: 'promotion', column: textColumn },
  ])
  const where = sameRow(table, 'r', 'l')
  await update(context, journal, {
    kind: 'update',
    resource,
    table,
    before: [rename.column],
    after: [{ column: rename.column, sql: sql`l.name` }],
    from: sql`from ${dialect.table(table)} r, ${list} l where ${where}`,
    subject: sql`l.promotion`,
    statement: sql`update ${dialect.table(table)} as r set ${sql.id(rename.column.name)} = l.name
      from ${list} l where ${where}`,
  })
}

/** Adds a row for each row that the people have elsewhere, where there is none yet. */
export async function linkRows(
  context: PromotionContext,
  journal: BatchJournal,
  people: readonly Person[],
  link: Link,
): Promise<void> {
  const { dialect } = context
  const { table, key, user, organization, from } = link
  const list = formsList(context, people, { form: from.user, organization, owner: user })
  // Written down before they are added: afterwards nobody could tell them from those that were there.
  const missing = sql`from ${dialect.table(from.table)} s join ${list} l on ${at('s', from.user)} = l.form
    where not exists (select 1 from ${dialect.table(table)} t where ${at('t', key)} = ${at('s', from.key)})`
  const rows = await context.connection.query<{ promotion: string; key: string }>(sql`
    select l.promotion as promotion, ${dialect.text(at('s', from.key))} as key ${missing}`)
  if (rows.length === 0) return
  const done = await run(
    context,
    table,
    sql`insert into ${dialect.table(table)} (${sql.id(key.name)}, ${sql.id(user.name)}, ${sql.id(organization.name)})
      select ${at('s', from.key)}, l.owner, l.organization ${missing}`,
  )
  const added = rowsList(
    dialect,
    [key],
    rows.map((one) => ({ promotion: one.promotion, values: [one.key] })),
  )
  const journaled = await journalBatch(context, journal, {
    kind: 'insert',
    resource: link.resource,
    table,
    from: sql`from ${dialect.table(table)} r join ${added} l on ${at('r', key)} = ${at('l', key)}`,
    subject: sql`${sql.id('l', '~promotion')}`,
  })
  hold(table, rows.length, journaled, done)
}

/** Marks every legacy row of the people as done, the ones that did not count among them. */
export async function markDone(
  context: PromotionContext,
  journal: BatchJournal,
  people: readonly Person[],
): Promise<void> {
  const { dialect } = context
  const { table, user, marker, done } = context.promotion.legacy
  const list = formsList(context, people, { form: user })
  const value = dialect.value(done === null ? null : String(done), marker)
  const where = and([sql`${at('r', user)} = l.form`, sql`not (${dialect.isSame(at('r', marker), value)})`])
  await update(context, journal, {
    kind: 'update',
    resource: 'legacy',
    table,
    before: [marker],
    constantAfter: { [marker.name]: done === null ? null : String(done) },
    from: sql`from ${dialect.table(table)} r, ${list} l where ${where}`,
    subject: sql`l.promotion`,
    statement: sql`update ${dialect.table(table)} as r set ${sql.id(marker.name)} = ${value}
      from ${list} l where ${where}`,
  })
}

async function update(
  context: PromotionContext,
  journal: BatchJournal,
  { statement, ...change }: JournaledChange & { readonly statement: Sql },
): Promise<void> {
  const journaled = await journalBatch(context, journal, change)
  const done = journaled === 0 ? 0 : await run(context, change.table, statement)
  hold(change.table, journaled, journaled, done)
}

/** A constraint or a trigger of the app said no: its words are the best there are, and the table is ours to add. */
async function run({ connection }: PromotionContext, table: Table, statement: Sql): Promise<number> {
  try {
    return await connection.execute(statement)
  } catch (thrown) {
    if (!(thrown instanceof StatementError)) throw thrown
    throw new ResettleError('promotion.refused', `${table.id}: ${thrown.message}`, {
      cause: thrown,
      context: { table: table.id, kind: thrown.kind },
    })
  }
}

/** More or fewer rows than were written down: somebody else wrote meanwhile, and the next try sees what. */
function hold(table: Table, expected: number, journaled: number, done: number): void {
  if (expected === journaled && journaled === done) return
  throw new ResettleError(
    'promotion.stale',
    `${table.id}: ${expected} rows were expected, ${journaled} were journaled and ${done} changed.`,
    { context: { table: table.id, expected, journaled, done } },
  )
}
