import { measureDatabase } from './database.ts'
import { measureOutside } from './outside.ts'
import type { PromotionResult } from './print.ts'

/** What a promotion costs, in the database and outside. */
export async function measurePromotion(
  { users, runs, isQuick }: { readonly users: number; readonly runs: number; readonly isQuick: boolean },
  say: (text: string) => void,
): Promise<PromotionResult> {
  say(`promotion, database: inventing ${users.toLocaleString('en')} people`)
  const rounds = await measureDatabase(users, runs, say)
  say('promotion, outside: calls and their rate')
  return { users, rounds, outside: await measureOutside(isQuick ? 20 : 200) }
}
