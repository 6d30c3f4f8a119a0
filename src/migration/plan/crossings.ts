import { sql } from 'kysely'
import type { Finding } from '../../blueprint/finding.ts'
import type { Edge, Model, MoveTable } from '../../blueprint/model.ts'
import { columnOf, type Table } from '../../database/catalog.ts'
import { at, type Context, countOf, holds, isAmong, type Party } from '../context.ts'
import { equals, type Stays, staysOf } from './stays.ts'

/** Every reference is named: there are only as many as the schema has. */
const MOST_REFERENCES = 40

/** A reference between two tables that hold an organization; people are among them where they have a home. */
export interface Crossing {
  readonly child: MoveTable
  readonly parent: MoveTable
  readonly edge: Edge
}

/** How many references will cross, by the reference's name. */
export interface CrossingCounts {
  readonly rows: ReadonlyMap<string, number>
  /** References to people. They may own rows anywhere, and logs of what they did go with the organization. */
  readonly people: ReadonlyMap<string, number>
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
      if (parent === undefined) continue
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
export async function countCrossings(context: Context, source: Party, stays: Stays): Promise<CrossingCounts> {
  const counts = { rows: new Map<string, number>(), people: new Map<string, number>() }
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
    const isPerson = parent.table.id === context.model.users?.table.id
    if (rows > 0) (isPerson ? counts.people : counts.rows).set(crossingName(crossing), rows)
  }
  return counts
}

/** `child.column → parent`, as plans and proofs say it. */
export function crossingName({ child, parent, edge }: Crossing): string {
  return `${child.resource}.${edge.column.name} → ${parent.resource}`
}

/** All counts by name: what the proof allows. */
export function allCrossings({ rows, people }: CrossingCounts): ReadonlyMap<string, number> {
  return new Map([...rows, ...people])
}

/** Says so in the plan. */
export function crossingFindings({ rows, people }: CrossingCounts): Finding[] {
  const found: Finding[] = []
  if (rows.size > 0) {
    found.push({
      code: 'reference.crosses',
      severity: 'warning',
      message:
        'Because some rows stay, references between rows will cross from one organization to the other.',
      ...amount(rows),
      remedy: 'Rename instead of skipping, or look at these rows after the migration.',
    })
  }
  if (people.size > 0) {
    found.push({
      code: 'reference.parts-people',
      severity: 'warning',
      message:
        'Because some people or rows stay, people are parted from rows that name them: one of the two is in the ' +
        'source afterwards, the other in the target.',
      ...amount(people),
      remedy:
        'Nothing is lost, and both keep their ids. Rename or clear instead of skipping where they must stay together.',
    })
  }
  return found
}

function amount(counts: ReadonlyMap<string, number>): Pick<Finding, 'count' | 'samples'> {
  const lines = [...counts].sort(([, few], [, many]) => many - few)
  return {
    count: lines.reduce((sum, [, rows]) => sum + rows, 0),
    samples: lines.map(([name, rows]) => `${rows} × ${name}`).slice(0, MOST_REFERENCES),
  }
}
