import { type Context, idOf, type Party } from '../context.ts'
import type { Plan, PlanOptions } from '../documents.ts'
import type { AccessPlan } from './access.ts'
import type { Resolution } from './resolve-conflicts.ts'
import type { retireConfig } from './retire.ts'

/** Rows that go, with the reason. */
export function removalsOf({ model }: Context, options: PlanOptions, access: AccessPlan): Plan['removals'] {
  const { memberships } = model
  if (memberships === null) return []
  const doubled = access.members.filter(
    ({ sourceRow, targetRow }) => sourceRow !== null && targetRow !== null,
  ).length
  const removals = []
  if (doubled > 0) {
    removals.push({
      resource: memberships.resource,
      count: doubled,
      reason: 'memberships in the source of people who are members of the target already',
    })
  }
  if (options.delete_source && access.outsiders.length > 0) {
    removals.push({
      resource: memberships.resource,
      count: access.outsiders.length,
      reason: 'memberships in the source of people who do not move',
    })
  }
  if (options.delete_source)
    removals.push({ resource: 'organizations', count: 1, reason: 'the source itself' })
  return removals
}

/** What becomes of the source that stays, in words. */
export function sourceChanges(
  source: Party,
  retired: ReturnType<typeof retireConfig>,
  { tables }: Resolution,
): string[] {
  const name = source.slug ?? source.key
  const changes = [...(retired?.changes ?? [])]
  for (const { move, disables } of tables) {
    for (const [row, values] of disables) {
      const words = values.map(({ column, value }) => `${column.name} becomes ${value ?? 'NULL'}`).join(', ')
      changes.push(
        `${move.resource} ${String(idOf(row, move.table))} stays in "${name}" and is switched off (${words})`,
      )
    }
  }
  return changes
}
