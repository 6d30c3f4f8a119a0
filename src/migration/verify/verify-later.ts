import { sql } from 'kysely'
import type { Model, MoveTable } from '../../blueprint/model.ts'
import { columnOf } from '../../database/catalog.ts'
import type { Database } from '../../database/database.ts'
import { cell, findLost, type JournaledStep, journaledRows, listSteps } from '../../store/journal.ts'
import { and, at, type Context, countOf, holds } from '../context.ts'
import type { Plan, Rollback, Verification, VerificationCheck } from '../documents.ts'
import { getStored } from '../records.ts'

/**
 * The proof again, any time later, from the journal and the database of today: every row that moved is where the
 * migration put it (or, once rolled back, where it came from), and nothing was written to the source since. What people
 * changed or deleted in the meantime is noted and does no harm.
 */
export async function verifyLater(context: Context, database: Database, id: string): Promise<Verification> {
  const { connection, dialect } = context
  const stored = await getStored(connection, database, id)
  const plan = JSON.parse(stored.plan) as Plan
  const isBack = stored.status === 'rolled-back'
  const steps = await listSteps(connection, dialect, id, 'forward')
  const checks: VerificationCheck[] = []
  const notes: string[] = []
  const leftBehind = isBack ? rowsLeftBehind(stored.rollback) : new Map<string, number>()
  for (const step of steps) {
    const check = isBack ? 'returned' : 'moved'
    const lost = step.kind === 'update' ? findLost(step, context.model.catalog.tables) : null
    if (lost !== null) {
      checks.push({ check, table: step.tableId, ok: false, message: lost })
      continue
    }
    const found = await placeOf(context, id, step, isBack)
    if (found === null) continue
    const { rows, inPlace, there } = found
    const elsewhere = there - inPlace
    const excused = Math.min(elsewhere, leftBehind.get(step.resource) ?? 0)
    leftBehind.set(step.resource, (leftBehind.get(step.resource) ?? 0) - excused)
    checks.push({
      check,
      table: step.tableId,
      ok: elsewhere === excused,
      message: `${inPlace} of ${rows} rows are in the ${isBack ? 'source' : 'target'}${elsewhere === 0 ? '' : `, ${elsewhere} are elsewhere`}`,
    })
    if (there < rows) notes.push(`${step.resource}: ${rows - there} rows were deleted since`)
    if (excused > 0) notes.push(`${step.resource}: ${excused} rows stayed behind in the rollback`)
  }
  if (!isBack) checks.push(...(await checkSource(context, stored.source_key, plan)))
  return {
    kind: 'verification',
    version: 1,
    migration_id: id,
    ok: checks.every(({ ok }) => ok),
    verified_at: new Date().toISOString(),
    checks,
    notes,
  }
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
): Promise<{ rows: number; there: number; inPlace: number } | null> {
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
    if (given !== undefined) return sql`${at('v', name)} = ${dialect.value(given, columnOf(table, name))}`
    const isNew = !isBack && after.includes(name)
    return sql`${at('v', name)} = ${at('j', isNew ? cell.after(after.indexOf(name)) : cell.key(index))}`
  })
  const [row] = await connection.query<{
    n: number | string
    there: number | string
    home: number | string
  }>(sql`
    select count(*) as n, count(${at('v', table.identity[0] ?? scope)}) as there,
      count(case when ${holds(dialect, 'v', scope, home)} then 1 end) as home
    from ${journal} j left join ${dialect.table(table)} v on ${and(same)}`)
  return { rows: Number(row?.n ?? 0), there: Number(row?.there ?? 0), inPlace: Number(row?.home ?? 0) }
}

/** Rows of the source today against those that the plan left there: more of them were written late. */
async function checkSource(context: Context, source: string, plan: Plan): Promise<VerificationCheck[]> {
  const { connection, dialect, model } = context
  const checks: VerificationCheck[] = []
  for (const { table, scope } of scopesOf(model)) {
    const planned = leftInSource(plan, table.id)
    const found = await countOf(
      connection,
      sql`select count(*) as n from ${dialect.table(table)} v where ${holds(dialect, 'v', scope[0], source)}`,
    )
    const late = Math.max(0, found - planned)
    checks.push({
      check: 'source-left',
      table: table.id,
      ok: late === 0,
      message:
        late === 0
          ? `${found} rows in the source, ${planned} planned`
          : `${late} rows were written to the source since`,
    })
  }
  return checks
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
