import { sql } from 'kysely'
import type { Facts } from '../../blueprint/finding.ts'
import { count as formatCount, plural } from '../../blueprint/words.ts'
import type { Column, Table } from '../../database/catalog.ts'
import type { Sql, Watch } from '../../database/database.ts'
import { at, type Context, countOf, holds, type Party, unindexed } from '../context.ts'
import type { Verification, VerificationCheck } from '../documents.ts'
import { crossingName, crossingsWith } from '../plan/crossings.ts'
import { equals } from '../plan/stays.ts'
import type { TableWork, Work } from '../plan/work.ts'

/** Rows of every organization before the migration, by table and column: what must be there afterwards is known. */
export type Ledger = ReadonlyMap<string, ReadonlyMap<string, number>>

/** What the proof found. */
export interface Proof {
  readonly verification: Verification
  /** Rows by which each table of the target grew, by table id: counted, not concluded. */
  readonly arrived: ReadonlyMap<string, number>
}

/** Counts all rows of all organizations. One pass over each index on an organization column. */
export async function readLedger(context: Context): Promise<Ledger> {
  const ledger = new Map<string, Map<string, number>>()
  for (const { table, column } of scopedColumns(context)) {
    ledger.set(nameOf(table, column), await countByOrganization(context, table, column))
  }
  return ledger
}

/**
 * The proof, before anything is committed, by statements that execution does not use: nothing of the source is left but
 * what the plan leaves, nothing is lost, no other organization is touched, every name and role is as planned, no
 * reference newly crosses.
 */
export async function verifyMigration(
  context: Context,
  migrationId: string,
  work: Work,
  before: { readonly ledger: Ledger; readonly watch: Watch; readonly crossings: ReadonlyMap<string, number> },
  now: Date,
): Promise<Proof> {
  const after = await readLedger(context)
  const checks: VerificationCheck[] = []
  for (const table of work.tables) checks.push(...checkTable(table, work, before.ledger, after))
  checks.push(...checkOthers(context, work, before.ledger, after))
  for (const table of work.tables) checks.push(...(await checkNames(context, table, work.target)))
  checks.push(...(await checkRoles(context, work)))
  checks.push(...(await checkCrossings(context, work, before.crossings)))
  const surprises = await before.watch.unexpected(context.connection)
  checks.push(
    ...surprises.map(({ table, ...surprise }) => ({ check: 'untouched', table, ...surprising(surprise) })),
  )
  if (surprises.length === 0) {
    checks.push({
      check: 'untouched',
      table: null,
      ok: true,
      code: 'untouched.nothing',
      message: 'nothing else changed in any watched table, in any column',
      context: {},
    })
  }
  const verification: Verification = {
    kind: 'verification',
    version: 1,
    migration_id: migrationId,
    ok: checks.every(({ ok }) => ok),
    verified_at: now.toISOString(),
    checks,
    notes: [],
  }
  const arrived = new Map(
    work.tables.map(({ move }) => {
      const name = nameOf(move.table, move.scope[0])
      const rows = (ledger: Ledger): number => ledger.get(name)?.get(work.target.key) ?? 0
      return [move.table.id, rows(after) - rows(before.ledger)]
    }),
  )
  return { verification, arrived }
}

/** References between the two organizations that are there already, by name. Only asked for where something stays. */
export async function readCrossings(context: Context, work: Work): Promise<Map<string, number>> {
  const crossings = new Map<string, number>()
  const { connection, dialect } = context
  const staying = new Set(work.tables.filter(({ stays }) => stays.size > 0).map(({ move }) => move.table.id))
  for (const { child, parent, edge } of crossingsWith(context.model, ({ id }) => staying.has(id))) {
    const [c, p] = [child.scope[0], parent.scope[0]]
    const between = (one: Party, other: Party): Sql =>
      sql`(${holds(dialect, 'c', c, one.key)} and ${holds(dialect, 'p', p, other.key)})`
    const rows = await countOf(
      connection,
      sql`select count(*) as n from ${dialect.table(child.table)} c
        join ${dialect.table(parent.table)} p on ${equals(dialect, at('c', edge.column), edge, at('p', edge.parentColumn))}
        where ${between(work.source, work.target)} or ${between(work.target, work.source)}`,
    )
    crossings.set(crossingName({ child, parent, edge }), rows)
  }
  return crossings
}

