import { sql } from 'kysely'
import type { Model, MoveTable } from '../../blueprint/model.ts'
import { count, plural } from '../../blueprint/words.ts'
import { columnOf } from '../../database/catalog.ts'
import type { Database } from '../../database/database.ts'
import { cell, findLost, type JournaledStep, journaledRows, listSteps } from '../../store/journal.ts'
import { listMigrations, type StoredMigration } from '../../store/migrations.ts'
import { and, at, type Context, countOf, holds, or } from '../context.ts'
import type { Note, Plan, Rollback, Verification, VerificationCheck } from '../documents.ts'
import { getStored } from '../records.ts'
import { readKept } from '../rollback/analyse.ts'
import { toUndo } from '../rollback/undo.ts'

/**
 * The proof again, any time later, from the journal and the database of today: every row that moved is where the
 * migration put it, or where a later one took it (or, once rolled back, where it came from), and nothing was written to
 * the source since. What people changed or deleted in the meantime is noted and does no harm.
 */
export async function verifyLater(context: Context, database: Database, id: string): Promise<Verification> {
  const { connection, dialect } = context
  const stored = await getStored(connection, database, id)
  const plan = JSON.parse(stored.plan) as Plan
  const isBack = stored.status === 'rolled-back'
  const later = isBack ? [] : await listLater(context, stored)
  const steps = await listSteps(connection, dialect, id, 'forward')
  const lost: VerificationCheck[] = []
  const places = new Map<string, Place>()
  const changes: Note[] = []
  for (const step of steps) {
    const why = step.kind === 'update' ? findLost(step, context.model.catalog.tables) : null
    if (why !== null) {
      const about = { check: nameOf(isBack), table: step.tableId, ok: false }
      lost.push({ ...about, code: 'journal.lost', message: why, context: {} })
      continue
    }
    const found = await placeOf(context, id, step, isBack, movedOnFrom(stored.target_key, later))
    if (found !== null) places.set(step.tableId, add(places.get(step.tableId), found))
    if (!isBack) changes.push(...(await readChanges(context, id, step)))
  }
  const excused = isBack ? rowsLeftBehind(stored.rollback) : new Map<string, number>()
  const judged = [...places].map(([table, place]) => judge(table, place, isBack, later, excused))
  const checks = [...judged.map(({ check }) => check), ...lost]
  if (!isBack) checks.push(...(await checkSource(context, stored.source_key, plan, later)))
  const noted = [...judged.flatMap(({ notes }) => notes), ...changes]
  return {
    kind: 'verification',
    version: 1,
    migration_id: id,
    ok: checks.every(({ ok }) => ok),
    verified_at: new Date().toISOString(),
    checks,
    notes: noted.map(({ message }) => message),
    noted,
  }
}

/** Where the journaled rows of one table are today. */
interface Place {
  readonly resource: string
  readonly rows: number
  /** Of these, rows that still exist. */
  readonly there: number
  readonly inPlace: number
  /** Where a later migration took them. */
  readonly movedOn: number
}

function add(before: Place | undefined, { resource, rows, there, inPlace, movedOn }: Place): Place {
  return {
    resource,
    rows: rows + (before?.rows ?? 0),
    there: there + (before?.there ?? 0),
    inPlace: inPlace + (before?.inPlace ?? 0),
    movedOn: movedOn + (before?.movedOn ?? 0),
  }
}

function nameOf(isBack: boolean): string {
  return isBack ? 'returned' : 'moved'
}

