import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultOptions } from '../../demo/outside/litellm/options.ts'
import { type LiteLlmFake, olderVersion, startLiteLlm } from '../../demo/outside/litellm.ts'
import { engines } from '../support/databases.ts'
import { createDesk, type Desk } from './support/desk.ts'
import {
  bystander,
  createPerson,
  dispatcherFor,
  type Person,
  type PersonOptions,
  putWorkspace,
  UNLIMITED,
} from './support/person.ts'
import { minimumCalls, minimumCallsBack, planned } from './support/planned.ts'

let fake: LiteLlmFake

beforeAll(async () => {
  fake = await startLiteLlm()
})
afterAll(() => fake.close())

/** Everybody whom LiteLLM may know before a promotion. */
const shapes: Readonly<Record<string, PersonOptions>> = {
  'two keys and something left': {},
  'no keys': { keys: 0 },
  'a hundred keys: one full page': { keys: 100 },
  'two hundred and five keys: three pages': { keys: 205 },
  'nothing left': { budget: 5, spend: 5 },
  'a budget of nothing': { budget: 0, spend: 0 },
  'more spent than allowed': { budget: 5, spend: 7.25 },
  'no budget at all': { budget: null },
  'fractions that floats cannot hold': { budget: 0.3, spend: 0.1 },
  'a budget in the measure of an old version': { budget: 10, spend: 2.5, wanted: { margin: '2' } },
  'keys in the team that all share': { home: 'shared' },
  'an id with a plus in it': { id: 'ada+test@example.org' },
  'a list of models': { userModels: ['claude-sonnet'] },
}

