import { countRows, listSteps } from '../store/journal.ts'
import type { Context } from './context.ts'
import { idOf } from './context.ts'
import type { ConflictItem, Id, Migration, Plan, Renamed, TableReport, Verification } from './documents.ts'
import { mapGently } from './gently.ts'
import type { PreparedPlan } from './plan/work.ts'

/** What a report is made of. */
export interface ReportInput {
  readonly migrationId: string
  readonly prepared: PreparedPlan
  readonly verification: Verification
  /** Rows by which each table of the target grew: see `verify.ts`. */
  readonly arrived: ReadonlyMap<string, number>
  readonly ownedInTarget: Migration['owned_in_target']
  readonly startedAt: Date
  readonly timings: Readonly<Record<string, number>>
}

/** The report of one migration: planned, done (from the journal) and verified (by counting again) side by side. */
export async function buildReport(context: Context, input: ReportInput): Promise<Migration> {
  const { plan } = input.prepared
  const tables = await tableReports(context, input)
  return {
    kind: 'migration',
    version: 1,
    success: true,
    migration_id: input.migrationId,
    source: plan.source,
    target: plan.target,
    resources_migrated: plan.resources,
    conflicts_resolved: resolvedCounts(plan),
    renamed: await renamedRows(input.prepared),
    skipped: plan.skipped,
    decisions: Object.entries(plan.conflicts).flatMap(([resource, items]) =>
      items.map((item) => ({ resource, ...item })),
    ),
    access: plan.access,
    tables,
    warnings: warningsOf(plan),
    verification: input.verification,
    source_deleted: plan.options.delete_source,
    owned_in_target: input.ownedInTarget,
    outside: plan.outside,
    effects: null,
    options: plan.options,
    fingerprint: plan.fingerprint,
    timings: input.timings,
    started_at: input.startedAt.toISOString(),
    finished_at: new Date().toISOString(),
  }
}

async function tableReports(
  context: Context,
  { migrationId, prepared, arrived }: ReportInput,
): Promise<TableReport[]> {
  const { connection, dialect } = context
  const journaled = new Map<string, number>()
  const owners = new Map(prepared.work.tables.map(({ move }) => [move.table.id, move.scope[0].name]))
  for (const step of await listSteps(connection, dialect, migrationId, 'forward')) {
    // Only what takes the target's key is a row that moved; rows that make room, point elsewhere or stay are not.
    const owner = owners.get(step.tableId)
    if (owner === undefined || !(owner in step.layout.constantAfter)) continue
    const rows = await countRows(connection, dialect, { migrationId, part: 'forward', seq: step.seq })
    journaled.set(step.tableId, (journaled.get(step.tableId) ?? 0) + rows)
  }
  return prepared.plan.tables
    .filter(({ verdict }) => verdict === 'move')
    .map(({ resource, table, moves }) => ({
      resource,
      table,
      planned: moves,
      done: journaled.get(table) ?? 0,
      verified: arrived.get(table) ?? 0,
    }))
}

/** `assistants_renamed`, `templates_skipped` …; the seed's two counts are always there. */
function resolvedCounts(plan: Plan): Record<string, number> {
  const words = {
    rename: 'renamed',
    'rename-target': 'renamed_in_target',
    skip: 'skipped',
    'keep-target': 'kept',
    clear: 'cleared',
  }
  const counts: Record<string, number> = {}
  for (const resource of ['assistants', 'templates']) {
    if (plan.tables.some((table) => table.resource === resource)) counts[`${resource}_renamed`] = 0
  }
  for (const [resource, items] of Object.entries(plan.conflicts)) {
    for (const { proposed } of items) {
      if (proposed === null) continue
      const name = `${resource}_${words[proposed.action]}`
      counts[name] = (counts[name] ?? 0) + 1
    }
  }
  return counts
}

/** Every row that takes another name, the target's among them, with both names. */
export async function renamedRows({ plan, work }: PreparedPlan): Promise<Renamed[]> {
  const renamed: Renamed[][] = []
  for (const { move, renames, targetRenames } of work.tables) {
    const items = plan.conflicts[move.resource] ?? []
    for (const [rows, address] of [
      [renames, 'id'],
      [targetRenames, 'target_id'],
    ] as const) {
      if (rows.size === 0) continue
      const names = namesBy(items, (item) => item[address])
      const found = await mapGently(rows, ([row, to]) => {
        const id = idOf(row, move.table)
        return { resource: move.resource, id, from: names.get(String(id)) ?? null, to }
      })
      renamed.push(found)
    }
  }
  return renamed.flat()
}

/** The names in conflict by row; of several conflicts of one row the first. */
export function namesBy(
  items: readonly ConflictItem[],
  idOfItem: (item: ConflictItem) => Id,
): ReadonlyMap<string, string | null> {
  return new Map(items.toReversed().map((item) => [String(idOfItem(item)), item.name]))
}

function warningsOf(plan: Plan): string[] {
  const renamed = Object.entries(plan.conflicts).flatMap(([resource, items]) => {
    const count = items.filter(({ proposed }) => proposed?.action === 'rename').length
    return count === 0 ? [] : [`${count} ${resource} were renamed due to conflicts`]
  })
  const found = plan.findings
    .filter(({ severity }) => severity === 'warning')
    .map(
      ({ message, count, samples }) =>
        `${message} (${count}${samples.length === 0 ? '' : `: ${samples.join(', ')}`})`,
    )
  return [...renamed, ...found]
}
