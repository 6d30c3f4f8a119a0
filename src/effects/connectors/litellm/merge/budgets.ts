import { Big } from 'big.js'
import { EffectFailure } from '../../../connector.ts'
import { atLeastZero, isSameAmount, toAmount } from '../money.ts'
import type { LiteLlmTeam } from '../rows.ts'
import { isCaller } from '../workspace/begin.ts'
import { type Merging, noteProgress } from './wanted.ts'

/** The source's budget as the app set it, and not as we closed it. */
function ownOf({ before, progress }: Merging, source: LiteLlmTeam): number | null {
  const isClosed = [progress.closed, progress.reopened].some(
    (one) => one !== undefined && isSameAmount(one, source.max_budget),
  )
  return isClosed ? before.source.max_budget : source.max_budget
}

/** How much the target is to be given: it shrinks while keys that have not moved yet are used in the source. */
export function shareOf(merging: Merging, source: LiteLlmTeam): number {
  const { wanted, before, warnings } = merging
  const own = ownOf(merging, source)
  if (wanted.budgets === 'keep-target' || before.target?.max_budget === null) return 0
  if (before.source.members.some((member) => !wanted.users.includes(member) && !isCaller(member))) {
    warnings.add("People stay in the source's team; its budget stays with them.")
    return 0
  }
  if (own === null) {
    if (before.target !== null) {
      warnings.add('The source has no budget and the target has one; that of the target was kept.')
    }
    return 0
  }
  const left = atLeastZero(new Big(own).minus(source.spend))
  if (wanted.budgets === 'add' || before.target === null) return toAmount(left)
  const leftInTarget = atLeastZero(new Big(before.target.max_budget).minus(before.target.spend))
  return toAmount(atLeastZero(left.minus(leftInTarget)))
}

/** The first budget of a team that there was not: none where the source had none. */
export function firstBudget(merging: Merging, source: LiteLlmTeam): number | null {
  return ownOf(merging, source) === null ? null : shareOf(merging, source)
}

/**
 * Sets how much of the target's budget is the source's. Only the difference is written: what others add to the budget
 * meanwhile, or take from it, stays.
 */
export async function settleTarget(merging: Merging, target: LiteLlmTeam, share: number): Promise<number> {
  const { wanted, client } = merging
  if (target.max_budget === null) return 0
  const given = givenSoFar(merging, target.max_budget)
  if (isSameAmount(given, share)) return 0
  const to = toAmount(atLeastZero(new Big(target.max_budget).minus(given).plus(share)))
  const written = { from: target.max_budget, to, addedBefore: given, added: share, isMade: false }
  await noteProgress(merging, { written })
  await client.updateTeam(wanted.target_team, { max_budget: to })
  await noteProgress(merging, { written: { ...written, isMade: true } })
  return 1
}

function givenSoFar({ progress }: Merging, found: number): number {
  const { written } = progress
  if (written === undefined) return 0
  if (written.isMade || isSameAmount(found, written.to)) return written.added
  if (isSameAmount(found, written.from)) return written.addedBefore
  throw new EffectFailure('permanent', "The target's budget changed while it was being written.", {
    remedy: `Set it to what it should be together with the source's (${written.added}), then retry.`,
  })
}

/** What was given away can be spent once: the emptied source has nothing left. */
export async function closeSource(merging: Merging, source: LiteLlmTeam, share: number): Promise<number> {
  const { wanted, client } = merging
  const own = ownOf(merging, source)
  if (own === null || share === 0 || merging.before.target?.max_budget === null) return 0
  const max_budget = toAmount(new Big(own).minus(share))
  if (isSameAmount(source.max_budget, max_budget)) return 0
  await noteProgress(merging, { closed: max_budget })
  await client.updateTeam(wanted.source_team, { max_budget })
  return 1
}

/** Gives the source back what it had, less what its keys spent in the target. */
export async function reopenSource(merging: Merging, source: LiteLlmTeam, used: number): Promise<number> {
  const { wanted, client, before, progress, warnings } = merging
  if (before.source.max_budget === null || progress.closed === undefined) return 0
  const max_budget = toAmount(new Big(before.source.max_budget).minus(used))
  if (isSameAmount(source.max_budget, max_budget)) return 0
  const isOurs = [progress.closed, progress.reopened, before.source.max_budget].some(
    (one) => one !== undefined && isSameAmount(one, source.max_budget),
  )
  if (!isOurs) {
    warnings.add("The source's budget was changed by somebody else since; it was kept.")
    return 0
  }
  await noteProgress(merging, { reopened: max_budget })
  await client.updateTeam(wanted.source_team, { max_budget })
  return 1
}
