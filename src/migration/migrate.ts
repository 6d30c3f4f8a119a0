import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Finding } from '../blueprint/finding.ts'
import type { Model } from '../blueprint/model.ts'
import type { Connection, Database, Dialect } from '../database/database.ts'
import { StatementError } from '../database/database.ts'
import { ResettleError } from '../errors.ts'
import { installStore } from '../store/install.ts'
import { insertMigration } from '../store/migrations.ts'
import { insertEffects } from '../store/outbox.ts'
import { at, type Context } from './context.ts'
import type { Migration, PersonExtract, Plan, Progress } from './documents.ts'
import { executeSteps, listSteps } from './execute/execute.ts'
import { toTextGently } from './gently.ts'
import { findOutcome } from './outcome.ts'
import { keepPeople, readPeople } from './people.ts'
import { buildPlan } from './plan/build.ts'
import { findChanges, isSamePromise } from './plan/fingerprint.ts'
import { findPartiesAgain } from './plan/organizations.ts'
import type { PreparedPlan } from './plan/work.ts'
import { buildReport } from './report.ts'
import { countOwnedInTarget } from './rollback/left-behind.ts'
import { readCrossings, readLedger, verifyMigration } from './verify/verify.ts'
import { watchedTables } from './verify/watched.ts'

/** Reads the live schema and resolves the blueprint against it. */
export type ReadModel = (
  connection: Connection,
) => Promise<{ readonly model: Model; readonly findings: readonly Finding[] }>

/** What is to be migrated, and how. A plan is an order, too. */
export type Order = Pick<Plan, 'source' | 'target' | 'options' | 'created_at'>

export interface MigrateInput {
  readonly database: Database
  readonly readModel: ReadModel
  readonly order: Order
  /** The plan of this order that was shown; what is executed must be the same. Null where nobody was shown one. */
  readonly shown: Plan | null
  /** Logs that the app writes meanwhile do not make the plan stale. Not for a plan that was handed in to be done exactly. */
  readonly mayGrow: boolean
  /** Made with `createMigrationId`; who knows it beforehand can look up later whether the migration was done. */
  readonly migrationId: string
  readonly onProgress: (progress: Progress) => void
  /** Writes more into the same transaction when all is done, proven and recorded. */
  readonly onRecorded: (context: Context, recorded: Recorded) => Promise<void>
}

/** What was recorded of a migration. */
export interface Recorded {
  readonly migration: Migration
  readonly people: readonly PersonExtract[]
}

/**
 * Migrates in one transaction: planned under the lock, be it again or for the first time, held against what was shown,
 * journaled, done, proven, recorded.
 */
export async function migrate(input: MigrateInput): Promise<Migration> {
  const { database, order, shown } = input
  if (shown !== null) refuseBlocked(shown)
  const claim = await database.claim(claimNames(order))
  if (claim === null) throw running(order)
  let report: Migration | undefined
  try {
    input.onProgress({ phase: 'locking', table: null, done: 0, total: 0 })
    return await database.write(async (connection) => {
      report = await migrateIn(connection, input)
      return report
    })
  } catch (thrown) {
    const failure = explain(thrown)
    if (report === undefined) throw failure
    const stored = await findOutcome(failure, database, report.migration_id, holdAgain(input, order))
    if (stored === undefined) throw failure
    return report
  } finally {
    await claim.release()
  }
}

type Ends = Pick<Plan, 'source' | 'target'>

function claimNames({ source, target }: Ends): string[] {
  return [claimName(source.id), claimName(target.id)].sort()
}

function running({ source, target }: Ends): ResettleError {
  return new ResettleError(
    'migration.locked',
    `A migration of "${source.slug ?? source.id}" or "${target.slug ?? target.id}" is running.`,
  )
}

/** A plan of organizations that are being migrated at this moment would be out of date before it is read. */
export async function refuseRunning(database: Database, ends: Ends): Promise<void> {
  if (await database.isClaimed(claimNames(ends))) throw running(ends)
}

