import { sql } from 'kysely'
import { type Finding, SAMPLES } from '../../blueprint/finding.ts'
import type { Edge, Model, MoveTable } from '../../blueprint/model.ts'
import { columnOf, type Table } from '../../database/catalog.ts'
import { at, type Context, countOf, holds, isAmong, type Party } from '../context.ts'
import { equals, type Stays, staysOf } from './stays.ts'

/** A reference between two tables that hold an organization, people left out: they may own things anywhere. */
export interface Crossing {
  readonly child: MoveTable
  readonly parent: MoveTable
  readonly edge: Edge
}

/** All references whose two ends hold an organization, declared in the database or in the blueprint. */
function listCrossings(model: Model): Crossing[] {
  const found = new Map<string, Crossing>()
  for (const child of model.moves) {
    const declared = child.table.references.flatMap((reference) => {
      const [column, ...more] = reference.columns
      const [to] = reference.parentColumns
      const parent = model.moves.find((one) => one.table.id === reference.table)
      if (column === undefined || to === undefined || more.length > 0 || parent === undefined) return []
      return [
        {
          column: columnOf(child.table, column),
          parent: parent.table,
          parentColumn: columnOf(parent.table, to),
        },
      ]
    })
    for (const edge of [...declared, ...child.belongsTo, ...child.links]) {
      const parent = model.moves.find((one) => one.table.id === edge.parent.id)
      if (parent === undefined || parent.table.id === model.users?.table.id) continue
      found.set(`${child.table.id}.${edge.column.name}>${parent.table.id}`, { child, parent, edge })
    }
  }
  return [...found.values()]
}

/** Only these can newly cross: where nothing stays at either end, both ends of every reference move. */
export function crossingsWith(model: Model, hasStays: (table: Table) => boolean): Crossing[] {
  return listCrossings(model).filter(({ child, parent }) => hasStays(child.table) || hasStays(parent.table))
}

/** How many references will cross organizations because one end stays and the other moves, by reference. */
export async function countCrossings(
  context: Context,
  source: Party,
  stays: Stays,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const { connection, dialect } = context
  for (const crossing of crossingsWith(context.model, (table) => staysOf(stays, table).size > 0)) {
    const { child, parent, edge } = crossing
    const childStays = isAmong(dialect, child.table, 'c', staysOf(stays, child.table))
    const parentStays = isAmong(dialect, parent.table, 'p', staysOf(stays, parent.table))
    const rows = await countOf(
      connection,
      sql`select count(*) as n from ${dialect.table(child.table)} c
        join ${dialect.table(parent.table)} p on ${equals(dialect, at('c', edge.column), edge, at('p', edge.parentColumn))}
        where ${holds(dialect, 'c', child.scope[0], source.key)} and ${holds(dialect, 'p', parent.scope[0], source.key)}
          and (case when ${childStays} then 1 else 0 end) <> (case when ${parentStays} then 1 else 0 end)`,
    )
    if (rows > 0) counts.set(crossingName(crossing), rows)
  }
  return counts
}

/** `child.column → parent`, as plans and proofs say it. */
export function crossingName({ child, parent, edge }: Crossing): string {
  return `${child.resource}.${edge.column.name} → ${parent.resource}`
}

/** Says so in the plan. */
export function crossingFindings(crossings: ReadonlyMap<string, number>): Finding[] {
  if (crossings.size === 0) return []
  const lines = [...crossings].map(([name, rows]) => `${rows} × ${name}`)
  return [
    {
      code: 'reference.crosses',
      severity: 'warning',
      message:
        'Because some rows stay, references between rows will cross from one organization to the other.',
      count: [...crossings.values()].reduce((sum, rows) => sum + rows, 0),
      samples: lines.slice(0, SAMPLES),
      remedy: 'Rename instead of skipping, or look at these rows after the migration.',
    },
  ]
}
