import { LiteLlmError, plain, refused, wrapped } from './errors.ts'
import type { Context, Endpoint, Input } from './input.ts'
import { generateKey } from './keys.ts'
import { joinTeam } from './members.ts'
import { keyRow, teamRow, userRow } from './rows.ts'
import { createUser, dashboardTeam, removeMember, type User } from './state.ts'

/** `GET /user/info`: without an id all teams and keys, as the master key may see them. */
const info: Endpoint = (context, { query }) => {
  const { state, options } = context
  const id = query.get('user_id')
  const user = id === null ? undefined : state.users.get(id)
  if (id !== null && user === undefined && options.unknown_user === 'not-found')
    throw wrapped(404, `User ${id} not found`)
  const owned = id === null ? state.keys.all() : state.keys.ofUser(id)
  const keys = owned.filter((key) => key.team_id !== dashboardTeam)
  const teams =
    id === null
      ? [...state.teams.values()]
      : (user?.teams ?? []).flatMap((team) => state.teams.get(team) ?? [])
  const spent = keys.reduce((sum, key) => sum + key.spend, 0)
  return {
    user_id: id,
    user_info: id === null ? null : user === undefined ? { spend: spent } : userRow(user),
    keys: keys.map((key) => keyRow(context, key, 'token')),
    teams: teams.map(teamRow),
  }
}

/** `GET /v2/user/info`: the row alone. */
const lightInfo: Endpoint = ({ state, options }, { query }) => {
  if (!options.user_rows) throw new LiteLlmError(404, 'Not Found', { body: 'detail', wrapped: null })
  const id = query.get('user_id') ?? ''
  const user = state.users.get(id)
  if (user === undefined) throw wrapped(404, `User ${id} not found`)
  return userRow(user)
}

const create: Endpoint = (context, input) => {
  const { state } = context
  const id = input.text('user_id') ?? `user-${state.users.size}`
  refuseDuplicate(context, id, input.text('user_email'))
  const user = createUser({
    user_id: id,
    user_email: input.text('user_email'),
    user_alias: input.text('user_alias'),
    user_role: input.text('user_role') ?? 'internal_user',
    max_budget: input.number('max_budget'),
    spend: input.number('spend') ?? 0,
    models: input.texts('models') ?? [],
    metadata: input.record('metadata') ?? {},
  })
  state.users.set(id, user)
  for (const wish of input.mixed('teams')) {
    const team = state.teams.get(typeof wish === 'string' ? wish : wish.needText('team_id'))
    const budget = typeof wish === 'string' ? null : wish.number('max_budget_in_team')
    // Best effort: a team that does not exist is passed over in silence.
    if (team !== undefined) joinTeam(context, team, { user_id: id, user_email: null, role: 'user' }, budget)
  }
  // True by default: who forgets it makes a key that nobody asked for.
  const key =
    input.truth('auto_create_key') === false ? {} : generateKey(context, { user_id: id, models: user.models })
  return { ...userRow(user), ...key }
}

const update: Endpoint = (context, input) => {
  const { state, options } = context
  const user = findForUpdate(context, input)
  const changed: Record<string, unknown> = {}
  if (
    input.has('max_budget') &&
    !(input.number('max_budget') === null && options.null_user_budget === 'ignored')
  )
    changed.max_budget = input.number('max_budget')
  if (input.number('spend') !== null) changed.spend = input.number('spend')
  if (input.texts('models') !== null) changed.models = input.texts('models')
  if (input.record('metadata') !== null) changed.metadata = input.record('metadata')
  for (const name of ['user_role', 'user_alias', 'user_email'])
    if (input.text(name) !== null) changed[name] = input.text(name)
  state.users.set(user.user_id, Object.assign(user, changed))
  return { user_id: user.user_id, data: userRow(user) }
}

/** `POST /user/delete`: checked first, then gone with all their keys and memberships. */
const remove: Endpoint = ({ state }, input) => {
  const ids = input.texts('user_ids')
  if (ids === null) throw refused(400, 'No user id passed in')
  const unknown = ids.find((id) => !state.users.has(id))
  if (unknown !== undefined) throw refused(404, `User not found, passed user_id=${unknown}`)
  for (const id of ids) {
    for (const key of state.keys.ofUser(id)) state.keys.delete(key.token)
    for (const team of state.teams.values()) removeMember(state, team, id)
    state.users.delete(id)
  }
  return ids.length
}

export const userEndpoints: Readonly<Record<string, Endpoint>> = {
  'GET /user/info': info,
  'GET /v2/user/info': lightInfo,
  'POST /user/new': create,
  'POST /user/update': update,
  'POST /user/delete': remove,
}

function refuseDuplicate({ state, options }: Context, id: string, email: string | null): void {
  const status = options.duplicate_user_status
  if (state.users.has(id)) throw wrapped(status, `User with id ${id} already exists`)
  const taken = [...state.users.values()].some(
    ({ user_email }) => email !== null && user_email?.toLowerCase() === email.toLowerCase(),
  )
  if (taken) throw wrapped(status, `User with email ${email} already exists`)
}

function findForUpdate({ state, options }: Context, input: Input): User {
  const id = input.text('user_id')
  const email = input.text('user_email')
  const known =
    id === null ? [...state.users.values()].find((user) => user.user_email === email) : state.users.get(id)
  if (known !== undefined) return known
  if (id === null || options.unknown_user_on_update === 'not-found')
    throw plain(404, `User not found, passed user_id=${id}`, 'not_found_error', 'user_id')
  return createUser({ user_id: id })
}
