import type { Catalog, Column, Reference, Table } from '../database/catalog.ts'
import type { Edge, FollowTable } from './model.ts'

/**
 * Tables among `candidates` that reach an organization through declared references to `parents` and to one another,
 * parents first. Rows of theirs need no change: they go where the rows go to which they refer.
 */
export function findFollowers(
  catalog: Catalog,
  candidates: readonly Table[],
  parents: readonly Table[],
): FollowTable[] {
  const reached = new Set(parents.map((table) => table.id))
  for (let before = -1; before !== reached.size; ) {
    before = reached.size
    for (const table of candidates) {
      if (readEdges(catalog, table, reached).length > 0) reached.add(table.id)
    }
  }
  const placed = new Set(parents.map((table) => table.id))
  const waiting = candidates.filter((table) => reached.has(table.id) && !placed.has(table.id))
  return place(catalog, waiting, placed)
}

/** Edges that a table's declared references make to one of these tables, itself aside. */
export function readEdges(catalog: Catalog, table: Table, parents: ReadonlySet<string>): Edge[] {
  const edges = table.references.flatMap((reference) => {
    const parent = catalog.tables.find((candidate) => candidate.id === reference.table)
    if (parent === undefined || parent.id === table.id || !parents.has(parent.id)) return []
    return toEdge(table, parent, reference) ?? []
  })
  return edges.filter(
    (edge, index) =>
      edges.findIndex((other) => other.column === edge.column && other.parent === edge.parent) === index,
  )
}

/** Parents before children; where references run in a circle, the table with a parent already placed opens it. */
function place(catalog: Catalog, tables: readonly Table[], placed: Set<string>): FollowTable[] {
  const follows: FollowTable[] = []
  const waiting = [...tables]
  while (waiting.length > 0) {
    const ids = new Set(waiting.map((table) => table.id))
    const ready = (table: Table) => readEdges(catalog, table, ids).length === 0
    const open = (table: Table) => readEdges(catalog, table, placed).length > 0
    const next = waiting.find(ready) ?? waiting.find(open)
    if (next === undefined) break
    follows.push({ table: next, through: readEdges(catalog, next, placed), links: false })
    placed.add(next.id)
    waiting.splice(waiting.indexOf(next), 1)
  }
  return follows
}

/** One column must find the parent row: of a composite reference only a part that is unique by itself will do. */
function toEdge(table: Table, parent: Table, reference: Reference): Edge | null {
  const pairs = reference.columns.map((name, index) => ({
    column: table.columns.find((candidate) => candidate.name === name),
    parentColumn: parent.columns.find((candidate) => candidate.name === reference.parentColumns[index]),
  }))
  const whole = pairs.filter((pair): pair is { column: Column; parentColumn: Column } =>
    Boolean(pair.column && pair.parentColumn),
  )
  const found =
    reference.columns.length === 1 ? whole[0] : whole.find((pair) => isUnique(parent, pair.parentColumn))
  return found === undefined ? null : { ...found, parent }
}

function isUnique(table: Table, column: Column): boolean {
  return table.uniqueKeys.some(
    (key) => key.parts.length === 1 && key.parts[0]?.column === column.name && key.predicate === null,
  )
}
