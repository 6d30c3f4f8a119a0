import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { eachWithWorld, keysOfAda } from './support.ts'

const [first = '', second = ''] = keysOfAda

describe('the use of keys', () => {
  const world = eachWithWorld()
  const models = (key: string) =>
    world.call('GET', '/v1/models', undefined, { authorization: `Bearer ${key}` })
  const ada = () => world.fake.snapshot().users.find(({ user_id }) => user_id === 'ada')
  const team = () => world.fake.snapshot().teams.find(({ team_id }) => team_id === 't')

  it('binds a key without a team by the budget of its user', () => {
    expect(world.fake.spendWith(first, 16)).toEqual({ allowed: true })
    expect(ada()?.spend).toBe(21)
    expect(world.fake.spendWith(second, 1)).toMatchObject({ allowed: false, status: 400 })
    expect(ada()?.spend).toBe(21)
  })

  it('binds the keys of a team by the one budget of the team, and never by the user', () => {
    world.fake.seed({
      users: [{ user_id: 'ada', max_budget: 0, spend: 5 }],
      teams: [{ team_id: 't', max_budget: 10, members: [{ user_id: 'ada', spend: 0 }] }],
      keys: [
        { key: first, user_id: 'ada', team_id: 't' },
        { key: second, user_id: 'ada', team_id: 't' },
      ],
    })
    expect([first, second].map((key) => world.fake.spendWith(key, 6).allowed)).toEqual([true, true])
    expect(team()).toMatchObject({ spend: 12, memberships: [{ spend: 12 }] })
    expect(ada()?.spend).toBe(17)
    expect(world.fake.spendWith(first, 1)).toMatchObject({ status: 400 })
  })

  it('binds by the budget of the key first, then of the member, then of the team', () => {
    world.fake.seed({
      teams: [{ team_id: 't', max_budget: 100, members: [{ user_id: 'ada', max_budget: 4 }] }],
      keys: [
        { key: first, user_id: 'ada', team_id: 't', max_budget: 2 },
        { key: second, user_id: 'ada', team_id: 't' },
      ],
    })
    expect(world.fake.spendWith(first, 2)).toEqual({ allowed: true })
    expect(world.fake.spendWith(first, 1)).toMatchObject({ reason: expect.stringContaining('Max budget: 2') })
    expect(world.fake.spendWith(second, 2)).toEqual({ allowed: true })
    expect(world.fake.spendWith(second, 1)).toMatchObject({
      reason: expect.stringContaining('Max budget: 4'),
    })
    expect(team()?.spend).toBe(4)
  })

  it('lets a budget of null spend without end', () => {
    world.fake.seed({ users: [{ user_id: 'ada', max_budget: null, spend: 1e9 }] })
    expect(world.fake.spendWith(first, 1e9)).toEqual({ allowed: true })
  })

  it('tells by /v1/models whether a key is alive: 401 only when it is dead', async () => {
    expect((await models(first)).body.data.map(({ id }: { id: string }) => id)).toContain('gpt-large')
    const dead = await models('sk-dead')
    expect([dead.status, dead.body.error.type]).toEqual([401, 'token_not_found_in_db'])
    world.fake.spendWith(first, 100)
    const broke = await models(first)
    expect([broke.status, broke.body.error.type]).toEqual([400, 'budget_exceeded'])
    expect(broke.text).toContain('Budget has been exceeded')
    world.fake.faults.set({ does: 'fail', status: 503, path: '/v1/models' })
    expect((await models(first)).status).toBe(503)
  })

  it('shows what the key and its team allow', async () => {
    world.fake.seed({
      teams: [{ team_id: 't', models: ['claude-sonnet', 'gpt-large'], members: [{ user_id: 'ada' }] }],
      keys: [{ key: first, user_id: 'ada', team_id: 't', models: ['claude-sonnet', 'claude-haiku'] }],
    })
    expect((await models(first)).body.data).toMatchObject([{ id: 'claude-sonnet' }])
  })

  it('refuses the hash of a key in the place of the key', async () => {
    expect((await models(createHash('sha256').update(first).digest('hex'))).status).toBe(401)
  })
})

describe('who may manage', () => {
  const world = eachWithWorld()
  const ask = (headers: Record<string, string>) =>
    world.call('GET', '/user/info?user_id=ada', undefined, headers)

  it.each(['x-goog-api-key', 'x-api-key', 'api-key', 'x-litellm-api-key', 'ocp-apim-subscription-key'])(
    'takes the key in %s',
    async (name) => expect((await ask({ [name]: world.fake.masterKey })).status).toBe(200),
  )

  it('takes the key as a bearer', async () => {
    expect((await ask({ authorization: `Bearer ${world.fake.masterKey}` })).status).toBe(200)
  })

  it('refuses no key, a wrong one, and that of a person', async () => {
    const answers = [await ask({}), await ask({ 'x-api-key': 'sk-wrong' }), await ask({ 'x-api-key': first })]
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
    expect(answers[2]?.text).toContain('Only proxy admin')
  })

  it('may be asked too often', async () => {
    world.fake.set({ calls_per_second: 1 })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask({ 'x-api-key': world.fake.masterKey })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]))
  })
})
