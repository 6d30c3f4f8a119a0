import type { Effect } from '../../../../store/outbox.ts'
import { EffectFailure, type EffectResult, type EffectTools } from '../../../connector.ts'
import type { LiteLlmClient } from '../client.ts'
import { isSameAmount, writeAmount } from '../money.ts'
import { type Attempt, createAttempt, noteProgress, ownBudget } from './attempt.ts'
import { assertOurs, begin } from './begin.ts'
import { ensureKeys } from './keys.ts'
import { ensureMember } from './member.ts'
import { ensureStoredKey } from './stored-key.ts'
import { type Before, isWithin, readBefore, readWanted, type Wanted } from './wanted.ts'
import { creditOf, readWorld, type World } from './world.ts'

/** What one reading finds may change what is right: a key was made meanwhile, or used. */
const ROUNDS = 5

/**
 * Reads, writes what differs, reads again, until nothing differs: two rounds where nobody else is at it. Team and member
 * come first, since LiteLLM lets a key only into a team of its user; the person's own budget is opened last, when no
 * key is bound by it any more.
 */
export async function ensureWorkspace(
  effect: Effect,
  tools: EffectTools,
  client: LiteLlmClient,
): Promise<EffectResult> {
  const wanted = readWanted(effect)
  let attempt: Attempt | null = null
  let kept = readBefore(effect)
  for (let round = 1; round <= ROUNDS; round += 1) {
    const world = await readWorld(client, wanted, kept?.team?.spend ?? 0)
    if (world === null) return strangerOf(wanted)
    if (attempt === null) {
      if (kept === null) await assertOurs(wanted, world, client)
      kept ??= await begin(wanted, world, tools)
      attempt = createAttempt({ effect, wanted, before: kept, client, tools })
    }
    if (!(await converge(attempt, world))) return resultOf(attempt, world)
  }
  throw new EffectFailure('retry', "The person's keys and budget kept changing.")
}

/** Writes what differs. Answers whether anything did. */
async function converge(attempt: Attempt, world: World): Promise<boolean> {
  const { wanted } = attempt
  let wrote = 0
  const budget = await settleBudget(attempt, world)
  wrote += await ensureTeam(attempt, world, budget)
  wrote += await ensureMember(attempt, world.team, budget)
  wrote += await ensureKeys(attempt, world)
  if (wanted.stored_key) wrote += await ensureStoredKey(attempt, world)
  wrote += await openBudget(attempt, world, wrote > 0)
  return wrote > 0
}

/** The person's own budget binds nothing any more, once all keys are in the team. */
async function openBudget(attempt: Attempt, { user }: World, isOld: boolean): Promise<number> {
  const { wanted, client } = attempt
  const isOpen = ({ max_budget }: World['user']) =>
    max_budget === null || isSameAmount(max_budget, wanted.user_budget)
  if (isOpen(user)) return 0
  // The keys may have taken minutes, and what somebody paid meanwhile would be written over.
  const now = isOld ? await client.findUser(wanted.user_id) : user
  if (now === null || isOpen(now)) return 1
  if (!isSameAmount(now.max_budget, ownBudget(attempt))) await noteProgress(attempt, { own: now.max_budget })
  await client.updateUser(wanted.user_id, { max_budget: wanted.user_budget })
  return 1
}

/** What the team's budget is to be. */
async function settleBudget(attempt: Attempt, world: World): Promise<number | null> {
  const { before, wanted, progress, warnings } = attempt
  const { team } = world
  if (isHalf(before, wanted)) return team?.max_budget ?? before.firstBudget
  const credit = creditOf(world, { team: before.team, own: ownBudget(attempt) }, wanted)
  if (team === null || credit === null || isSameAmount(team.max_budget, credit)) return credit
  const ours = [before.team?.max_budget, before.firstBudget, progress.budget]
  if (!ours.some((one) => one !== undefined && isSameAmount(one, team.max_budget))) {
    warnings.add("The team's budget was changed by somebody else meanwhile; it was kept.")
    return team.max_budget
  }
  await noteProgress(attempt, { budget: credit })
  return credit
}

/** The app's own migration was cut off: the budget is opened already, and the team holds what was left. */
function isHalf({ user }: Before, { user_budget }: Wanted): boolean {
  return isSameAmount(user.max_budget, user_budget)
}

async function ensureTeam(attempt: Attempt, world: World, budget: number | null): Promise<number> {
  const { wanted, client } = attempt
  const { team } = world
  if (team === null) {
    await client.createTeam({
      team_id: wanted.team_id,
      team_alias: wanted.team_alias,
      models: modelsOf(wanted, world),
      max_budget: budget,
      metadata: wanted.metadata,
    })
    return 1
  }
  const changes = {
    ...(wanted.team_alias !== null && team.alias !== wanted.team_alias
      ? { team_alias: wanted.team_alias }
      : {}),
    ...(isWithin(wanted.metadata, team.metadata)
      ? {}
      : { metadata: { ...team.metadata, ...wanted.metadata } }),
    ...(isSameAmount(team.max_budget, budget) ? {} : { max_budget: budget }),
  }
  if (Object.keys(changes).length === 0) return 0
  if ('max_budget' in changes && budget === null) sendNull(attempt)
  await client.updateTeam(wanted.team_id, changes)
  return 1
}

/** A proxy may give every team a budget of its own making; where it insists, nobody here can help. */
function sendNull(attempt: Attempt): void {
  if (attempt.hasSentNull) {
    throw new EffectFailure('permanent', 'LiteLLM gives the team a budget though it is to have none.', {
      remedy: "Take max_budget out of the proxy's default_team_settings, then retry.",
    })
  }
  attempt.hasSentNull = true
}

/** Whoever had a list of models has the same one in the team; with an empty list a team may use all of them. */
function modelsOf({ models }: Wanted, { user, keys }: World): readonly string[] {
  if (models.length > 0 || user.models.length === 0 || user.models.includes('no-default-models'))
    return models
  return [...new Set([...user.models, ...keys.flatMap((key) => key.models)])]
}

function strangerOf({ user_id }: Wanted): EffectResult {
  return {
    facts: { user_id, known: false },
    warnings: ['LiteLLM does not know the person; nothing was made there.'],
  }
}

function resultOf({ wanted, before, progress, warnings }: Attempt, { team, keys }: World): EffectResult {
  const there = keys.filter(({ team_id }) => team_id === wanted.team_id)
  const wereThere = new Set(
    before.keys.flatMap(({ token, team_id }) => (team_id === wanted.team_id ? [token] : [])),
  )
  const isPerson = ({ user_id }: { readonly user_id: string }) => user_id === wanted.user_id
  if (keys.length > there.length) {
    warnings.add(`${keys.length - there.length} keys of the person were left where they are.`)
  }
  return {
    facts: {
      user_id: wanted.user_id,
      known: true,
      team_id: wanted.team_id,
      keys: there.length,
      keys_moved: there.filter(({ token }) => !wereThere.has(token)).length,
      budget: writeAmount(team?.max_budget ?? null),
      // What a later comparison holds the team of that day against.
      member_budget: writeAmount(team?.memberships.find(isPerson)?.max_budget ?? null),
      models: team?.models ?? [],
      replacement: progress.replacement ?? null,
    },
    warnings: [...warnings],
  }
}
