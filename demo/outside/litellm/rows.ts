import type { Context } from './input.ts'
import type { Key, Team, User } from './state.ts'

/** No state depends on time; answers have a time because LiteLLM's have one. */
const createdAt = '2025-01-15T10:00:00Z'

export function userRow(user: User): object {
  return {
    ...user,
    organization_id: null,
    budget_duration: null,
    budget_reset_at: null,
    tpm_limit: null,
    rpm_limit: null,
    created_at: createdAt,
    updated_at: createdAt,
  }
}

export function teamRow({ memberships: _memberships, ...team }: Team): object {
  return {
    ...team,
    organization_id: null,
    budget_duration: null,
    budget_reset_at: null,
    tpm_limit: null,
    rpm_limit: null,
    created_at: createdAt,
    updated_at: createdAt,
  }
}

/** With the token, or as `/key/info` and `/team/info` show it, without. */
export function keyRow({ state }: Context, { token, ...key }: Key, shows: 'token' | 'no token'): object {
  return {
    ...(shows === 'token' ? { token } : {}),
    ...key,
    team_alias: key.team_id === null ? null : (state.teams.get(key.team_id)?.team_alias ?? null),
    expires: null,
    budget_duration: null,
    budget_reset_at: null,
    tpm_limit: null,
    rpm_limit: null,
    organization_id: null,
    created_at: createdAt,
    updated_at: createdAt,
  }
}

export function membershipRows(team: Team): object[] {
  return [...team.memberships.values()].map(({ user_id, spend, max_budget }) => {
    const budgetId = `budget of ${user_id} in ${team.team_id}`
    return {
      user_id,
      team_id: team.team_id,
      budget_id: budgetId,
      spend,
      litellm_budget_table: { budget_id: budgetId, max_budget, budget_duration: null },
    }
  })
}
