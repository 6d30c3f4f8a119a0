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
  const refused = new Map(refusedNames(plan, decided).map((one) => [one.name, one]))
  return conflictItems(plan).filter((item) => {
    const name = decided.get(rowKey(item))?.name
    return item.proposed === null || (name !== undefined && refused.has(name))
  })
}

/** A name of one's own that the plan refused, and why. */
export interface RefusedName {
  readonly name: string
  readonly isTaken: boolean
}

/** Names of one's own that the plan refused; the finding quotes them. */
export function refusedNames(plan: Plan, decided: Decided): RefusedName[] {
  const names = [...new Set([...decided.values()].flatMap(({ name }) => (name === undefined ? [] : [name])))]
  const quotes = (code: string, name: string): boolean =>
    plan.findings.some((finding) => finding.code === code && finding.message.includes(`"${name}"`))
  return names.flatMap((name) => {
    const isTaken = quotes('decision.name-taken', name)
    return isTaken || quotes('decision.name-not-allowed', name) ? [{ name, isTaken }] : []
  })
}
