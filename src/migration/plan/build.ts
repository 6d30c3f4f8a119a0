import { sql } from 'kysely'
import type { Finding } from '../../blueprint/finding.ts'
import { type Context, countOf, holds, type Party } from '../context.ts'
import type { Plan, PlanOptions } from '../documents.ts'
import { type AccessPlan, planAccess, toAccessChange } from './access.ts'
import { addressFindings } from './addresses.ts'
import { runAppChecks } from './app-checks.ts'
import { removalsOf, sourceChanges } from './consequences.ts'
import { contentFindings } from './content.ts'
import { countTable, type TableCount } from './counts.ts'
import { allCrossings, type CrossingCounts, countCrossings, crossingFindings } from './crossings.ts'
import { dependantFindings } from './dependants.ts'
import {
  acceptFindings,
  accessFindings,
  audienceFinding,
  conflictFindings,
  emptyFinding,
  leftoverFindings,
  pointerFindings,
  refuseIdleAccepts,
} from './findings.ts'
import { basisOf, fingerprintOf } from './fingerprint.ts'
import { toRef } from './organizations.ts'
import { outsideFindings, planOutside } from './outside.ts'
import type { OutsideWork } from './outside-work.ts'
import { type Resolution, resolveConflicts } from './resolve-conflicts.ts'
import { retireConfig } from './retire.ts'
import { readSkipped } from './skipped.ts'
import { staysOf } from './stays.ts'
import { tablePlans } from './table-plans.ts'
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
  const facts = await gatherFacts(context, request)
  const { resolution, access, crossings, outside, retired } = facts
  const { source, target, options } = request
  return {
    plan: await toPlan(context, request, facts),
    work: {
      source,
      target,
      options,
      tables: resolution.tables,
      access,
      crossings: allCrossings(crossings),
      outside,
      retiredConfig: retired === null ? null : (id) => retired.write(id),
    },
  }
}

/** Everything that was read and decided, before it becomes a document. */
interface Facts {
  readonly resolution: Resolution
  readonly access: AccessPlan
  readonly changes: Plan['access']
  readonly crossings: CrossingCounts
  readonly outside: readonly OutsideWork[]
  readonly findings: readonly Finding[]
  readonly retired: ReturnType<typeof retireConfig>
}

async function gatherFacts(context: Context, request: PlanRequest): Promise<Facts> {
  const { source, target, options } = request
  const { moves, users, memberships, blueprint } = context.model
  refuseIdleAccepts(blueprint, options.accept)
  const counts = new Map<string, TableCount>()
  for (const move of moves) counts.set(move.resource, await countTable(context, move, source, target))
  const seconds = Math.floor(request.createdAt.getTime() / 1000)
  const resolution = await resolveConflicts(context, { source, target }, counts, options, seconds)
  const staying = users === null ? new Set<string>() : staysOf(resolution.stays, users.table)
  const access = await planAccess(context, { source, target }, staying, options)
  const changes =
    memberships === null ? [] : access.members.map((member) => toAccessChange(member, memberships))
  const crossings = await countCrossings(context, source, resolution.stays)
  const outside = await planOutside(context, { source, target, tables: resolution.tables, access })
  const found = [
    ...(await collectFindings(context, request, resolution, access)),
    ...crossingFindings(crossings),
    ...outsideFindings(context, outside),
  ]
  const findings = acceptFindings(found, options.accept)
  const retired = options.delete_source ? null : retireConfig(blueprint, source, target)
  return { resolution, access, changes, crossings, outside, findings, retired }
}

async function toPlan(context: Context, request: PlanRequest, facts: Facts): Promise<Plan> {
  const { source, target, options } = request
  const { resolution, access, changes, findings, retired } = facts
  const basis = await basisOf(context, {
    source,
    target,
    options,
    tables: resolution.tables,
    conflicts: resolution.conflicts,
    access: changes,
    outsiders: access.outsiders,
    findings,
  })
  const tables = await tablePlans(context, source, resolution, access)
  const moving = tables.filter(({ verdict }) => verdict !== 'follow')
  const rows = moving.reduce((sum, { moves }) => sum + moves, 0)
  return {
    kind: 'plan',
    version: 1,
    blueprint: context.model.blueprint.name,
    source: toRef(source),
    target: toRef(target),
    options,
    can_migrate: findings.every(({ severity }) => severity !== 'blocker' && severity !== 'decision'),
    resources: Object.fromEntries(moving.map(({ resource, moves }) => [resource, moves])),
    tables,
    conflicts: resolution.conflicts,
    skipped: await readSkipped(context, resolution),
    access: changes,
    removals: removalsOf(context, options, access),
    source_changes: sourceChanges(source, retired, resolution),
    outside: facts.outside.map(({ system, kind, target: to }) => ({ system, kind, target: to })),
    findings,
    estimated_time_seconds: Math.max(1, Math.ceil(rows / ROWS_PER_SECOND)),
    fingerprint: fingerprintOf(basis),
    created_at: request.createdAt.toISOString(),
    basis,
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
    ...(await contentFindings(context)),
    ...conflictFindings(resolution.conflicts, resolution.settled, resolution.refusedNames),
    ...(options.delete_source ? await leftoverFindings(context, source, resolution.tables, access) : []),
    ...(await runAppChecks(context.connection, context.dialect, context.model, {
      sourceKey: source.key,
      targetKey: target.key,
    })),
    ...(await addressFindings(context, source)),
    ...pointerFindings(resolution.tables),
    ...accessFindings(access, options, context.model.memberships?.role != null),
    ...(await dependantFindings(context, access, options)),
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
