import { plain } from './errors.ts'
import type { Context } from './input.ts'
import { type Key, type Team, tokenOf, type User } from './state.ts'

/** What became of a use of a key. */
export type Use =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly status: number; readonly reason: string }

/**
 * A call of a model with a person's key that costs `amount`. It is refused as LiteLLM refuses it, before anything is
 * charged, so the last use may go over the budget; what it costs is added to the key, to the team with the member's
 * row there, and to the user.
 */
export function spendWith(context: Context, raw: string, amount: number): Use {
  try {
    const { key, team, user } = admit(context, raw)
    const membership = team?.memberships.get(key.user_id ?? '')
    for (const account of [key, team, user, membership]) if (account !== undefined) account.spend += amount
    return { allowed: true }
  } catch (error) {
    if (!(error instanceof Error) || !('status' in error)) throw error
    return { allowed: false, status: Number(error.status), reason: error.message }
  }
}

/** `GET /v1/models` with a person's key: what the key may call. */
export function listModels(context: Context, raw: string): object {
  const { key, team } = admit(context, raw)
  const allowed = context.options.models.filter((model) =>
    [key.models, team?.models ?? []].every(isOpenTo(model)),
  )
  return {
    object: 'list',
    data: allowed.map((id) => ({ id, object: 'model', created: 1677610602, owned_by: 'openai' })),
  }
}

interface Admitted {
  readonly key: Key
  readonly team: Team | undefined
  readonly user: User | undefined
}

/** Throws 401 for a key that is dead, 404 for one whose team is gone, and budget errors. */
function admit(context: Context, raw: string): Admitted {
  const { state } = context
  if (!raw.startsWith('sk-'))
    throw plain(
      401,
      "LiteLLM Virtual Key expected. Received=****, expected to start with 'sk-'.",
      'auth_error',
    )
  const key = state.keys.get(tokenOf(raw))
  if (key === undefined) throw unknownToken(raw)
  if (key.blocked)
    throw plain(401, "Key is blocked. Update via `/key/unblock` if you're admin.", 'auth_error')
  const team = key.team_id === null ? undefined : state.teams.get(key.team_id)
  if (key.team_id !== null && team === undefined)
    throw plain(404, `Team doesn't exist in db. Team=${key.team_id}.`, 'not_found_error')
  if (team?.blocked === true) throw plain(401, `Team=${team.team_id} is blocked.`, 'auth_error')
  const user = key.user_id === null ? undefined : state.users.get(key.user_id)
  checkBudgets(context, key, team, user)
  return { key, team, user }
}

/** A key with a team is bound by the team's budget and never by the user's; its own budget binds first. */
function checkBudgets(context: Context, key: Key, team: Team | undefined, user: User | undefined): void {
  const { max_budget: own } = key
  if (own !== null && key.spend >= own) throw exceeded(context, key.spend, own)
  if (team === undefined) {
    if (user !== undefined && user.max_budget !== null && user.spend > user.max_budget)
      throw exceeded(context, user.spend, user.max_budget)
    return
  }
  const membership = team.memberships.get(key.user_id ?? '')
  if (membership !== undefined && membership.max_budget !== null && membership.spend >= membership.max_budget)
    throw exceeded(context, membership.spend, membership.max_budget)
  if (team.max_budget !== null && team.spend > team.max_budget)
    throw exceeded(context, team.spend, team.max_budget)
}

function unknownToken(raw: string): Error {
  return plain(
    401,
    `Authentication Error, Invalid proxy server token passed. Received API Key = sk-...${raw.slice(-4)}, Key Hash (Token) =${tokenOf(raw)}. Unable to find token in cache or \`LiteLLM_VerificationTokenTable\``,
    'token_not_found_in_db',
    'key',
  )
}

function exceeded({ options }: Context, cost: number, budget: number): Error {
  return plain(
    options.budget_exceeded_status,
    `Budget has been exceeded! Current cost: ${cost}, Max budget: ${budget}`,
    'budget_exceeded',
  )
}

function isOpenTo(model: string): (models: readonly string[]) => boolean {
  return (models) => models.length === 0 || models.includes(model) || models.includes('all-proxy-models')
}
