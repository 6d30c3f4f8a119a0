import { EffectFailure } from '../../../connector.ts'
import type { LiteLlmKey } from '../rows.ts'
import type { Attempt } from './attempt.ts'
import { mendModels } from './keys.ts'

/**
 * The person's keys go back to the teams they came from. Keys that were made since go with them: they would be deleted
 * with the team. The key that replaced a dead one is deleted.
 */
export async function giveKeysBack(
  attempt: Attempt,
  { keys, teamKeys }: { readonly keys: readonly LiteLlmKey[]; readonly teamKeys: readonly LiteLlmKey[] },
): Promise<number> {
  const { wanted, before, client, gone, sent, progress, warnings } = attempt
  const cameFrom = new Map(before.keys.map(({ token, team_id }) => [token, team_id]))
  let wrote = 0
  for (const key of teamKeys) {
    if (key.user_id !== wanted.user_id || gone.has(key.token)) continue
    if (key.token === progress.replacement) {
      await client.deleteKey(key.token)
      wrote += 1
      continue
    }
    const isNew = !cameFrom.has(key.token)
    if (isNew && before.team?.isMember) continue
    const home = isNew ? usualHome(attempt) : (cameFrom.get(key.token) ?? null)
    if (home === wanted.team_id) continue
    if (sent.has(key.token)) throw stuck(key)
    const update = await client.moveKey(key, home)
    if (update.is === 'refused') throw refused(key, home)
    if (update.is === 'gone') gone.add(key.token)
    else {
      sent.add(key.token)
      wrote += 1
    }
    if (isNew) warnings.add(`Key ${key.key_name ?? ''} was made since; the person has it now.`)
  }
  return wrote + (await mendModels(attempt, keys, ({ team_id }) => team_id))
}

/** Where all of the person's keys were; none where they were in several teams. */
function usualHome({ before }: Attempt): string | null {
  const homes = new Set(before.keys.map(({ team_id }) => team_id))
  const [home = null] = homes
  return homes.size === 1 ? home : null
}

function stuck({ key_name }: LiteLlmKey): EffectFailure {
  return new EffectFailure('permanent', `LiteLLM does not let ${key_name ?? 'a key'} out of its team.`, {
    remedy:
      'This version ignores an empty team; move the keys to a team by hand or update LiteLLM, then retry.',
  })
}

function refused({ key_name }: LiteLlmKey, home: string | null): EffectFailure {
  const where = home === null ? 'out of its team' : 'back into its former team'
  return new EffectFailure('permanent', `LiteLLM does not let ${key_name ?? 'a key'} ${where}.`, {
    remedy: 'See that the team is there and that the person is a member of it, then retry.',
  })
}
