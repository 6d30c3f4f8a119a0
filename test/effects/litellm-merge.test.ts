import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultOptions } from '../../demo/outside/litellm/options.ts'
import type { LiteLlmFake, LiteLlmSnapshot } from '../../demo/outside/litellm.ts'
import type { Connector } from '../../src/effects/connector.ts'
import { createLiteLlm } from '../../src/effects/connectors/litellm/connector.ts'
import { compensateEffects } from '../../src/store/outbox.ts'
import { engines } from '../support/databases.ts'
import { createDesk, type Desk } from './support/desk.ts'
import { ask, disturbed } from './support/disturbed.ts'
import { faults, inLanes, nameOf } from './support/lanes.ts'
import { openFake } from './support/scenes.ts'

type Budgets = 'add' | 'keep-target' | 'larger'

interface Shape {
  readonly source?: number | null
  /** Undefined: there is no team of the target. */
  readonly target?: number | null
  readonly budgets?: Budgets
  readonly keys?: number
  /** Dan stays in the source, with a key. */
  readonly stays?: boolean
  /** The source is Cid's own organization: Cid's budget there is the team's. */
  readonly alone?: boolean
}

let worlds = 0

/** Ann and Cid move from `north` to `south`, where Bob is; Ann is there already. */
function plant(fake: LiteLlmFake, { source = 20, target, keys = 3, stays = false, alone = false }: Shape) {
  fake.reset()
  fake.set(defaultOptions)
  const users = ['ann', 'bob', 'cid', 'dan'].map((user_id) => ({ user_id, max_budget: 1e9, spend: 1 }))
  fake.seed({ users })
  fake.seed({
    teams: [
      {
        team_id: 'north',
        team_alias: 'North',
        max_budget: source,
        spend: 5,
        members: [
          { user_id: 'default_user_id', role: 'admin' },
          ...(alone ? [] : [{ user_id: 'ann' }]),
          { user_id: 'cid', ...(alone ? { max_budget: source, spend: 5 } : { max_budget: 4, spend: 1 }) },
          ...(stays ? [{ user_id: 'dan' }] : []),
        ],
      },
      ...(target === undefined
        ? []
        : [
            {
              team_id: 'south',
              team_alias: 'South',
              max_budget: target,
              spend: 7,
              members: [
                { user_id: 'default_user_id', role: 'admin' as const },
                { user_id: 'ann' },
                { user_id: 'bob' },
              ],
            },
          ]),
    ],
    keys: [
      ...Array.from({ length: keys }, (_, n) => ({
        key: `sk-north-${n}`,
        user_id: alone ? 'cid' : (['ann', 'cid', null][n % 3] ?? null),
        team_id: 'north',
        models: n % 2 === 1 ? ['claude-haiku'] : [],
        spend: n,
      })),
      ...(stays ? [{ key: 'sk-dan', user_id: 'dan', team_id: 'north' }] : []),
      { key: 'sk-bob', user_id: 'bob', team_id: target === undefined ? null : 'south' },
      { key: 'sk-ann', user_id: 'ann' },
    ],
  })
  fake.calls.clear()
}

function leftIn({ teams }: LiteLlmSnapshot, id: string): number | null | undefined {
  const team = teams.find(({ team_id }) => team_id === id)
  return team === undefined || team.max_budget === null
    ? team?.max_budget
    : Number((team.max_budget - team.spend).toFixed(6))
}

