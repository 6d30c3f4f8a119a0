/**
 * A bucket that holds one second's worth of calls and is filled at the same rate: a steady caller at the limit is
 * never refused, whatever its calls suffer on the way, and a burst is refused beyond the first second's worth.
 */
export function createBucket(perSecond: number): { take(): boolean } {
  let left = perSecond
  let filledAt = performance.now()
  return {
    take: () => {
      const now = performance.now()
      left = Math.min(perSecond, left + ((now - filledAt) / 1000) * perSecond)
      filledAt = now
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
