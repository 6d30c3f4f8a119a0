import { sql } from 'kysely'
import type { Finding } from '../../blueprint/finding.ts'
import { type Context, countOf, holds, idOf, type Party } from '../context.ts'
import type { Plan, PlanOptions, TablePlan } from '../documents.ts'
import { type AccessPlan, planAccess, toAccessChange } from './access.ts'
import { runAppChecks } from './app-checks.ts'
import { countTable, type TableCount } from './counts.ts'
import { countCrossings, crossingFindings } from './crossings.ts'
import {
  acceptFindings,
  accessFindings,
  audienceFinding,
  conflictFindings,
  emptyFinding,
  leftoverFindings,
} from './findings.ts'
import { basisOf, fingerprintOf } from './fingerprint.ts'
import { toRef } from './organizations.ts'
import { type Resolution, resolveConflicts } from './resolve-conflicts.ts'
import { retireConfig } from './retire.ts'
import { readSkipped } from './skipped.ts'
import { reaches, staysOf } from './stays.ts'
import type { PreparedPlan } from './work.ts'

/** What a plan is asked for. */
export interface PlanRequest {
  readonly source: Party
  readonly target: Party
  readonly options: PlanOptions
  /** What is known about the fit of blueprint and database. */
  readonly findings: readonly Finding[]
  /** Time of the plan; names with a time in them are made from it. */
  readonly createdAt: Date
}

/** Rows a second of a whole migration, for the estimate: the slower engine on a modest machine. */
const ROWS_PER_SECOND = 50_000

/** Builds the plan: reads only, set-based, all findings at once. */
export async function buildPlan(context: Context, request: PlanRequest): Promise<PreparedPlan> {
  const { source, target, options } = request
  const parties = { source, target }
  const counts = new Map<string, TableCount>()
  for (const move of context.model.moves)
    counts.set(move.resource, await countTable(context, move, source, target))
  const seconds = Math.floor(request.createdAt.getTime() / 1000)
  const resolution = await resolveConflicts(context, parties, counts, options, seconds)
  const users = context.model.users
  const staying = users === null ? new Set<string>() : staysOf(resolution.stays, users.table)
  const access = await planAccess(context, parties, staying, options)
  const changes =
    context.model.memberships === null
      ? []
      : access.members.map((member) => toAccessChange(member, context.model.memberships ?? { ranks: [] }))
  const crossings = await countCrossings(context, source, resolution.stays)
  const findings = acceptFindings(
    [...(await collectFindings(context, request, resolution, access)), ...crossingFindings(crossings)],
    options.accept,
  )
  const retired = options.delete_source ? null : retireConfig(context.model.blueprint, source, target)
  const basis = basisOf(context, {
    source,
    target,
    options,
    tables: resolution.tables,
    conflicts: resolution.conflicts,
    access: changes,
    outsiders: access.outsiders.length,
    findings,
  })
  const tables = await tablePlans(context, source, resolution, access)
  const rows = tables.reduce((sum, { moves, verdict }) => sum + (verdict === 'follow' ? 0 : moves), 0)
  const plan: Plan = {
    kind: 'plan',
    version: 1,
    blueprint: context.model.blueprint.name,
    source: toRef(source),
    target: toRef(target),
    options,
    can_migrate: findings.every(({ severity }) => severity !== 'blocker' && severity !== 'decision'),
    resources: Object.fromEntries(
      tables.filter(({ verdict }) => verdict !== 'follow').map(({ resource, moves }) => [resource, moves]),
    ),
    tables,
    conflicts: resolution.conflicts,
    skipped: await readSkipped(context, resolution),
    access: changes,
    removals: removalsOf(context, options, access),
    source_changes: sourceChanges(context, source, retired, resolution),
    findings,
    estimated_time_seconds: Math.max(1, Math.ceil(rows / ROWS_PER_SECOND)),
    fingerprint: fingerprintOf(basis),
    created_at: request.createdAt.toISOString(),
    basis,
  }
  return {
    plan,
    work: {
      source,
      target,
      options,
      tables: resolution.tables,
      access,
      crossings,
      retiredConfig: retired === null ? null : (id) => retired.write(id),
    },
  }
}

