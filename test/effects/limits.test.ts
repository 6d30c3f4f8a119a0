import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { usualPatience, waitAfter } from '../../src/effects/backoff.ts'
import { createLimiter } from '../../src/effects/limits.ts'
import { LONGEST_DELAY_MS } from '../../src/store/leases.ts'
import { pauseSystem, reserveTurns } from '../../src/store/rates.ts'
import { engines } from '../support/databases.ts'
import { createDesk, type Desk } from './support/desk.ts'

describe('the wait after a failure', () => {
  const wait = (attempts: number, random: number, retryAfterMs: number | null = null) =>
    waitAfter(attempts, usualPatience, { random: () => random, retryAfterMs })

  it('doubles up to a limit, and is anything below', () => {
    expect([1, 2, 3, 4].map((n) => wait(n, 1))).toEqual([500, 1000, 2000, 4000])
    expect(wait(50, 1)).toBe(usualPatience.longestMs)
    expect(wait(3, 0)).toBe(0)
  })

  it('is never shorter than asked for, and never without end', () => {
    expect(wait(1, 0, 7000)).toBe(7000)
    expect(wait(1, 0, 10 ** 9)).toBe(LONGEST_DELAY_MS)
  })
})

describe.each(engines)('the shared rate on %s', (engine) => {
  let desk: Desk
  const now = 1_800_000_000_000

  beforeEach(async () => {
    desk = await createDesk(engine)
  })
  afterEach(() => desk.drop())

  const reserve = (count: number, at: number, system = 'stripe') =>
    desk.database.write(async (connection) => {
      const { startsAt } = await reserveTurns(connection, desk.database.dialect, {
        system,
        count,
        intervalUs: 40_000,
        now: at,
      })
      return startsAt / 1000 - now
    })

  it('hands out each turn once, one interval after the other', async () => {
    expect(await reserve(5, now)).toBe(0)
    expect(await reserve(5, now)).toBe(200)
    expect(await reserve(1, now + 10)).toBe(400)
    expect(await reserve(1, now, 'litellm')).toBe(0)
  })

  it('hands out no turns of the past', async () => {
    await reserve(5, now)
    expect(await reserve(1, now + 5000)).toBe(5000)
  })

  it('is not held up for an hour by a clock that was an hour ahead', async () => {
    await reserve(5, now + 3_600_000)
    expect(await reserve(1, now)).toBe(0)
  })

  it('pauses for everybody, and not for longer than a minute', async () => {
    const pause = (ms: number) =>
      desk.database.write((connection) =>
        pauseSystem(connection, desk.database.dialect, { system: 'stripe', ms, now }),
      )
    await pause(2000)
    expect(await reserve(1, now)).toBe(2000)
    await pause(1000)
    expect(await reserve(1, now)).toBe(2040)
    await pause(10 ** 9)
    expect(await reserve(1, now)).toBe(60_000)
  })

  it('gives each of many that ask at once a turn of its own', async () => {
    const starts = await Promise.all(Array.from({ length: 40 }, () => reserve(2, now)))
    expect(starts.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n * 80))
  })
})

describe('a limiter', () => {
  it('asks the shared rate rarely', async () => {
    // A clock that stands still: nobody is late, however busy the machine is.
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    let asked = 0
    let next = performance.now()
    const limiter = createLimiter(1000, {
      reserve: async (count, intervalUs) => {
        asked += 1
        const first = next
        next += (count * intervalUs) / 1000
        return first
      },
      pause: async () => undefined,
    })
    const { signal } = new AbortController()
    const turns = await Promise.all(Array.from({ length: 200 }, () => limiter.turn(signal)))
    expect(turns).toHaveLength(200)
    expect(asked).toBeLessThan(10)
  })

  it('lets nobody through who is told to stop, and goes on for the others', async () => {
    const limiter = createLimiter(100, {
      reserve: async () => performance.now() + 20,
      pause: async () => undefined,
    })
    const stop = new AbortController()
    const stopped = limiter.turn(stop.signal)
    const other = limiter.turn(new AbortController().signal)
    stop.abort(new Error('stop'))
    await expect(stopped).rejects.toThrow()
    await other
  })

  it('throws turns away that were taken before a pause', async () => {
    const counts: number[] = []
    const limiter = createLimiter(8, {
      reserve: async (count) => {
        counts.push(count)
        return performance.now()
      },
      pause: async () => undefined,
    })
    const { signal } = new AbortController()
    // One, then two at a time: one of these is left, and is only due in an eighth of a second.
    while (counts.at(-1) !== 2) await limiter.turn(signal)
    const asked = counts.length
    await limiter.pause(1)
    await limiter.turn(signal)
    expect(counts.length).toBeGreaterThan(asked)
  })

  it('tells whoever waits that the shared rate cannot be asked, and asks again for the next', async () => {
    let works = false
    const limiter = createLimiter(100, {
      reserve: async () => {
        if (!works) throw new Error('the database is away')
        return performance.now()
      },
      pause: async () => undefined,
    })
    const { signal } = new AbortController()
    await expect(limiter.turn(signal)).rejects.toThrow('away')
    works = true
    await limiter.turn(signal)
  })
})
