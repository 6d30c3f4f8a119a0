import { createHash } from 'node:crypto'
import { createKeyStore, type KeyStore } from './key-store.ts'

type Metadata = Readonly<Record<string, unknown>>

export interface User {
  readonly user_id: string
  user_email: string | null
  user_alias: string | null
  user_role: string
  /** Null is no budget at all; 0 is nothing to spend. */
  max_budget: number | null
  spend: number
  models: readonly string[]
  teams: string[]
  metadata: Metadata
}

export interface Member {
  readonly user_id: string
  readonly user_email: string | null
  role: 'admin' | 'user'
}

export interface Membership {
  readonly user_id: string
  max_budget: number | null
  spend: number
}

export interface Team {
  readonly team_id: string
  team_alias: string | null
  models: readonly string[]
  max_budget: number | null
  spend: number
  blocked: boolean
  metadata: Metadata
  members_with_roles: Member[]
  readonly memberships: Map<string, Membership>
}

export interface Key {
  /** SHA-256 of the key in hexadecimal; the key itself is never kept. */
  readonly token: string
  /** `sk-...` and the last four characters. */
  readonly key_name: string
  key_alias: string | null
  models: readonly string[]
  spend: number
  max_budget: number | null
  team_id: string | null
  user_id: string | null
  blocked: boolean
  metadata: Metadata
}

export interface State {
  readonly users: Map<string, User>
  readonly teams: Map<string, Team>
  readonly keys: KeyStore
}

/** The user whom the master key stands for. */
export const callerId = 'default_user_id'

/** Keys of the admin page's own sessions stand in this team and are never listed. */
export const dashboardTeam = 'litellm-dashboard'

export function createState(): State {
  const caller = createUser({ user_id: callerId, user_role: 'proxy_admin' })
  return { users: new Map([[callerId, caller]]), teams: new Map(), keys: createKeyStore() }
}

export function createUser(row: Partial<User> & Pick<User, 'user_id'>): User {
  return {
    user_email: null,
    user_alias: null,
    user_role: 'internal_user',
    max_budget: null,
    spend: 0,
    models: [],
    teams: [],
    metadata: {},
    ...row,
  }
}

export function createTeam(row: Partial<Team> & Pick<Team, 'team_id'>): Team {
  return {
    team_alias: null,
    models: [],
    max_budget: null,
    spend: 0,
    blocked: false,
    metadata: {},
    members_with_roles: [],
    memberships: new Map(),
    ...row,
  }
}

export function createKey(raw: string, row: Partial<Key> = {}): Key {
  return {
    token: tokenOf(raw),
    key_name: `sk-...${raw.slice(-4)}`,
    key_alias: null,
    models: [],
    spend: 0,
    max_budget: null,
    team_id: null,
    user_id: null,
    blocked: false,
    metadata: {},
    ...row,
  }
}

/** The hash of a key; a hash stays what it is. */
export function tokenOf(rawOrToken: string): string {
  return rawOrToken.startsWith('sk-') ? createHash('sha256').update(rawOrToken).digest('hex') : rawOrToken
}

export function findMember(team: Team, userId: string): Member | undefined {
  return team.members_with_roles.find((member) => member.user_id === userId)
}

/** Takes the member and its row out of the team, and the team out of the user; keys are not looked at. */
export function removeMember(state: State, team: Team, userId: string): void {
  team.members_with_roles = team.members_with_roles.filter((member) => member.user_id !== userId)
  team.memberships.delete(userId)
  const user = state.users.get(userId)
  if (user !== undefined) user.teams = user.teams.filter((id) => id !== team.team_id)
}
