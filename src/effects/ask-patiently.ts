import { EffectFailure, type ReadingTools } from './connector.ts'

/** The outside system says that it was asked too often; nothing was done. */
export class TooOften extends Error {
  override readonly name = 'TooOften'
  readonly retryAfterMs: number | null

  constructor(retryAfterMs: number | null) {
    super('asked too often')
    this.retryAfterMs = retryAfterMs
  }
}

const TRIES = 5
/** Where the answer does not say how long to wait. */
const USUAL_PAUSE_MS = 1000

/**
 * Waits for a turn and asks; when it was too often, holds every process off for as long as the answer says and asks
 * again. That is no failure: the reading that was done so far need not be done again.
 */
export async function askPatiently<Value>(
  system: string,
  tools: Pick<ReadingTools, 'turn' | 'pause'>,
  ask: () => Promise<Value>,
): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    await tools.turn()
    try {
      return await ask()
    } catch (thrown) {
      if (!(thrown instanceof TooOften)) throw thrown
      const { retryAfterMs } = thrown
      if (tries === TRIES) {
        throw new EffectFailure('retry', `${system} was asked too often.`, { retryAfterMs, cause: thrown })
      }
      await tools.pause(retryAfterMs ?? USUAL_PAUSE_MS * tries)
    }
  }
}

/** `Retry-After` in seconds or as a date, in milliseconds; null where it says nothing. */
export function readRetryAfter(header: string | null | undefined): number | null {
  if (header === null || header === undefined || header.trim() === '') return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}
