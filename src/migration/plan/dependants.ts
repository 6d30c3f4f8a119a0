import { sql } from 'kysely'
import { type Finding, SAMPLES } from '../../blueprint/finding.ts'
import type { Memberships, Model } from '../../blueprint/model.ts'
import type { Reference, Table } from '../../database/catalog.ts'
import { and, at, type Context, countOf, isAmong, type RowKey } from '../context.ts'
import type { PlanOptions } from '../documents.ts'
import type { AccessPlan } from './access.ts'

/**
 * Rows that refer to a membership that goes, because the person is a member of the target already or goes with the
 * source: the database would delete them too, empty them or refuse, and none of that is ours to decide.
 */
export async function dependantFindings(
  context: Context,
  access: AccessPlan,
  options: PlanOptions,
): Promise<Finding[]> {
  const { memberships } = context.model
  const going = goingRows(access, options)
  if (memberships === null || going.size === 0) return []
  const found: { name: string; rows: number }[] = []
  for (const { table, reference } of listReferences(context.model, memberships)) {
    const rows = await countRows(context, memberships, { table, reference }, going)
    if (rows > 0) found.push({ name: `${table.id} (${reference.columns.join(', ')}) ${rows}`, rows })
  }
  if (found.length === 0) return []
  return [
    {
      code: 'access.dependants',
      severity: 'blocker',
      message: 'Some memberships go while other rows refer to them.',
      count: found.reduce((sum, { rows }) => sum + rows, 0),
      samples: found.map(({ name }) => name).slice(0, SAMPLES),
      remedy:
        "Let these rows refer to the same person's membership in the target, or remove one of the two memberships " +
        'in the app.',
    },
  ]
}

function goingRows({ members, outsiders }: AccessPlan, options: PlanOptions): Set<RowKey> {
  const doubled = members.flatMap(({ sourceRow, targetRow }) =>
    sourceRow !== null && targetRow !== null ? [sourceRow] : [],
  )
  return new Set([...doubled, ...(options.delete_source ? outsiders.map(({ row }) => row) : [])])
}

/** References to memberships, but those of rows that move and find the person's membership there by the same key. */
function listReferences(
  { catalog, moves, ignored }: Model,
  memberships: Memberships,
): { table: Table; reference: Reference }[] {
  const moving = new Set(moves.map(({ table }) => table.id))
  return catalog.tables.flatMap((table) =>
    ignored.includes(table)
      ? []
      : table.references
          .filter(
            ({ table: parent, parentColumns }) =>
              parent === memberships.table.id &&
              !(moving.has(table.id) && parentColumns.includes(memberships.organization.name)),
          )
          .map((reference) => ({ table, reference })),
  )
}

function countRows(
  { connection, dialect }: Context,
  memberships: Memberships,
  { table, reference }: { readonly table: Table; readonly reference: Reference },
  going: ReadonlySet<RowKey>,
): Promise<number> {
  const pairs = reference.columns.map(
    (name, index) => sql`${at('c', name)} = ${at('m', reference.parentColumns[index] ?? '')}`,
  )
  return countOf(
    connection,
    sql`select count(*) as n from ${dialect.table(table)} c join ${dialect.table(memberships.table)} m on ${and(pairs)}
      where ${isAmong(dialect, memberships.table, 'm', going)}`,
  )
}
