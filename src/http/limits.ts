import { ResettleError } from '../errors.ts'

const MINUTE_MS = 60_000
/** Failed attempts to be recognised, a minute and address. */
const MOST_FAILURES = 20
/** Addresses and people that are remembered; beyond it the oldest are forgotten. */
const MOST_REMEMBERED = 10_000

/** How much is too much. Kept in memory, by the minute. */
export interface Limits {
  /** Counts a request of this person. Throws `request.too-many`. */
  count(person: string): void
  /** Throws `request.too-many` where too many attempts from this address failed. */
  assertMayTry(address: string): void
  noteFailure(address: string): void
}

export function createLimits(requestsPerMinute: number, now: () => Date): Limits {
  const requests = createWindow(now)
  const failures = createWindow(now)
  return {
    count(person) {
      if (requests.add(person) > requestsPerMinute) throw tooMany(requests.left())
    },
    assertMayTry(address) {
      if (failures.of(address) >= MOST_FAILURES) throw tooMany(failures.left())
    },
    noteFailure: (address) => void failures.add(address),
  }
}

function createWindow(now: () => Date) {
  let counts = new Map<string, number>()
  let minute = 0
  const turn = (): void => {
    const current = Math.floor(now().getTime() / MINUTE_MS)
    if (current !== minute) counts = new Map()
    minute = current
  }
  return {
    of(name: string): number {
      turn()
      return counts.get(name) ?? 0
    },
    add(name: string): number {
      turn()
      const count = (counts.get(name) ?? 0) + 1
      if (!counts.has(name) && counts.size >= MOST_REMEMBERED) {
        const [oldest] = counts.keys()
        if (oldest !== undefined) counts.delete(oldest)
      }
      counts.set(name, count)
      return count
    },
    left: () => Math.ceil((MINUTE_MS - (now().getTime() % MINUTE_MS)) / 1000),
  }
}

function tooMany(seconds: number): ResettleError {
  return new ResettleError('request.too-many', `Come again in ${seconds} seconds.`, {
    context: { retry_after_seconds: seconds },
  })
}
