import { sql } from 'kysely'
import type { Model } from '../../blueprint/model.ts'
import type { ReferenceAction } from '../../database/catalog.ts'
import type { Dialect, Sql } from '../../database/database.ts'
import { type Change, statementOf } from '../changes/change.ts'
import { and, at, type Context } from '../context.ts'
import type { Step } from '../steps/step.ts'

/**
 * Groups changes that only work in one go: rows whose references to each other hold the organization (composite keys),
 * where moving the parent first breaks the child and the other way round.
 */
export function clusterOf<Placed extends { readonly step: Step; readonly change: Change }>(
  { model }: Context,
  changes: readonly Placed[],
): Placed[][] {
  const groups = new Map<string, Placed[]>()
  for (const one of changes) {
    const isMove = one.step.kind === 'reassign' || one.step.kind === 'memberships'
    const name = isMove ? rootOf(model, one.change.table.id) : null
    // A table that is tied to no other goes alone, one statement after the other.
    const group = name === null ? `#${groups.size}` : name
    groups.set(group, [...(groups.get(group) ?? []), one])
  }
  return [...groups.values()].map((group) => childrenFirst(model, group))
}

/** A name shared by all tables that are tied together through references with the organization in them; else null. */
function rootOf(model: Model, tableId: string): string | null {
  const ties = listTies(model)
  const reached = new Set([tableId])
  for (let size = 0; size < reached.size; ) {
    size = reached.size
    for (const [a, b] of ties) if (reached.has(a) || reached.has(b)) reached.add(a).add(b)
  }
  return reached.size === 1 && !ties.some(([a]) => a === tableId) ? null : ([...reached].sort()[0] ?? null)
}

/** Tables whose rows refer to each other by a key that holds the organization, child first. */
function listTies({ moves, memberships }: Model): (readonly [string, string])[] {
  const scoped = [
    ...moves,
    ...(memberships === null ? [] : [{ table: memberships.table, scope: [memberships.organization] }]),
  ]
  const scopes = new Map(scoped.map(({ table, scope }) => [table.id, new Set(scope.map(({ name }) => name))]))
  return scoped.flatMap(({ table }) =>
    table.references
      .filter((reference) => {
        const other = scopes.get(reference.table)
        return other !== undefined && reference.parentColumns.some((column) => other.has(column))
      })
      .map((reference) => [table.id, reference.table] as const),
  )
}

/**
 * What the database would change by itself together with a parent changes before it, so that it is changed as planned
 * and counted. Where references run in a circle the order stays as it is.
 */
function childrenFirst<Placed extends { readonly change: Change }>(
  { catalog }: Model,
  group: readonly Placed[],
): Placed[] {
  const acting = (child: string, parent: string): boolean =>
    child !== parent &&
    catalog.tables.some(
      ({ id, references }) =>
        id === child && references.some(({ table, onUpdate }) => table === parent && isActing(onUpdate)),
    )
  const waiting = [...group]
  const ordered: Placed[] = []
  while (waiting.length > 0) {
    const next = waiting.find(
      ({ change }) => !waiting.some((other) => acting(other.change.table.id, change.table.id)),
    )
    const [first] = waiting
    const table = (next ?? first)?.change.table.id
    const own = waiting.filter(({ change }) => change.table.id === table)
    ordered.push(...own)
    waiting.splice(0, waiting.length, ...waiting.filter((one) => !own.includes(one)))
  }
  return ordered
}

/** The changes again, of rows to which no other row of the table refers; null where that makes no difference. */
export function leavesOf(dialect: Dialect, changes: readonly Change[]): (Sql | null)[] {
  return changes.map((change) => {
    if (change.kind !== 'update') return null
    const changed = new Set(change.set.map(({ column }) => column.name))
    // Only a change of the key pulls, and only after it the row is another one that is not found again.
    const pulling = change.table.references.filter(
      ({ table, onUpdate, parentColumns }) =>
        table === change.table.id && isActing(onUpdate) && parentColumns.some((name) => changed.has(name)),
    )
    if (pulling.length === 0) return null
    const isLeaf = pulling.map(({ columns, parentColumns }) => {
      const pairs = columns.map(
        (name, index) => sql`${at('c', name)} = ${at('r', parentColumns[index] ?? '')}`,
      )
      return sql`not exists (select 1 from ${dialect.table(change.table)} c where ${and(pairs)})`
    })
    return statementOf(dialect, { ...change, where: and([change.where, ...isLeaf]) })
  })
}

/** Whether the database changes the row that refers when the other one changes. */
function isActing(action: ReferenceAction): boolean {
  return action !== 'none' && action !== 'restrict'
}
