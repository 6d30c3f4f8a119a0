import { describe, expect, it } from 'vitest'
import { olderVersion } from '../../demo/outside/litellm.ts'
import { eachWithWorld, keysOfAda } from './support.ts'

describe('users of LiteLLM', () => {
  const world = eachWithWorld()
  const find = (id: string) => world.fake.snapshot().users.find(({ user_id }) => user_id === id)

  it('shows a user with all keys, hashed and masked, and the teams', async () => {
    await world.call('POST', '/team/new', {
      team_id: 't',
      members_with_roles: [{ user_id: 'ada', role: 'user' }],
    })
    const { body } = await world.call('GET', '/user/info?user_id=ada')
    expect(body).toMatchObject({ user_id: 'ada', user_info: { user_id: 'ada', max_budget: 20, spend: 5 } })
    expect(body.keys).toHaveLength(12)
    expect(body.keys[0]).toMatchObject({ key_name: 'sk-...a-00', key_alias: 'of ada 0', team_id: null })
    expect(body.keys[0].token).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(body)).not.toContain(keysOfAda[0])
    expect(body.teams).toMatchObject([{ team_id: 't' }])
  })

  it('says 404 of a user nobody knows, in a dictionary written as text', async () => {
    const { status, body } = await world.call('GET', '/user/info?user_id=eve')
    expect(status).toBe(404)
    expect(body).toEqual({
      error: {
        message: "{'error': 'User eve not found'}",
        type: 'internal_server_error',
        param: 'None',
        code: '404',
      },
    })
  })

  it('reads a plus in an id as a blank unless it is written as %2B', async () => {
    world.fake.seed({ users: [{ user_id: 'a+b' }] })
    expect((await world.call('GET', '/user/info?user_id=a+b')).status).toBe(404)
    expect((await world.call('GET', '/user/info?user_id=a%2Bb')).status).toBe(200)
  })

  it('has a light form without keys', async () => {
    const { body } = await world.call('GET', '/v2/user/info?user_id=ada')
    expect(body).toMatchObject({ user_id: 'ada', max_budget: 20 })
    expect(body).not.toHaveProperty('keys')
    expect((await world.call('GET', '/v2/user/info?user_id=eve')).status).toBe(404)
    world.fake.set({ user_rows: false })
    const older = await world.call('GET', '/v2/user/info?user_id=ada')
    expect([older.status, older.body]).toEqual([404, { detail: 'Not Found' }])
  })

  it('makes a key with a new user unless told not to', async () => {
    const careless = await world.call('POST', '/user/new', { user_id: 'eve' })
    expect(careless.body.key).toMatch(/^sk-/)
    await world.call('POST', '/user/new', { user_id: 'dan', auto_create_key: false, max_budget: 0 })
    expect(find('dan')).toMatchObject({ max_budget: 0, spend: 0 })
    expect(find('eve')).toMatchObject({ max_budget: null })
    expect(world.fake.snapshot().keys.filter(({ user_id }) => user_id === 'eve')).toHaveLength(1)
    expect(world.fake.snapshot().keys.filter(({ user_id }) => user_id === 'dan')).toHaveLength(0)
  })

  it('adds a new user to teams, and passes over those that do not exist', async () => {
    await world.call('POST', '/team/new', { team_id: 't' })
    const teams = [{ team_id: 't', max_budget_in_team: 3 }, 'nowhere']
    const { status } = await world.call('POST', '/user/new', {
      user_id: 'eve',
      auto_create_key: false,
      teams,
    })
    expect(status).toBe(200)
    expect(find('eve')?.teams).toEqual(['t'])
    const team = world.fake.snapshot().teams.find(({ team_id }) => team_id === 't')
    expect(team?.memberships).toEqual([{ user_id: 'eve', max_budget: 3, spend: 0 }])
  })

  it('refuses an id that exists, and an address in other capitals', async () => {
    const twice = await world.call('POST', '/user/new', { user_id: 'ada', auto_create_key: false })
    const sameMail = await world.call('POST', '/user/new', {
      user_email: 'bob@EXAMPLE.org',
      auto_create_key: false,
    })
    expect([twice.status, sameMail.status]).toEqual([409, 409])
    expect([twice.text, sameMail.text].every((text) => text.includes('already exists'))).toBe(true)
    expect(world.fake.snapshot().users).toHaveLength(3)
  })

  it('keeps null and 0 apart in a budget', async () => {
    await world.call('POST', '/user/update', { user_id: 'ada', max_budget: 0 })
    expect(find('ada')?.max_budget).toBe(0)
    await world.call('POST', '/user/update', { user_id: 'ada', max_budget: null })
    expect(find('ada')?.max_budget).toBeNull()
    await world.call('POST', '/user/update', { user_id: 'ada', spend: 9 })
    expect(find('ada')).toMatchObject({ max_budget: null, spend: 9 })
  })

  it('leaves a budget alone that shall become null, in versions that cannot', async () => {
    world.fake.set({ null_user_budget: 'ignored' })
    expect((await world.call('POST', '/user/update', { user_id: 'ada', max_budget: null })).status).toBe(200)
    expect(find('ada')?.max_budget).toBe(20)
  })

  it('creates a user by an update, or refuses it', async () => {
    expect((await world.call('POST', '/user/update', { user_id: 'eve', max_budget: 4 })).status).toBe(200)
    expect(find('eve')?.max_budget).toBe(4)
    world.fake.set({ unknown_user_on_update: 'not-found' })
    expect((await world.call('POST', '/user/update', { user_id: 'dan', max_budget: 4 })).status).toBe(404)
    expect(find('dan')).toBeUndefined()
  })

  it('deletes users with their keys and memberships, or none of them', async () => {
    await world.call('POST', '/team/new', { team_id: 't' })
    await world.call('POST', '/team/member_add', { team_id: 't', member: { user_id: 'ada', role: 'user' } })
    expect((await world.call('POST', '/user/delete', { user_ids: ['ada', 'eve'] })).status).toBe(404)
    expect(find('ada')).toBeDefined()
    await world.call('POST', '/user/delete', { user_ids: ['ada'] })
    const { users, teams, keys } = world.fake.snapshot()
    expect(users.map(({ user_id }) => user_id)).toEqual(['bob', 'default_user_id'])
    expect(keys.filter(({ user_id }) => user_id === 'ada')).toEqual([])
    expect(JSON.stringify(teams)).not.toContain('"ada"')
  })
})

describe('users of an older LiteLLM', () => {
  const world = eachWithWorld(olderVersion)

  it('answers 200 with nothing but a spend for a user nobody knows', async () => {
    world.fake.seed({ keys: [{ key: 'sk-orphan', user_id: 'eve', spend: 2.5 }] })
    const { status, body } = await world.call('GET', '/user/info?user_id=eve')
    expect(status).toBe(200)
    expect(body.user_info).toEqual({ spend: 2.5 })
  })

  it('says 400 of a user who exists', async () => {
    const { status, text } = await world.call('POST', '/user/new', { user_id: 'ada' })
    expect([status, text.includes('already exists')]).toEqual([400, true])
  })
})
