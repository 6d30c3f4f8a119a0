import { Big } from 'big.js'
import { isSameAmount, toAmount } from '../money.ts'
import type { LiteLlmTeam } from '../rows.ts'
import type { Attempt } from './attempt.ts'

/** The person is a member, with all that the team has left: the app reads a person's credit there. */
export async function ensureMember(
  { wanted, client, before }: Attempt,
  team: LiteLlmTeam | null,
  budget: number | null,
): Promise<number> {
  const { team_id, user_id } = wanted
  const membership = team?.memberships.find((one) => one.user_id === user_id)
  const own =
    budget === null ? null : toAmount(new Big(budget).minus(team?.spend ?? 0).plus(membership?.spend ?? 0))
  if (team === null || !team.members.includes(user_id)) {
    await client.addMember(team_id, user_id, own)
    return 1
  }
  // Who was a member before has the budget that the app gave.
  if (before.team?.isMember || own === null || isSameAmount(membership?.max_budget ?? null, own)) return 0
  await client.updateMember(team_id, user_id, own)
  return 1
}
