import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LiteLlmFake } from '../../demo/outside/litellm.ts'
import { compensateEffects } from '../../src/store/outbox.ts'
import { engines } from '../support/databases.ts'
import { createDesk, type Desk, quick } from './support/desk.ts'
import { startWorker } from './support/processes.ts'
import { dispatcherOf, goalOf, openFake, type Scene, type Shape, setScene } from './support/scenes.ts'

/** How long the dead hold what they worked on. */
const LEASE_MS = 1500

describe.each(engines)('a process that is killed (-9), with the outbox on %s', (engine) => {
  let desk: Desk
  const open: LiteLlmFake[] = []
  beforeAll(async () => {
    desk = await createDesk(engine)
  })
  afterAll(async () => {
    await Promise.all(open.map((fake) => fake.close()))
    await desk.drop()
  })

  const shape: Shape = { keys: 2, budget: 20, spend: 5 }
  const back = (scenes: readonly Scene[]) =>
    desk.database.write((connection) =>
      compensateEffects(
        connection,
        desk.database.dialect,
        { subjects: scenes.map(({ subject }) => subject) },
        new Date(),
      ),
    )
  const finish = (scene: Scene) => dispatcherOf(desk, scene).run({ subjects: [scene.subject] })
  /** One process with a person for each moment at which it is killed: it hangs there with all of them. */
  const killAt = async (scenes: readonly Scene[], when: 'before' | 'after') => {
    for (const [index, { fake }] of scenes.entries()) {
      fake.calls.clear()
      fake.faults.set({ does: 'hang', when, nth: index + 1 })
    }
    const worker = startWorker({
      db: desk.fresh.url,
      rates: quick.rates,
      leaseMs: LEASE_MS,
      jobs: scenes.map(({ fake, subject }) => ({
        litellm: { url: fake.url, key: fake.masterKey },
        subjects: [subject],
      })),
    })
    const isHanging = ({ fake }: Scene) => fake.calls.list().some(({ ended }) => ended === 'hanging')
    while (!scenes.every(isHanging)) {
      await Promise.race([worker.ended, new Promise((resolve) => setTimeout(resolve, 20))])
    }
    await worker.kill()
    for (const { fake } of scenes) fake.faults.clear()
  }
  const setScenes = async (count: number) => {
    while (open.length < count) open.push(await openFake())
    return Promise.all(open.slice(0, count).map((fake) => setScene(desk, fake, shape)))
  }
  /** How many calls there are, there and back. */
  const rehearse = async () => {
    const [scene] = (await setScenes(1)) as [Scene]
    await finish(scene)
    const forward = scene.fake.calls.count()
    await back([scene])
    scene.fake.calls.clear()
    await finish(scene)
    return { forward, backward: scene.fake.calls.count() }
  }

  it.each(['before', 'after'] as const)(
    '%s any call has its work ended by the next one, once, and taken back',
    { timeout: 240_000 },
    async (when) => {
      const { forward, backward } = await rehearse()
      const scenes = await setScenes(forward)
      await killAt(scenes, when)
      for (const [index, scene] of scenes.entries()) {
        expect([index, await finish(scene), scene.fake.snapshot()]).toEqual([
          index,
          { done: 1 },
          goalOf(scene, shape),
        ])
      }
      const others = await setScenes(backward)
      await Promise.all(others.map(finish))
      await back(others)
      await killAt(others, when)
      for (const [index, scene] of others.entries()) {
        expect([index, await finish(scene), scene.fake.snapshot()]).toEqual([
          index,
          { compensated: 1 },
          scene.before,
        ])
      }
    },
  )

  it('again and again, beside another one, leaves nobody behind', { timeout: 240_000 }, async () => {
    const people = await setScenes(10)
    const job = {
      db: desk.fresh.url,
      rates: quick.rates,
      leaseMs: LEASE_MS,
      jobs: people.map(({ fake, subject }) => ({
        litellm: { url: fake.url, key: fake.masterKey },
        subjects: [subject],
      })),
    }
    for (const { fake } of people) fake.latency(30)
    const steady = startWorker(job)
    for (let round = 0; round < 3; round += 1) {
      const doomed = startWorker(job)
      await new Promise((resolve) => setTimeout(resolve, 400))
      await doomed.kill()
    }
    await steady.ended
    for (const scene of people) {
      scene.fake.latency(0)
      expect(scene.fake.snapshot()).toEqual(goalOf(scene, shape))
    }
    expect(await desk.dispatcher([]).count(people.map(({ subject }) => subject))).toEqual({ done: 10 })
  })
})
