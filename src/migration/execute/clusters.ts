import type { Change } from '../changes/change.ts'
import type { Context } from '../context.ts'
import type { Step } from '../steps/step.ts'

/**
 * Groups changes that only work in one go: rows whose references to each other hold the organization (composite keys),
 * where moving the parent first breaks the child and the other way round.
 */
export function clusterOf<Placed extends { readonly step: Step; readonly change: Change }>(
  context: Context,
  changes: readonly Placed[],
): Placed[][] {
  const groups = new Map<string, Placed[]>()
  for (const one of changes) {
    const isMove = one.step.kind === 'reassign' && one.change.kind === 'update'
    const name = isMove ? rootOf(context, one.change.table.id) : null
    // A table that is tied to no other goes alone, one statement after the other.
    const group = name === null ? `#${groups.size}` : name
    groups.set(group, [...(groups.get(group) ?? []), one])
  }
  return [...groups.values()]
}

/** A name shared by all tables that are tied together through references with the organization in them; else null. */
function rootOf({ model }: Context, tableId: string): string | null {
  const scopes = new Map(
    model.moves.map((move) => [move.table.id, new Set(move.scope.map(({ name }) => name))]),
  )
  const ties = model.moves.flatMap(({ table }) =>
    table.references
      .filter((reference) => {
        const other = scopes.get(reference.table)
        return other !== undefined && reference.parentColumns.some((column) => other.has(column))
      })
      .map((reference) => [table.id, reference.table] as const),
  )
  const reached = new Set([tableId])
  for (let size = 0; size < reached.size; ) {
    size = reached.size
    for (const [a, b] of ties) if (reached.has(a) || reached.has(b)) reached.add(a).add(b)
  }
  return reached.size === 1 && !ties.some(([a]) => a === tableId) ? null : ([...reached].sort()[0] ?? null)
}
