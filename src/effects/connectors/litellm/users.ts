import { z } from 'zod'
import { type Ask, Refusal } from './http.ts'
import { type LiteLlmUser, readAs, userSchema } from './rows.ts'

/** What is known of the proxy, for as long as a process asks it. */
export interface UserMemory {
  /** It has users whom `/v2/user/info` does not show: an older version, or it is not for us. */
  hasNoRows?: true
}

/**
 * Reads one user: the row alone where the proxy gives it. `/user/info` gives with every user all of their teams, each
 * with all its members: where everybody is in one shared team, reading everybody would take time that grows with the
 * square of their number. Versions that have nothing else are asked for that.
 */
export function createUserReader(
  ask: Ask,
  find: (path: string, query: Record<string, string>) => Promise<unknown>,
  memory: UserMemory,
): (userId: string) => Promise<LiteLlmUser | null> {
  const readWhole = async (userId: string): Promise<LiteLlmUser | null> => {
    const answer = await find('/user/info', { user_id: userId })
    if (answer === null) return null
    const schema = z.object({ user_info: userSchema.nullish() })
    const { user_info: user } = readAs(schema, answer, 'a user')
    // Older versions know everybody; of strangers they have nothing but a sum.
    return user?.user_id === userId ? user : null
  }
  return async (userId) => {
    if (memory.hasNoRows) return readWhole(userId)
    const row = await readRow(ask, userId)
    if (row !== null) return row
    // That nobody is there is believed only where both say so: what is not asked for in this version is not there either.
    const user = await readWhole(userId)
    if (user !== null) memory.hasNoRows = true
    return user
  }
}

async function readRow(ask: Ask, userId: string): Promise<LiteLlmUser | null> {
  try {
    const answer = await ask({ method: 'GET', path: '/v2/user/info', query: { user_id: userId } })
    return isRowOf(userId, answer) ? readAs(userSchema, answer, 'a user') : null
  } catch (thrown) {
    if (thrown instanceof Refusal) return null
    throw thrown
  }
}

/** Whether both amounts are said: an absent budget would pass for none. */
function isRowOf(userId: string, answer: unknown): boolean {
  const row = (answer ?? {}) as Readonly<Record<string, unknown>>
  return row.user_id === userId && 'max_budget' in row && 'spend' in row
}
