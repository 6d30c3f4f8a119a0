import { randomBytes } from 'node:crypto'
import { LiteLlmError, plain, wrapped } from './errors.ts'
import type { Context, Endpoint, Input } from './input.ts'
import { listKeys } from './key-list.ts'
import { keyRow } from './rows.ts'
import { createKey, findMember, type Key, type State, type Team, tokenOf } from './state.ts'

/**
 * Makes a key, or leaves one of the same value as it is: the answer then says what was asked, not what is there.
 * The key itself is in this answer and nowhere else. A team that does not exist is no error here.
 */
export function generateKey(context: Context, wish: Partial<Key>, value: string | null = null): object {
  const raw = value ?? `sk-${randomBytes(16).toString('base64url')}`
  const key = createKey(raw, wish)
  if (context.state.keys.get(key.token) === undefined) context.state.keys.put(key)
  return { ...keyRow(context, key, 'token'), key: raw, token_id: key.token }
}

const generate: Endpoint = (context, input) => {
  const { state, options } = context
  const value = input.text('key')
  if (value !== null && !value.startsWith('sk-'))
    throw wrapped(400, "Invalid key format. LiteLLM Virtual Key must start with 'sk-'", 'bad_request_error')
  const alias = input.text('key_alias')
  const isRepeated = value !== null && state.keys.get(tokenOf(value)) !== undefined
  const own = isRepeated && options.repeated_alias_of_same_key === 'accepted' ? tokenOf(value) : null
  refuseTakenAlias(state, alias, own)
  return generateKey(
    context,
    {
      key_alias: alias,
      models: input.texts('models') ?? [],
      spend: input.number('spend') ?? 0,
      max_budget: input.number('max_budget'),
      team_id: input.text('team_id'),
      user_id: input.text('user_id'),
      blocked: input.truth('blocked') ?? false,
      metadata: input.record('metadata') ?? {},
    },
    value,
  )
}

const update: Endpoint = (context, input) => {
  const { state, options } = context
  const asked = input.needText('key')
  const key = state.keys.get(tokenOf(asked))
  if (key === undefined) throw unknownOnUpdate(context, input)
  const teamId = input.text('team_id')
  if (teamId !== null && teamId !== key.team_id) allowMove(context, key, teamId)
  if (input.text('key_alias') !== null) refuseTakenAlias(state, input.text('key_alias'), key.token)
  const changed = readChanges(input, options.null_key_field === 'clears')
  if (options.models_wiped_on_team_change && teamId !== null && teamId !== key.team_id) changed.models = []
  state.keys.change(key, changed)
  return { key: asked, ...changed }
}

/** `POST /key/bulk_update`, in newer versions: says 200 even when each of them failed. */
const updateMany: Endpoint = (context, input) => {
  const { items } = input.items('keys')
  const done: object[] = []
  const failed: object[] = []
  for (const item of items) {
    const key = item.needText('key')
    try {
      done.push({ key, key_info: update(context, item) })
    } catch (error) {
      failed.push({
        key,
        key_info: null,
        failed_reason: error instanceof Error ? error.message : String(error),
      })
    }
  }
  return { total_requested: items.length, successful_updates: done, failed_updates: failed }
}

const info: Endpoint = (context, { query }) => {
  const asked = query.get('key') ?? ''
  const key = context.state.keys.get(tokenOf(asked))
  if (key === undefined) throw plain(404, 'Key not found in database', 'not_found_error', 'key')
  return { key: asked, info: keyRow(context, key, 'no token') }
}

const remove: Endpoint = ({ state }, input) => {
  const keys = input.texts('keys')
  const aliases = input.texts('key_aliases')
  const wanted = keys ?? aliases
  if (wanted === null) throw wrapped(400, 'Invalid request type')
  const found = keys
    ? keys.flatMap((key) => state.keys.get(tokenOf(key)) ?? [])
    : wanted.flatMap((alias) => state.keys.ofAlias(alias))
  if (found.length === 0) throw wrapped(404, 'No keys found', 'not_found_error')
  for (const key of found) state.keys.delete(key.token)
  if (found.length < wanted.length)
    throw wrapped(
      400,
      `Not all keys passed in were deleted. Keys passed in=${wanted.length}, Deleted keys =${found.length}`,
    )
  return { deleted_keys: wanted }
}

function blocks(blocked: boolean): Endpoint {
  return (context, input) => {
    const key = context.state.keys.get(tokenOf(input.needText('key')))
    if (key === undefined) throw plain(404, 'Key not found in database', 'not_found_error', 'key')
    key.blocked = blocked
    return keyRow(context, key, 'token')
  }
}

export const keyEndpoints: Readonly<Record<string, Endpoint>> = {
  'POST /key/generate': generate,
  'POST /key/update': update,
  'POST /key/bulk_update': updateMany,
  'GET /key/info': info,
  'GET /key/list': listKeys,
  'POST /key/delete': remove,
  'POST /key/block': blocks(true),
  'POST /key/unblock': blocks(false),
}

function readChanges(input: Input, nullClears: boolean): Partial<Key> {
  const changed: { -readonly [Name in keyof Key]?: Key[Name] } = {}
  for (const name of ['team_id', 'user_id', 'key_alias'] as const)
    if (input.has(name) && (nullClears || input.text(name) !== null)) changed[name] = input.text(name)
  if (input.has('max_budget') && (nullClears || input.number('max_budget') !== null))
    changed.max_budget = input.number('max_budget')
  const models = input.texts('models')
  const spend = input.number('spend')
  const metadata = input.record('metadata')
  return {
    ...changed,
    ...(models === null ? {} : { models }),
    ...(spend === null ? {} : { spend }),
    ...(metadata === null ? {} : { metadata }),
  }
}

/** The text speaks of a team though it is the key that is missing; some versions say 401. */
function unknownOnUpdate({ options }: Context, input: Input): Error {
  if (options.unknown_key_on_update === 'unauthorized')
    return plain(
      401,
      'Authentication Error, Invalid proxy server token passed.',
      'token_not_found_in_db',
      'key',
    )
  return wrapped(404, `Team not found, passed team_id=${input.text('team_id') ?? 'None'}`, 'auth_error')
}

/** The team must exist, allow the key's models, and have the key's user as a member. */
function allowMove({ state, options }: Context, key: Key, teamId: string): void {
  const team = state.teams.get(teamId)
  if (team === undefined)
    throw wrapped(
      404,
      `Team doesn't exist in db. Team=${teamId}. Create team via \`/team/new\` call.`,
      'auth_error',
    )
  const denied = key.models.find((model) => !allows(team, model))
  if (denied !== undefined)
    throw plain(
      options.denied_model_status,
      `Team not allowed to access model. Team=${teamId}, Model=${denied}. Allowed team models = ${team.models}`,
      'team_model_access_denied',
      'model',
    )
  if (key.user_id !== null && findMember(team, key.user_id) === undefined)
    throw new LiteLlmError(
      403,
      `User=${key.user_id} is not a member of the team=${teamId}. Check team members via \`/team/info\`.`,
      { body: 'error', type: 'auth_error', wrapped: null },
    )
}

/** No models at all means all of them. */
function allows(team: Team, model: string): boolean {
  return team.models.length === 0 || team.models.includes(model) || team.models.includes('all-proxy-models')
}

function refuseTakenAlias(state: State, alias: string | null, ownToken: string | null): void {
  if (alias === null) return
  if (state.keys.ofAlias(alias).some((key) => key.token !== ownToken))
    throw plain(
      400,
      `Key with alias '${alias}' already exists. Unique key aliases across all keys are required.`,
      'bad_request_error',
      'key_alias',
    )
}
