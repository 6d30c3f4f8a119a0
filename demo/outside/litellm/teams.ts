import { InvalidRequest, LiteLlmError, refused, wrapped } from './errors.ts'
import type { Endpoint } from './input.ts'
import { joinTeam } from './members.ts'
import { keyRow, membershipRows, teamRow } from './rows.ts'
import { callerId, createTeam, type Member, removeMember } from './state.ts'

const create: Endpoint = (context, input) => {
  const { state, options } = context
  const id = input.text('team_id') ?? `team-${state.teams.size}`
  if (state.teams.has(id))
    throw wrapped(400, `Team id = ${id} already exists. Please use a different team id.`)
  const organization = input.text('organization_id')
  if (organization !== null) throw wrapped(400, `Organization not found for organization_id=${organization}`)
  const team = createTeam({
    team_id: id,
    team_alias: input.text('team_alias'),
    models: input.texts('models') ?? [],
    max_budget: input.number('max_budget') ?? options.default_team_budget,
    spend: input.number('spend') ?? 0,
    blocked: input.truth('blocked') ?? false,
    metadata: input.record('metadata') ?? {},
  })
  state.teams.set(id, team)
  for (const member of input.has('members_with_roles') ? input.items('members_with_roles').items : []) {
    const role: Member['role'] = member.text('role') === 'admin' ? 'admin' : 'user'
    joinTeam(context, team, { user_id: member.needText('user_id'), user_email: null, role }, null)
  }
  // Whoever makes a team is its admin, and the master key is a user like any other.
  joinTeam(context, team, { user_id: callerId, user_email: null, role: 'admin' }, null)
  return teamRow(team)
}

const info: Endpoint = (context, { query }) => {
  const { state } = context
  const id = query.get('team_id')
  if (id === null) throw new InvalidRequest('query', 'team_id')
  const team = state.teams.get(id)
  if (team === undefined)
    throw new LiteLlmError(404, `Team not found, passed team id: ${id}.`, {
      body: 'error',
      type: 'auth_error',
      wrapped: 'message',
    })
  return {
    team_id: id,
    team_info: { ...teamRow(team), team_member_budget_table: null },
    keys: state.keys.ofTeam(id).map((key) => keyRow(context, key, 'no token')),
    team_memberships: membershipRows(team),
  }
}

/** `POST /team/update`: what was not sent stays, null is applied, `metadata` replaces; spend cannot be set. */
const update: Endpoint = ({ state }, input) => {
  const id = input.needText('team_id')
  const team = state.teams.get(id)
  if (team === undefined) throw refused(404, `Team not found, passed team_id=${id}`)
  if (input.has('team_alias')) team.team_alias = input.text('team_alias')
  if (input.has('models')) team.models = input.texts('models') ?? []
  if (input.has('max_budget')) team.max_budget = input.number('max_budget')
  if (input.has('blocked')) team.blocked = input.truth('blocked') ?? false
  if (input.has('metadata')) team.metadata = input.record('metadata') ?? {}
  return { team_id: id, data: teamRow(team) }
}

/** `POST /team/delete`: refused when one of the ids is unknown; else every key of the teams goes first. */
const remove: Endpoint = ({ state }, input) => {
  const ids = input.texts('team_ids')
  if (ids === null) throw new InvalidRequest('body', 'team_ids')
  const unknown = ids.find((id) => !state.teams.has(id))
  if (unknown !== undefined) throw refused(404, `Team not found, passed team_id=${unknown}`)
  for (const id of ids) {
    for (const key of state.keys.ofTeam(id)) state.keys.delete(key.token)
    const team = state.teams.get(id)
    for (const { user_id } of [...(team?.members_with_roles ?? [])])
      if (team !== undefined) removeMember(state, team, user_id)
    state.teams.delete(id)
  }
  return { deleted_teams: ids }
}

export const teamEndpoints: Readonly<Record<string, Endpoint>> = {
  'POST /team/new': create,
  'GET /team/info': info,
  'POST /team/update': update,
  'POST /team/delete': remove,
}
