import { randomBytes } from 'node:crypto'
import { EffectFailure } from '../../../connector.ts'
import { tokenOf } from '../client.ts'
import { type Attempt, noteProgress } from './attempt.ts'
import type { World } from './world.ts'

/**
 * The key that the app keeps for the person works, or is replaced by one that does. It is replaced only when LiteLLM
 * says that it is dead: a server that is ill, a budget that is spent, an answer that does not come prove nothing.
 */
export async function ensureStoredKey(attempt: Attempt, { keys }: World): Promise<number> {
  if (attempt.hasTriedStored) return 0
  const { tools, warnings } = attempt
  attempt.hasTriedStored = true
  const stored = await tools.reveal('stored-key')
  if (stored === null) {
    warnings.add("The app's own key of the person cannot be read; it was left as it is.")
    return 0
  }
  const known = keys.find(({ token }) => token === tokenOf(stored))
  if (known !== undefined && !isOver(known.expires)) {
    if (known.blocked) warnings.add("The app's own key of the person is blocked; it was left so.")
    return 0
  }
  const verdict = await tryKey(attempt, stored)
  if (verdict === 'unclear') warnings.add("The app's own key of the person could not be tried; it was kept.")
  if (verdict !== 'dead') return 0
  const key = await tools.secret('replacement', () => `sk-${randomBytes(32).toString('hex')}`)
  if (!keys.some(({ token }) => token === tokenOf(key))) await makeKey(attempt, key)
  await tools.publish('stored-key', key)
  warnings.add("The app's own key of the person was dead; it has a new one.")
  return 1
}

/** After so many attempts nobody waits for it any more: the key may well be alive. */
const TRIES = 3

async function tryKey({ client, effect }: Attempt, key: string): Promise<'alive' | 'dead' | 'unclear'> {
  try {
    return await client.tryKey(key)
  } catch (thrown) {
    if (thrown instanceof EffectFailure && effect.attempts > TRIES) return 'unclear'
    throw thrown
  }
}

async function makeKey(attempt: Attempt, key: string): Promise<void> {
  const { client, wanted } = attempt
  const token = tokenOf(key)
  await noteProgress(attempt, { replacement: token })
  const { user_id, team_id, key_alias: alias, models } = wanted
  const made = { key, user_id, team_id, models }
  if (alias === null) await client.generateKey(made)
  else if ((await client.generateKey({ ...made, key_alias: alias })) === 'alias-taken') {
    // The dead key may have the name still.
    await client.generateKey({ ...made, key_alias: `${alias} ${token.slice(0, 8)}` })
  }
}

/** A key that is no good any more. */
export function isOver(expires: string | null): boolean {
  return expires !== null && Date.parse(expires) <= Date.now()
}
