import {
  createKey,
  createTeam,
  createUser,
  type Key,
  type Member,
  type State,
  type Team,
  type User,
} from './state.ts'

/**
 * Rows to put into a fake as they are. Nothing is checked, so that a broken world can be made: a key of a team that
 * does not exist, a member without a row of its own.
 */
export interface LiteLlmSeed {
  readonly users?: readonly (Partial<User> & Pick<User, 'user_id'>)[]
  readonly teams?: readonly SeedTeam[]
  /** `key` is the value that begins with `sk-`. */
  readonly keys?: readonly (Partial<Key> & { readonly key: string })[]
}

interface SeedTeam extends Partial<Omit<Team, 'members_with_roles' | 'memberships'>> {
  readonly team_id: string
  readonly members?: readonly SeedMember[]
}

interface SeedMember {
  readonly user_id: string
  readonly role?: Member['role']
  /** With either of these the member has a row in `team_memberships`. */
  readonly max_budget?: number | null
  readonly spend?: number
}

/** A user who exists is replaced; the team ids of a user are completed from the members of the teams. */
export function plant(state: State, seed: LiteLlmSeed): void {
  for (const row of seed.users ?? [])
    state.users.set(row.user_id, createUser({ ...row, teams: [...(row.teams ?? [])] }))
  for (const row of seed.teams ?? []) plantTeam(state, row)
  for (const { key: raw, ...row } of seed.keys ?? []) {
    state.keys.put(createKey(raw, row))
  }
}

function plantTeam(state: State, { members = [], ...row }: SeedTeam): void {
  const team = createTeam({
    ...row,
    members_with_roles: members.map(({ user_id, role = 'user' }) => ({ user_id, user_email: null, role })),
  })
  for (const { user_id, max_budget, spend } of members) {
    if (max_budget !== undefined || spend !== undefined)
      team.memberships.set(user_id, { user_id, max_budget: max_budget ?? null, spend: spend ?? 0 })
    const user = state.users.get(user_id)
    if (user !== undefined && !user.teams.includes(team.team_id)) user.teams.push(team.team_id)
  }
  state.teams.set(team.team_id, team)
}
