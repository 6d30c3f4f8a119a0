import { Big } from 'big.js'
import type { LiteLlmClient } from '../client.ts'
import { atLeastZero, isSameAmount, toAmount } from '../money.ts'
import type { LiteLlmKey, LiteLlmTeam, LiteLlmUser } from '../rows.ts'
import type { Before, Wanted } from './wanted.ts'

/** What LiteLLM has of one person, as it was read. */
export interface World {
  readonly user: LiteLlmUser
  readonly team: LiteLlmTeam | null
  readonly keys: readonly LiteLlmKey[]
}

/**
 * Reads keys, user and team. `teamSpendBefore` is what the team had spent when nobody had touched it: once the keys are
 * in the team, what it spends counts for the person too, and the two readings must be of the same instant.
 */
export async function readWorld(
  client: LiteLlmClient,
  { user_id, team_id }: Pick<Wanted, 'user_id' | 'team_id'>,
  teamSpendBefore: number,
): Promise<World | null> {
  let user = await client.findUser(user_id)
  if (user === null) return null
  const keys = await client.listKeys({ user_id })
  let team = await client.findTeam(team_id)
  for (let tries = 0; tries < 3 && team !== null && team.spend !== teamSpendBefore; tries += 1) {
    const again: LiteLlmUser | null = await client.findUser(user_id)
    if (again === null) return null
    if (again.spend === user.spend) break
    user = again
    team = await client.findTeam(team_id)
  }
  return { user, team, keys }
}

/**
 * The budget with which the team has exactly what is left for the person: `(budget − spent by the person alone) ×
 * margin`, and what the team had spent before. The person's spend grows with every use of a key, in the team or not; the
 * team's only with those in the team. Null is no limit; 0 is nothing left.
 */
export function creditOf(
  { user, team }: Pick<World, 'user' | 'team'>,
  before: { readonly team: Before['team']; readonly own: number | null },
  { margin, user_budget }: Wanted,
): number | null {
  const budget = isSameAmount(user.max_budget, user_budget) ? before.own : user.max_budget
  if (budget === null) return null
  const ofTeam = new Big(before.team?.spend ?? 0)
  const inTeam = new Big(team?.spend ?? 0).minus(team === null ? 0 : ofTeam)
  const alone = new Big(user.spend).minus(inTeam)
  const left = atLeastZero(new Big(budget).minus(alone)).times(margin ?? '1')
  return toAmount(team === null ? left : left.plus(ofTeam))
}
