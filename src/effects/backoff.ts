import { LONGEST_DELAY_MS } from '../store/leases.ts'

/** How attempts follow each other. */
export interface Patience {
  /** After so many failures in a row a person must look. */
  readonly attempts: number
  /** The first wait is at most so long, each next one at most twice as long as the one before. */
  readonly firstMs: number
  readonly longestMs: number
}

export const usualPatience: Patience = { attempts: 8, firstMs: 500, longestMs: 60_000 }

/**
 * How long to wait after the n-th failure: anything up to the limit (full jitter), so that those who failed together
 * do not come back together; never shorter than the system asked for.
 */
export function waitAfter(
  attempts: number,
  { firstMs, longestMs }: Patience,
  { random, retryAfterMs }: { readonly random: () => number; readonly retryAfterMs: number | null },
): number {
  const most = Math.min(longestMs, firstMs * 2 ** Math.max(0, attempts - 1))
  return Math.min(LONGEST_DELAY_MS, Math.round(Math.max(random() * most, retryAfterMs ?? 0)))
}
