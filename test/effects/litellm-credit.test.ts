import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compensateEffects } from '../../src/store/outbox.ts'
import { engines } from '../support/databases.ts'
import { createDesk, type Desk } from './support/desk.ts'
import { ask, disturbed } from './support/disturbed.ts'
import { inLanes } from './support/lanes.ts'
import { creditOf, UNLIMITED } from './support/person.ts'
import { openFake, type Scene, setScene } from './support/scenes.ts'

/** More calls than any of these need: at the last ones nothing happens any more. */
const CALLS = Array.from({ length: 16 }, (_, index) => index + 1)

describe.each(engines)('what is left for a person, with the outbox on %s', (engine) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await createDesk(engine)
  })
  afterAll(() => desk.drop())

  const run = (scene: Scene, disturb: (call: number) => unknown = () => undefined) =>
    desk
      .dispatcher([disturbed(scene.fake, disturb)], { patience: { firstMs: 1, longestMs: 2 } })
      .run({ subjects: [scene.subject] })
  const back = (scene: Scene) =>
    desk.database.write((connection) =>
      compensateEffects(connection, desk.database.dialect, { subjects: [scene.subject] }, new Date()),
    )
  const spend = ({ fake, person }: Scene, key: number, amount: number) => {
    expect(fake.spendWith(person.keys[key] ?? '', amount)).toEqual({ allowed: true })
  }
  const left = ({ fake, person }: Scene) => person.keys.map((key) => creditOf(fake, key))
  /** At no moment may a key spend more than is left: whoever is cut off then must not be without a limit. */
  const assertBound = (scene: Scene, most: number) => {
    for (const one of left(scene)) expect(one ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(most)
  }
  const accountOf = ({ fake, person }: Scene) =>
    fake.snapshot().users.find(({ user_id }) => user_id === person.wanted.user_id)
  const membershipOf = ({ fake, person }: Scene) =>
    fake.snapshot().teams.find(({ team_id }) => team_id === person.wanted.team_id)?.memberships[0]

  describe.each([
    ['is counted as it is', null, 1],
    ['is counted twice in the team', '2', 2],
  ])('and %s', (_, margin, factor) => {
    it('stays the same when keys are used before any of the calls', { timeout: 60_000 }, async () => {
      await inLanes(
        6,
        openFake,
        CALLS,
        async (fake, at) => {
          const scene = await setScene(desk, fake, { keys: 3, wanted: { margin } })
          let isSpent = false
          const counts = await run(scene, (call) => {
            assertBound(scene, 15 * factor)
            if (call !== at) return
            isSpent = true
            // A key that moves early and one that moves late.
            spend(scene, 2, 0.25)
            spend(scene, 0, 0.5)
          })
          expect([at, counts]).toEqual([at, { done: 1 }])
          const inTeam =
            fake.snapshot().teams.find(({ team_id }) => team_id === scene.person.wanted.team_id)?.spend ?? 0
          // What was spent before a key moved is counted in the old measure, and in the new one after it.
          const expected = (15 - (isSpent ? 0.75 - inTeam : 0)) * factor - inTeam
          expect([at, left(scene)]).toEqual([at, [expected, expected, expected]])
          const { max_budget = null, spend: used = 0 } = membershipOf(scene) ?? {}
          expect([at, (max_budget ?? 0) - used]).toEqual([at, expected])
        },
        (fake) => fake.close(),
      )
    })

    it('is given back when keys were used in the team and on the way back', { timeout: 60_000 }, async () => {
      await inLanes(
        6,
        openFake,
        CALLS,
        async (fake, at) => {
          const scene = await setScene(desk, fake, { keys: 3, wanted: { margin } })
          await run(scene)
          spend(scene, 1, 4)
          await back(scene)
          let isSpent = false
          let alone = 0
          const counts = await run(scene, (call) => {
            assertBound(scene, 15 * factor)
            if (call !== at) return
            isSpent = true
            const key = fake.snapshot().keys.find(({ key_alias }) => key_alias?.endsWith('key 0'))
            alone = key?.team_id === null ? 0.5 : 0
            spend(scene, 0, 0.5)
          })
          expect([at, counts]).toEqual([at, { compensated: 1 }])
          const expected = 15 - (4 + (isSpent ? 0.5 : 0) - alone) / factor - alone
          expect([at, left(scene)]).toEqual([at, [expected, expected, expected]])
        },
        (fake) => fake.close(),
      )
    })
  })

  const withScene = async (shape: Parameters<typeof setScene>[2], test: (scene: Scene) => Promise<void>) => {
    const fake = await openFake()
    try {
      await test(await setScene(desk, fake, shape))
    } finally {
      await fake.close()
    }
  }

  it('is what they bought meanwhile, too', () =>
    withScene({}, async (scene) => {
      const user = accountOf(scene)
      await run(scene, (call) => {
        // Bought while the person's own budget still counts.
        if (call === 6 && user !== undefined) scene.fake.seed({ users: [{ ...user, max_budget: 30 }] })
      })
      expect(left(scene)).toEqual([25, 25])
      await back(scene)
      await run(scene)
      expect(left(scene)).toEqual([25, 25])
    }))

  it('is what they bought for the team, before its effect was done and after', () =>
    withScene({}, async (scene) => {
      const buy = async (amount: number) => {
        const teamId = String(scene.person.wanted.team_id)
        const found = scene.fake.snapshot().teams.find(({ team_id }) => team_id === teamId)
        const budget = (found?.max_budget ?? 0) + amount
        await ask(scene.fake, '/team/update', { team_id: teamId, max_budget: budget })
        const user_id = String(scene.person.wanted.user_id)
        await ask(scene.fake, '/team/member_update', { team_id: teamId, user_id, max_budget_in_team: budget })
      }
      await run(scene, (call) => (call === 7 ? buy(10) : undefined))
      expect(left(scene)).toEqual([25, 25])
      const [effect] = await desk.effects(scene.subject)
      expect(JSON.stringify(effect?.result)).toContain('changed by somebody else meanwhile')
      await buy(5)
      await back(scene)
      await run(scene)
      expect(left(scene)).toEqual([30, 30])
      expect(accountOf(scene)).toMatchObject({ max_budget: 35, spend: 5 })
    }))

  it('is nothing when more was spent than allowed, and that debt comes back with them', () =>
    withScene({ budget: 5, spend: 7.25 }, async (scene) => {
      await run(scene)
      expect(left(scene)).toEqual([0, 0])
      await back(scene)
      await run(scene)
      expect(scene.fake.snapshot()).toEqual(scene.before)
    }))

  it.each([100, 0])('has no limit where it had none, though a proxy fills in %s for null', (filled) =>
    withScene({ budget: null, spend: 3 }, async (scene) => {
      scene.fake.set({ default_team_budget: filled })
      await run(scene)
      expect(left(scene)).toEqual([null, null])
      expect(accountOf(scene)).toMatchObject({ max_budget: null, spend: 3 })
    }),
  )

  it('is untouched where somebody changed the own budget after it was opened', () =>
    withScene({}, async (scene) => {
      await run(scene)
      const user = accountOf(scene)
      if (user !== undefined) scene.fake.seed({ users: [{ ...user, max_budget: 77 }] })
      await back(scene)
      expect(await run(scene)).toEqual({ compensated: 1 })
      expect(accountOf(scene)).toMatchObject({ max_budget: 77 })
      expect(UNLIMITED).not.toBe(77)
    }))
})
