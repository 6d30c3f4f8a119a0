import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimEffects, findNextDue, renewLeases, settleEffect } from '../../src/store/leases.ts'
import { compensateEffects } from '../../src/store/outbox.ts'
import { engines } from '../support/databases.ts'
import { createDesk, createProbe, type Desk } from './support/desk.ts'

const HOUR = 3_600_000
const start = 1_800_000_000_000

describe.each(engines)('leases on %s', (engine) => {
  let desk: Desk

  beforeEach(async () => {
    desk = await createDesk(engine)
  })
  afterEach(() => desk.drop())

  const scope = { systems: ['probe'], subjects: undefined }
  const claim = (token: string, now: number, limit = 100) =>
    desk.database.write((connection) =>
      claimEffects(connection, desk.database.dialect, { ...scope, token, now, leaseMs: 30_000, limit }),
    )
  const nextDue = () =>
    desk.database.read((connection) => findNextDue(connection, desk.database.dialect, scope))
  const renew = (token: string, until: number) =>
    desk.database.write((connection) =>
      renewLeases(connection, desk.database.dialect, [{ id: 'eff_a_0_thing', token }], until),
    )

  it('are for one only: two that claim at once never hold the same effect', async () => {
    await desk.put(...Array.from({ length: 200 }, (_, n) => ({ subject: `mig_${n}` })))
    const all = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(`t${n}`, start, 25)))
    const ids = all.flat().map(({ effect }) => effect.id)
    expect(ids).toHaveLength(200)
    expect(new Set(ids).size).toBe(200)
  })

  it('end by themselves, and what their holder says afterwards does not count', async () => {
    await desk.put({ subject: 'mig_a' })
    const [lost] = await claim('dead', start)
    expect(await claim('other', start + 29_999)).toEqual([])
    expect(await nextDue()).toBe(start + 30_000)
    const [held] = await claim('other', start + 30_000)
    // A process that died is no failure of the effect.
    expect([lost?.effect.attempts, held?.effect.attempts]).toEqual([1, 1])
    expect(await renew('dead', start + HOUR)).toEqual(new Set())
    expect(await renew('other', start + HOUR)).toEqual(new Set(['eff_a_0_thing']))
    const isOurs = await desk.database.write((connection) =>
      settleEffect(
        connection,
        desk.database.dialect,
        { id: 'eff_a_0_thing', token: 'dead' },
        { state: 'done', result: null, problem: null, dueAt: 0, isForgiven: false, endsGeneration: false },
        start,
      ),
    )
    expect(isOurs).toBe(false)
    expect(await desk.effects()).toMatchObject([{ state: 'running' }])
  })

  it('of a clock that was an hour ahead hold nothing up, and nothing is taken from the living', async () => {
    await desk.put({ subject: 'mig_a' })
    await claim('ahead', start + HOUR)
    expect(await claim('other', start)).toEqual([])
    expect(await renew('ahead', start + 30_000)).toEqual(new Set(['eff_a_0_thing']))
    expect(await claim('other', start + 29_999)).toEqual([])
    // Nobody renewed it since: its holder is dead.
    expect(await claim('other', start + 30_000)).toHaveLength(1)
  })

  it('are no obstacle when an attempt was put off by a clock that was ahead', async () => {
    await desk.put({ subject: 'mig_a' })
    await claim('ahead', start + HOUR)
    await desk.database.write((connection) =>
      settleEffect(
        connection,
        desk.database.dialect,
        { id: 'eff_a_0_thing', token: 'ahead' },
        {
          state: 'pending',
          result: null,
          problem: null,
          dueAt: start + HOUR + 1000,
          isForgiven: false,
          endsGeneration: false,
        },
        start + HOUR,
      ),
    )
    expect(await claim('other', start)).toHaveLength(1)
  })

  it('keep an effect that is turned round until its holder must have stopped', async () => {
    await desk.put({ subject: 'mig_a' })
    await claim('at-work', start)
    await desk.database.write((connection) =>
      compensateEffects(connection, desk.database.dialect, { subjects: ['mig_a'] }, new Date(start)),
    )
    expect(await renew('at-work', start + HOUR)).toEqual(new Set())
    expect(await claim('other', start + 1)).toEqual([])
    expect(await claim('other', start + 30_000)).toMatchObject([
      { effect: { direction: 'back', state: 'compensating' } },
    ])
  })

  it('begin a new generation after a day, when asked to, and when the effect is turned round', async () => {
    await desk.put({ subject: 'mig_a' })
    const generationAt = async (now: number, endsGeneration = false) => {
      const [lease] = await claim(`t${now}`, now)
      await desk.database.write((connection) =>
        settleEffect(
          connection,
          desk.database.dialect,
          { id: 'eff_a_0_thing', token: `t${now}` },
          { state: 'pending', result: null, problem: null, dueAt: now, isForgiven: true, endsGeneration },
          now,
        ),
      )
      return lease?.effect.generation
    }
    expect(await generationAt(start)).toBe(1)
    expect(await generationAt(start + 22 * HOUR)).toBe(1)
    expect(await generationAt(start + 24 * HOUR)).toBe(2)
    expect(await generationAt(start + 25 * HOUR, true)).toBe(2)
    expect(await generationAt(start + 26 * HOUR)).toBe(3)
    await claim('x', start + 26 * HOUR)
    await desk.database.write((connection) =>
      compensateEffects(connection, desk.database.dialect, { ids: ['eff_a_0_thing'] }, new Date(start)),
    )
    const [back] = await claim('y', start + 27 * HOUR)
    expect(back?.effect.generation).toBe(4)
  })

  it('are renewed while somebody is at work, and lost by whoever does not come to it', async () => {
    await desk.put({ subject: 'mig_a' })
    const began = Promise.withResolvers<void>()
    const refused: unknown[] = []
    const slow = createProbe(async (_, { signal, turn, remember }) => {
      began.resolve()
      // The next renewal finds out.
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      for (const use of [turn, () => remember({})]) await use().catch((error) => refused.push(error))
      return { by: 'slow' }
    })
    const fast = createProbe(() => ({ by: 'fast' }))
    // The other's clock is an hour ahead: for it, no lease of the first one has ever lasted.
    const first = desk.dispatcher([slow], { leaseMs: 600, clock: () => start })
    const second = desk.dispatcher([fast], { leaseMs: 600, clock: () => start + HOUR })
    const run = first.run()
    await began.promise
    expect(await second.run()).toMatchObject({ done: 1 })
    expect(await run).toMatchObject({ done: 1 })
    expect(refused).toMatchObject([{ name: 'LostLease' }, { name: 'LostLease' }])
    expect(await desk.effects()).toMatchObject([{ state: 'done', result: { facts: { by: 'fast' } } }])
  })

  it('last for as long as their holder lives, many times their own length', async () => {
    await desk.put({ subject: 'mig_a' })
    const began = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const slow = createProbe(async () => {
      began.resolve()
      await goOn.promise
    })
    const run = desk.dispatcher([slow], { leaseMs: 400 }).run()
    await began.promise
    const other = createProbe(() => undefined)
    const stop = new AbortController()
    const watching = desk.dispatcher([other], { leaseMs: 400 }).run({ signal: stop.signal, untilIdle: false })
    await new Promise((resolve) => setTimeout(resolve, 1500))
    goOn.resolve()
    expect(await run).toMatchObject({ done: 1 })
    stop.abort()
    await watching
    expect(other.seen).toEqual([])
  })
})

describe.each(engines)('two dispatchers at once on %s', (engine) => {
  it('do everything once', async () => {
    const desk = await createDesk(engine)
    try {
      await desk.put(
        ...Array.from({ length: 60 }, (_, n) => [
          { subject: `mig_${n}`, seq: 0, target: `a${n}` },
          { subject: `mig_${n}`, seq: 1, target: `b${n}` },
        ]).flat(),
      )
      const done: string[] = []
      const probes = [0, 1, 2].map(() =>
        createProbe(async ({ id }, { remember }) => {
          await remember({})
          done.push(id)
        }),
      )
      await Promise.all(probes.map((probe) => desk.dispatcher([probe]).run()))
      expect(done).toHaveLength(120)
      expect(new Set(done).size).toBe(120)
      expect((await desk.effects()).every(({ state, attempts }) => state === 'done' && attempts === 1)).toBe(
        true,
      )
    } finally {
      await desk.drop()
    }
  })
})