function checkTable(
  { move, count, stays, unpointed }: TableWork,
  work: Work,
  before: Ledger,
  after: Ledger,
): VerificationCheck[] {
  const name = nameOf(move.table, move.scope[0])
  const left = after.get(name)?.get(work.source.key) ?? 0
  const had = before.get(name)?.get(work.target.key) ?? 0
  const has = after.get(name)?.get(work.target.key) ?? 0
  const moved = count.source - stays.size
  const pointers = move.scope.slice(1).map((column) => {
    const still = after.get(nameOf(move.table, column))?.get(work.source.key) ?? 0
    const most = stays.size + unpointed.size
    const message = `${plural(still, 'row')} still ${still === 1 ? 'points' : 'point'} to the source, at most ${formatCount(most)} planned`
    return {
      check: 'pointers-left',
      table: nameOf(move.table, column),
      ok: still <= most,
      code: 'pointers-left.counted',
      message,
      context: { found: still, most },
    }
  })
  return [
    ...pointers,
    {
      check: 'source-left',
      table: move.table.id,
      ok: left === stays.size,
      code: 'source-left.counted',
      message: `${plural(left, 'row')} left in the source, ${formatCount(stays.size)} planned`,
      context: { found: left, planned: stays.size },
    },
    {
      check: 'target-has',
      table: move.table.id,
      ok: has === had + moved,
      code: 'target-has.counted',
      message: `${plural(has, 'row')} in the target, ${formatCount(had)} + ${formatCount(moved)} planned`,
      context: { found: has, before: had, moved },
    },
  ]
}

/** Every other organization has as many rows as before, in every table; so has no organization at all. */
function checkOthers(context: Context, work: Work, before: Ledger, after: Ledger): VerificationCheck[] {
  const parties = new Set([work.source.key, work.target.key])
  const others = (ledger: Ledger, name: string): string =>
    JSON.stringify(
      [...(ledger.get(name) ?? [])].filter(([key]) => !parties.has(key)).sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  return scopedColumns(context).map(({ table, column }) => {
    const name = nameOf(table, column)
    return judgeOthers(context, name, others(before, name) === others(after, name))
  })
}

/** What it means that other organizations have as many rows as before, or have not. */
export function judgeOthers({ dialect }: Context, name: string, isSame: boolean): VerificationCheck {
  const about = { check: 'bystanders', table: name, context: {} }
  if (isSame) {
    const message = 'all other organizations have as many rows as before'
    return { ...about, ok: true, code: 'bystanders.same', message }
  }
  // Life goes on there; that none of it is our doing is what the check "untouched" says.
  if (dialect.hasOtherWriters) {
    const message = 'others wrote to other organizations meanwhile'
    return { ...about, ok: true, code: 'bystanders.busy', message }
  }
  const message = 'another organization has more or fewer rows than before'
  return { ...about, ok: false, code: 'bystanders.changed', message }
}

/** A change that nobody planned. */
export function surprising({ count, what }: { readonly count: number; readonly what: string }): {
  readonly ok: false
  readonly code: string
  readonly message: string
  readonly context: Facts
} {
  return { ok: false, code: 'untouched.changed', message: `${count} × ${what}`, context: { count, what } }
}

async function checkNames(
  context: Context,
  { move, renames, targetRenames }: TableWork,
  target: Party,
): Promise<VerificationCheck[]> {
  const column = move.rename?.column
  const names = [...renames, ...targetRenames]
  if (column === undefined || names.length === 0) return []
  const { connection, dialect } = context
  const json = `[${names.map(([key, name]) => `${key.slice(0, -1)},${JSON.stringify(name)}]`).join(',')}]`
  const cells = [
    ...move.table.identity.map((one, index) => ({ name: `x${index}`, column: one })),
    { name: 'wanted', column },
  ]
  const sameRow = move.table.identity
    .filter(({ name }) => name !== column.name && !move.scope.some((scope) => scope.name === name))
    .map((one) => sql`${at('v', one)} = ${at('w', `x${move.table.identity.indexOf(one)}`)}`)
  const found = await countOf(
    connection,
    sql`select count(*) as n from ${dialect.table(move.table)} v
      join ${dialect.unpack(dialect.textParameter(json), cells)} w
      on ${sql.join([...sameRow, sql`${at('v', column)} = ${at('w', 'wanted')}`], sql` and `)}
      where ${unindexed(holds(dialect, 'v', move.scope[0], target.key))}`,
  )
  return [
    {
      check: 'names',
      table: move.table.id,
      ok: found === names.length,
      code: 'names.counted',
      message: `${formatCount(found)} of ${plural(names.length, 'new name')} in place`,
      context: { found, planned: names.length },
    },
  ]
}