async function collectFindings(
  context: Context,
  request: PlanRequest,
  resolution: Resolution,
  access: AccessPlan,
): Promise<Finding[]> {
  const { source, target, options } = request
  const residents = await countMembers(context, target)
  return [
    ...request.findings,
    ...conflictFindings(resolution.conflicts, resolution.settled, resolution.takenNames),
    ...(options.delete_source ? await leftoverFindings(context, source, resolution.tables, access) : []),
    ...(await runAppChecks(context.connection, context.dialect, context.model, {
      sourceKey: source.key,
      targetKey: target.key,
    })),
    ...accessFindings(access, options),
    ...audienceFinding(resolution.tables, access, residents),
    ...emptyFinding(resolution.tables, access, source),
  ]
}

function countMembers({ connection, dialect, model }: Context, party: Party): Promise<number> {
  const { memberships } = model
  if (memberships === null) return Promise.resolve(0)
  return countOf(
    connection,
    sql`select count(*) as n from ${dialect.table(memberships.table)} r where ${holds(dialect, 'r', memberships.organization, party.key)}`,
  )
}

async function tablePlans(
  context: Context,
  source: Party,
  resolution: Resolution,
  access: AccessPlan,
): Promise<TablePlan[]> {
  const { memberships, follows } = context.model
  const plans: TablePlan[] = resolution.tables.map(({ move, count, stays, renames }) => ({
    resource: move.resource,
    table: move.table.id,
    verdict: 'move',
    rows: count.source,
    moves: count.source - stays.size,
    stays: stays.size,
    target_rows: count.target,
    renames: renames.size,
  }))
  if (memberships !== null) {
    const held = access.members.filter(({ sourceRow }) => sourceRow !== null).length
    plans.splice(1, 0, {
      resource: memberships.resource,
      table: memberships.table.id,
      verdict: 'merge',
      rows: held + access.outsiders.length,
      moves: access.members.length,
      stays: access.outsiders.length,
      target_rows: access.members.filter(({ targetRow }) => targetRow !== null).length,
      renames: 0,
    })
  }
  for (const follow of follows) {
    const rows = await countOf(
      context.connection,
      sql`select count(*) as n from ${context.dialect.table(follow.table)} r
        where ${reaches(context.dialect, context.model, follow.through, 'r', source.key)}`,
    )
    plans.push({
      resource: follow.table.name,
      table: follow.table.id,
      verdict: 'follow',
      rows,
      moves: rows,
      stays: 0,
      target_rows: 0,
      renames: 0,
    })
  }
  return plans
}

function removalsOf({ model }: Context, options: PlanOptions, access: AccessPlan): Plan['removals'] {
  const { memberships } = model
  if (memberships === null) return []
  const doubled = access.members.filter(
    ({ sourceRow, targetRow }) => sourceRow !== null && targetRow !== null,
  ).length
  const removals = []
  if (doubled > 0) {
    removals.push({
      resource: memberships.resource,
      count: doubled,
      reason: 'memberships in the source of people who are members of the target already',
    })
  }
  if (options.delete_source && access.outsiders.length > 0) {
    removals.push({
      resource: memberships.resource,
      count: access.outsiders.length,
      reason: 'memberships in the source of people who do not move',
    })
  }
  if (options.delete_source)
    removals.push({ resource: 'organizations', count: 1, reason: 'the source itself' })
  return removals
}

function sourceChanges(
  context: Context,
  source: Party,
  retired: ReturnType<typeof retireConfig>,
  { tables }: Resolution,
): string[] {
  const name = source.slug ?? source.key
  const changes = [...(retired?.changes ?? [])]
  const { mark } = context.model.blueprint.organizations
  if (retired !== null && mark !== undefined)
    changes.push(`${mark} in the settings of "${name}" says where everything went`)
  for (const { move, disables } of tables) {
    for (const [row, values] of disables) {
      const words = values.map(({ column, value }) => `${column.name} becomes ${value ?? 'NULL'}`).join(', ')
      changes.push(
        `${move.resource} ${String(idOf(row, move.table))} stays in "${name}" and is switched off (${words})`,
      )
    }
  }
  return changes
}
