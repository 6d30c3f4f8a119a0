import { expect } from 'vitest'
import type { BlueprintInput } from '../../../../src/blueprint/blueprint.ts'
import { findColumn } from '../../../../src/blueprint/names.ts'
import type { Database } from '../../../../src/database/database.ts'
import type { Plan } from '../../../../src/migration/documents.ts'

type Dump = Record<string, string[]>

/** Which columns of a table hold an organization; the first says whose the row is. */
interface Held {
  readonly table: string
  readonly columns: readonly string[]
}

/**
 * Compares every row that belongs neither to the source nor to the target, in all tables but those that are ignored,
 * byte for byte. Their only change may be a further organization column that pointed to the source.
 */
export async function expectBystanders(
  database: Database,
  blueprint: BlueprintInput,
  plan: Plan,
  before: Dump,
  after: Dump,
): Promise<void> {
  const { tables } = await database.read((connection) => database.dialect.readCatalog(connection))
  const parties = [plan.source.id, plan.target.id].map(String)
  const ignored = (blueprint.others ?? []).flatMap(({ verdict, table }) =>
    verdict === 'ignore' ? [table] : [],
  )
  const held = listHeld(blueprint)
  for (const table of tables) {
    if (ignored.includes(table.id)) continue
    const columns = held.find((one) => one.table === table.id)?.columns ?? []
    const places = columns.flatMap((name) => {
      const column = findColumn(table, name)
      return column === undefined ? [] : [table.columns.indexOf(column)]
    })
    const [first, ...pointers] = places
    const isOthers = (line: string) => first === undefined || !parties.includes(textOf(cellsOf(line)[first]))
    const expected = (before[table.id] ?? [])
      .filter(isOthers)
      .map((line) => pointAnew(line, pointers, plan))
      .sort()
    const found = (after[table.id] ?? [])
      .filter(isOthers)
      .map((line) => pointAnew(line, pointers, plan))
      .sort()
    expect({ table: table.id, rows: found }).toEqual({ table: table.id, rows: expected })
  }
}

function listHeld({ organizations, memberships, resources }: BlueprintInput): Held[] {
  return [
    { table: organizations.table, columns: [organizations.key] },
    ...(memberships === undefined ? [] : [{ table: memberships.table, columns: [memberships.organization] }]),
    ...Object.values(resources).map(({ table, organization }) => ({
      table,
      columns: [organization].flat(),
    })),
  ]
}

function pointAnew(line: string, pointers: readonly number[], { source, target }: Plan): string {
  if (pointers.length === 0) return line
  const cells = cellsOf(line).map((cell, index) =>
    pointers.includes(index) && textOf(cell) === String(source.id) ? String(target.id) : cell,
  )
  return JSON.stringify(cells.map(textOf))
}

function cellsOf(line: string): unknown[] {
  // Whole numbers keep all their digits.
  return JSON.parse(line.replace(/(?<=[[,])(-?\d{16,})(?=[\],])/g, '"$1"')) as unknown[]
}

function textOf(cell: unknown): string {
  if (typeof cell === 'object' && cell !== null && 'b' in cell) return `\\x${String(cell.b).toLowerCase()}`
  return String(cell)
}
