import { EffectFailure } from '../../../connector.ts'
import type { Refusal } from '../http.ts'
import type { LiteLlmKey } from '../rows.ts'
import type { Attempt } from './attempt.ts'
import type { Wanted } from './wanted.ts'
import type { World } from './world.ts'

/** Keys that are to go into the team. Keys of the person in other organizations' teams stay there. */
export function findMovable(
  { team_id, other_teams }: Wanted,
  keys: readonly LiteLlmKey[],
): readonly LiteLlmKey[] {
  const stays = new Set([team_id, ...other_teams])
  return keys.filter((key) => key.team_id === null || !stays.has(key.team_id))
}

/** Moves keys as they are: nobody gets a new one. Answers how many requests changed something. */
export async function ensureKeys(attempt: Attempt, { keys }: World): Promise<number> {
  const { wanted, client, gone, warnings } = attempt
  const refused: { readonly key: LiteLlmKey; readonly why: Refusal }[] = []
  let wrote = 0
  for (const key of findMovable(wanted, keys)) {
    if (gone.has(key.token)) continue
    const update = await client.moveKey(key, wanted.team_id)
    if (update.is === 'done') wrote += 1
    else if (update.is === 'gone') {
      gone.add(key.token)
      warnings.add(`Key ${key.key_name ?? ''} is listed and not known to LiteLLM; it was left out.`)
    } else refused.push({ key, why: update.why })
  }
  wrote += await mendModels(attempt, keys, () => wanted.team_id)
  if (refused.length > 0) throw refusalOf(refused)
  return wrote
}

/**
 * Some versions empty a key's list of models with its change of team, and an empty list means all. What a lost answer hid
 * is seen here. Only keys that are
 * where they belong are mended: the next move would empty them again.
 */
export async function mendModels(
  { before, client }: Attempt,
  keys: readonly LiteLlmKey[],
  homeOf: (before: Attempt['before']['keys'][number]) => string | null,
): Promise<number> {
  const had = new Map(before.keys.map((key) => [key.token, key]))
  let wrote = 0
  for (const { token, team_id, models } of keys) {
    const old = had.get(token)
    if (old === undefined || old.models.length === 0 || models.length > 0 || team_id !== homeOf(old)) continue
    await client.updateKey(token, { models: old.models })
    wrote += 1
  }
  return wrote
}

export function refusalOf(
  refused: readonly { readonly key: LiteLlmKey; readonly why: Refusal }[],
): EffectFailure {
  const names = refused.slice(0, 5).map(({ key }) => key.key_name ?? 'a key')
  const more = refused.length > names.length ? ` and ${refused.length - names.length} more` : ''
  const isModel = refused.some(({ why }) => why.says('model'))
  return new EffectFailure('permanent', `LiteLLM does not let ${names.join(', ')}${more} into the team.`, {
    remedy: isModel
      ? "Let the team use the models of these keys, or take them off the keys' lists, then retry."
      : 'Look at the limits of these keys and of the team in LiteLLM, then retry.',
  })
}
