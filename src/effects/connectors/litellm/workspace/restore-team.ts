import { isSameAmount } from '../money.ts'
import type { LiteLlmKey, LiteLlmTeam } from '../rows.ts'
import type { Attempt } from './attempt.ts'
import { isCaller } from './begin.ts'
import { isWithin } from './wanted.ts'

interface Found {
  readonly team: LiteLlmTeam | null
  readonly teamKeys: readonly LiteLlmKey[]
}

/** The team as it was: gone where it was made for this, and nobody else uses it. */
export function restoreTeam(attempt: Attempt, { team, teamKeys }: Found): Promise<number> | number {
  if (team === null) return 0
  return attempt.before.team === null
    ? removeTeam(attempt, team, teamKeys)
    : bringBack(attempt, team, attempt.before.team, teamKeys)
}

async function removeTeam(
  { wanted, client, warnings }: Attempt,
  team: LiteLlmTeam,
  teamKeys: readonly LiteLlmKey[],
): Promise<number> {
  const { team_id, user_id } = wanted
  const others = team.members.filter((member) => member !== user_id && !isCaller(member))
  // With the team LiteLLM would delete every key that is left in it.
  if (others.length > 0 || teamKeys.length > 0) {
    warnings.add(`The team was kept: ${others.length} other members and ${teamKeys.length} keys are in it.`)
    return 0
  }
  // Older versions leave the team among the person's own when it is deleted.
  if (team.members.includes(user_id)) await client.removeMember(team_id, user_id)
  await client.deleteTeam(team_id)
  return 1
}

async function bringBack(
  { wanted, client, before, progress }: Attempt,
  team: LiteLlmTeam,
  old: NonNullable<Attempt['before']['team']>,
  teamKeys: readonly LiteLlmKey[],
): Promise<number> {
  const { team_id, user_id, team_alias, metadata } = wanted
  let wrote = 0
  const isOurs = [progress.budget, before.firstBudget].some(
    (one) => one !== undefined && isSameAmount(one, team.max_budget),
  )
  const changes = {
    ...(team.alias === team_alias && old.alias !== team_alias ? { team_alias: old.alias } : {}),
    ...(isWithin(metadata, team.metadata) && !isWithin(metadata, old.metadata)
      ? { metadata: old.metadata }
      : {}),
    ...(isOurs && !isSameAmount(team.max_budget, old.max_budget) ? { max_budget: old.max_budget } : {}),
  }
  if (Object.keys(changes).length > 0) {
    await client.updateTeam(team_id, changes)
    wrote += 1
  }
  const hasKeys = teamKeys.some((key) => key.user_id === user_id)
  if (!old.isMember && !hasKeys && team.members.includes(user_id)) {
    await client.removeMember(team_id, user_id)
    wrote += 1
  }
  return wrote
}