describe.each(engines)('two teams that become one at LiteLLM, with the outbox on %s', (engine) => {
  let desk: Desk
  let fake: LiteLlmFake
  beforeAll(async () => {
    desk = await createDesk(engine)
    fake = await openFake()
  })
  afterAll(async () => {
    await fake.close()
    await desk.drop()
  })

  const place = async (on: LiteLlmFake, shape: Shape) => {
    plant(on, shape)
    worlds += 1
    const subject = `mig_${worlds}`
    // Every world has teams of its own names in the outbox, since worlds are on the way beside each other.
    await desk.put({
      subject,
      system: 'litellm',
      kind: 'merge',
      target: `south ${worlds}`,
      also: `north ${worlds}`,
      wanted: {
        source_team: 'north',
        target_team: 'south',
        target_alias: 'South',
        users: ['ann', 'cid', 'nobody'],
        budgets: shape.budgets ?? 'add',
        metadata: { merged: true },
      },
    })
    return { subject, before: on.snapshot() }
  }
  const connect = (on: LiteLlmFake) => createLiteLlm({ url: on.url, key: on.masterKey, timeoutMs: 400 })
  const run = (subject: string, connector: Connector) =>
    desk.dispatcher([connector], { patience: { firstMs: 1, longestMs: 2 } }).run({ subjects: [subject] })
  const turn = (subject: string) =>
    desk.database.write((connection) =>
      compensateEffects(connection, desk.database.dialect, { subjects: [subject] }, new Date()),
    )
  const warningsOf = async (subject: string) =>
    (await desk.dispatcher([]).list({ subjects: [subject] })).effects[0]?.warnings

  it.each<[string, Shape, { north: number | null; south: number | null }]>([
    ['what is left is added', { target: 10 }, { north: 0, south: 18 }],
    ['what is left makes up the budget of a team that there was not', {}, { north: 0, south: 15 }],
    ['nothing is left to add', { source: 3, target: 10 }, { north: -2, south: 3 }],
    ['a budget of nothing stays one', { source: 0, target: 10 }, { north: -5, south: 3 }],
    ['no budget in the target stays none', { target: null }, { north: 15, south: null }],
    ['no budget in the source opens none', { source: null, target: 10 }, { north: null, south: 3 }],
    ['no budget in the source, and no team', { source: null }, { north: null, south: null }],
    ['the budget of the target is kept', { target: 10, budgets: 'keep-target' }, { north: 15, south: 3 }],
    ['the larger is the source’s', { target: 10, budgets: 'larger' }, { north: 3, south: 15 }],
    ['the larger is the target’s', { target: 40, budgets: 'larger' }, { north: 15, south: 33 }],
    ['there are more keys than one page holds', { target: 10, keys: 103 }, { north: 0, south: 18 }],
  ])('%s, every key moves, and all of it goes back', async (_, shape, left) => {
    const { subject, before } = await place(fake, shape)
    expect(await run(subject, connect(fake))).toEqual({ done: 1 })
    const after = fake.snapshot()
    expect({ north: leftIn(after, 'north'), south: leftIn(after, 'south') }).toEqual(left)
    expect(after.keys).toEqual(
      before.keys.map((key) => (key.team_id === 'north' ? { ...key, team_id: 'south' } : key)),
    )
    const south = after.teams.find(({ team_id }) => team_id === 'south')
    expect(south?.members_with_roles.map(({ user_id }) => user_id)).toEqual(
      expect.arrayContaining(['ann', 'cid']),
    )
    expect(south?.memberships.find(({ user_id }) => user_id === 'cid')).toMatchObject({ max_budget: 3 })
    expect(after.users.map(({ user_id, max_budget, spend }) => ({ user_id, max_budget, spend }))).toEqual(
      before.users.map(({ user_id, max_budget, spend }) => ({ user_id, max_budget, spend })),
    )

    // Done again it writes nothing.
    fake.calls.clear()
    await desk.put({
      subject: `${subject}again`,
      system: 'litellm',
      kind: 'merge',
      target: `again ${worlds}`,
      wanted: (await desk.effects(subject))[0]?.wanted ?? {},
    })
    await run(`${subject}again`, connect(fake))
    // With all keys gone from the source nothing of its budget is anybody's to give.
    if (shape.budgets === undefined && left.north === 0) expect(fake.calls.count('POST')).toBe(0)

    await turn(subject)
    expect(await run(subject, connect(fake))).toEqual({ compensated: 1 })
    expect(fake.snapshot()).toEqual(before)
  })

  it.each([5, 20])(
    'lets a person who comes alone use what the target has, with a budget of %s spent to 5',
    async (source) => {
      const shape = { source, target: 10, alone: true }
      const { subject, before } = await place(fake, shape)
      expect(await run(subject, connect(fake))).toEqual({ done: 1 })
      const south = fake.snapshot().teams.find(({ team_id }) => team_id === 'south')
      expect(south?.members_with_roles.map(({ user_id }) => user_id)).toContain('cid')
      expect([leftIn(fake.snapshot(), 'south'), south?.memberships]).toEqual([3 + source - 5, []])
      await turn(subject)
      expect(await run(subject, connect(fake))).toEqual({ compensated: 1 })
      expect(fake.snapshot()).toEqual(before)
      await run((await place(fake, shape)).subject, connect(fake))
      expect(fake.spendWith('sk-north-0', 2)).toEqual({ allowed: true })
    },
  )

  it('leaves out a key that is listed and then not known', async () => {
    const { subject } = await place(fake, { target: 10 })
    const deleteAt = (at: number, key: string) =>
      disturbed(fake, (call) => (call === at ? ask(fake, '/key/delete', { keys: [key] }) : undefined))
    const homes = () =>
      Object.fromEntries(fake.snapshot().keys.map(({ key_name, team_id }) => [key_name, team_id]))
    expect(await run(subject, deleteAt(7, 'sk-north-0'))).toEqual({ done: 1 })
    expect(homes()).toMatchObject({ 'sk-...th-1': 'south', 'sk-...th-2': 'south' })
    expect(await warningsOf(subject)).toEqual([
      'Key sk-...th-0 is listed and not known to LiteLLM; it was left out.',
    ])
    await turn(subject)
    expect(await run(subject, deleteAt(6, 'sk-north-1'))).toEqual({ compensated: 1 })
    expect(homes()).toMatchObject({ 'sk-...th-2': 'north', 'sk-...-bob': 'south' })
  })

  it('asks for no more than it must', async () => {
    const { subject } = await place(fake, { target: 10 })
    await run(subject, connect(fake))
    expect(fake.calls.counts()).toEqual({
      'GET /key/list': 3,
      'GET /team/info': 7,
      'POST /key/update': 3,
      'POST /team/member_add': 1,
      'POST /team/update': 2,
    })
  })

  it('leaves the keys and the budget with people who stay', async () => {
    const { subject, before } = await place(fake, { target: 10, stays: true })
    expect(await run(subject, connect(fake))).toEqual({ done: 1 })
    const after = fake.snapshot()
    expect([leftIn(after, 'north'), leftIn(after, 'south')]).toEqual([15, 3])
    expect(after.keys.filter(({ team_id }) => team_id === 'north').map(({ user_id }) => user_id)).toEqual([
      'dan',
    ])
    expect(await warningsOf(subject)).toEqual([
      "People stay in the source's team; its budget stays with them.",
      "1 keys of people who stay were left in the source's team.",
    ])
    await turn(subject)
    await run(subject, connect(fake))
    expect(fake.snapshot()).toEqual(before)
  })

  it('has nothing to do where the source has no team', async () => {
    const { subject } = await place(fake, { target: 10 })
    await ask(fake, '/team/delete', { team_ids: ['north'] })
    const before = fake.snapshot()
    expect(await run(subject, connect(fake))).toEqual({ done: 1 })
    await turn(subject)
    expect(await run(subject, connect(fake))).toEqual({ compensated: 1 })
    expect(fake.snapshot()).toEqual(before)
  })

  it('says which key the target does not take', async () => {
    const { subject } = await place(fake, { target: 10 })
    await ask(fake, '/team/update', { team_id: 'south', models: ['claude-sonnet'] })
    const before = fake.snapshot()
    expect(await run(subject, connect(fake))).toEqual({ 'needs-attention': 1 })
    await turn(subject)
    await run(subject, connect(fake))
    expect(fake.snapshot()).toEqual(before)
  })

  it('keeps the models of keys in a version that empties their list', async () => {
    const { subject, before } = await place(fake, { target: 10 })
    fake.set({ models_wiped_on_team_change: true })
    await run(subject, connect(fake))
    expect(fake.snapshot().keys.map(({ models }) => models)).toEqual(before.keys.map(({ models }) => models))
    await turn(subject)
    await run(subject, connect(fake))
    expect(fake.snapshot()).toEqual(before)
  })

  it('keeps what is left the same when keys are used before any of the calls', {
    timeout: 60_000,
  }, async () => {
    await inLanes(
      6,
      openFake,
      Array.from({ length: 16 }, (_, index) => index + 1),
      async (on, at) => {
        const { subject } = await place(on, { target: 10 })
        let used = 0
        const use = (call: number) => {
          if (call !== at) return
          used += 0.75
          expect(on.spendWith('sk-north-0', 0.25)).toEqual({ allowed: true })
          expect(on.spendWith('sk-north-2', 0.5)).toEqual({ allowed: true })
        }
        expect([at, await run(subject, disturbed(on, use))]).toEqual([at, { done: 1 }])
        const after = on.snapshot()
        expect([at, leftIn(after, 'north'), leftIn(after, 'south')]).toEqual([at, 0, 18 - used])
        await turn(subject)
        expect([at, await run(subject, disturbed(on, use))]).toEqual([at, { compensated: 1 }])
        const back = on.snapshot()
        expect([at, leftIn(back, 'north'), leftIn(back, 'south')]).toEqual([at, 15 - used, 3])
      },
      (on) => on.close(),
    )
  })

  it('keeps what somebody pays for the target meanwhile and since', async () => {
    const { subject } = await place(fake, { target: 10 })
    const pay = async (amount: number) => {
      const south = fake.snapshot().teams.find(({ team_id }) => team_id === 'south')
      await ask(fake, '/team/update', { team_id: 'south', max_budget: (south?.max_budget ?? 0) + amount })
    }
    await run(
      subject,
      disturbed(fake, (call) => (call === 6 ? pay(100) : undefined)),
    )
    expect(leftIn(fake.snapshot(), 'south')).toBe(118)
    await pay(50)
    await turn(subject)
    await run(subject, connect(fake))
    expect([leftIn(fake.snapshot(), 'north'), leftIn(fake.snapshot(), 'south')]).toEqual([15, 153])
  })

  it('shows what differs afterwards', async () => {
    const { subject } = await place(fake, { target: 10 })
    await run(subject, connect(fake))
    const compare = async () =>
      (await desk.dispatcher([connect(fake)]).reconcile({ subjects: [subject] })).differences.map(
        ({ what, expected, found }) => [what, expected, found],
      )
    expect(await compare()).toEqual([])
    await ask(fake, '/key/update', { key: 'sk-north-0', team_id: 'north' })
    await ask(fake, '/team/member_delete', { team_id: 'south', user_id: 'cid' })
    expect(await compare()).toEqual([
      ['member of team south', 'cid', null],
      ['team of key sk-...th-0', 'south', 'north'],
    ])
    await ask(fake, '/team/delete', { team_ids: ['south'] })
    expect(await compare()).toEqual([['team south', 'there', null]])
  })

  describe.each<[string, Shape]>([
    ['two teams', { target: 10 }],
    ['a team and none', {}],
  ])('of %s', (_, shape) => {
    const kinds =
      engine === 'sqlite' ? faults : faults.filter(({ does, when }) => does === 'drop' || when === 'after')
    const everyFault = (calls: number) =>
      Array.from({ length: calls }, (_, index) => kinds.map((fault) => ({ ...fault, nth: index + 1 }))).flat()

    it('is as planned and goes back, whatever happens to any call', { timeout: 240_000 }, async () => {
      const { subject } = await place(fake, shape)
      await run(subject, connect(fake))
      const forward = fake.calls.count()
      const goal = fake.snapshot()
      await turn(subject)
      fake.calls.clear()
      await run(subject, connect(fake))
      const backward = fake.calls.count()
      await inLanes(
        8,
        openFake,
        everyFault(Math.max(forward, backward)),
        async (on, fault) => {
          const scene = await place(on, shape)
          const name = nameOf(fault)
          on.faults.set(fault)
          expect([name, await run(scene.subject, connect(on)), on.snapshot()]).toEqual([
            name,
            { done: 1 },
            goal,
          ])
          on.faults.clear()
          on.faults.set(fault)
          await turn(scene.subject)
          expect([name, await run(scene.subject, connect(on)), on.snapshot()]).toEqual([
            name,
            { compensated: 1 },
            scene.before,
          ])
        },
        (on) => on.close(),
      )
    })
  })
})
