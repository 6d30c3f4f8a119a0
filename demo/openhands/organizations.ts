import { bothShapes, managedModel, newestVersion } from './settings.ts'
import type { Row, World } from './world.ts'
import { managedProxy } from './world.ts'

export type RoleName = 'owner' | 'admin' | 'member'

const roleIds: Readonly<Record<RoleName, number>> = { owner: 1, admin: 2, member: 3 }

/** 089 calls the last one `user`; 092 renames it. */
export function addRoles(world: World): void {
  world.add('role', { name: 'owner', rank: 10 })
  world.add('role', { name: 'admin', rank: 20 })
  world.add('role', { name: world.shape === 'flat' ? 'user' : 'member', rank: 1000 })
}

export function personalName(id: string): string {
  return `user_${id}_org`
}

/** An organization in the database and its team in LiteLLM. */
export function addOrganization(
  world: World,
  organization: { id: string; name: string; email: string | null; budget?: number | null },
  changes: Row = {},
): void {
  const { id, name, email, budget = 25 } = organization
  const model = managedModel(newestVersion)
  const { agent_settings, conversation_settings } = bothShapes({
    agent: 'CodeActAgent',
    llm_model: model,
    llm_base_url: managedProxy,
    enable_default_condenser: true,
    max_iterations: 100,
  })
  world.add('org', {
    id,
    name,
    contact_name: name,
    contact_email: email,
    agent: 'CodeActAgent',
    default_max_iterations: 100,
    default_llm_model: model,
    default_llm_base_url: managedProxy,
    billing_margin: 1,
    org_version: newestVersion,
    v1_enabled: true,
    agent_settings: agent_settings ?? {},
    conversation_settings: conversation_settings ?? {},
    ...changes,
  })
  world.outside.litellm.teams.push({
    team_id: id,
    team_alias: name,
    max_budget: budget,
    spend: 0,
    models: [],
    members: [],
    metadata: { version: newestVersion },
  })
}

export function addUser(world: World, id: string, current: string, email: string | null): void {
  world.add('user', {
    id,
    current_org_id: current,
    accepted_tos: world.moment(),
    language: 'en',
    email,
    email_verified: email !== null,
  })
}

/** A membership, the member's place in the team, and a key in it. */
export function addMember(world: World, organization: string, user: string, role: RoleName): void {
  world.add('org_member', {
    org_id: organization,
    user_id: user,
    role_id: roleIds[role],
    _llm_api_key: world.sealed(),
    status: 'active',
    agent_settings_diff: {},
    conversation_settings_diff: {},
    has_custom_llm_api_key: false,
    // All memberships from before 161 count as not yet proven.
    managed_llm_key_ownership_version: 0,
  })
  const { teams } = world.outside.litellm
  const place = teams.findIndex(({ team_id }) => team_id === organization)
  const team = teams[place]
  if (team === undefined) throw new Error(`there is no team ${organization}`)
  const member = { user_id: user, role: 'user', max_budget: team.max_budget, spend: 0 } as const
  teams[place] = { ...team, members: [...team.members, member] }
  world.addKey({
    key_alias: `OpenHands Cloud - user ${user} - org ${organization}`,
    user_id: user,
    team_id: organization,
    models: [],
    max_budget: null,
    expires: null,
    metadata: { type: 'openhands' },
  })
}

/** Conversations in an organization. */
export function shareConversations(
  world: World,
  organization: string,
  user: string,
  ids: readonly string[],
): void {
  for (const id of ids)
    world.add('conversation_metadata_saas', { conversation_id: id, user_id: user, org_id: organization })
}

/** A user with an organization of their own, as the app makes them today; without a row in `user_settings`. */
export function addNative(world: World, id: string, email: string | null): void {
  addOrganization(world, { id, name: personalName(id), email })
  addUser(world, id, id, email)
  world.outside.litellm.users.push({
    user_id: id,
    user_email: email,
    max_budget: 1_000_000_000,
    spend: 0,
    models: [],
    teams: [id],
    metadata: { version: newestVersion },
  })
  addMember(world, id, id, 'owner')
}
