import { setTimeout as sleep } from 'node:timers/promises'

/** Lets requests to one outside system through, one at a time, no faster than all processes together may. */
export interface Limiter {
  /** Resolves when one more request may be made. Rejects when `signal` is aborted. */
  turn(signal: AbortSignal): Promise<void>
  /** Nobody is let through for so long, in any process. */
  pause(ms: number): Promise<void>
}

/** What the processes share. */
export interface SharedRate {
  /** Takes `count` turns, `intervalUs` apart; answers when the first of them is, by `performance.now()`. */
  reserve(count: number, intervalUs: number): Promise<number>
  pause(ms: number): Promise<void>
}

/**
 * Turns are this much of the allowed rate: what is left takes up that requests do not arrive as evenly as they were
 * sent, so that no second anywhere holds more than allowed.
 */
const SHARE = 0.96
/**
 * Turns taken at a time are at most a quarter of a second's worth: four questions a second to the database, at any rate.
 * Whoever has just begun takes one, then two, then four: turns that nobody uses are lost for everybody.
 */
const BLOCKS_A_SECOND = 4
/** A turn that was missed by more is not made up for: two requests would come closer than they may. */
const LATE_MS = 15

export function createLimiter(perSecond: number, shared: SharedRate): Limiter {
  const intervalMs = 1000 / (perSecond * SHARE)
  const longest = Math.max(1, Math.floor(perSecond / BLOCKS_A_SECOND))
  let block = 1
  /** Instants of `performance.now()`. */
  let turns: number[] = []
  let waiting = 0
  let pauses = 0
  let filling: Promise<void> | null = null

  function fill(): Promise<void> {
    const current = pauses
    const count = block
    filling ??= shared
      .reserve(count, intervalMs * 1000)
      .then((first) => {
        if (current === pauses) turns.push(...Array.from({ length: count }, (_, n) => first + n * intervalMs))
        block = Math.min(longest, count * 2)
      })
      .finally(() => {
        filling = null
      })
    return filling
  }

  async function take(signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted()
      const turn = turns.shift()
      if (turn === undefined) {
        await fill()
        continue
      }
      // Ahead of time, so that nobody waits for the database; where it fails, the next one to come hears of it.
      if (turns.length === 0 && waiting > 1) fill().catch(() => undefined)
      if (performance.now() <= turn + LATE_MS) return turn
      block = 1
    }
  }

  return {
    async turn(signal) {
      waiting += 1
      try {
        for (;;) {
          const current = pauses
          const turn = await take(signal)
          const ms = turn - performance.now()
          if (ms > 0) await sleep(Math.ceil(ms), undefined, { signal })
          if (current === pauses && performance.now() <= turn + LATE_MS) return
        }
      } finally {
        waiting -= 1
      }
    },
    async pause(ms) {
      await shared.pause(ms)
      pauses += 1
      turns = []
    },
  }
}