/** What one table proves, in one line, and what is to be noted about it. */
function judge(
  table: string,
  { resource, rows, there, inPlace, movedOn }: Place,
  isBack: boolean,
  later: readonly StoredMigration[],
  leftBehind: ReadonlyMap<string, number>,
): { check: VerificationCheck; notes: Note[] } {
  const elsewhere = there - inPlace - movedOn
  const excused = Math.min(elsewhere, leftBehind.get(resource) ?? 0)
  const are = (n: number): string => (n === 1 ? 'is' : 'are')
  const were = (n: number): string => (n === 1 ? 'was' : 'were')
  const message = [
    `${count(inPlace)} of ${plural(rows, 'row')} ${are(inPlace)} in the ${isBack ? 'source' : 'target'}`,
    movedOn === 0
      ? ''
      : `${count(movedOn)} ${were(movedOn)} moved on by ${later.map(({ id }) => id).join(', ')}`,
    elsewhere === 0 ? '' : `${count(elsewhere)} ${are(elsewhere)} elsewhere`,
  ]
  const gone = rows - there
  const notes: Note[] = []
  if (gone > 0) {
    const message = `${resource}: ${plural(gone, 'row')} ${were(gone)} deleted since`
    notes.push({ code: 'rows.deleted', message, context: { resource, count: gone } })
  }
  if (excused > 0) {
    const message = `${resource}: ${plural(excused, 'row')} stayed behind in the rollback`
    notes.push({ code: 'rows.left-behind', message, context: { resource, count: excused } })
  }
  return {
    check: {
      check: nameOf(isBack),
      table,
      ok: elsewhere === excused,
      code: 'journal.places',
      message: message.filter(Boolean).join(', '),
      context: {
        is_back: isBack,
        planned: rows,
        found: inPlace,
        moved_on: movedOn,
        by: movedOn === 0 ? [] : later.map(({ id }) => id),
        elsewhere,
      },
    },
    notes,
  }
}

/** Migrations that came after this one and stand, the earliest first. */
async function listLater(
  { connection, dialect }: Context,
  stored: StoredMigration,
): Promise<StoredMigration[]> {
  const all = await listMigrations(connection, dialect)
  return all
    .filter(
      ({ id, status, started_at }) =>
        id !== stored.id && status === 'done' && started_at >= stored.finished_at,
    )
    .sort((a, b) => (a.finished_at < b.finished_at ? -1 : 1))
}

/** Organizations to which later migrations may have taken the rows, one from the other. */
function movedOnFrom(target: string, later: readonly StoredMigration[]): string[] {
  const reached = new Set([target])
  for (const { source_key, target_key } of later) if (reached.has(source_key)) reached.add(target_key)
  return [...reached].filter((key) => key !== target)
}

/** Names, roles and emptied values that people changed since, counted for each column. */
async function readChanges(context: Context, migrationId: string, step: JournaledStep): Promise<Note[]> {
  const table = context.model.catalog.tables.find(({ id }) => id === step.tableId)
  if (table === undefined || step.kind !== 'update') return []
  const undo = toUndo(context, step, { migrationId, part: 'forward', seq: step.seq }, table)
  const columns = Map.groupBy(await readKept(context, undo), ({ column }) => column)
  return [...columns].map(([column, { length }]) => {
    const { resource } = step
    const context = { resource, column, count: length }
    if (step.layout.constantAfter[column] === null) {
      const again = `${plural(length, 'row')} that ${length === 1 ? 'has' : 'have'} a value again`
      return { code: 'column.filled', message: `${resource}: ${column} was emptied in ${again}`, context }
    }
    const message = `${resource}: ${column} of ${plural(length, 'row')} was changed since`
    return { code: 'column.changed', message, context }
  })
}

/** Rows that a rollback could not bring back although they are there, by resource. */
function rowsLeftBehind(rollback: string | null): Map<string, number> {
  const { conflicts } = JSON.parse(rollback ?? '{"conflicts":[]}') as Pick<Rollback, 'conflicts'>
  const left = new Map<string, number>()
  for (const { resource, reason, proposed } of conflicts) {
    if (reason === 'gone' || proposed.action !== 'skip') continue
    left.set(resource, (left.get(resource) ?? 0) + 1)
  }
  return left
}