/** Holds both organizations in another transaction. */
export function holdAgain(
  { database, readModel }: Pick<MigrateInput, 'database' | 'readModel'>,
  { source, target }: Pick<Plan, 'source' | 'target'>,
): (connection: Connection) => Promise<void> {
  return async (connection) => {
    const { model } = await readModel(connection)
    const context = { connection, dialect: database.dialect, model }
    await holdOrganizations(context, [String(source.id), String(target.id)])
  }
}

export function createMigrationId(): string {
  return `mig_${Math.floor(Date.now() / 1000)}_${randomBytes(3).toString('hex')}`
}

/** Throws what stands in the way of a plan, all of it at once. */
export function refuseBlocked(plan: Plan): void {
  const blockers = plan.findings.filter(({ severity }) => severity === 'blocker')
  const open = plan.findings.filter(({ severity }) => severity === 'decision')
  const [first] = [...blockers, ...open]
  if (first === undefined) return
  const findings = [...blockers, ...open]
  const code =
    blockers.length === 0
      ? 'plan.undecided'
      : blockers.every((one) => one.code === 'conflict.fail')
        ? 'plan.conflicts'
        : 'plan.blocked'
  const more = findings.length === 1 ? '' : ` And ${findings.length - 1} more.`
  throw new ResettleError(code, `${first.message}${more}`, {
    context: { findings: findings.map(withoutRows) },
  })
}

/** Findings whose samples are tables and columns, never rows or people. */
const ABOUT_TABLES = /^(?:blueprint|table|reference|pointers)\.|^(?:access\.dependants|source\.not-empty)$/

/** Errors end in logs: what names people and rows stays in the plan. */
function withoutRows(finding: Finding): Finding {
  return ABOUT_TABLES.test(finding.code) ? finding : { ...finding, samples: [] }
}

/** A trigger or a constraint of the app said no: that is no bug of ours, and its words are the best there are. */
export function explain(thrown: unknown): unknown {
  if (!(thrown instanceof StatementError)) return thrown
  return new ResettleError('migration.refused', thrown.message, {
    cause: thrown,
    context: { kind: thrown.kind },
  })
}

export function claimName(organization: unknown): string {
  return `organization:${String(organization)}`
}

async function migrateIn(connection: Connection, input: MigrateInput): Promise<Migration> {
  const startedAt = new Date()
  const clock = createClock()
  const { dialect } = input.database
  const { model, findings } = await input.readModel(connection)
  const context: Context = { connection, dialect, model }
  await holdOrganizations(context, [String(input.order.source.id), String(input.order.target.id)])
  input.onProgress({ phase: 'checking', table: null, done: 0, total: 0 })
  const prepared = await planLocked(context, input, findings)
  await installStore(connection, input.database)
  clock.lap('planning')
  const { work } = prepared
  const { migrationId } = input
  const people = await readPeople(context, prepared)
  const ledger = await readLedger(context)
  const ownedInTarget = await countOwnedInTarget(context, work)
  const crossings = await readCrossings(context, work)
  const watch = await dialect.watch(connection, watchedTables(context, work))
  clock.lap('preparing')
  const steps = listSteps({ context, work, migrationId, now: startedAt })
  await executeSteps(context, { migrationId, part: 'forward' }, steps, input.onProgress)
  clock.lap('moving')
  input.onProgress({ phase: 'verifying', table: null, done: 0, total: 0 })
  const { verification, arrived } = await verifyMigration(
    context,
    migrationId,
    work,
    { ledger, watch, crossings },
    new Date(),
  )
  await watch.stop(connection)
  clock.lap('verifying')
  if (!verification.ok) throw unproven(verification, dialect)
  const report = await buildReport(context, {
    migrationId,
    prepared,
    verification,
    arrived,
    ownedInTarget,
    startedAt,
    timings: clock.laps(),
  })
  await insertMigration(connection, dialect, {
    id: migrationId,
    status: 'done',
    blueprint: model.blueprint.name,
    source_key: work.source.key,
    target_key: work.target.key,
    plan: await toTextGently(prepared.plan),
    report: await toTextGently(report),
    rollback: null,
    started_at: report.started_at,
    finished_at: report.finished_at,
    rolled_back_at: null,
  })
  await keepPeople(context, migrationId, people)
  const effects = work.outside.map((change) => ({ ...change, subject: migrationId }))
  await insertEffects(connection, dialect, effects, new Date())
  await input.onRecorded(context, { migration: report, people })
  input.onProgress({ phase: 'committing', table: null, done: 0, total: 0 })
  return report
}

