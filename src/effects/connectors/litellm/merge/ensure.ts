import { Big } from 'big.js'
import type { Effect, Json } from '../../../../store/outbox.ts'
import { EffectFailure, type EffectResult, type EffectTools } from '../../../connector.ts'
import type { LiteLlmClient } from '../client.ts'
import { atLeastZero, isSameAmount, toAmount, writeAmount } from '../money.ts'
import type { LiteLlmKey, LiteLlmTeam } from '../rows.ts'
import { refusalOf } from '../workspace/keys.ts'
import { closeSource, firstBudget, settleTarget, shareOf } from './budgets.ts'
import {
  type Before,
  createMerging,
  type Merging,
  noteProgress,
  readBefore,
  readWanted,
  type Wanted,
} from './wanted.ts'

/** Both teams, and the keys that are in the source still. */
interface Teams {
  readonly source: LiteLlmTeam
  readonly target: LiteLlmTeam | null
  readonly keys: readonly LiteLlmKey[]
}

const ROUNDS = 5

/**
 * Reads, writes what differs, reads again, until nothing differs. The target's budget grows first, so that no key that
 * arrives finds nothing left; then the people, since LiteLLM lets a key only into a team of its user; then the keys. The
 * source is emptied and stays, with its members: LiteLLM would forget what each of them has spent.
 */
export async function ensureMerge(
  effect: Effect,
  tools: EffectTools,
  client: LiteLlmClient,
): Promise<EffectResult> {
  const wanted = readWanted(effect)
  const kept = readBefore(effect)
  let merging: Merging | null = null
  for (let round = 1; round <= ROUNDS; round += 1) {
    const teams = await (merging === null && kept === null
      ? readAtOnce(wanted, client)
      : readTeams(wanted, client))
    if (teams === null) return nothingOf(wanted)
    merging ??= createMerging(effect, { wanted, client, tools, before: kept ?? (await begin(teams, tools)) })
    if (!(await converge(merging, teams))) return resultOf(merging, teams)
  }
  throw new EffectFailure('retry', 'The keys and budgets of the teams kept changing.')
}

/** Null where the source has no team. Its spend is read last: what its keys use meanwhile is counted. */
async function readTeams(wanted: Wanted, client: LiteLlmClient): Promise<Teams | null> {
  const keys = await client.listKeys({ team_id: wanted.source_team })
  const target = await client.findTeam(wanted.target_team)
  const source = await client.findTeam(wanted.source_team)
  return source === null ? null : { source, target, keys }
}

/** What is kept of before must be of one instant: what keys spend while it is read would count twice on the way back. */
async function readAtOnce(wanted: Wanted, client: LiteLlmClient): Promise<Teams | null> {
  let source = await client.findTeam(wanted.source_team)
  for (let tries = 1; source !== null; tries += 1) {
    const teams = await readTeams(wanted, client)
    if (teams === null || tries === 3 || teams.source.spend === source.spend) return teams
    source = teams.source
  }
  return null
}

async function begin({ source, target, keys }: Teams, tools: EffectTools): Promise<Before> {
  const { max_budget, spend, members, memberships, models } = source
  const before = {
    source: { max_budget, spend, members, memberships, models },
    target:
      target === null
        ? null
        : { max_budget: target.max_budget, spend: target.spend, members: target.members },
    keys: keys.map(({ token, key_name: name, models: own, spend: used }) => ({
      token,
      name,
      models: own,
      spend: used,
    })),
  }
  return (await tools.remember(before as unknown as Json)) as unknown as Before
}

async function converge(merging: Merging, teams: Teams): Promise<boolean> {
  const { source, target } = teams
  const share = shareOf(merging, source)
  if (target === null) {
    await createTarget(merging, source)
    await addMembers(merging, [], teams)
    await moveKeys(merging, teams)
    return true
  }
  let wrote = await settleTarget(merging, target, share)
  wrote += await addMembers(merging, target.members, teams)
  wrote += await moveKeys(merging, teams)
  if (wrote > 0) return true
  return (await closeSource(merging, source, share)) > 0
}

async function createTarget(merging: Merging, source: LiteLlmTeam): Promise<void> {
  const { wanted, client } = merging
  const max_budget = firstBudget(merging, source)
  const added = max_budget ?? 0
  await noteProgress(merging, {
    written: { from: 0, to: max_budget, addedBefore: 0, added, isMade: false },
  })
  await client.createTeam({
    team_id: wanted.target_team,
    team_alias: wanted.target_alias,
    models: source.models,
    max_budget,
    metadata: wanted.metadata,
  })
}

async function addMembers(
  { wanted, client, before }: Merging,
  there: readonly string[],
  { keys }: Teams,
): Promise<number> {
  const owners = keys.flatMap(({ user_id }) => user_id ?? [])
  const concerned = new Set([...before.source.members, ...owners])
  const missing = wanted.users.filter((user) => concerned.has(user) && !there.includes(user))
  for (const user of missing) await client.addMember(wanted.target_team, user, leftOf(before, user))
  return missing.length
}

/**
 * What a member had left of a limit of their own in the source; null where there was none. Whoever could use all that the
 * team had left was bound by the team alone, as everybody is in an organization of one: the same in the target, or who
 * comes with nothing could not use what the target has.
 */
function leftOf({ source }: Before, user: string): number | null {
  const membership = source.memberships.find(({ user_id }) => user_id === user)
  if (membership === undefined || membership.max_budget === null) return null
  const left = new Big(membership.max_budget).minus(membership.spend)
  const leftOfTeam = source.max_budget === null ? null : new Big(source.max_budget).minus(source.spend)
  const isOfTeam = leftOfTeam !== null && isSameAmount(left.toNumber(), leftOfTeam.toNumber())
  return isOfTeam ? null : toAmount(atLeastZero(left))
}

/** Keys of people who move, and of nobody. */
function findMovable({ wanted, gone }: Merging, keys: readonly LiteLlmKey[]): readonly LiteLlmKey[] {
  const users = new Set(wanted.users)
  return keys.filter(({ token, user_id }) => !gone.has(token) && (user_id === null || users.has(user_id)))
}

async function moveKeys(merging: Merging, { keys }: Teams): Promise<number> {
  const { wanted, client, gone, warnings } = merging
  const refused = []
  let wrote = 0
  for (const key of findMovable(merging, keys)) {
    const update = await client.moveKey(key, wanted.target_team)
    if (update.is === 'refused') refused.push({ key, why: update.why })
    else if (update.is === 'done') wrote += 1
    else {
      gone.add(key.token)
      warnings.add(`Key ${key.key_name ?? ''} is listed and not known to LiteLLM; it was left out.`)
    }
  }
  if (refused.length > 0) throw refusalOf(refused)
  return wrote
}

function nothingOf({ source_team }: Wanted): EffectResult {
  return {
    facts: { source_team, known: false },
    warnings: ['LiteLLM has no team of the source; there is nothing to move.'],
  }
}

function resultOf({ wanted, before, warnings, progress }: Merging, { keys, target }: Teams): EffectResult {
  const left = new Set(keys.map(({ token }) => token))
  if (keys.length > 0) warnings.add(`${keys.length} keys of people who stay were left in the source's team.`)
  return {
    facts: {
      source_team: wanted.source_team,
      target_team: wanted.target_team,
      known: true,
      keys_moved: before.keys.filter(({ token }) => !left.has(token)).length,
      given: writeAmount(progress.written?.added ?? 0),
      budget: writeAmount(target?.max_budget ?? null),
    },
    warnings: [...warnings],
  }
}
