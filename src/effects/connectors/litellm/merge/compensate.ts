import { Big } from 'big.js'
import type { Effect } from '../../../../store/outbox.ts'
import { EffectFailure, type EffectResult, type EffectTools } from '../../../connector.ts'
import type { LiteLlmClient } from '../client.ts'
import { atLeastZero, toAmount, writeAmount } from '../money.ts'
import type { LiteLlmKey, LiteLlmTeam } from '../rows.ts'
import { isCaller } from '../workspace/begin.ts'
import { refusalOf } from '../workspace/keys.ts'
import { reopenSource, settleTarget } from './budgets.ts'
import { createMerging, type Merging, noteProgress, readBefore, readWanted } from './wanted.ts'

interface TeamsBack {
  readonly source: LiteLlmTeam
  readonly target: LiteLlmTeam | null
  /** Of both teams. */
  readonly sourceKeys: readonly LiteLlmKey[]
  readonly targetKeys: readonly LiteLlmKey[]
}

const ROUNDS = 6

/** The opposite order. Keys that were made in the target since belong to the target. */
export async function compensateMerge(
  effect: Effect,
  tools: EffectTools,
  client: LiteLlmClient,
): Promise<EffectResult> {
  const wanted = readWanted(effect)
  const before = readBefore(effect)
  if (before === null) return { facts: {}, warnings: [] }
  const merging = createMerging(effect, { wanted, before, client, tools })
  if (merging.progress.given === undefined) {
    await noteProgress(merging, { given: merging.progress.written?.added ?? 0 })
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    const teams = await readBack(merging)
    if (!(await giveBack(merging, teams))) return resultOf(merging, teams)
  }
  throw new EffectFailure('retry', 'The keys and budgets of the teams kept changing.')
}

async function readBack({ wanted, client }: Merging): Promise<TeamsBack> {
  const target = await client.findTeam(wanted.target_team)
  const targetKeys = target === null ? [] : await client.listKeys({ team_id: wanted.target_team })
  const sourceKeys = await client.listKeys({ team_id: wanted.source_team })
  const source = await client.findTeam(wanted.source_team)
  if (source === null) {
    throw new EffectFailure('permanent', "The source's team is not there any more.", {
      remedy: 'Make a team of the same id in LiteLLM, then retry.',
    })
  }
  return { source, target, sourceKeys, targetKeys }
}

async function giveBack(merging: Merging, teams: TeamsBack): Promise<boolean> {
  const { source, target } = teams
  const used = usedOfGift(merging, teams)
  let wrote = await reopenSource(merging, source, used)
  wrote += await sendKeysBack(merging, teams)
  if (wrote > 0) return true
  if (target === null) return false
  if (merging.before.target === null) return (await removeTarget(merging, target, teams.targetKeys)) > 0
  wrote += await settleTarget(merging, target, used)
  wrote += await dismiss(merging, target, teams.targetKeys)
  return wrote > 0
}

/** What the moved keys have spent in the target of what the source gave; it stays spent, and is the source's. */
function usedOfGift({ before, progress }: Merging, { source, sourceKeys, targetKeys }: TeamsBack): number {
  const now = new Map([...sourceKeys, ...targetKeys].map(({ token, spend }) => [token, spend]))
  const all = before.keys.reduce(
    (sum, { token, spend }) => sum.plus(atLeastZero(new Big(now.get(token) ?? spend).minus(spend))),
    new Big(0),
  )
  const inTarget = atLeastZero(all.minus(new Big(source.spend).minus(before.source.spend)))
  return Math.min(toAmount(inTarget), progress.given ?? 0)
}

async function sendKeysBack(merging: Merging, { targetKeys }: TeamsBack): Promise<number> {
  const { wanted, before, client, sent, gone, warnings } = merging
  const ours = new Set(before.keys.map(({ token }) => token))
  const refused = []
  let wrote = 0
  for (const key of targetKeys) {
    if (!ours.has(key.token) || gone.has(key.token) || sent.has(key.token)) continue
    const update = await client.moveKey(key, wanted.source_team)
    if (update.is === 'refused') refused.push({ key, why: update.why })
    else if (update.is === 'gone') gone.add(key.token)
    else {
      sent.add(key.token)
      wrote += 1
    }
  }
  if (refused.length > 0) throw refusalOf(refused)
  const stay = targetKeys.filter(({ token }) => !ours.has(token)).length
  if (before.target === null && stay > 0)
    warnings.add(`${stay} keys that were made since stay in the target's team.`)
  return wrote
}

/** People who came with the source leave again, except who has keys in the target by now. */
async function dismiss(
  { wanted, before, client, warnings }: Merging,
  target: LiteLlmTeam,
  keys: readonly LiteLlmKey[],
): Promise<number> {
  const came = new Set(wanted.users.filter((user) => !before.target?.members.includes(user)))
  let wrote = 0
  for (const member of target.members.filter((one) => came.has(one))) {
    if (keys.some(({ user_id }) => user_id === member)) {
      warnings.add('People who have made keys in the target since stay in its team.')
      continue
    }
    await client.removeMember(wanted.target_team, member)
    wrote += 1
  }
  return wrote
}

/** Only when nothing is left in it: LiteLLM deletes the keys of a team with the team. */
async function removeTarget(
  { wanted, client, warnings }: Merging,
  target: LiteLlmTeam,
  keys: readonly LiteLlmKey[],
): Promise<number> {
  const others = target.members.filter((member) => !wanted.users.includes(member) && !isCaller(member))
  if (keys.length > 0 || others.length > 0) {
    warnings.add(
      `The target's team was kept: ${others.length} other members and ${keys.length} keys are in it.`,
    )
    return 0
  }
  for (const member of target.members.filter((one) => !isCaller(one))) {
    await client.removeMember(wanted.target_team, member)
  }
  await client.deleteTeam(wanted.target_team)
  return 1
}

function resultOf({ wanted, before, warnings }: Merging, { source, sourceKeys }: TeamsBack): EffectResult {
  const ours = new Set(before.keys.map(({ token }) => token))
  return {
    facts: {
      source_team: wanted.source_team,
      target_team: wanted.target_team,
      keys_back: sourceKeys.filter(({ token }) => ours.has(token)).length,
      budget: writeAmount(source.max_budget),
    },
    warnings: [...warnings],
  }
}
