import type { Effect, Json } from '../../../../store/outbox.ts'
import type { Difference, ReadingTools } from '../../../connector.ts'
import { type LiteLlmClient, tokenOf } from '../client.ts'
import { isSameAmount } from '../money.ts'
import type { LiteLlmKey } from '../rows.ts'
import { findMovable } from './keys.ts'
import { type Before, readBefore, readProgress, readWanted, type Wanted } from './wanted.ts'
import { readWorld, type World } from './world.ts'

/** What is not as the effect left it. Budgets of teams change with every payment and are not compared. */
export async function compareWorkspace(
  effect: Effect,
  tools: ReadingTools,
  client: LiteLlmClient,
): Promise<readonly Difference[]> {
  const wanted = readWanted(effect)
  const before = readBefore(effect)
  // Whom LiteLLM did not know has nothing there to compare.
  if (before === null) return []
  const world = await readWorld(client, wanted, before.team?.spend ?? 0)
  const say = (what: string, expected: Json, found: Json): Difference => ({
    system: effect.system,
    what,
    expected,
    found,
  })
  if (world === null) return [say(`user ${wanted.user_id}`, 'known', null)]
  return [
    ...compareTeam(wanted, before, world, say),
    ...compareKeys(wanted, before, world.keys, say),
    ...(wanted.stored_key ? await compareStored(effect, tools, client, world.keys, say) : []),
  ]
}

type Say = (what: string, expected: Json, found: Json) => Difference

function compareTeam(wanted: Wanted, before: Before, { user, team }: World, say: Say): Difference[] {
  const { team_id, user_id, user_budget } = wanted
  const isOpened = before.user.max_budget === null || isSameAmount(user.max_budget, user_budget)
  return [
    ...(team === null ? [say(`team ${team_id}`, 'there', null)] : []),
    ...(team === null || team.members.includes(user_id)
      ? []
      : [say(`member of team ${team_id}`, user_id, null)]),
    ...(isOpened ? [] : [say(`budget of user ${user_id}`, user_budget, user.max_budget)]),
  ]
}

function compareKeys(wanted: Wanted, before: Before, keys: readonly LiteLlmKey[], say: Say): Difference[] {
  const listed = new Set(keys.map(({ token }) => token))
  const lost = before.keys.filter(({ token }) => !listed.has(token))
  return [
    ...findMovable(wanted, keys).map((key) =>
      say(`team of ${nameOf(key.key_name)}`, wanted.team_id, key.team_id),
    ),
    ...lost.map(({ name }) => say(nameOf(name), 'there', null)),
  ]
}

async function compareStored(
  effect: Effect,
  tools: ReadingTools,
  client: LiteLlmClient,
  keys: readonly LiteLlmKey[],
  say: Say,
): Promise<Difference[]> {
  const { replacement } = readProgress(effect)
  // The app still keeps the dead one among what it had before; the new one is where it reads now.
  if (replacement !== undefined) {
    return keys.some(({ token }) => token === replacement) ? [] : [say("the app's own key", 'alive', 'dead')]
  }
  const stored = await tools.reveal('stored-key')
  if (stored === null || keys.some(({ token }) => token === tokenOf(stored))) return []
  const found = await client.tryKey(stored)
  return found === 'dead' ? [say("the app's own key", 'alive', 'dead')] : []
}

function nameOf(name: string | null): string {
  return `key ${name ?? 'without a name'}`
}
