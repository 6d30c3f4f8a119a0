import { sql } from 'kysely'
import { count as formatCount, plural } from '../../blueprint/words.ts'
import type { Connection } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { isInstalled } from '../../store/install.ts'
import { findLost, type JournaledStep, listSteps } from '../../store/journal.ts'
import {
  findMigration,
  listMigrations,
  markRolledBack,
  type StoredMigration,
} from '../../store/migrations.ts'
import { cancelNotices, hasNotices } from '../../store/notices.ts'
import { compensateEffects, countBegun } from '../../store/outbox.ts'
import type { Change } from '../changes/change.ts'
import { type Context, countOf, holds, type Party } from '../context.ts'
import type { Migration, Plan, Rollback, Verification, VerificationCheck } from '../documents.ts'
import { executeSteps } from '../execute/execute.ts'
import {
  claimName,
  createClock,
  explain,
  holdAgain,
  holdOrganizations,
  type MigrateInput,
} from '../migrate.ts'
import { findOutcome } from '../outcome.ts'
import type { Step } from '../steps/step.ts'
import { readLedger, surprising } from '../verify/verify.ts'
import { analyseUpdate, type UndoStrategy } from './analyse.ts'
import { analyseRows } from './analyse-rows.ts'
import { canReturn, undoDelete, undoInsert, undoUpdate } from './changes.ts'
import { findLeftBehind } from './left-behind.ts'
import { checkReturned, othersUnchanged, watchedReturn } from './prove.ts'
import { toUndo, type Undo } from './undo.ts'
import type { UndoPlan } from './undo-plan.ts'

export interface RollbackInput {
  /** Only say what would happen. */
  readonly preview?: boolean
  /** What to do where a name was taken since. Default `rename`. */
  readonly conflictStrategy?: UndoStrategy
}

export interface RollbackRequest extends Pick<MigrateInput, 'database' | 'readModel' | 'onProgress'> {
  readonly id: string
  readonly input: RollbackInput
}

/** Takes a migration back from its journal, in one transaction, or says what that would do. */
export async function rollback(request: RollbackRequest): Promise<Rollback> {
  const { database, id, input } = request
  const stored = await database.read((connection) => getRollable(connection, request))
  if (input.preview === true) return database.read((connection) => rollbackIn(connection, request))
  const names = [claimName(stored.source_key), claimName(stored.target_key)].sort()
  const claim = await database.claim(names)
  if (claim === null)
    throw new ResettleError('migration.locked', `An organization of ${id} is being migrated.`)
  let done: Rollback | undefined
  try {
    request.onProgress({ phase: 'locking', table: null, done: 0, total: 0 })
    return await database.write(async (connection) => {
      done = await rollbackIn(connection, request)
      return done
    })
  } catch (thrown) {
    const failure = explain(thrown)
    if (done === undefined) throw failure
    const outcome = await findOutcome(failure, database, id, holdAgain(request, done))
    if (outcome?.status !== 'rolled-back') throw failure
    return done
  } finally {
    await claim.release()
  }
}

/** The record, if it can be taken back: done, not undone before, and its rows not moved on by a later migration. */
async function getRollable(
  connection: Connection,
  { database, id }: RollbackRequest,
): Promise<StoredMigration> {
  const isThere = await isInstalled(connection, database)
  const stored = isThere ? await findMigration(connection, database.dialect, id) : undefined
  if (stored === undefined) throw new ResettleError('migration.not-found', `There is no migration ${id}.`)
  if (stored.status === 'rolled-back') {
    throw new ResettleError(
      'rollback.done',
      `${id} was rolled back at ${stored.rolled_back_at ?? 'an unknown time'}.`,
    )
  }
  const all = await listMigrations(connection, database.dialect)
  const later = all.filter(
    (one) =>
      one.status === 'done' &&
      one.id !== id &&
      one.finished_at >= stored.finished_at &&
      one.source_key === stored.target_key,
  )
  const [next] = later
  if (next !== undefined) {
    throw new ResettleError(
      'rollback.superseded',
      `${next.id} moved the same rows on from "${stored.target_key}".`,
      {
        context: { migrations: later.map((one) => one.id) },
        remedy: `Roll back ${next.id} first.`,
      },
    )
  }
  return stored
}

