import type { Json } from '../../../../store/outbox.ts'
import { EffectFailure, type EffectTools } from '../../../connector.ts'
import type { LiteLlmClient } from '../client.ts'
import { isSameAmount } from '../money.ts'
import { type Before, isWithin, type Wanted } from './wanted.ts'
import { creditOf, type World } from './world.ts'

/** The user who stands for the master key; LiteLLM makes it an admin of every team that the key makes. */
const CALLER = 'default_user_id'

/**
 * A team of this id that nobody remembers having made: ours to go on with when it looks like what we would make, or when
 * nobody but the person is in it. Throws a permanent failure otherwise.
 */
export async function assertOurs(
  wanted: Wanted,
  { user, team }: World,
  client: LiteLlmClient,
): Promise<void> {
  const isOpened = isSameAmount(user.max_budget, wanted.user_budget)
  if (team === null) {
    if (!isOpened) return
    throw new EffectFailure(
      'permanent',
      "The person's budget is opened already and there is no team: what was left of it cannot be known.",
      {
        remedy:
          "Set the person's max_budget in LiteLLM to what is spent so far plus what is left, as it was before; then retry.",
      },
    )
  }
  const hasMark = Object.keys(wanted.metadata).length > 0 && isWithin(wanted.metadata, team.metadata)
  if (hasMark || (wanted.team_alias !== null && team.alias === wanted.team_alias)) return
  const strangers = team.members.filter((member) => member !== wanted.user_id && member !== CALLER)
  const keys = strangers.length > 0 ? [] : await client.listKeys({ team_id: wanted.team_id })
  if (strangers.length === 0 && keys.every(({ user_id }) => user_id === wanted.user_id)) return
  throw new EffectFailure('permanent', 'LiteLLM has a team of this id that is used by others.', {
    remedy: 'Look at the team in LiteLLM; rename or empty it, then retry.',
  })
}

/** Keeps what is there before anything is written. */
export async function begin(
  wanted: Wanted,
  { user, team, keys }: World,
  tools: EffectTools,
): Promise<Before> {
  const isMember = team?.members.includes(wanted.user_id) ?? false
  const membership = team?.memberships.find(({ user_id }) => user_id === wanted.user_id)
  const found: Omit<Before, 'firstBudget'> = {
    user: { max_budget: user.max_budget, spend: user.spend },
    team:
      team === null
        ? null
        : {
            alias: team.alias,
            metadata: team.metadata as Wanted['metadata'],
            max_budget: team.max_budget,
            spend: team.spend,
            isMember,
            memberBudget: membership?.max_budget ?? null,
          },
    keys: keys.map(({ token, key_name: name, team_id, models }) => ({ token, name, team_id, models })),
  }
  const isHalf = isSameAmount(user.max_budget, wanted.user_budget)
  const firstBudget = isHalf
    ? (team?.max_budget ?? null)
    : creditOf({ user, team }, { team: found.team, own: user.max_budget }, wanted)
  return (await tools.remember({ ...found, firstBudget } as Json)) as unknown as Before
}

export function isCaller(userId: string): boolean {
  return userId === CALLER
}
