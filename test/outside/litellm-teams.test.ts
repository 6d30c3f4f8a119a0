import { beforeEach, describe, expect, it } from 'vitest'
import { eachWithWorld, keysOfAda } from './support.ts'

describe('teams of LiteLLM', () => {
  const world = eachWithWorld()
  const find = (id: string) => world.fake.snapshot().teams.find(({ team_id }) => team_id === id)
  const keyOf = (alias: string) => world.fake.snapshot().keys.find(({ key_alias }) => key_alias === alias)
  const add = (member: unknown, max_budget_in_team?: number) =>
    world.call('POST', '/team/member_add', { team_id: 't', member, max_budget_in_team })

  beforeEach(async () => {
    await world.call('POST', '/team/new', {
      team_id: 't',
      team_alias: 'Team',
      max_budget: 15,
      metadata: { a: 1, b: 2 },
    })
  })

  it('makes whoever calls an admin of a new team', () => {
    expect(find('t')?.members_with_roles).toEqual([
      { user_id: 'default_user_id', user_email: null, role: 'admin' },
    ])
  })

  it('refuses an id that exists, with a text to know it by', async () => {
    const { status, body } = await world.call('POST', '/team/new', { team_id: 't', max_budget: 1 })
    expect(status).toBe(400)
    expect(body.error.message).toContain('already exists. Please use a different team id')
    expect(find('t')?.max_budget).toBe(15)
  })

  it('may put a default in the place of a null budget, but not of 0', async () => {
    world.fake.set({ default_team_budget: 3 })
    await world.call('POST', '/team/new', { team_id: 'none', max_budget: null })
    await world.call('POST', '/team/new', { team_id: 'zero', max_budget: 0 })
    expect([find('none')?.max_budget, find('zero')?.max_budget]).toEqual([3, 0])
    await world.call('POST', '/team/update', { team_id: 'none', max_budget: null })
    expect(find('none')?.max_budget).toBeNull()
  })

  it('changes only what is sent, takes null for null, and replaces metadata', async () => {
    await world.call('POST', '/team/update', { team_id: 't', metadata: { c: 3 }, spend: 99 })
    expect(find('t')).toMatchObject({ team_alias: 'Team', max_budget: 15, metadata: { c: 3 }, spend: 0 })
    await world.call('POST', '/team/update', { team_id: 't', max_budget: null })
    expect(find('t')).toMatchObject({ team_alias: 'Team', max_budget: null })
  })

  it('has two bodies for a team nobody knows, by endpoint', async () => {
    const info = await world.call('GET', '/team/info?team_id=no')
    const update = await world.call('POST', '/team/update', { team_id: 'no' })
    const remove = await world.call('POST', '/team/delete', { team_ids: ['t', 'no'] })
    const join = await world.call('POST', '/team/member_add', { team_id: 'no', member: { user_id: 'ada' } })
    expect([info, update, remove, join].map(({ status }) => status)).toEqual([404, 404, 404, 404])
    expect(info.body.error).toMatchObject({
      message: "{'message': 'Team not found, passed team id: no.'}",
      code: '404',
    })
    expect(update.body).toEqual({ detail: { error: 'Team not found, passed team_id=no' } })
    expect(remove.body).toEqual({ detail: { error: 'Team not found, passed team_id=no' } })
    expect(join.body).toEqual({ detail: { error: 'Team not found for team_id=no' } })
    expect(find('t')).toBeDefined()
  })

  it('has one body for all in other versions', async () => {
    world.fake.set({ error_bodies: 'detail' })
    const info = await world.call('GET', '/team/info?team_id=no')
    expect(info.body).toEqual({ detail: { message: 'Team not found, passed team id: no.' } })
    world.fake.set({ error_bodies: 'error' })
    const update = await world.call('POST', '/team/update', { team_id: 'no' })
    expect(update.body.error.message).toBe("{'error': 'Team not found, passed team_id=no'}")
  })

  it('says what is missing or wrong in a request, in a third body', async () => {
    const answers = await Promise.all([
      world.call('GET', '/team/info'),
      world.call('POST', '/team/update', { max_budget: 1 }),
      world.call('POST', '/team/new', { team_id: 'x', max_budget: 'ten' }),
      world.call('POST', '/team/new', '{'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422])
    expect(answers.every(({ body }) => Array.isArray(body.detail))).toBe(true)
    expect(find('x')).toBeUndefined()
  })

  it('deletes every key of a deleted team', async () => {
    await add({ user_id: 'ada', role: 'user' })
    await world.call('POST', '/key/update', { key: keysOfAda[0], team_id: 't' })
    expect((await world.call('POST', '/team/delete', { team_ids: ['t'] })).status).toBe(200)
    expect(find('t')).toBeUndefined()
    expect(keyOf('of ada 0')).toBeUndefined()
    expect(keyOf('of ada 1')).toBeDefined()
    expect(world.fake.snapshot().users.every(({ teams }) => !teams.includes('t'))).toBe(true)
  })

  describe('members', () => {
    it('adds one, with a row of its own only when there is a budget', async () => {
      const { body } = await add({ user_id: 'ada', role: 'user' }, 15)
      expect(body.updated_users).toMatchObject([{ user_id: 'ada', teams: ['t'] }])
      expect(body.updated_team_memberships).toMatchObject([
        { user_id: 'ada', litellm_budget_table: { max_budget: 15 } },
      ])
      await add({ user_id: 'new one', role: 'user' })
      const info = await world.call('GET', '/team/info?team_id=t')
      expect(info.body.team_memberships.map((row: { user_id: string }) => row.user_id)).toEqual(['ada'])
      expect(info.body.team_info.members_with_roles).toHaveLength(3)
      expect(world.fake.snapshot().users.some(({ user_id }) => user_id === 'new one')).toBe(true)
    })

    it('keeps a budget of 0 apart from none', async () => {
      await add({ user_id: 'ada', role: 'user' }, 0)
      expect(find('t')?.memberships).toEqual([{ user_id: 'ada', max_budget: 0, spend: 0 }])
    })

    it('refuses one that is there, alone or in a list of nothing else', async () => {
      await add({ user_id: 'ada', role: 'user' }, 15)
      const alone = await add({ user_id: 'ada', role: 'user' }, 1)
      const list = await add([{ user_id: 'ada', role: 'user' }], 1)
      const some = await add([
        { user_id: 'ada', role: 'user' },
        { user_id: 'eve', role: 'user' },
      ])
      expect([alone.status, list.status, some.status]).toEqual([400, 400, 200])
      expect(alone.body.error).toMatchObject({ type: 'team_member_already_in_team', code: '400' })
      expect(alone.text).toContain('already in team')
      expect(find('t')?.memberships).toEqual([{ user_id: 'ada', max_budget: 15, spend: 0 }])
    })

    it('makes nobody admin without a licence', async () => {
      expect((await add({ user_id: 'ada', role: 'admin' })).status).toBe(400)
      world.fake.set({ licence: true })
      expect((await add({ user_id: 'ada', role: 'admin' })).status).toBe(200)
    })

    it('changes the budget of one and keeps what was spent', async () => {
      world.fake.seed({ teams: [{ team_id: 't', members: [{ user_id: 'ada', max_budget: 5, spend: 2 }] }] })
      const { body } = await world.call('POST', '/team/member_update', {
        team_id: 't',
        user_id: 'ada',
        max_budget_in_team: 9,
      })
      expect(body).toMatchObject({ team_id: 't', user_id: 'ada', max_budget_in_team: 9 })
      expect(find('t')?.memberships).toEqual([{ user_id: 'ada', max_budget: 9, spend: 2 }])
    })

    it.each(['member_update', 'member_delete'])(
      'says 400, not 404, of an unknown team or member to %s',
      async (name) => {
        const noTeam = await world.call('POST', `/team/${name}`, { team_id: 'no', user_id: 'ada' })
        const noMember = await world.call('POST', `/team/${name}`, { team_id: 't', user_id: 'ada' })
        expect([noTeam.status, noMember.status]).toEqual([400, 400])
        expect(noTeam.body.detail.error).toContain('does not exist in db')
        expect(noMember.body.detail.error).toBe('User not found in team')
      },
    )

    it('deletes the keys that a removed member has in the team, and no others', async () => {
      await add([
        { user_id: 'ada', role: 'user' },
        { user_id: 'eve', role: 'user' },
      ])
      world.fake.seed({ keys: [{ key: 'sk-eve', user_id: 'eve', team_id: 't', key_alias: 'of eve' }] })
      await world.call('POST', '/key/update', { key: keysOfAda[0], team_id: 't' })
      await world.call('POST', '/team/member_delete', { team_id: 't', user_id: 'ada' })
      expect(keyOf('of ada 0')).toBeUndefined()
      expect([keyOf('of ada 1'), keyOf('of eve')].every((key) => key !== undefined)).toBe(true)
    })

    it('leaves them in the team, in versions before November 2025', async () => {
      world.fake.set({ member_delete_deletes_keys: false })
      await add({ user_id: 'ada', role: 'user' })
      await world.call('POST', '/key/update', { key: keysOfAda[0], team_id: 't' })
      await world.call('POST', '/team/member_delete', { team_id: 't', user_id: 'ada' })
      expect(keyOf('of ada 0')?.team_id).toBe('t')
    })
  })
})