async function rollbackIn(connection: Connection, request: RollbackRequest): Promise<Rollback> {
  const { database, id, input, onProgress } = request
  const clock = createClock()
  const stored = await getRollable(connection, request)
  const { dialect } = database
  const { model } = await request.readModel(connection)
  const context: Context = { connection, dialect, model }
  const plan = JSON.parse(stored.plan) as Plan
  const parties = {
    source: toParty(stored.source_key, plan.source),
    target: toParty(stored.target_key, plan.target),
  }
  if (input.preview !== true) await holdOrganizations(context, [stored.source_key, stored.target_key])
  onProgress({ phase: 'checking', table: null, done: 0, total: 0 })
  const undos = await listUndos(context, id)
  await refuseImpossible(context, parties.source, undos)
  const plans = await analyseAll(context, undos, parties, input.conflictStrategy ?? 'rename')
  const { owned_in_target: owned = {} } = JSON.parse(stored.report) as Partial<Migration>
  const leftBehind = await findLeftBehind(context, undos, parties.target, owned)
  const those = { subjects: [id] }
  const hasOutbox = await dialect.hasOwn(connection, 'effects')
  const begun = hasOutbox ? await countBegun(connection, dialect, those) : 0
  const document = { ...describe(request, plan, plans, leftBehind), effects: begun }
  clock.lap('analysing')
  if (input.preview === true) return { ...document, preview: true, timings: clock.laps() }
  if (input.conflictStrategy === 'fail' && document.conflicts.length > 0) {
    throw new ResettleError(
      'rollback.conflicts',
      `${document.conflicts.length} rows cannot go back as they were.`,
      {
        context: { conflicts: document.conflicts.map(({ name: _, proposed: __, ...conflict }) => conflict) },
      },
    )
  }
  const ledger = await readLedger(context)
  const watch = await dialect.watch(connection, watchedReturn(context, parties, plans))
  await executeSteps(context, { migrationId: id, part: 'back' }, toSteps(context, plans), (progress) =>
    onProgress({ ...progress, phase: 'restoring' }),
  )
  clock.lap('restoring')
  onProgress({ phase: 'verifying', table: null, done: 0, total: 0 })
  const checks: VerificationCheck[] = [
    ...(await checkReturned(context, plans)),
    ...othersUnchanged(context, ledger, await readLedger(context), parties),
    ...(await watch.unexpected(connection)).map(({ table, ...surprise }) => ({
      check: 'untouched',
      table,
      ...surprising(surprise),
    })),
  ]
  await watch.stop(connection)
  clock.lap('verifying')
  const verification = proven(id, checks)
  const at = new Date().toISOString()
  const effects = hasOutbox ? await compensateEffects(connection, dialect, those, new Date(at)) : 0
  const done: Rollback = { ...document, effects, verification, timings: clock.laps(), finished_at: at }
  if (!(await markRolledBack(connection, dialect, id, { document: JSON.stringify(done), at }))) {
    throw new ResettleError('rollback.done', `${id} was rolled back by somebody else just now.`)
  }
  // Nobody is to read any more that they moved.
  if (await hasNotices(connection, database)) await cancelNotices(connection, dialect, { migrationId: id })
  onProgress({ phase: 'committing', table: null, done: 0, total: 0 })
  return done
}

async function listUndos(context: Context, id: string): Promise<Undo[]> {
  const { connection, dialect, model } = context
  const steps: JournaledStep[] = await listSteps(connection, dialect, id, 'forward')
  return steps.reverse().map((step) => {
    const table = model.catalog.tables.find((one) => one.id === step.tableId)
    const lost = findLost(step, model.catalog.tables)
    if (table === undefined || lost !== null) {
      throw new ResettleError(
        'rollback.conflicts',
        `What the journal needs is lost: ${lost ?? step.tableId}.`,
        {
          remedy: 'Bring it back, or undo the migration by hand; `show` lists what it did.',
        },
      )
    }
    return toUndo(context, step, { migrationId: id, part: 'forward', seq: step.seq }, table)
  })
}

/** The source must be there, or come back; and nobody may have taken its place. */
async function refuseImpossible(context: Context, source: Party, undos: readonly Undo[]): Promise<void> {
  const { connection, dialect, model } = context
  const { table, key } = model.organizations
  const found = await countOf(
    connection,
    sql`select count(*) as n from ${dialect.table(table)} r where ${holds(dialect, 'r', key, source.key)}`,
  )
  if (found > 0) return
  const removal = undos.find((undo) => undo.step.kind === 'delete' && undo.table.id === table.id)
  if (removal === undefined) {
    throw new ResettleError(
      'rollback.conflicts',
      `The source organization "${source.slug ?? source.key}" is gone.`,
    )
  }
  const free = await countOf(
    connection,
    sql`select count(*) as n from ${removal.rows} j where ${canReturn(context, removal)}`,
  )
  if (free === 0) {
    throw new ResettleError(
      'rollback.conflicts',
      `Another organization has the slug "${source.slug ?? source.key}" now.`,
      {
        remedy: 'Give that organization another slug, then roll back.',
      },
    )
  }
}