describe.each(engines)('a workspace at LiteLLM, with the outbox on %s', (engine) => {
  let desk: Desk
  beforeEach(async () => {
    desk = await createDesk(engine)
    fake.set(defaultOptions)
    fake.reset()
    fake.seed(bystander)
  })
  afterEach(() => desk.drop())

  const run = () => dispatcherFor(desk, fake).run()
  const writes = () => fake.calls.list().filter(({ method }) => method !== 'GET').length
  const place = async (person: Person) => {
    fake.seed(person.seed)
    if (person.home !== null) fake.seed({ teams: [{ ...sharedWith(person) }] })
    await putWorkspace(desk, person)
    fake.calls.clear()
    return fake.snapshot()
  }
  const sharedWith = ({ wanted }: Person) => ({
    ...(bystander.teams?.[0] ?? { team_id: 'shared' }),
    members: [{ user_id: 'bob' }, { user_id: 'eve', max_budget: 3 }, { user_id: String(wanted.user_id) }],
  })

  describe.each(Object.entries(shapes))('of a person with %s', (_, options) => {
    it('is made with the fewest requests, made once, and taken back to what was', async () => {
      const person = createPerson(options)
      const before = await place(person)
      expect(await run()).toEqual({ done: 1 })
      expect(fake.snapshot()).toEqual(planned(before, person))
      expect(fake.calls.count()).toBe(minimumCalls(person.keys.length, options.budget !== null))

      // A second promotion of the same person finds everything done.
      await putWorkspace(desk, person, 'prm_b')
      fake.calls.clear()
      expect(await run()).toEqual({ done: 2 })
      expect(writes()).toBe(0)
      expect(fake.calls.count()).toBe(2 + Math.max(1, Math.ceil(person.keys.length / 100)))

      await dispatcherFor(desk, fake).compensate('eff_a_0_workspace')
      fake.calls.clear()
      expect(await run()).toEqual({ compensated: 1, done: 1 })
      expect(fake.snapshot()).toEqual(before)
      expect(fake.calls.count()).toBe(minimumCallsBack(person.keys.length, options.budget !== null))
    })
  })

  it('reads the row of a person alone, since a team may be everybody’s, or finds once that there is none', async () => {
    const people = ['one', 'two'].map((id) => createPerson({ id }))
    for (const user_rows of [true, false]) {
      fake.reset()
      fake.set({ user_rows })
      for (const person of people) {
        fake.seed(person.seed)
        await putWorkspace(desk, person, `prm_${person.wanted.user_id}${user_rows}`)
      }
      await run()
      expect(fake.snapshot().teams).toHaveLength(2)
      const { 'GET /v2/user/info': rows, 'GET /user/info': whole } = fake.calls.counts()
      expect([rows, whole]).toEqual(user_rows ? [3 * people.length, undefined] : [2, 3 * people.length])
    }
  })

  it('is made just the same by an older version', async () => {
    fake.set({ ...olderVersion, null_key_field: 'clears', models_wiped_on_team_change: true })
    const person = createPerson({ keys: 12, home: 'shared' })
    const before = await place(person)
    await run()
    expect(fake.snapshot()).toEqual(planned(before, person))
    await dispatcherFor(desk, fake).compensate('eff_a_0_workspace')
    await run()
    expect(fake.snapshot()).toEqual(before)
  })

  it.each(['error', 'detail'] as const)(
    'is made whatever the body of an error (%s) looks like',
    async (bodies) => {
      fake.set({ error_bodies: bodies })
      const person = createPerson()
      const before = await place(person)
      await run()
      expect(fake.snapshot()).toEqual(planned(before, person))
      await dispatcherFor(desk, fake).compensate('eff_a_0_workspace')
      await run()
      expect(fake.snapshot()).toEqual(before)
    },
  )

  it.each(['not-found', 'spend-only'] as const)(
    'is not made for somebody whom LiteLLM does not know (%s)',
    async (unknown_user) => {
      fake.set({ unknown_user })
      const person = createPerson()
      fake.seed({ keys: person.seed.keys ?? [] })
      await putWorkspace(desk, person)
      const before = fake.snapshot()
      expect(await run()).toEqual({ done: 1 })
      expect(fake.snapshot()).toEqual(before)
      expect((await desk.dispatcher([]).list()).effects).toMatchObject([
        { facts: { known: false }, warnings: ['LiteLLM does not know the person; nothing was made there.'] },
      ])
      await dispatcherFor(desk, fake).compensate('eff_a_0_workspace')
      expect(await run()).toEqual({ compensated: 1 })
      expect(fake.snapshot()).toEqual(before)
    },
  )

  describe("after the app's own migration was cut off", () => {
    const half = (moved: number, isMember: boolean) => {
      const person = createPerson({ keys: 4, budget: UNLIMITED, spend: 5 })
      fake.seed(person.seed)
      fake.seed({
        teams: [
          {
            team_id: 'team-ada',
            team_alias: 'ada',
            max_budget: 15,
            spend: 2,
            metadata: { version: 6, model: 'minimax-m2.7', kept: true },
            members: [
              { user_id: 'default_user_id', role: 'admin' },
              ...(isMember ? [{ user_id: 'ada', max_budget: 15, spend: 2 }] : []),
            ],
          },
        ],
        keys: (person.seed.keys ?? []).slice(0, moved).map((key) => ({ ...key, team_id: 'team-ada' })),
      })
      return person
    }

    it.each([
      ['before the member', 0, false],
      ['before the keys', 0, true],
      ['among the keys', 2, true],
      ['after the keys', 4, true],
    ])('%s, it is ended with the credit that the team has', async (_, moved, isMember) => {
      const person = half(moved, isMember)
      await putWorkspace(desk, person)
      const before = fake.snapshot()
      expect(await run()).toEqual({ done: 1 })
      const { teams, keys, users } = fake.snapshot()
      expect(users.find(({ user_id }) => user_id === 'ada')).toMatchObject({
        max_budget: UNLIMITED,
        spend: 5,
      })
      expect(teams.find(({ team_id }) => team_id === 'team-ada')).toMatchObject({
        team_alias: 'Personal Workspace',
        max_budget: 15,
        spend: 2,
        metadata: { version: 6, model: 'minimax-m2.7', kept: true },
      })
      const membership = teams.find(({ team_id }) => team_id === 'team-ada')?.memberships[0]
      expect((membership?.max_budget ?? 0) - (membership?.spend ?? 0)).toBe(13)
      expect(
        keys.filter(({ user_id }) => user_id === 'ada').every(({ team_id }) => team_id === 'team-ada'),
      ).toBe(true)
      await dispatcherFor(desk, fake).compensate('eff_a_0_workspace')
      await run()
      expect(fake.snapshot()).toEqual(before)
    })

    it('before the team, a person must look: what was left cannot be known', async () => {
      const person = createPerson({ budget: UNLIMITED })
      const before = await place(person)
      expect(await run()).toEqual({ 'needs-attention': 1 })
      expect(fake.snapshot()).toEqual(before)
      const [effect] = (await desk.dispatcher([]).list()).effects
      expect(effect?.problem?.remedy).toContain('spent so far plus what is left')
      // And after somebody did, it goes on.
      fake.seed({ users: [{ user_id: 'ada', user_email: 'ada@example.org', max_budget: 9, spend: 5 }] })
      const mended = fake.snapshot()
      await dispatcherFor(desk, fake).retry('eff_a_0_workspace')
      expect(await run()).toEqual({ done: 1 })
      expect(fake.snapshot()).toEqual(planned(mended, person))
    })
  })

  describe('whose team is there already', () => {
    const team = (more: object) => ({
      team_id: 'team-ada',
      team_alias: 'Old name',
      max_budget: 3,
      spend: 1,
      ...more,
    })

    it('is made of it when nobody else is in it, and it is given back as it was', async () => {
      const person = createPerson()
      fake.seed({
        teams: [team({ members: [{ user_id: 'default_user_id', role: 'admin' }], metadata: { a: 1 } })],
      })
      const before = await place(person)
      expect(await run()).toEqual({ done: 1 })
      expect(fake.snapshot().teams.find(({ team_id }) => team_id === 'team-ada')).toMatchObject({
        team_alias: 'Personal Workspace',
        max_budget: 16,
        metadata: { a: 1, version: 6 },
      })
      await dispatcherFor(desk, fake).compensate('eff_a_0_workspace')
      await run()
      expect(fake.snapshot()).toEqual(before)
    })

    it.each([
      ['a member', { members: [{ user_id: 'bob' }] }, []],
      ['a key', {}, [{ key: 'sk-bob-3', user_id: 'bob', team_id: 'team-ada' }]],
    ])('is left alone when %s of somebody else is in it', async (_, more, keys) => {
      const person = createPerson()
      fake.seed({ teams: [team(more)], keys })
      const before = await place(person)
      expect(await run()).toEqual({ 'needs-attention': 1 })
      expect(fake.snapshot()).toEqual(before)
    })
  })
})