/** How many rows of a step are still there, and how many of them where they should be. Null for other steps. */
async function placeOf(
  context: Context,
  migrationId: string,
  step: JournaledStep,
  isBack: boolean,
  further: readonly string[],
): Promise<Place | null> {
  const { connection, dialect, model } = context
  const place = scopesOf(model).find(({ table }) => table.id === step.tableId)
  const scope = place?.scope.find(({ name }) => name in step.layout.constantAfter)
  if (place === undefined || scope === undefined || step.kind !== 'update') return null
  const { table } = place
  const { keys, after, constantAfter, constantBefore } = step.layout
  const home = (isBack ? constantBefore : constantAfter)[scope.name] ?? ''
  const journal = journaledRows(dialect, { migrationId, part: 'forward', seq: step.seq }, table, step.layout)
  // The organization, or a name, may be part of the key; then the row answers to the new one.
  const same = keys.map((name, index) => {
    const given = isBack ? undefined : constantAfter[name]
    const homes = name === scope.name ? [given ?? null, ...further] : [given ?? null]
    const column = columnOf(table, name)
    if (given !== undefined)
      return or(homes.map((one) => sql`${at('v', name)} = ${dialect.value(one, column)}`))
    const isNew = !isBack && after.includes(name)
    return sql`${at('v', name)} = ${at('j', isNew ? cell.after(after.indexOf(name)) : cell.key(index))}`
  })
  const [row] = await connection.query<{
    n: number | string
    there: number | string
    home: number | string
    further: number | string
  }>(sql`
    select count(*) as n, count(${at('v', table.identity[0] ?? scope)}) as there,
      count(case when ${holds(dialect, 'v', scope, home)} then 1 end) as home,
      count(case when ${or(further.map((one) => holds(dialect, 'v', scope, one)))} then 1 end) as further
    from ${journal} j left join ${dialect.table(table)} v on ${and(same)}`)
  return {
    resource: step.resource,
    rows: Number(row?.n ?? 0),
    there: Number(row?.there ?? 0),
    inPlace: Number(row?.home ?? 0),
    movedOn: Number(row?.further ?? 0),
  }
}

/** Rows of the source today against those that the plan left there: more of them were written late. */
async function checkSource(
  context: Context,
  source: string,
  plan: Plan,
  later: readonly StoredMigration[],
): Promise<VerificationCheck[]> {
  const { connection, dialect, model } = context
  const into = later.filter(({ target_key }) => target_key === source)
  const checks: VerificationCheck[] = []
  for (const { table, scope } of scopesOf(model)) {
    const planned = leftInSource(plan, table.id)
    const brought = into.reduce((sum, one) => sum + movedBy(JSON.parse(one.plan) as Plan, table.id), 0)
    const found = await countOf(
      connection,
      sql`select count(*) as n from ${dialect.table(table)} v where ${holds(dialect, 'v', scope[0], source)}`,
    )
    const late = Math.max(0, found - planned - brought)
    const by =
      brought === 0 ? '' : `, up to ${count(brought)} brought by ${into.map(({ id }) => id).join(', ')}`
    const about = { check: 'source-left', table: table.id, ok: late === 0 }
    if (late > 0) {
      const message = `${plural(late, 'row')} ${late === 1 ? 'was' : 'were'} written to the source since`
      checks.push({ ...about, code: 'source-left.late', message, context: { count: late } })
    } else {
      const message = `${plural(found, 'row')} in the source, ${count(planned)} planned${by}`
      const bringers = brought === 0 ? [] : into.map(({ id }) => id)
      const context = { found, planned, brought, by: bringers }
      checks.push({ ...about, code: 'source-left.today', message, context })
    }
  }
  return checks
}

function movedBy(plan: Plan, tableId: string): number {
  return plan.tables.find(({ table }) => table === tableId)?.moves ?? 0
}

/** Tables that hold an organization, memberships among them. */
function scopesOf({ moves, memberships }: Model): Pick<MoveTable, 'table' | 'scope'>[] {
  return memberships === null
    ? [...moves]
    : [...moves, { table: memberships.table, scope: [memberships.organization] }]
}

/** Rows that the plan left in the source; with the source nobody's membership in it is left. */
function leftInSource(plan: Plan, tableId: string): number {
  const line = plan.tables.find(({ table }) => table === tableId)
  return plan.options.delete_source ? 0 : (line?.stays ?? 0)
}
