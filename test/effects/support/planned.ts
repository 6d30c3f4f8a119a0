import { Big } from 'big.js'
import type { LiteLlmSnapshot } from '../../../demo/outside/litellm.ts'
import { type Person, UNLIMITED } from './person.ts'

/**
 * What LiteLLM must look like when a person is promoted, made from what it looked like before and from nothing else.
 * For people without a team; whoever has one is described by the test itself.
 */
export function planned(before: LiteLlmSnapshot, { wanted }: Person): LiteLlmSnapshot {
  const id = String(wanted.user_id)
  const team = String(wanted.team_id)
  const person = before.users.find(({ user_id }) => user_id === id)
  if (person === undefined) return before
  const { max_budget: budget, spend, models } = person
  const left =
    budget === null
      ? null
      : Math.max(
          0,
          new Big(budget)
            .minus(spend)
            .times(String(wanted.margin ?? '1'))
            .toNumber(),
        )
  const keys = before.keys.filter(({ user_id }) => user_id === id)
  const inTeam = (one: (typeof before.users)[number], mine: Partial<typeof one>) => ({
    ...one,
    ...mine,
    teams: [...one.teams, team].sort(),
  })
  return {
    users: before.users.map((one) => {
      if (one.user_id === 'default_user_id') return inTeam(one, {})
      if (one.user_id !== id) return one
      return inTeam(one, { max_budget: budget === null ? null : UNLIMITED })
    }),
    teams: [
      ...before.teams,
      {
        team_id: team,
        team_alias: String(wanted.team_alias),
        models: models.length === 0 ? [] : [...new Set([...models, ...keys.flatMap((key) => key.models)])],
        max_budget: left,
        spend: 0,
        blocked: false,
        metadata: wanted.metadata as Record<string, unknown>,
        members_with_roles: [
          { user_id: id, user_email: null, role: 'user' as const },
          { user_id: 'default_user_id', user_email: null, role: 'admin' as const },
        ].sort((a, b) => (a.user_id < b.user_id ? -1 : 1)),
        memberships: left === null ? [] : [{ user_id: id, max_budget: left, spend: 0 }],
      },
    ].sort((a, b) => (a.team_id < b.team_id ? -1 : 1)),
    keys: before.keys.map((key) => (key.user_id === id ? { ...key, team_id: team } : key)),
  }
}

/**
 * Requests for a person of whom nothing is in the team yet: read, write, read again; and once more before the budget is
 * opened, since the keys may have taken long.
 */
export function minimumCalls(keys: number, opensBudget: boolean): number {
  const pages = Math.max(1, Math.ceil(keys / 100))
  const reading = 2 + pages
  return 2 * reading + 2 + keys + (opensBudget ? 2 : 0)
}

/** And on the way back: the keys of the team are read as well, and the team goes only when it was read to be empty. */
export function minimumCallsBack(keys: number, closesBudget: boolean): number {
  const pages = Math.max(1, Math.ceil(keys / 100))
  return 3 * (2 + pages) + pages + keys + 3 + (closesBudget ? 1 : 0)
}
