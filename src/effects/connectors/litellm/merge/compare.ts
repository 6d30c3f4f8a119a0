import type { Effect, Json } from '../../../../store/outbox.ts'
import { type Difference, REDO, type ReadingTools } from '../../../connector.ts'
import type { LiteLlmClient } from '../client.ts'
import { readBefore, readWanted } from './wanted.ts'

/** What is not as the merge left it: the target's team, its people, and keys that are in the source again. */
export async function compareMerge(
  effect: Effect,
  _tools: ReadingTools,
  client: LiteLlmClient,
): Promise<readonly Difference[]> {
  const wanted = readWanted(effect)
  const before = readBefore(effect)
  if (before === null) return []
  const say = (what: string, field: string, expected: Json, found: Json): Difference => ({
    system: effect.system,
    what,
    field,
    expected,
    found,
    remedy: field === 'team' ? 'Take the migration back with `rollback`, then do it again.' : REDO,
  })
  const target = await client.findTeam(wanted.target_team)
  if (target === null) return [say(`team ${wanted.target_team}`, 'team', 'there', null)]
  const missing = wanted.users.filter(
    (user) => before.source.members.includes(user) && !target.members.includes(user),
  )
  const users = new Set(wanted.users)
  const left = (await client.listKeys({ team_id: wanted.source_team })).filter(
    ({ user_id }) => user_id === null || users.has(user_id),
  )
  return [
    ...missing.map((user) => say(`member of team ${wanted.target_team}`, 'user_id', user, null)),
    ...left.map(({ key_name }) =>
      say(`team of key ${key_name ?? 'without a name'}`, 'team_id', wanted.target_team, wanted.source_team),
    ),
  ]
}
