import { expect } from 'vitest'
import type { Migration, Plan } from '../../../../src/migration/documents.ts'
import type { World } from '../../schemas/support/world.ts'

export type Row = Readonly<Record<string, string | number | null>>

/** Rows of the invented university, by table. */
export interface Snapshot {
  readonly [table: string]: readonly Row[]
}

/** How a table's rows are told apart whatever organization they are in, and what a migration may change in them. */
export interface Shape {
  readonly table: string
  readonly resource: string
  /** Columns that say which row it is, the organization's left out; with a key per organization also the name before. */
  readonly key: readonly string[]
  readonly organization: string
  readonly pointers: readonly string[]
  readonly name: string | null
  /** Columns that a decision may empty. */
  readonly clearable: readonly string[]
}

const ranks = ['guest', 'member', 'admin', 'owner']

/** Reads tables with statements of the test's own. */
export async function readSnapshot(world: World, tables: readonly string[]): Promise<Snapshot> {
  const entries: [string, Row[]][] = []
  for (const table of tables) entries.push([table, await world.rows<Row>(`select * from ${table}`)])
  return Object.fromEntries(entries)
}

/**
 * Conservation, and an honest report: every row is there once, in the organization that the plan says, with nothing
 * changed but what the plan shows; and the plan's numbers are those of the database, counted here.
 */
export function expectConserved(
  shape: Shape,
  before: Snapshot,
  after: Snapshot,
  plan: Plan,
  migration: Migration,
): void {
  const rows = before[shape.table] ?? []
  const found = [...(after[shape.table] ?? [])]
  expect(found).toHaveLength(rows.length)
  const renamed = migration.renamed.filter(({ resource }) => resource === shape.resource)
  const changes = rows.map((row) => ({ row, now: takeMatch(shape, row, found, renamed) }))
  const moved = changes.filter(({ row, now }) => homeOf(shape, row) === 1 && homeOf(shape, now) === 2)
  const stayed = changes.filter(({ row, now }) => homeOf(shape, row) === 1 && homeOf(shape, now) === 1)
  expect(moved).toHaveLength(plan.resources[shape.resource] ?? -1)
  expect(plan.tables.find(({ resource }) => resource === shape.resource)).toMatchObject({
    rows: moved.length + stayed.length,
    moves: moved.length,
    stays: stayed.length,
    target_rows: rows.filter((row) => homeOf(shape, row) === 2).length,
  })
  for (const { row, now } of changes) {
    if (homeOf(shape, row) !== 1) expect(homeOf(shape, now)).toBe(homeOf(shape, row))
    for (const pointer of shape.pointers) {
      const isHeld = homeOf(shape, row) === 1 && homeOf(shape, now) === 1
      expect(now[pointer]).toBe(row[pointer] === 1 && !isHeld ? 2 : row[pointer])
    }
  }
}

function homeOf({ organization }: Shape, row: Row): number | null {
  const home = row[organization]
  return home === null || home === undefined ? null : Number(home)
}

/** Takes the row of today out of `found`, and expects that nothing about it changed but what may. */
function takeMatch(shape: Shape, row: Row, found: Row[], renamed: Migration['renamed']): Row {
  const isSame = (one: Row, organization: number | null) =>
    shape.key.every((column) => one[column] === row[column]) && homeOf(shape, one) === organization
  const here = found.findIndex((one) => isSame(one, homeOf(shape, row)))
  const place = here < 0 && homeOf(shape, row) === 1 ? found.findIndex((one) => isSame(one, 2)) : here
  const [now] = place < 0 ? [] : found.splice(place, 1)
  if (now === undefined) throw new Error(`${shape.table}: ${JSON.stringify(row)} is gone`)
  const free = [
    shape.organization,
    ...shape.pointers,
    ...shape.clearable,
    ...(shape.name === null ? [] : [shape.name]),
  ]
  const steady = (one: Row) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => !free.includes(name)))
  expect(steady(now)).toEqual(steady(row))
  for (const column of shape.clearable) expect([row[column], null]).toContain(now[column])
  if (shape.name !== null && row[shape.name] !== now[shape.name]) {
    expect(renamed).toContainEqual(expect.objectContaining({ from: row[shape.name], to: now[shape.name] }))
  }
  return now
}

/** As many rows took another name as the report lists, and each of them differs from what it was. */
export function expectRenames(
  shapes: readonly Shape[],
  before: Snapshot,
  after: Snapshot,
  migration: Migration,
): void {
  const names = (snapshot: Snapshot) =>
    shapes.flatMap(({ table, name }) =>
      name === null ? [] : (snapshot[table] ?? []).map((row) => `${table}\n${row[name]}`),
    )
  const left = names(after)
  const gone = names(before).filter((name) => {
    const place = left.indexOf(name)
    if (place >= 0) left.splice(place, 1)
    return place < 0
  })
  // A name that one row gives up and another takes makes both lists shorter, never longer.
  expect(gone.length).toBeLessThanOrEqual(migration.renamed.length)
  expect(migration.renamed.every(({ from, to }) => from !== to)).toBe(true)
}

/** No pair of rows is in two organizations that was in one before. */
export function expectNoNewCrossings(
  before: Snapshot,
  after: Snapshot,
  { table, left, right }: Readonly<Record<'table' | 'left' | 'right', string>>,
): void {
  const crossing = (snapshot: Snapshot): string[] => {
    const homes = (name: string) =>
      new Map((snapshot[name] ?? []).map((row) => [row.id, row.org_id] as const))
    const [lefts, rights] = [homes(left), homes(right)]
    return (snapshot[table] ?? []).flatMap((row) => {
      const [one, other] = [row[`${left.slice(0, -1)}_id`], row[`${right.slice(0, -1)}_id`]]
      return lefts.get(one ?? null) === rights.get(other ?? null) ? [] : [`${one} ${other}`]
    })
  }
  const known = crossing(before)
  expect(crossing(after).filter((pair) => !known.includes(pair))).toEqual([])
}

/** Nobody loses a right in the target, and nobody gains one that the plan does not show. */
export function expectNoEscalation(before: Snapshot, after: Snapshot, plan: Plan): void {
  const rolesIn = (snapshot: Snapshot, organization: number) =>
    new Map(
      (snapshot.members ?? [])
        .filter((row) => row.org_id === organization)
        .map((row) => [row.user_id, row.role] as const),
    )
  const [held, holds] = [rolesIn(before, 2), rolesIn(after, 2)]
  const rank = (role: unknown): number => ranks.indexOf(String(role))
  for (const [user, role] of held) {
    expect(holds.has(user)).toBe(true)
    expect(rank(holds.get(user))).toBeGreaterThanOrEqual(rank(role))
  }
  for (const [user, role] of holds) {
    const shown = plan.access.find((one) => one.user === user)
    if (held.get(user) === role && held.has(user)) continue
    expect(shown).toMatchObject({ role_after: role })
    const ours = rolesIn(before, 1)
    expect(ours.has(user)).toBe(true)
    const most = Math.max(rank(ours.get(user)), rank(held.get(user)), rank('member'))
    expect(rank(role)).toBeLessThanOrEqual(most)
    const isAdmin = rank(role) >= rank('admin') && rank(held.get(user)) < rank('admin')
    if (isAdmin) expect(plan.options.preserve_admin_roles).toBe(true)
  }
  expect([...rolesIn(after, 1).keys()]).toEqual([])
  expect(rolesIn(after, 3)).toEqual(rolesIn(before, 3))
}