async function checkRoles(context: Context, work: Work): Promise<VerificationCheck[]> {
  const { memberships } = context.model
  const { members, outsiders } = work.access
  if (memberships === null || members.length === 0) return []
  const { connection, dialect } = context
  const { table, organization, user, role, roles } = memberships
  const json = `[${members.map((one) => `[${one.userCell},${JSON.stringify(one.roleAfter)}]`).join(',')}]`
  const cells = [
    { name: 'person', column: user },
    ...(role === null ? [] : [{ name: 'wanted', column: roles?.name ?? role }]),
  ]
  const list = dialect.unpack(dialect.textParameter(json), cells)
  const held =
    roles === null
      ? at('v', role ?? user)
      : sql`(select ${at('x', roles.name)}
    from ${dialect.table(roles.table)} x where ${at('x', roles.key)} = ${at('v', role ?? user)})`
  const sameRole = role === null ? sql`` : sql` and ${dialect.isSame(held, at('w', 'wanted'))}`
  const placed = await countOf(
    connection,
    // The list comes first and is walked once; a cross join keeps that order on SQLite.
    sql`select count(*) as n from ${list} w cross join ${dialect.table(table)} v
      where ${at('v', user)} = ${at('w', 'person')}${sameRole} and ${holds(dialect, 'v', organization, work.target.key)}`,
  )
  const left = await countOf(
    connection,
    sql`select count(*) as n from ${dialect.table(table)} v where ${holds(dialect, 'v', organization, work.source.key)}`,
  )
  const staying = work.options.delete_source ? 0 : outsiders.length
  return [
    {
      check: 'roles',
      table: table.id,
      ok: placed === members.length,
      code: 'roles.counted',
      message: `${formatCount(placed)} of ${plural(members.length, 'person', 'people')} with the planned role`,
      context: { found: placed, planned: members.length },
    },
    {
      check: 'roles-left',
      table: table.id,
      ok: left === staying,
      code: 'roles-left.counted',
      message: `${plural(left, 'membership')} left in the source, ${formatCount(staying)} planned`,
      context: { found: left, planned: staying },
    },
  ]
}

async function checkCrossings(
  context: Context,
  work: Work,
  before: ReadonlyMap<string, number>,
): Promise<VerificationCheck[]> {
  if (before.size === 0) {
    return [
      {
        check: 'references',
        table: null,
        ok: true,
        code: 'references.together',
        message: 'everything that moves moves together; no reference can newly cross',
        context: {},
      },
    ]
  }
  const after = await readCrossings(context, work)
  return [...after].map(([name, rows]) => {
    const allowed = (before.get(name) ?? 0) + (work.crossings.get(name) ?? 0)
    return {
      check: 'references',
      table: name,
      ok: rows <= allowed,
      code: 'references.counted',
      message: `${plural(rows, 'reference')} ${rows === 1 ? 'crosses' : 'cross'}, at most ${formatCount(allowed)} planned`,
      context: { found: rows, most: allowed },
    }
  })
}

function scopedColumns({ model }: Context): { table: Table; column: Column }[] {
  const moves = model.moves.flatMap((move) => move.scope.map((column) => ({ table: move.table, column })))
  const { memberships } = model
  // Memberships change by their own rules; what must hold for them is in `checkRoles`.
  return memberships === null ? moves : moves.filter(({ table }) => table.id !== memberships.table.id)
}

async function countByOrganization(
  { connection, dialect }: Context,
  table: Table,
  column: Column,
): Promise<Map<string, number>> {
  const rows = await connection.query<{ organization: string | null; n: number | string }>(sql`
    select ${dialect.text(at('r', column))} as organization, count(*) as n
    from ${dialect.table(table)} r group by ${at('r', column)}`)
  return new Map(rows.map(({ organization, n }) => [organization ?? '', Number(n)]))
}

function nameOf(table: Table, column: Column): string {
  return `${table.id}.${column.name}`
}
