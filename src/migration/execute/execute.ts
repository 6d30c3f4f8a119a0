import { StatementError } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import type { Part } from '../../store/journal.ts'
import type { Change } from '../changes/change.ts'
import { journalChange, statementOf } from '../changes/change.ts'
import type { Context } from '../context.ts'
import type { Progress } from '../documents.ts'
import { joinMemberships } from '../steps/memberships.ts'
import { reassign } from '../steps/reassign.ts'
import { deleteSource, retireSource } from '../steps/source.ts'
import type { Step, StepInput } from '../steps/step.ts'
import { clusterOf, leavesOf } from './clusters.ts'

/** The steps of a migration in the order in which they are done. */
export function listSteps(input: StepInput): Step[] {
  const { work, context } = input
  const steps: (Step | null)[] = work.tables.map((table) => reassign(input, table))
  if (context.model.memberships !== null) steps.push(joinMemberships(input, context.model.memberships))
  steps.push(retireSource(input), deleteSource(input))
  return steps.filter((step): step is Step => step !== null && step.changes.length > 0)
}

/**
 * Writes the whole journal, then makes all changes. The journal comes first because the database may change rows by
 * itself on the way (cascades), and what they were must be known by then. Inserted rows are journaled when they are
 * there.
 */
export async function executeSteps(
  context: Context,
  place: { readonly migrationId: string; readonly part: Part },
  steps: readonly Step[],
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const numbered = steps.flatMap((step) => step.changes.map((change) => ({ step, change })))
  const placed = numbered.map((one, seq) => ({ ...one, place: { ...place, seq } }))
  const expected: number[] = []
  for (const { change, place: at } of placed) {
    expected.push(
      change.kind === 'insert' ? (change.expected ?? 0) : await journalChange(context, at, change),
    )
  }
  const total = expected.reduce((sum, rows) => sum + rows, 0)
  let done = 0
  for (const group of clusterOf(context, placed)) {
    const [first] = group
    if (first === undefined) continue
    onProgress({ phase: 'moving', table: first.step.table, done, total })
    const counts = await applyGroup(
      context,
      group.map(({ change }) => change),
    )
    for (const [index, { change, place: at }] of group.entries()) {
      if (change.kind === 'insert') await journalChange(context, at, change)
      holdAgainst(change, counts[index] ?? 0, expected[at.seq] ?? 0)
      done += counts[index] ?? 0
    }
  }
  onProgress({ phase: 'moving', table: null, done: total, total })
}

async function applyGroup(context: Context, changes: readonly Change[]): Promise<number[]> {
  const { connection, dialect } = context
  const statements = changes.map((change) => statementOf(dialect, change))
  try {
    return await dialect.together(connection, statements, leavesOf(dialect, changes))
  } catch (thrown) {
    if (!(thrown instanceof StatementError)) throw thrown
    // A trigger or a constraint of the app said no: its words are the best there are, and the table is ours to add.
    const tables = [...new Set(changes.map(({ table }) => table.id))].join(', ')
    throw new ResettleError('migration.refused', `${tables}: ${thrown.message}`, {
      cause: thrown,
      context: { table: tables, kind: thrown.kind },
    })
  }
}

/** A statement that touches more or fewer rows than planned means that the plan and the data are two worlds. */
function holdAgainst(change: Change, done: number, journaled: number): void {
  const expected = change.expected ?? journaled
  if (done === expected && journaled === expected) return
  throw new ResettleError(
    'plan.stale',
    `${change.table.id}: ${expected} rows were planned, ${journaled} were journaled and ${done} changed.`,
    { context: { table: change.table.id, planned: expected, journaled, done } },
  )
}
