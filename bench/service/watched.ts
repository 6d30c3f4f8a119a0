import { performance } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

// Loaded into the service before anything else: tells how long its one thread lets things wait, and whose doing that is.

/** Time between two turns of the event loop that took longer than it should, on the clock of the machine. */
export interface Stretch {
  /** When it ended, in milliseconds since 1970. */
  readonly at: number
  readonly wall: number
  /** What this thread computed meanwhile. Much less than `wall`: the machine had other things to do. */
  readonly cpu: number
}

/** Asks for what was seen since it was asked last. */
export const TAKE = 'take-stretches'

const PAUSE_MS = 2

if (isMainThread && process.send !== undefined) watch()

function watch(): void {
  let stretches: Stretch[] = []
  let last = performance.now()
  let used = process.threadCpuUsage()
  setInterval(() => {
    const now = performance.now()
    const { user, system } = process.threadCpuUsage(used)
    const wall = now - last - PAUSE_MS
    if (wall > 1) stretches.push({ at: performance.timeOrigin + now, wall, cpu: (user + system) / 1000 })
    last = now
    used = process.threadCpuUsage()
  }, PAUSE_MS).unref()
  process.on('message', (message) => {
    if (message !== TAKE) return
    process.send?.({ stretches })
    stretches = []
  })
  process.channel?.unref()
}
