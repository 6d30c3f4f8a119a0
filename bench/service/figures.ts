import type { Sample } from './clients.ts'
import type { Stretch } from './watched.ts'

/** Some time in the life of the service, in milliseconds since 1970. */
export interface Window {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** What it was like then; times in milliseconds. */
export interface Figures {
  readonly name: string
  readonly seconds: number
  readonly asked: number
  /** Of `/healthz`, as the clients saw it. */
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** Longest time that the event loop took for one turn. */
  readonly longestTurn: number
  /** The most that the service itself computed in one turn: what is beyond it, the machine took for others. */
  readonly longestWork: number
}

export function summarize(
  { name, from, to }: Window,
  samples: readonly Sample[],
  stretches: readonly Stretch[],
): Figures {
  const times = samples
    .filter(({ at }) => at >= from && at < to)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b)
  const turns = stretches.filter(({ at, wall }) => at > from && at - wall < to)
  return {
    name,
    seconds: (to - from) / 1000,
    asked: times.length,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    max: times.at(-1) ?? 0,
    longestTurn: Math.max(0, ...turns.map(({ wall }) => wall)),
    longestWork: Math.max(0, ...turns.map(({ cpu }) => cpu)),
  }
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
