import { Big } from 'big.js'
import type { Effect } from '../../../../store/outbox.ts'
import { EffectFailure, type EffectResult, type EffectTools } from '../../../connector.ts'
import type { LiteLlmClient } from '../client.ts'
import { atLeastZero, isSameAmount, toAmount, writeAmount } from '../money.ts'
import type { LiteLlmKey, LiteLlmTeam } from '../rows.ts'
import { type Attempt, createAttempt, noteProgress, ownBudget } from './attempt.ts'
import { giveKeysBack } from './give-keys-back.ts'
import { restoreTeam } from './restore-team.ts'
import { readBefore, readWanted } from './wanted.ts'
import { readWorld, type World } from './world.ts'

/** What LiteLLM has on the way back: the keys of the team as well, whoever's they are. */
export interface WorldBack extends World {
  readonly teamKeys: readonly LiteLlmKey[]
}

const ROUNDS = 6

/**
 * The opposite order: the person's own budget is closed first, so that no key that comes back is without a limit; then
 * the keys; the team goes last, and only when no key is left in it, since LiteLLM deletes a team's keys with the team.
 */
export async function compensateWorkspace(
  effect: Effect,
  tools: EffectTools,
  client: LiteLlmClient,
): Promise<EffectResult> {
  const wanted = readWanted(effect)
  const before = readBefore(effect)
  if (before === null) return { facts: {}, warnings: [] }
  const attempt = createAttempt({ effect, wanted, before, client, tools })
  for (let round = 1; round <= ROUNDS; round += 1) {
    const world = await readBack(attempt)
    if (world === null) {
      return {
        facts: {},
        warnings: ['LiteLLM does not know the person any more; nothing was changed there.'],
      }
    }
    if (!(await giveBack(attempt, world))) return resultOf(attempt, world)
  }
  throw new EffectFailure('retry', "The person's keys and budget kept changing.")
}

async function readBack({ wanted, before, client }: Attempt): Promise<WorldBack | null> {
  const world = await readWorld(client, wanted, before.team?.spend ?? 0)
  if (world === null) return null
  const teamKeys = world.team === null ? [] : await client.listKeys({ team_id: wanted.team_id })
  return { ...world, teamKeys }
}

/** Writes what differs; the next step waits until the one before needs nothing more. */
async function giveBack(attempt: Attempt, world: WorldBack): Promise<boolean> {
  const first = (await closeBudget(attempt, world)) + (await giveKeysBack(attempt, world))
  if (first > 0) return true
  return (await restoreTeam(attempt, world)) > 0
}

/** Binds the person by a budget of their own again. Nobody's use of a key is lost: what they spent is never written. */
async function closeBudget(attempt: Attempt, { user, team }: WorldBack): Promise<number> {
  const { wanted, before, progress, client, warnings } = attempt
  const own = ownBudget(attempt)
  if (own === null || isSameAmount(before.user.max_budget, wanted.user_budget)) return 0
  const isOurs = [wanted.user_budget, progress.returned].some(
    (one) => one !== undefined && isSameAmount(one, user.max_budget),
  )
  if (!isOurs) {
    if (!isSameAmount(own, user.max_budget)) {
      warnings.add("The person's budget was changed by somebody else since; it was kept.")
    }
    return 0
  }
  const max_budget = team === null ? (progress.returned ?? own) : budgetBack(attempt, own, team)
  if (isSameAmount(max_budget, user.max_budget)) return 0
  await noteProgress(attempt, { returned: max_budget })
  await client.updateUser(wanted.user_id, { max_budget })
  return 1
}

/**
 * The budget with which the person has again what is left: the old one, what the team was given since, and, where the
 * two measures differ, the difference of what was spent in the team. It counts in the person's spend as it is.
 */
function budgetBack({ wanted, before, progress, warnings }: Attempt, own: number, team: LiteLlmTeam): number {
  const margin = new Big(wanted.margin ?? '1')
  const known = [progress.budget, before.firstBudget, before.team?.max_budget].filter(
    (one) => one !== undefined,
  )
  const [last = null] = known
  const isKnown = known.some((one) => isSameAmount(one, team.max_budget))
  const bought =
    isKnown || last === null || team.max_budget === null ? new Big(0) : new Big(team.max_budget).minus(last)
  if (!bought.eq(0)) warnings.add("The team's budget was changed since; the person has the difference now.")
  const inTeam = new Big(team.spend).minus(before.team?.spend ?? 0)
  return toAmount(atLeastZero(new Big(own).plus(bought.div(margin)).plus(inTeam).minus(inTeam.div(margin))))
}

function resultOf({ wanted, warnings }: Attempt, { user, team, keys }: WorldBack): EffectResult {
  return {
    facts: {
      user_id: wanted.user_id,
      team_id: wanted.team_id,
      team: team === null ? 'gone' : 'kept',
      keys: keys.length,
      budget: writeAmount(user.max_budget),
      spent: writeAmount(user.spend),
    },
    warnings: [...warnings],
  }
}
