import type { Choice, ConflictItem, Id, Plan } from '../../../api/contract.ts'

/** Conflicts of one kind: the same resource, the same unique key. */
export interface ConflictGroup {
  /** `resource key`, unique in the plan. */
  readonly id: string
  readonly resource: string
  readonly key: string
  readonly columns: readonly string[]
  /** What may be done about each of them. */
  readonly choices: readonly Choice[]
  readonly items: readonly ConflictItem[]
  readonly undecided: number
  /** The resource has conflicts on other keys too, so that the key must be named. */
  readonly shared: boolean
}

/** What somebody wants to happen to one conflict, or to all of a group where no id is given. */
export interface Wanted {
  readonly resource: string
  readonly key?: string
  readonly id?: Id
  /** Null: as if it had not been decided. */
  readonly choice: Choice | null
  readonly name?: string
}

export function groupConflicts({ conflicts }: Plan): ConflictGroup[] {
  return Object.entries(conflicts).flatMap(([resource, items]) => {
    const byKey = Map.groupBy(items, ({ key }) => key)
    return [...byKey].map(([key, those]) => ({
      id: `${resource} ${key}`,
      resource,
      key,
      columns: those[0]?.columns ?? [],
      choices: (those[0]?.choices ?? []).filter((choice) =>
        those.every(({ choices }) => choices.includes(choice)),
      ),
      items: those,
      undecided: those.filter(({ proposed }) => proposed === null).length,
      shared: byKey.size > 1,
    }))
  })
}

/** The choice that all of a group have, or null. */
export function commonChoice({ items }: ConflictGroup): Choice | null {
  const [first, ...others] = new Set(items.map(({ proposed }) => proposed?.action ?? null))
  return others.length === 0 ? (first ?? null) : null
}

/** Tells one conflict from all others of its resource. */
export function itemKey(id: Id): string {
  return JSON.stringify(id)
}
