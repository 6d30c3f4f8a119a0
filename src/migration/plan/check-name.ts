import type { Context, RowKey } from '../context.ts'
import type { ConflictItem, Id, Plan } from '../documents.ts'
import { judge } from './free-names.ts'
import { findPartiesAgain } from './organizations.ts'

/** A name that somebody would like for a row that has a conflict. */
export interface WantedName {
  readonly resource: string
  readonly id: Id
  readonly name: string
}

export interface NameAnswer {
  readonly ok: boolean
  readonly name: string
  readonly reason: 'taken' | 'not-allowed' | 'no-such-conflict' | null
}

/** Whether a row could have this name beside all names that the plan hands out. Reads only. */
export async function checkName(context: Context, plan: Plan, wanted: WantedName): Promise<NameAnswer> {
  const { resource, id, name } = wanted
  const parties = await findPartiesAgain(context, String(plan.source.id), String(plan.target.id))
  const move = context.model.moves.find((one) => one.resource === resource && one.rename !== null)
  const items = plan.conflicts[resource] ?? []
  const item = items.find((one) => isSame(one.id, id))
  if (parties === null || move === undefined || item === undefined) {
    return { ok: false, name, reason: 'no-such-conflict' }
  }
  const row = rowOf(item)
  const others = items.flatMap((one) => (isSame(one.id, id) ? [] : handedOut(one)))
  const { taken, barred } = await judge(context, move, parties, [...others, { row, name }], others.length)
  const reason = barred.size > 0 ? 'not-allowed' : taken.size > 0 ? 'taken' : null
  return { ok: reason === null, name, reason }
}

/** The name that the plan gives a row of its own, or of the target where that one makes room. */
function handedOut(item: ConflictItem): { row: RowKey; name: string }[] {
  const { proposed } = item
  return proposed?.name == null ? [] : [{ row: rowOf(item), name: proposed.name }]
}

function rowOf({ id, target_id, proposed }: ConflictItem): RowKey {
  const key = proposed?.action === 'rename-target' ? target_id : id
  return JSON.stringify(Array.isArray(key) ? key : [key])
}

function isSame(one: Id, other: Id): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
