import type { Plan } from '../../src/migration/documents.ts'

/** Where LAMB keeps what the contenders change, as somebody who knows LAMB would write it down. */

/** Tables whose rows carry the time of their last change. */
const touched = ['users', 'assistants', 'templates', 'kbs']

export function touches(resource: string): boolean {
  return touched.includes(resource)
}

/** The column with the name that gives way in a conflict. */
export function nameColumn(resource: string): string {
  return resource === 'collections' ? 'collection_name' : 'name'
}

/** What becomes of the rows in conflict: their new names, settled beforehand, or an empty LMS identity. */
export function settledRows(plan: Plan, resource: string) {
  const items = plan.conflicts[resource] ?? []
  return {
    renamed: items.flatMap(({ id, proposed }) =>
      proposed?.action === 'rename' && proposed.name !== null ? [{ id, name: proposed.name }] : [],
    ),
    cleared: items.flatMap(({ id, proposed }) => (proposed?.action === 'clear' ? [id] : [])),
    staying: plan.skipped.filter((one) => one.resource === resource).map(({ id }) => id),
  }
}

/** Tables that are moved by setting their organization, with the number of rows. */
export function movedTables(plan: Plan) {
  return plan.tables
    .filter(({ verdict }) => verdict === 'move')
    .map(({ resource, table, moves }) => ({ resource, name: table.split('.').at(-1) ?? table, moves }))
}
