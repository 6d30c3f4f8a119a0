import { canonical } from '../server/canonical.ts'
import type { Key, Member, Membership, State, Team, User } from './state.ts'

/** The whole state as plain data, sorted, without times: equal worlds have equal snapshots. */
export interface LiteLlmSnapshot {
  readonly users: readonly User[]
  readonly teams: readonly (Omit<Team, 'memberships'> & {
    readonly members_with_roles: readonly Member[]
    readonly memberships: readonly Membership[]
  })[]
  readonly keys: readonly Key[]
}

export function takeSnapshot(state: State): LiteLlmSnapshot {
  return canonical({
    users: sorted([...state.users.values()], 'user_id').map((user) => ({
      ...user,
      teams: [...user.teams].sort(),
    })),
    teams: sorted([...state.teams.values()], 'team_id').map((team) => ({
      ...team,
      members_with_roles: sorted(team.members_with_roles, 'user_id'),
      memberships: sorted([...team.memberships.values()], 'user_id'),
    })),
    keys: sorted(state.keys.all(), 'token'),
  })
}

function sorted<Row, Name extends keyof Row>(rows: readonly Row[], name: Name): Row[] {
  return rows.toSorted((a, b) => (a[name] < b[name] ? -1 : a[name] > b[name] ? 1 : 0))
}