/** Plans under the lock; refuses what blocks, and a world that is not the one of the plan that was shown. */
async function planLocked(
  context: Context,
  { order, shown, mayGrow }: MigrateInput,
  findings: readonly Finding[],
): Promise<PreparedPlan> {
  const parties = await findPartiesAgain(context, String(order.source.id), String(order.target.id))
  if (parties === null) throw stale(['one of the organizations is gone, or may not take part any more'])
  const request = { ...parties, options: order.options, findings, createdAt: new Date(order.created_at) }
  const prepared = await buildPlan(context, request).catch((thrown: unknown) => {
    // A decision about a conflict that was shown and is gone is a change of the data, not a slip of the person.
    if (shown !== null && thrown instanceof ResettleError && thrown.code === 'decision.invalid')
      throw stale([thrown.message])
    throw thrown
  })
  if (shown !== null) refuseAnother(context, shown, prepared.plan, mayGrow)
  refuseBlocked(prepared.plan)
  return prepared
}

/** Only what was shown is done. */
function refuseAnother({ model }: Context, shown: Plan, now: Plan, mayGrow: boolean): void {
  const growing = mayGrow ? model.moves.filter(({ history }) => history).map(({ resource }) => resource) : []
  const changes = findChanges(shown, now, growing)
  if (changes.length > 0) throw stale(changes)
  if (mayGrow || isSamePromise(shown, now)) return
  throw new ResettleError(
    'plan.invalid',
    'The plan says something else than what it stands on; it was edited.',
  )
}

function stale(changes: readonly string[]): ResettleError {
  return new ResettleError('plan.stale', `Since then: ${changes.join('; ')}.`, { context: { changes } })
}

/** Every statement changed as many rows as planned by now: where only counts differ, somebody else wrote meanwhile. */
const countsOnly = new Set(['source-left', 'pointers-left', 'target-has'])

function unproven(verification: Migration['verification'], { hasOtherWriters }: Dialect): ResettleError {
  const failed = verification.checks.filter(({ ok }) => !ok)
  if (hasOtherWriters && failed.every(({ check }) => countsOnly.has(check))) {
    return stale(failed.map(({ table, message }) => `${table ?? ''}: ${message}`))
  }
  const words = failed.map(
    ({ check, table, message }) => `${check}${table === null ? '' : ` ${table}`}: ${message}`,
  )
  return new ResettleError('verification.failed', `${words.join('; ')}. Nothing was changed.`, {
    context: { checks: failed },
  })
}

/** Holds both organizations, in the order of their keys, so that nobody deletes them or adds rows that refer to them. */
export async function holdOrganizations(
  { connection, dialect, model }: Context,
  organizations: readonly string[],
): Promise<void> {
  const { table, key } = model.organizations
  const keys = organizations.map((one) => dialect.value(one, key))
  await connection.query(sql`
    select 1 from ${dialect.table(table)} o where ${at('o', key)} in (${sql.join(keys)})
    order by ${at('o', key)} ${dialect.forUpdate}`)
}

export function createClock(): { lap(name: string): void; laps(): Record<string, number> } {
  const laps: Record<string, number> = {}
  let last = performance.now()
  return {
    lap(name) {
      const now = performance.now()
      laps[`${name}_ms`] = Math.round((now - last) * 10) / 10
      last = now
    },
    laps: () => ({ ...laps }),
  }
}
