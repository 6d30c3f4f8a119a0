import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultOptions } from '../../demo/outside/litellm/options.ts'
import type { LiteLlmFake } from '../../demo/outside/litellm.ts'
import { createLiteLlm } from '../../src/effects/connectors/litellm/connector.ts'
import { engines } from '../support/databases.ts'
import { createDesk, type Desk } from './support/desk.ts'
import { ask, disturbed } from './support/disturbed.ts'
import { openGateway } from './support/gateway.ts'
import { UNLIMITED } from './support/person.ts'
import {
  dispatcherOf,
  goalOf,
  hooksOf,
  openFake,
  type Scene,
  type Shape,
  setScene,
} from './support/scenes.ts'

describe.each(engines)('LiteLLM, with the outbox on %s', (engine) => {
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
  beforeEach(() => fake.set(defaultOptions))

  const set = (shape: Shape = {}) => setScene(desk, fake, shape)
  const run = (scene: Scene, timeoutMs = 5000) =>
    dispatcherOf(desk, scene, timeoutMs).run({ subjects: [scene.subject] })
  const runDisturbed = (scene: Scene, disturb: (call: number) => unknown) =>
    desk
      .dispatcher([disturbed(fake, disturb)], {
        hooks: hooksOf(scene),
        patience: { firstMs: 1, longestMs: 2 },
      })
      .run({ subjects: [scene.subject] })
  const compensate = async (scene: Scene) => {
    const [effect] = await desk.effects(scene.subject)
    await dispatcherOf(desk, scene).compensate(effect?.id ?? '')
  }
  const undo = async (scene: Scene) => {
    await compensate(scene)
    return run(scene)
  }
  const effectOf = async (scene: Scene) =>
    (await desk.dispatcher([]).list({ subjects: [scene.subject] })).effects[0]
  const teamOf = ({ person }: Scene) => String(person.wanted.team_id)
  const idOf = ({ person }: Scene) => String(person.wanted.user_id)
  const keysOf = (scene: Scene) => fake.snapshot().keys.filter(({ user_id }) => user_id === idOf(scene))

  it.each(['not-found', 'unauthorized'] as const)(
    'leaves out a key that it lists and then does not know (%s)',
    async (unknown_key_on_update) => {
      fake.set({ unknown_key_on_update })
      const scene = await set({ keys: 3 })
      const gone = scene.person.keys[1] ?? ''
      expect(
        await runDisturbed(scene, (call) =>
          call === 6 ? ask(fake, '/key/delete', { keys: [gone] }) : undefined,
        ),
      ).toEqual({ done: 1 })
      expect(keysOf(scene).map(({ team_id }) => team_id)).toEqual([teamOf(scene), teamOf(scene)])
      expect((await effectOf(scene))?.warnings).toEqual([
        'Key sk-...-001 is listed and not known to LiteLLM; it was left out.',
      ])
      await compensate(scene)
      const [first] = scene.person.keys
      expect(
        await runDisturbed(scene, (call) =>
          call === 6 ? ask(fake, '/key/delete', { keys: [first] }) : undefined,
        ),
      ).toEqual({ compensated: 1 })
      expect(keysOf(scene).map(({ team_id }) => team_id)).toEqual([null])
      expect(fake.snapshot().keys).toHaveLength(scene.before.keys.length - 2)
    },
  )

  it.each(['authorization', 'x-goog-api-key'])(
    'is reached through a gateway that lets only %s through, and told a person’s key alone',
    async (passes) => {
      const shape = { dead: true, keys: 1, wanted: { stored_key: true } }
      const scene = await set(shape)
      const { stored } = scene
      const gateway = await openGateway(fake, passes)
      const connector = createLiteLlm({ url: gateway.url, key: fake.masterKey, timeoutMs: 5000 })
      const counts = await desk
        .dispatcher([connector], { hooks: hooksOf(scene) })
        .run({ subjects: [scene.subject] })
      gateway.close()
      expect(counts).toEqual({ done: 1 })
      expect(fake.snapshot()).toEqual(goalOf(scene, shape))
      expect(gateway.tries.map(({ authorization }) => authorization)).toEqual([`Bearer ${stored}`])
      expect(JSON.stringify(gateway.tries)).not.toContain(fake.masterKey)
    },
  )

  it('is as planned when the app makes the same of a person between any two requests', async () => {
    for (let at = 1; at <= 9; at += 1) {
      const scene = await set()
      const [team_id, user_id] = [teamOf(scene), idOf(scene)]
      const counts = await runDisturbed(scene, async (call) => {
        if (call !== at) return
        const { team_alias, metadata } = scene.person.wanted
        const isThere = fake.snapshot().teams.some((team) => team.team_id === team_id)
        const made = { team_id, team_alias, metadata, models: [], max_budget: 15, spend: 0 }
        if (!isThere) await ask(fake, '/team/new', made)
        await ask(fake, '/user/update', { user_id, max_budget: UNLIMITED })
        const isMember = fake
          .snapshot()
          .teams.some((team) => team.team_id === team_id && team.memberships.length > 0)
        const member = { user_id, role: 'user' }
        if (!isMember) await ask(fake, '/team/member_add', { team_id, member, max_budget_in_team: 15 })
        for (const key of scene.person.keys) await ask(fake, '/key/update', { key, team_id })
      })
      expect([at, counts]).toEqual([at, { done: 1 }])
      expect([at, fake.snapshot()]).toEqual([at, goalOf(scene, {})])
      // What was kept of before the app came to it is what comes back.
      if (at < 4) continue
      expect([at, await undo(scene)]).toEqual([at, { compensated: 1 }])
      expect([at, fake.snapshot()]).toEqual([at, scene.before])
    }
  })

  it('takes a refused master key for what it is, and no key for dead', async () => {
    const scene = await set({ wanted: { stored_key: true } })
    const wrong = createLiteLlm({ url: fake.url, key: 'sk-wrong', timeoutMs: 5000 })
    const counts = await desk
      .dispatcher([wrong], { hooks: hooksOf(scene) })
      .run({ subjects: [scene.subject] })
    expect(counts).toEqual({ 'needs-attention': 1 })
    expect((await effectOf(scene))?.problem?.remedy).toContain('RESETTLE_LITELLM_KEY')
    expect(fake.snapshot()).toEqual(scene.before)
  })

  it.each([403, 401] as const)(
    'says which key it does not let into the team (%s), after all the others, and opens no budget',
    async (denied_model_status) => {
      fake.set({ denied_model_status })
      const scene = await set({ keys: 3, wanted: { models: ['claude-sonnet'] } })
      expect(await run(scene)).toEqual({ 'needs-attention': 1 })
      const problem = (await effectOf(scene))?.problem
      expect(problem?.message).toBe('LiteLLM does not let sk-...-001 into the team.')
      expect(problem?.remedy).toContain('Let the team use the models of these keys')
      expect(keysOf(scene).filter(({ team_id }) => team_id === teamOf(scene))).toHaveLength(2)
      expect(fake.snapshot().users.find(({ user_id }) => user_id === idOf(scene))?.max_budget).toBe(20)
      await undo(scene)
      expect(fake.snapshot()).toEqual(scene.before)
    },
  )

  it('takes an error of a list for an error, and not for an empty list', async () => {
    const scene = await set()
    fake.faults.set({ does: 'fail', path: '/key/list', times: 0 })
    expect(await run(scene)).toEqual({ 'needs-attention': 1 })
    fake.faults.clear()
    expect(fake.snapshot()).toEqual(scene.before)
  })

  it('is told hashes of keys, and no key in the clear but the one that is made', async () => {
    const scene = await set({ keys: 12 })
    await run(scene)
    const asked = JSON.stringify(fake.calls.list().map((call) => call.asked))
    expect(asked).not.toMatch(/sk-p\d/)
  })

  it('has keys in the team that were made while the others moved', async () => {
    const scene = await set()
    const late = `sk-late-${idOf(scene)}`
    await runDisturbed(scene, (call) =>
      call === 7 ? ask(fake, '/key/generate', { key: late, user_id: idOf(scene) }) : undefined,
    )
    expect(keysOf(scene).map(({ team_id }) => team_id)).toEqual(Array(3).fill(teamOf(scene)))
    // On the way back it is given to the person too: with the team it would be deleted.
    expect(await undo(scene)).toEqual({ compensated: 1 })
    expect(keysOf(scene).map(({ team_id }) => team_id)).toEqual([null, null, null])
    expect((await effectOf(scene))?.warnings).toEqual([
      expect.stringMatching(/^Key sk-\.\.\.\S+ was made since; the person has it now\.$/),
    ])
  })

  it('keeps keys where they are that belong to other organizations of the person', async () => {
    const scene = await set({ keys: 3, home: 'shared', wanted: { other_teams: ['shared'] } })
    await ask(fake, '/key/update', { key: scene.person.keys[0], team_id: null })
    expect(await run(scene)).toEqual({ done: 1 })
    expect(
      keysOf(scene)
        .map(({ team_id }) => team_id)
        .sort(),
    ).toEqual(['shared', 'shared', teamOf(scene)].sort())
    expect((await effectOf(scene))?.warnings).toEqual(['2 keys of the person were left where they are.'])
  })

  it('is not taken for LiteLLM when a page answers in its place', async () => {
    const server = createServer((_, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const scene = await set()
      const { port } = server.address() as AddressInfo
      const connector = createLiteLlm({ url: `http://127.0.0.1:${port}`, key: 'sk-x', timeoutMs: 5000 })
      const counts = await desk.dispatcher([connector]).run({ subjects: [scene.subject] })
      expect(counts).toEqual({ 'needs-attention': 1 })
    } finally {
      server.close()
    }
  })

  it('does not follow to another address with the master key', async () => {
    const server = createServer((_, response) => response.writeHead(302, { location: fake.url }).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const scene = await set()
      const { port } = server.address() as AddressInfo
      const connector = createLiteLlm({
        url: `http://127.0.0.1:${port}`,
        key: fake.masterKey,
        timeoutMs: 5000,
      })
      await desk.dispatcher([connector]).run({ subjects: [scene.subject] })
      expect((await effectOf(scene))?.problem?.remedy).toContain('RESETTLE_LITELLM_URL')
      expect(fake.calls.count()).toBe(0)
    } finally {
      server.close()
    }
  })

  describe("and the app's own key of a person", () => {
    const stored = { stored_key: true }
    const tries = () => fake.calls.count('GET', '/v1/models')

    it('is not even tried when it is on the list', async () => {
      const scene = await set({ wanted: stored })
      await run(scene)
      expect(tries()).toBe(0)
      expect(keysOf(scene)).toHaveLength(2)
    })

    it('is kept when it works, though it is nobody’s', async () => {
      const scene = await set({ wanted: stored })
      fake.seed({ keys: [{ key: 'sk-of-nobody' }] })
      scene.stored = 'sk-of-nobody'
      await run(scene)
      expect([tries(), scene.stored]).toEqual([1, 'sk-of-nobody'])
      expect(fake.calls.count('POST', '/key/generate')).toBe(0)
    })

    it.each([
      ['LiteLLM is ill', { does: 'fail', status: 500 }],
      ['a gateway answers', { does: 'fail', status: 502, gateway: true }],
      ['no answer comes', { does: 'drop' }],
    ] as const)('is kept when %s, and tried a few times', async (_, fault) => {
      const scene = await set({ dead: true, wanted: stored })
      fake.faults.set({ ...fault, path: '/v1/models', times: 0 })
      const { stored: before } = scene
      expect(await run(scene)).toEqual({ done: 1 })
      expect([tries(), scene.stored]).toEqual([4, before])
      expect((await effectOf(scene))?.warnings).toEqual([
        "The app's own key of the person could not be tried; it was kept.",
      ])
    })

    it.each([400, 429] as const)('is kept when its budget is spent (%s)', async (budget_exceeded_status) => {
      fake.set({ budget_exceeded_status })
      const scene = await set({ wanted: stored })
      fake.seed({ keys: [{ key: 'sk-spent', max_budget: 1, spend: 2 }] })
      scene.stored = 'sk-spent'
      expect(await run(scene)).toEqual({ done: 1 })
      expect([tries(), scene.stored]).toEqual([1, 'sk-spent'])
    })

    it.each(['eyJhbGciOiJkaXIi..00.11.22', 'Z0FBQUFBQnB5bnp6'])(
      'is kept, and goes nowhere, when it is no key but sealed in a way that nobody here knows (%s)',
      async (sealed) => {
        const scene = await set({ wanted: stored })
        scene.stored = sealed
        expect(await run(scene)).toEqual({ done: 1 })
        expect([tries(), scene.stored, fake.snapshot()]).toEqual([0, sealed, goalOf(scene, {})])
        expect((await effectOf(scene))?.warnings).toEqual([
          "The app's own key of the person could not be tried; it was kept.",
        ])
        const { differences } = await dispatcherOf(desk, scene).reconcile({ subjects: [scene.subject] })
        expect([differences, tries()]).toEqual([[], 0])
      },
    )

    it('is kept when it is blocked: that was somebody’s will', async () => {
      const scene = await set({ wanted: stored })
      await ask(fake, '/key/block', { key: scene.stored })
      await run(scene)
      expect(keysOf(scene)).toHaveLength(2)
      expect((await effectOf(scene))?.warnings).toEqual([
        "The app's own key of the person is blocked; it was left so.",
      ])
    })

    it('is replaced when it is dead, by one that works, once', async () => {
      const shape = { dead: true, keys: 1, wanted: stored }
      const scene = await set(shape)
      await run(scene)
      expect(fake.snapshot()).toEqual(goalOf(scene, shape))
      expect(scene.stored).toMatch(/^sk-[0-9a-f]{64}$/)
      expect(JSON.stringify(await desk.effects(scene.subject))).not.toContain(scene.stored)
      const [made] = (await desk.effects(scene.subject)).map(({ result }) => JSON.stringify(result))
      expect(made).toContain('"replacement":"')
    })

    it('has another name where the name is taken', async () => {
      const scene = await set({ dead: true, wanted: stored })
      const alias = String(scene.person.wanted.key_alias)
      fake.seed({ keys: [{ key: 'sk-same-name', key_alias: alias }] })
      expect(await run(scene)).toEqual({ done: 1 })
      expect(fake.spendWith(scene.stored, 0)).toEqual({ allowed: true })
      expect(keysOf(scene).map(({ key_alias }) => key_alias)).toContainEqual(
        expect.stringMatching(new RegExp(`^${alias} [0-9a-f]{8}$`)),
      )
    })

    it('is the same one when the app’s database was away at the wrong moment', async () => {
      const shape = { dead: true, keys: 1, wanted: stored }
      const scene = await set(shape)
      const hooks = hooksOf(scene)
      const sent: string[] = []
      const counts = await desk
        .dispatcher([createLiteLlm({ url: fake.url, key: fake.masterKey, timeoutMs: 5000 })], {
          hooks: {
            ...hooks,
            publish: async (effect, name, value) => {
              sent.push(value)
              if (sent.length === 1) throw new Error('away')
              await hooks.publish(effect, name, value)
              if (sent.length === 2) throw new Error('away, too late')
            },
          },
        })
        .run({ subjects: [scene.subject] })
      expect(counts).toEqual({ done: 1 })
      expect(new Set(sent).size).toBe(1)
      expect(fake.snapshot()).toEqual(goalOf(scene, shape))
    })

    it('cannot be known, and is left as it is', async () => {
      const scene = await set({ wanted: stored })
      const counts = await desk
        .dispatcher([createLiteLlm({ url: fake.url, key: fake.masterKey, timeoutMs: 5000 })])
        .run({ subjects: [scene.subject] })
      expect(counts).toEqual({ done: 1 })
      expect((await effectOf(scene))?.warnings).toEqual([
        "The app's own key of the person cannot be read; it was left as it is.",
      ])
    })
  })

  describe('on the way back, never deletes a key with a team', () => {
    it('that others have come to use', async () => {
      const scene = await set()
      await run(scene)
      await ask(fake, '/team/member_add', {
        team_id: teamOf(scene),
        member: { user_id: 'bob', role: 'user' },
      })
      await ask(fake, '/key/update', { key: 'sk-bob-2', team_id: teamOf(scene) })
      expect(await undo(scene)).toEqual({ compensated: 1 })
      expect((await effectOf(scene))?.warnings).toEqual([
        'The team was kept: 1 other members and 1 keys are in it.',
      ])
      expect(fake.spendWith('sk-bob-2', 0)).toEqual({ allowed: true })
      expect(keysOf(scene).map(({ team_id }) => team_id)).toEqual([null, null])
    })

    it('that it does not let the keys out of', async () => {
      fake.set({ null_key_field: 'ignored' })
      const scene = await set()
      await run(scene)
      expect(await undo(scene)).toEqual({ 'needs-attention': 1 })
      expect((await effectOf(scene))?.problem?.remedy).toContain('ignores an empty team')
      for (const key of scene.person.keys) expect(fake.spendWith(key, 0)).toEqual({ allowed: true })
      // After somebody helped, it goes on.
      fake.set({ null_key_field: 'clears' })
      await dispatcherOf(desk, scene).retry((await effectOf(scene))?.effect_id ?? '')
      expect(await run(scene)).toEqual({ compensated: 1 })
      expect(fake.snapshot()).toEqual(scene.before)
    })

    it('and leaves alone what is gone: a key, the team, the person', async () => {
      const scene = await set({ keys: 3 })
      await run(scene)
      await ask(fake, '/key/delete', { keys: [scene.person.keys[0]] })
      expect(await undo(scene)).toEqual({ compensated: 1 })
      expect(keysOf(scene).map(({ team_id }) => team_id)).toEqual([null, null])

      const other = await set()
      await run(other)
      await ask(fake, '/team/delete', { team_ids: [teamOf(other)] })
      expect(await undo(other)).toEqual({ compensated: 1 })
      expect(fake.snapshot().users).toEqual(other.before.users)

      const third = await set()
      await run(third)
      await ask(fake, '/user/delete', { user_ids: [idOf(third)] })
      expect(await undo(third)).toEqual({ compensated: 1 })
    })
  })

  describe('compared with what was done', () => {
    const compare = async (scene: Scene) =>
      (await dispatcherOf(desk, scene).reconcile({ subjects: [scene.subject] })).differences.map(
        ({ what, expected, found }) => [what, expected, found],
      )

    it('shows nothing when nothing differs, and asks for nothing but to read', async () => {
      const scene = await set({ wanted: { stored_key: true } })
      await run(scene)
      fake.calls.clear()
      expect(await compare(scene)).toEqual([])
      expect(fake.calls.count('POST')).toBe(0)
      expect(fake.calls.count()).toBe(3)
    })

    it('shows each thing that was changed since', async () => {
      const scene = await set({ keys: 3, wanted: { stored_key: true } })
      await run(scene)
      const [first, second, third] = scene.person.keys
      scene.stored = first ?? ''
      await ask(fake, '/key/update', { key: second, team_id: null })
      await ask(fake, '/key/delete', { keys: [first] })
      await ask(fake, '/user/update', { user_id: idOf(scene), max_budget: 3 })
      expect(await compare(scene)).toEqual([
        [`budget of user ${idOf(scene)}`, UNLIMITED, 3],
        ['team of key sk-...-001', teamOf(scene), null],
        ['key sk-...-000', 'there', null],
        ["the app's own key", 'alive', 'dead'],
      ])
      await ask(fake, '/key/update', { key: third, team_id: null })
      await ask(fake, '/team/delete', { team_ids: [teamOf(scene)] })
      expect(await compare(scene)).toContainEqual([`team ${teamOf(scene)}`, 'there', null])
      await ask(fake, '/user/delete', { user_ids: [idOf(scene)] })
      expect(await compare(scene)).toEqual([[`user ${idOf(scene)}`, 'known', null]])
    })

    it('shows a member who is none any more, and what could not be asked', async () => {
      const scene = await set({ keys: 0 })
      await run(scene)
      await ask(fake, '/team/member_delete', { team_id: teamOf(scene), user_id: idOf(scene) })
      expect(await compare(scene)).toEqual([[`member of team ${teamOf(scene)}`, idOf(scene), null]])
      fake.faults.set({ does: 'fail', times: 0 })
      const { problems, checked } = await dispatcherOf(desk, scene).reconcile({ subjects: [scene.subject] })
      fake.faults.clear()
      expect([checked, problems]).toMatchObject([
        0,
        [{ subject: scene.subject, problem: { message: 'LiteLLM answered 500 to GET /v2/user/info.' } }],
      ])
    })
  })
})
