import type { Choice } from '../../blueprint/blueprint.ts'
import type { Decision, Plan } from '../../migration/documents.ts'
import { type Conflict, conflictItems } from '../render/conflicts.ts'

/** Conflicts of one resource on one unique key, with the choices that all of them have. */
export interface Group {
  readonly resource: string
  readonly columns: readonly string[]
  readonly items: readonly Conflict[]
  readonly choices: readonly Choice[]
}

/** Decisions by row. */
export type Decided = ReadonlyMap<string, Decision>

export function rowKey(row: Pick<Decision, 'resource' | 'id'>): string {
  return JSON.stringify([row.resource, row.id])
}

export function groupConflicts(items: readonly Conflict[]): Group[] {
  const groups = Map.groupBy(items, (item) => JSON.stringify([item.resource, item.key]))
  return [...groups.values()].map((members) => {
    const [first] = members as [Conflict, ...Conflict[]]
    return {
      resource: first.resource,
      columns: first.columns,
      items: members,
      choices: first.choices.filter((choice) => members.every((item) => item.choices.includes(choice))),
    }
  })
}

/** What still has to be asked: conflicts without an outcome, and own names that turned out to be taken. */
export function openConflicts(plan: Plan, decided: Decided): Conflict[] {
  const taken = takenNames(plan, decided)
  return conflictItems(plan).filter((item) => {
    const name = decided.get(rowKey(item))?.name
    return item.proposed === null || (name !== undefined && taken.has(name))
  })
}

/** Names of one's own that the plan refused as not free; the finding quotes them. */
export function takenNames(plan: Plan, decided: Decided): Set<string> {
  const said = plan.findings
    .filter((finding) => finding.code === 'decision.name-taken')
    .map((finding) => finding.message)
  const names = [...decided.values()].flatMap(({ name }) => (name === undefined ? [] : [name]))
  return new Set(names.filter((name) => said.some((message) => message.includes(`"${name}"`))))
}
