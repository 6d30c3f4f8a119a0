import type { Organizations } from '../../blueprint/model.ts'
import type { Assignment, Change } from '../changes/change.ts'
import { holds } from '../context.ts'
import { removal, rowsIn } from './memberships.ts'
import { type Step, type StepInput, timeFor } from './step.ts'

/** Leaves a note in the settings of the source that stays, and closes its sign-up. */
export function retireSource({ context, work, migrationId, now }: StepInput): Step | null {
  const { organizations } = context.model
  const { config, touch } = organizations
  if (work.retiredConfig === null || config === null) return null
  const set: Assignment[] = [
    { column: config, after: { constant: work.retiredConfig(migrationId) } },
    ...(touch === null ? [] : [{ column: touch, after: { constant: timeFor(touch, now) } }]),
  ]
  const where = holds(context.dialect, 'r', organizations.key, work.source.key)
  return step('retire-source', 'Closing the source', organizations, [
    {
      kind: 'update',
      resource: 'organizations',
      table: organizations.table,
      expected: 1,
      list: null,
      where,
      set,
    },
  ])
}

/** Removes the source and what memberships of outsiders are left in it; nothing else may be left. */
export function deleteSource({ context, work }: StepInput): Step | null {
  if (!work.options.delete_source) return null
  const { organizations, memberships } = context.model
  const outsiders = work.access.outsiders.map(({ row }) => row)
  const roles =
    memberships === null || outsiders.length === 0
      ? []
      : [removal(memberships, outsiders.length, rowsIn(context.dialect, memberships, outsiders))]
  const where = holds(context.dialect, 'r', organizations.key, work.source.key)
  return step('delete-source', 'Deleting the source', organizations, [
    ...roles,
    { kind: 'delete', resource: 'organizations', table: organizations.table, expected: 1, where },
  ])
}

function step(
  kind: Step['kind'],
  description: string,
  { table }: Organizations,
  changes: readonly Change[],
): Step {
  return { kind, resource: 'organizations', table: table.id, description, changes }
}
