import { createSecret, hashSecret } from '../ids.ts'

const LIFE_MS = 10 * 60_000

/** One-time links that sign somebody in: for who stands at the machine, and for the demo. */
export interface LoginLinks {
  /** A code that works once, for ten minutes, in this process. */
  create(): string
  /** Uses a code up; answers its id, or null where it is not valid. */
  redeem(code: string): string | null
}

export function createLoginLinks(now: () => Date): LoginLinks {
  const open = new Map<string, number>()
  return {
    create() {
      const code = createSecret()
      open.set(hashSecret(code), now().getTime() + LIFE_MS)
      return code
    },
    redeem(code) {
      const hash = hashSecret(code)
      const until = open.get(hash)
      open.delete(hash)
      return until !== undefined && until > now().getTime() ? hash.slice(0, 12) : null
    },
  }
}
