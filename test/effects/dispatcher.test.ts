import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EffectFailure } from '../../src/effects/connector.ts'
import { assertFinished } from '../../src/effects/dispatcher.ts'
import type { EffectEvent } from '../../src/effects/documents.ts'
import { compensateEffects } from '../../src/store/outbox.ts'
import { engines } from '../support/databases.ts'
import { createDesk, createProbe, type Desk } from './support/desk.ts'

describe.each(engines)('a dispatcher on %s', (engine) => {
  let desk: Desk

  beforeEach(async () => {
    desk = await createDesk(engine)
  })
  afterEach(() => desk.drop())

  const states = async (subject?: string) =>
    (await desk.effects(subject)).map(({ subject: of, seq, state }) => `${of}/${seq} ${state}`)

  it('does what stands in the outbox, those of one subject in order, and tells what it did', async () => {
    await desk.put(
      { subject: 'mig_a', seq: 1, target: 'x' },
      { subject: 'mig_a', seq: 0, target: 'y' },
      { subject: 'mig_b', seq: 0, target: 'z' },
    )
    const probe = createProbe(({ seq }) => ({ seq }))
    const events: EffectEvent[] = []
    const counts = await desk.dispatcher([probe]).run({ onProgress: (event) => events.push(event) })
    expect(counts).toEqual({ done: 3 })
    expect(probe.seen.filter((one) => one.includes('mig_a'))).toEqual(['+mig_a/0', '+mig_a/1'])
    expect(events.map(({ effect_id, state }) => [effect_id, state]).sort()).toEqual([
      ['eff_a_0_thing', 'done'],
      ['eff_a_1_thing', 'done'],
      ['eff_b_0_thing', 'done'],
    ])
    const { effects } = await desk.dispatcher([probe]).list({ subjects: ['mig_a'] })
    expect(effects).toMatchObject([
      {
        effect_id: 'eff_a_0_thing',
        state: 'done',
        attempts: 1,
        problem: null,
        facts: { seq: 0 },
        due_at: null,
      },
      { effect_id: 'eff_a_1_thing', state: 'done', facts: { seq: 1 } },
    ])
    expect(() => assertFinished(counts)).not.toThrow()
    await desk.dispatcher([probe]).run()
    expect(probe.seen).toHaveLength(3)
  })

  it('works on different systems of one subject beside each other', async () => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await desk.put({ subject: 'mig_a', seq: 0 }, { subject: 'mig_a', seq: 1, system: 'other' })
    const probes = [
      createProbe(async () => {
        first.resolve()
        await second.promise
      }),
      createProbe(async () => {
        second.resolve()
        await first.promise
      }, 'other'),
    ]
    expect(await desk.dispatcher(probes).run()).toMatchObject({ done: 2 })
  })

  it('leaves alone what it is not asked for, and systems that it does not know', async () => {
    await desk.put({ subject: 'mig_a' }, { subject: 'mig_b' }, { subject: 'mig_c', system: 'other' })
    const before = await desk.effects()
    const probe = createProbe(() => undefined)
    await desk.dispatcher([probe]).run({ subjects: ['mig_a', 'mig_c'] })
    const after = await desk.effects()
    expect(probe.seen).toEqual(['+mig_a/0'])
    expect(after.slice(1)).toEqual(before.slice(1))
  })

  it('tries again what failed, and in the end leaves it to a person, with the reason', async () => {
    await desk.put({ subject: 'mig_a' }, { subject: 'mig_b' }, { subject: 'mig_b', seq: 1 })
    let left = 2
    const probe = createProbe(({ subject }) => {
      if (subject === 'mig_b') throw new EffectFailure('retry', 'No.', { remedy: 'Ask nicely.' })
      left -= 1
      if (left >= 0) throw new EffectFailure('unknown', 'Nobody answered.')
    })
    const dispatcher = desk.dispatcher([probe], { patience: { attempts: 4, firstMs: 1, longestMs: 2 } })
    const events: EffectEvent[] = []
    const counts = await dispatcher.run({ onProgress: (event) => events.push(event) })
    expect(counts).toMatchObject({ done: 1, 'needs-attention': 1, pending: 1 })
    expect(events.filter(({ subject }) => subject === 'mig_a').map(({ state }) => state)).toEqual([
      'unknown',
      'unknown',
      'done',
    ])
    expect(probe.seen.filter((one) => one.includes('mig_b'))).toEqual(Array(4).fill('+mig_b/0'))
    expect((await dispatcher.list({ states: ['needs-attention'] })).effects).toMatchObject([
      { effect_id: 'eff_b_0_thing', attempts: 4, problem: { message: 'No.', remedy: 'Ask nicely.' } },
    ])
    expect(() => assertFinished(counts)).toThrow(/1 needs-attention, 1 pending/)
  })

  it('does not try again what will never work, until a person asks for it', async () => {
    await desk.put({ subject: 'mig_a' })
    let works = false
    const probe = createProbe(() => {
      if (!works) throw new EffectFailure('permanent', 'Never.')
    })
    const dispatcher = desk.dispatcher([probe])
    expect(await dispatcher.run()).toMatchObject({ 'needs-attention': 1 })
    expect(await dispatcher.run()).toMatchObject({ 'needs-attention': 1 })
    expect(probe.seen).toHaveLength(1)
    works = true
    expect(await dispatcher.retry('eff_a_0_thing')).toMatchObject({ state: 'pending', attempts: 0 })
    expect(await dispatcher.run()).toMatchObject({ done: 1 })
    expect(await dispatcher.retry('eff_a_0_thing')).toMatchObject({ state: 'pending' })
    await expect(dispatcher.retry('eff_x')).rejects.toMatchObject({ code: 'effect.not-found' })
  })

  it('waits as long as the outside system asked for', async () => {
    await desk.put({ subject: 'mig_a' })
    let now = 1_800_000_000_000
    const dispatcher = desk.dispatcher(
      [
        createProbe(() => {
          now += 1000
          throw new EffectFailure('retry', 'Later.', { retryAfterMs: 90_000 })
        }),
      ],
      { clock: () => now },
    )
    const stop = new AbortController()
    await dispatcher.run({ signal: stop.signal, onProgress: () => stop.abort() })
    const [effect] = await desk.effects()
    expect(effect).toMatchObject({ state: 'pending', attempts: 1, dueAt: now + 90_000 })
  })

  it('says nothing of an error that it does not know but its kind', async () => {
    await desk.put({ subject: 'mig_a' })
    const probe = createProbe(() => JSON.parse('{"key": sk-secret}'))
    await desk.dispatcher([probe], { patience: { attempts: 1 } }).run()
    const text = JSON.stringify(await desk.effects())
    expect(text).toContain('Something happened that should not (SyntaxError).')
    expect(text).not.toContain('sk-secret')
  })

  it('undoes in the opposite order, and takes off the list what was never begun', async () => {
    await desk.put(...[0, 1, 2].map((seq) => ({ subject: 'mig_a', seq, target: `t${seq}` })), {
      subject: 'mig_b',
      target: 'u',
    })
    const probe = createProbe(async ({ seq, before, direction }, { remember }) => {
      if (direction === 'forward' && seq === 2) throw new EffectFailure('permanent', 'Never.')
      await remember({ seen: before })
    })
    const dispatcher = desk.dispatcher([probe])
    await dispatcher.run()
    const bystander = await desk.effects('mig_b')
    await desk.database.write(async (connection) => {
      const filter = { subjects: ['mig_a'] }
      expect(await compensateEffects(connection, desk.database.dialect, filter, new Date())).toBe(2)
    })
    expect(await states('mig_a')).toEqual([
      'mig_a/0 compensating',
      'mig_a/1 compensating',
      'mig_a/2 compensated',
    ])
    probe.seen.length = 0
    expect(await dispatcher.run()).toMatchObject({ compensated: 3, done: 1 })
    expect(probe.seen).toEqual(['-mig_a/1', '-mig_a/0'])
    expect(await desk.effects('mig_b')).toEqual(bystander)
    // Nothing more is left to take back.
    await dispatcher.compensate('eff_a_0_thing')
    await dispatcher.run()
    expect(probe.seen).toHaveLength(2)
  })

  it('ends what an earlier subject began with the same thing before a later one touches it', async () => {
    await desk.put({ subject: 'prm_a', target: 'team-1' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    await desk.put(
      { subject: 'mig_b', target: 'team-2', also: 'team-1' },
      { subject: 'mig_c', target: 'team-3' },
    )
    let works = false
    const probe = createProbe(({ subject }) => {
      if (subject === 'prm_a' && !works) throw new EffectFailure('permanent', 'Never.')
    })
    const dispatcher = desk.dispatcher([probe])
    await dispatcher.run()
    expect(await states()).toEqual(['prm_a/0 needs-attention', 'mig_b/0 pending', 'mig_c/0 done'])
    works = true
    await dispatcher.retry('eff_a_0_thing')
    await dispatcher.run()
    expect(probe.seen.slice(-2)).toEqual(['+prm_a/0', '+mig_b/0'])
    expect(await states()).toEqual(['prm_a/0 done', 'mig_b/0 done', 'mig_c/0 done'])
  })

  it('ensures anew what is named though it is done, unless something later was done to the same thing', async () => {
    const probe = createProbe(() => undefined)
    const compared: string[] = []
    const compare = async ({ subject }: { readonly subject: string }) => {
      compared.push(subject)
      return []
    }
    const desks = desk.dispatcher([{ ...probe, compare }])
    await desk.put({ subject: 'mig_a', target: 'x' }, { subject: 'mig_b', target: 'y' })
    await desks.run()
    await sleep(2)
    await desk.put({ subject: 'mig_c', target: 'z', also: 'x' })
    await desks.run()
    expect(await desks.reconcile()).toMatchObject({ checked: 2, unfinished: 0 })
    expect(compared).toEqual(['mig_b', 'mig_c'])
    probe.seen.length = 0
    for (const id of ['eff_a_0_thing', 'eff_b_0_thing']) await desks.retry(id)
    expect(await desks.retryAll()).toBe(1)
    await desks.run()
    expect(probe.seen).toEqual(['+mig_b/0'])
    expect(await desks.run()).toEqual({ done: 3 })
  })

  it('can be told to stop, and the attempt that is cut short does not count', async () => {
    await desk.put({ subject: 'mig_a' }, { subject: 'mig_b' })
    const stop = new AbortController()
    const dispatcher = desk.dispatcher(
      [
        createProbe(async ({ subject }, { signal }) => {
          if (subject === 'mig_b') return
          queueMicrotask(() => stop.abort())
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        }),
      ],
      { concurrency: 1 },
    )
    await dispatcher.run({ signal: stop.signal, untilIdle: false })
    expect(await states()).toEqual(['mig_a/0 pending', 'mig_b/0 pending'])
    expect((await desk.effects()).map(({ attempts }) => attempts)).toEqual([0, 0])
  })

  it('goes on looking where it is not to end', async () => {
    const stop = new AbortController()
    const probe = createProbe(() => undefined)
    const run = desk.dispatcher([probe]).run({
      untilIdle: false,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    await desk.put({ subject: 'mig_a' })
    expect(await run).toMatchObject({ done: 1 })
  })

  it('finds nothing to do where our tables are not', async () => {
    await using fresh = { desk: await createDesk(engine), [Symbol.asyncDispose]: () => fresh.desk.drop() }
    await fresh.desk.fresh.run(
      engine === 'sqlite' ? 'drop table resettle_version' : 'drop schema resettle cascade',
    )
    const dispatcher = fresh.desk.dispatcher([createProbe(() => undefined)])
    expect(await dispatcher.run()).toEqual({})
    expect(await dispatcher.list()).toEqual({ kind: 'effects', version: 1, effects: [] })
  })
})
