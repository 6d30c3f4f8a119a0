import { styleText } from 'node:util'
import Big from 'big.js'
import type { Fact } from '../openhands/facts.ts'
import type { LiteLlmFake } from '../outside/litellm.ts'

/** What LiteLLM knows of one person, in words. */
export interface Standing {
  readonly budget: string
  readonly team: string
  readonly keys: string
}

export function standingOf({ user_id }: Fact, litellm: LiteLlmFake): Standing {
  const { users, teams, keys } = litellm.snapshot()
  const user = users.find((one) => one.user_id === user_id)
  const team = teams.find((one) => one.team_id === user_id)
  const own = keys.filter((one) => one.user_id === user_id)
  const inTeam = own.filter((one) => one.team_id === user_id)
  const left = (one: { max_budget: number | null; spend: number } | undefined) =>
    one?.max_budget == null
      ? 'none'
      : `${new Big(one.max_budget).minus(one.spend).toFixed(2)} of ${one.max_budget} left`
  return {
    budget: (user?.max_budget ?? 0) >= 1e9 ? 'no limit of its own any more' : left(user),
    team: team === undefined ? 'none' : left(team),
    keys: `${own.length}, ${inTeam.length} of them in the organization's team`,
  }
}

/** Side by side, before and after. */
export function compareStandings(before: Standing, after: Standing): string {
  const lines = (['budget', 'team', 'keys'] as const).map(
    (name) => `  ${name.padEnd(8)}${before[name].padEnd(44)}${styleText('green', after[name])}`,
  )
  return [`          ${styleText('dim', 'before'.padEnd(42))}${styleText('dim', 'now')}`, ...lines].join('\n')
}
