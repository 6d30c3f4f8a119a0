import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compensateEffects } from '../../src/store/outbox.ts'
import { engines } from '../support/databases.ts'
import { createDesk, type Desk } from './support/desk.ts'
import { faults, inLanes, nameOf } from './support/lanes.ts'
import { dispatcherOf, goalOf, openFake, type Scene, setScene, shapes } from './support/scenes.ts'

const LANES = 8
/** Longer than any answer takes on a busy machine is not needed: who gives up too early only tries again. */
const PATIENCE_MS = 400

describe.each(engines)('with the outbox on %s, whatever happens to any call', (engine) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await createDesk(engine)
  })
  afterAll(() => desk.drop())

  const run = (scene: Scene) => dispatcherOf(desk, scene, PATIENCE_MS).run({ subjects: [scene.subject] })
  const back = (scene: Scene) =>
    desk.database.write((connection) =>
      compensateEffects(connection, desk.database.dialect, { subjects: [scene.subject] }, new Date()),
    )

  // The whole of it once; where the outbox lies makes a difference only to what comes between the calls.
  const isWhole = engine === 'sqlite'
  const some = Object.entries(shapes).slice(0, isWhole ? undefined : 2)
  const kinds = isWhole ? faults : faults.filter(({ does, when }) => does === 'drop' || when === 'after')

  describe.each(some)('to a person %s', (_, shape) => {
    /** How many calls there are when nothing happens, there and back. */
    const rehearse = async () => {
      const fake = await openFake()
      const scene = await setScene(desk, fake, shape)
      expect(await run(scene)).toEqual({ done: 1 })
      const forward = fake.calls.count()
      expect(fake.snapshot()).toEqual(goalOf(scene, shape))
      await back(scene)
      fake.calls.clear()
      expect(await run(scene)).toEqual({ compensated: 1 })
      expect(fake.snapshot()).toEqual(scene.before)
      const backward = fake.calls.count()
      await fake.close()
      return { forward, backward }
    }
    const everyFault = (calls: number) =>
      Array.from({ length: calls }, (_, index) =>
        kinds.map((fault) => ({ ...fault, nth: index + 1, times: fault.does === 'drop' ? 2 : 1 })),
      ).flat()

    it('the promotion ends as planned, and then goes back to what was', { timeout: 240_000 }, async () => {
      const { forward } = await rehearse()
      expect(forward).toBeGreaterThan(6)
      await inLanes(
        LANES,
        openFake,
        everyFault(forward),
        async (fake, fault) => {
          const scene = await setScene(desk, fake, shape)
          fake.faults.set(fault)
          const counts = await run(scene)
          expect([nameOf(fault), counts, fake.snapshot()]).toEqual([
            nameOf(fault),
            { done: 1 },
            goalOf(scene, shape),
          ])
          fake.faults.clear()
          await back(scene)
          await run(scene)
          expect([nameOf(fault), fake.snapshot()]).toEqual([nameOf(fault), scene.before])
        },
        (fake) => fake.close(),
      )
    })

    it('the way back ends at what was', { timeout: 240_000 }, async () => {
      const { backward } = await rehearse()
      expect(backward).toBeGreaterThan(6)
      await inLanes(
        LANES,
        openFake,
        everyFault(backward),
        async (fake, fault) => {
          const scene = await setScene(desk, fake, shape)
          await run(scene)
          await back(scene)
          fake.faults.set(fault)
          const counts = await run(scene)
          expect([nameOf(fault), counts, fake.snapshot()]).toEqual([
            nameOf(fault),
            { compensated: 1 },
            scene.before,
          ])
        },
        (fake) => fake.close(),
      )
    })

    it('a promotion that is taken back after any call leaves nothing behind', {
      timeout: 240_000,
    }, async () => {
      const { forward } = await rehearse()
      await inLanes(
        LANES,
        openFake,
        Array.from({ length: forward }, (_, index) => index + 1),
        async (fake, nth) => {
          const scene = await setScene(desk, fake, shape)
          // From this call on nothing works any more, and in the end a person must look.
          fake.faults.set({ does: 'drop', when: nth % 2 === 0 ? 'after' : 'before', nth, times: 0 })
          expect(await run(scene)).toEqual({ 'needs-attention': 1 })
          fake.faults.clear()
          await back(scene)
          await run(scene)
          expect([nth, fake.snapshot()]).toEqual([nth, scene.before])
        },
        (fake) => fake.close(),
      )
    })
  })
})
