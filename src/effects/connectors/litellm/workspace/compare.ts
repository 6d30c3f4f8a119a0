import { z } from 'zod'
import type { Effect, Json } from '../../../../store/outbox.ts'
import { type Difference, REDO, type ReadingTools } from '../../../connector.ts'
import { type LiteLlmClient, tokenOf } from '../client.ts'
import { isSameAmount } from '../money.ts'
import type { LiteLlmKey, LiteLlmTeam } from '../rows.ts'
import { findMovable } from './keys.ts'
import { isOver } from './stored-key.ts'
import { type Before, readBefore, readProgress, readWanted, type Wanted } from './wanted.ts'
import { readWorld, type World } from './world.ts'

/** How the team was when the effect was done; what an older version did not note is not compared. */
const factsSchema = z.object({
  budget: z.string().nullish(),
  member_budget: z.string().nullish(),
  models: z.array(z.string()).optional(),
})
type Facts = z.infer<typeof factsSchema>

/**
 * What is not as the effect left it. What is spent is never compared, and budgets only downwards: they grow with every
 * payment.
 */
export async function compareWorkspace(
  effect: Effect,
  tools: ReadingTools,
  client: LiteLlmClient,
): Promise<readonly Difference[]> {
  const wanted = readWanted(effect)
  const before = readBefore(effect)
  // Whom LiteLLM did not know has nothing there to compare.
  if (before === null) return []
  const { facts = {} } = (effect.result ?? {}) as { facts?: Json }
  const world = await readWorld(client, wanted, before.team?.spend ?? 0)
  if (world === null) {
    const remedy = 'Make the user in LiteLLM again, then have the effect done anew.'
    return [say(`user ${wanted.user_id}`, 'user', 'known', null, remedy)]
  }
  return [
    ...compareUser(wanted, before, world),
    ...compareTeam(wanted, before, factsSchema.parse(facts), world),
    ...compareKeys(wanted, before, world.keys),
    ...(wanted.stored_key ? await compareStored(effect, tools, client, world.keys) : []),
  ]
}

function say(what: string, field: string, expected: Json, found: Json, remedy: string | null): Difference {
  return { system: 'litellm', what, field, expected, found, remedy }
}

function compareUser({ user_id, user_budget }: Wanted, before: Before, { user }: World): Difference[] {
  const isOpened = before.user.max_budget === null || isSameAmount(user.max_budget, user_budget)
  return isOpened ? [] : [say(`budget of user ${user_id}`, 'max_budget', user_budget, user.max_budget, REDO)]
}

function compareTeam(wanted: Wanted, before: Before, facts: Facts, { team }: World): Difference[] {
  const { team_id, user_id } = wanted
  if (team === null) return [say(`team ${team_id}`, 'team', 'there', null, REDO)]
  const member = `member of team ${team_id}`
  if (!team.members.includes(user_id)) return [say(member, 'user_id', user_id, null, REDO)]
  const what = `team ${team_id}`
  const own = team.memberships.find((one) => one.user_id === user_id)?.max_budget ?? null
  return [
    ...compareBudget(facts.budget, team.max_budget, (wants) =>
      say(what, 'max_budget', wants, team.max_budget, SOMEBODY),
    ),
    // Who was a member before has the budget that the app gave.
    ...(before.team?.isMember
      ? []
      : compareBudget(facts.member_budget, own, (wants) => say(member, 'max_budget', wants, own, REDO))),
    ...compareUse(what, facts, team),
  ]
}

const SOMEBODY = 'Ask who changed it in LiteLLM; nothing is to be done where they meant it.'

/** A budget that is smaller than it was left, or that is one where there was none; null is no limit, and not 0. */
function compareBudget(
  left: string | null | undefined,
  found: number | null,
  tell: (wants: number | null) => Difference,
): Difference[] {
  if (left === undefined || found === null) return []
  if (left === null) return [tell(null)]
  const wants = Number(left)
  return found < wants && !isSameAmount(found, wants) ? [tell(wants)] : []
}

/** Whether the team may be used, with the models it had. Without a list it may use all of them. */
function compareUse(what: string, { models }: Facts, team: LiteLlmTeam): Difference[] {
  const isNarrower =
    models !== undefined &&
    team.models.length > 0 &&
    (models.length === 0 || models.some((model) => !team.models.includes(model)))
  return [
    ...(isNarrower ? [say(what, 'models', models, team.models, SOMEBODY)] : []),
    ...(team.blocked ? [say(what, 'blocked', false, true, SOMEBODY)] : []),
  ]
}

function compareKeys(wanted: Wanted, before: Before, keys: readonly LiteLlmKey[]): Difference[] {
  const listed = new Set(keys.map(({ token }) => token))
  const lost = before.keys.filter(({ token }) => !listed.has(token))
  return [
    ...findMovable(wanted, keys).map((key) =>
      say(`team of ${nameOf(key.key_name)}`, 'team_id', wanted.team_id, key.team_id, REDO),
    ),
    // Whoever deleted it may have meant it, and nobody knows what it was.
    ...lost.map(({ name }) => say(nameOf(name), 'key', 'there', null, null)),
  ]
}

/** The key that the app keeps, by its hash against the list; only one that is not listed is tried at LiteLLM itself. */
async function compareStored(
  effect: Effect,
  tools: ReadingTools,
  client: LiteLlmClient,
  keys: readonly LiteLlmKey[],
): Promise<Difference[]> {
  const what = "the app's own key"
  const dead = say(what, 'key', 'alive', 'dead', REDO)
  const { replacement } = readProgress(effect)
  // The app still keeps the dead one among what it had before; the new one is where it reads now.
  if (replacement !== undefined) return keys.some(({ token }) => token === replacement) ? [] : [dead]
  const stored = await tools.reveal('stored-key')
  if (stored === null) return []
  const listed = keys.find(({ token }) => token === tokenOf(stored))
  if (listed === undefined) return (await client.tryKey(stored)) === 'dead' ? [dead] : []
  if (listed.blocked) return [say(what, 'blocked', false, true, SOMEBODY)]
  return isOver(listed.expires) ? [say(what, 'expires', 'later', 'over', REDO)] : []
}

function nameOf(name: string | null): string {
  return `key ${name ?? 'without a name'}`
}