async function analyseAll(
  context: Context,
  undos: readonly Undo[],
  parties: { readonly source: Party; readonly target: Party },
  strategy: UndoStrategy,
): Promise<UndoPlan[]> {
  const seconds = Math.floor(Date.now() / 1000)
  const plans: UndoPlan[] = []
  for (const undo of undos) {
    plans.push(
      undo.step.kind === 'update'
        ? await analyseUpdate(context, undo, parties, strategy, seconds, plans)
        : await analyseRows(context, undo),
    )
  }
  return plans
}

function toSteps(context: Context, plans: readonly UndoPlan[]): Step[] {
  return plans.map((plan) => {
    const { step, table } = plan.undo
    return {
      kind: step.kind === 'update' && plan.undo.move !== null ? 'reassign' : 'memberships',
      resource: step.resource,
      table: table.id,
      description: `Restoring ${step.resource}`,
      changes: changesOf(context, plan),
    }
  })
}

function changesOf(context: Context, plan: UndoPlan): Change[] {
  if (plan.undo.step.kind === 'update') return undoUpdate(context, plan)
  if (plan.restored === 0) return []
  return [
    plan.undo.step.kind === 'insert'
      ? undoInsert(context, plan.undo, plan.restored)
      : undoDelete(context, plan.undo, plan.restored),
  ]
}

function describe(
  { id }: RollbackRequest,
  plan: Plan,
  plans: readonly UndoPlan[],
  leftBehind: Rollback['left_behind'],
): Rollback {
  const restored: Record<string, number> = {}
  const tables = new Map<string, { resource: string; table: string; journaled: number; restored: number }>()
  for (const { undo, journaled, restored: rows } of plans) {
    const { resource } = undo.step
    restored[resource] = (restored[resource] ?? 0) + rows
    const line = tables.get(undo.table.id) ?? { resource, table: undo.table.id, journaled: 0, restored: 0 }
    tables.set(undo.table.id, {
      ...line,
      journaled: line.journaled + journaled,
      restored: line.restored + rows,
    })
  }
  const conflicts = plans.flatMap((one) => one.conflicts)
  const lost = conflicts.filter(({ proposed }) => proposed.action === 'skip').length
  return {
    kind: 'rollback',
    version: 1,
    success: true,
    preview: false,
    migration_id: id,
    source: plan.source,
    target: plan.target,
    resources_restored: restored,
    tables: [...tables.values()],
    renamed: plans.flatMap((one) => one.renamed),
    kept: plans.flatMap((one) => one.kept),
    conflicts,
    left_behind: leftBehind,
    warnings: warningsOf(lost, leftBehind),
    source_restored: plans.some(
      ({ undo }) => undo.step.kind === 'delete' && undo.step.resource === 'organizations',
    ),
    effects: 0,
    outside: null,
    verification: null,
    timings: {},
    finished_at: new Date().toISOString(),
  }
}

function warningsOf(lost: number, leftBehind: Rollback['left_behind']): string[] {
  const made = leftBehind.reduce((sum, { count }) => sum + count, 0)
  const by = leftBehind.map(({ resource, count }) => `${resource} ${formatCount(count)}`).join(', ')
  return [
    lost === 0
      ? ''
      : `${plural(lost, 'row')} cannot go back and ${lost === 1 ? 'stays as it is' : 'stay as they are'}`,
    made === 0
      ? ''
      : `${plural(made, 'row')} made in the target since ${made === 1 ? 'stays' : 'stay'} there, although the people ` +
        `or rows that ${made === 1 ? 'it belongs' : 'they belong'} to go back: ${by}`,
  ].filter((text) => text !== '')
}

function proven(id: string, checks: readonly VerificationCheck[]): Verification {
  const failed = checks.filter(({ ok }) => !ok)
  if (failed.length > 0) {
    const words = failed.map(({ check, table, message }) => `${check} ${table ?? ''}: ${message}`)
    throw new ResettleError('verification.failed', `${words.join('; ')}. Nothing was changed.`, {
      context: { checks: failed },
    })
  }
  return {
    kind: 'verification',
    version: 1,
    migration_id: id,
    ok: true,
    verified_at: new Date().toISOString(),
    checks,
    notes: [],
  }
}

function toParty(key: string, { id, slug, name }: Plan['source']): Party {
  return { key, id, slug, name, config: null }
}
