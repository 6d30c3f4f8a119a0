import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { eachWithWorld, keysOfAda } from './support.ts'

describe('keys of LiteLLM', () => {
  const world = eachWithWorld()
  const [first = ''] = keysOfAda
  const token = createHash('sha256').update(first).digest('hex')
  const find = (alias: string) => world.fake.snapshot().keys.filter(({ key_alias }) => key_alias === alias)
  const update = (body: object) => world.call('POST', '/key/update', { key: first, ...body })

  beforeEach(async () => {
    await world.call('POST', '/team/new', { team_id: 't', models: ['claude-sonnet'] })
  })

  it('shows a key by its value and by its hash, and never the hash itself', async () => {
    const [byValue, byHash] = [
      await world.call('GET', `/key/info?key=${first}`),
      await world.call('GET', `/key/info?key=${token}`),
    ]
    expect(byValue.body.info).toEqual(byHash.body.info)
    expect(byValue.body.info).toMatchObject({ key_alias: 'of ada 0', user_id: 'ada', team_id: null })
    expect(byValue.body.info).not.toHaveProperty('token')
    const unknown = await world.call('GET', '/key/info?key=sk-nobody')
    expect([unknown.status, unknown.body.error.type]).toEqual([404, 'not_found_error'])
  })

  it('lists ten keys unless more are asked for, newest first, never more than a hundred', async () => {
    const page = (query: string) => world.call('GET', `/key/list?user_id=ada${query}`)
    const [one, two, all] = [await page(''), await page('&page=2'), await page('&size=100')]
    expect(one.body).toMatchObject({ total_count: 12, current_page: 1, total_pages: 2 })
    expect([one.body.keys.length, two.body.keys.length, all.body.keys.length]).toEqual([10, 2, 12])
    expect([...one.body.keys, ...two.body.keys]).toEqual(all.body.keys)
    expect(two.body.keys.at(-1)).toBe(token)
    expect((await page('&size=101')).status).toBe(422)
    expect((await page('&page=0')).status).toBe(422)
  })

  it('lists whole rows on demand, by user and by team, without those of the admin page', async () => {
    world.fake.seed({ keys: [{ key: 'sk-page', user_id: 'ada', team_id: 'litellm-dashboard' }] })
    const whole = await world.call('GET', '/key/list?user_id=ada&return_full_object=true&size=100')
    expect(whole.body.keys).toHaveLength(12)
    expect(whole.body.keys.at(-1)).toMatchObject({ token, key_alias: 'of ada 0' })
    expect((await world.call('GET', '/key/list?team_id=bobs')).body.total_count).toBe(1)
    expect((await world.call('GET', '/key/list?user_id=ada&team_id=bobs')).body.total_count).toBe(0)
  })

  it('moves a key only into a team of which its user is a member', async () => {
    const early = await update({ team_id: 't' })
    expect([early.status, find('of ada 0')[0]?.team_id]).toEqual([403, null])
    await world.call('POST', '/team/member_add', { team_id: 't', member: { user_id: 'ada', role: 'user' } })
    expect((await update({ team_id: 't' })).body).toEqual({ key: first, team_id: 't' })
    expect((await world.call('POST', '/key/update', { key: token, team_id: 't' })).status).toBe(200)
    expect(find('of ada 0')[0]).toMatchObject({ token, team_id: 't', user_id: 'ada' })
  })

  it('moves a key of nobody into any team', async () => {
    world.fake.seed({ keys: [{ key: 'sk-service', key_alias: 'service' }] })
    expect((await world.call('POST', '/key/update', { key: 'sk-service', team_id: 't' })).status).toBe(200)
  })

  it('refuses a team that lacks a model of the key, or does not exist', async () => {
    await world.call('POST', '/team/member_add', { team_id: 't', member: { user_id: 'ada', role: 'user' } })
    await update({ models: ['gpt-large'] })
    expect((await update({ team_id: 't' })).status).toBe(403)
    await world.call('POST', '/team/update', { team_id: 't', models: [] })
    expect((await update({ team_id: 't' })).status).toBe(200)
    expect((await update({ team_id: 'no' })).status).toBe(404)
    expect(find('of ada 0')[0]).toMatchObject({ team_id: 't', models: ['gpt-large'] })
  })

  it('speaks of a team when it is the key that nobody knows, or says 401', async () => {
    const ask = () => world.call('POST', '/key/update', { key: 'sk-nobody', team_id: 't' })
    const misleading = await ask()
    expect(misleading.status).toBe(404)
    expect(misleading.text).toContain('Team not found, passed team_id=t')
    world.fake.set({ unknown_key_on_update: 'unauthorized' })
    expect((await ask()).status).toBe(401)
  })

  it('clears with null, or ignores it, by version', async () => {
    await world.call('POST', '/team/member_add', { team_id: 't', member: { user_id: 'ada', role: 'user' } })
    await update({ team_id: 't', max_budget: 3 })
    world.fake.set({ null_key_field: 'ignored' })
    expect((await update({ team_id: null, max_budget: null })).status).toBe(200)
    expect(find('of ada 0')[0]).toMatchObject({ team_id: 't', max_budget: 3 })
    world.fake.set({ null_key_field: 'clears' })
    await update({ team_id: null, max_budget: null })
    expect(find('of ada 0')[0]).toMatchObject({ team_id: null, max_budget: null })
  })

  it('may lose the models of a key that changes its team', async () => {
    world.fake.set({ models_wiped_on_team_change: true })
    await world.call('POST', '/team/member_add', { team_id: 't', member: { user_id: 'ada', role: 'user' } })
    await update({ models: ['claude-sonnet'] })
    await update({ team_id: 't' })
    expect(find('of ada 0')[0]?.models).toEqual([])
  })

  it('makes a key of a given value once, however often it is asked', async () => {
    const ask = (more: object) =>
      world.call('POST', '/key/generate', { key: 'sk-given', user_id: 'ada', ...more })
    expect((await ask({ key_alias: 'given' })).body).toMatchObject({ key: 'sk-given', key_alias: 'given' })
    expect(world.fake.spendWith('sk-given', 2)).toEqual({ allowed: true })
    expect((await ask({ key_alias: 'given', max_budget: 1 })).status).toBe(200)
    expect(find('given')).toMatchObject([{ spend: 2, max_budget: null }])
    world.fake.set({ repeated_alias_of_same_key: 'refused' })
    expect((await ask({ key_alias: 'given' })).status).toBe(400)
    expect((await ask({})).status).toBe(200)
    expect(world.fake.snapshot().keys.filter(({ key_name }) => key_name === 'sk-...iven')).toHaveLength(1)
  })

  it('refuses an alias that another key has', async () => {
    const made = await world.call('POST', '/key/generate', { key_alias: 'of bob' })
    const renamed = await update({ key_alias: 'of bob' })
    expect([made.status, renamed.status]).toEqual([400, 400])
    expect(made.body.error).toMatchObject({ param: 'key_alias', type: 'bad_request_error' })
    expect((await update({ key_alias: 'of ada 0' })).status).toBe(200)
  })

  it('makes a key for a team that does not exist, and answers 404 when it is used', async () => {
    const { status } = await world.call('POST', '/key/generate', { key: 'sk-lost', team_id: 'nowhere' })
    expect(status).toBe(200)
    expect(world.fake.spendWith('sk-lost', 1)).toMatchObject({ allowed: false, status: 404 })
  })

  it('deletes keys by value, hash or alias, and says when some were not there', async () => {
    const remove = (body: object) => world.call('POST', '/key/delete', body)
    expect((await remove({ keys: [first] })).body).toEqual({ deleted_keys: [first] })
    expect((await remove({ keys: [first] })).status).toBe(404)
    expect((await remove({ key_aliases: ['of ada 1', 'nobody'] })).status).toBe(400)
    expect([...find('of ada 0'), ...find('of ada 1')]).toEqual([])
    expect(find('of ada 2')).toHaveLength(1)
  })

  it('blocks a key and lets it go again', async () => {
    await world.call('POST', '/key/block', { key: token })
    expect(world.fake.spendWith(first, 1)).toMatchObject({ allowed: false, status: 401 })
    await world.call('POST', '/key/unblock', { key: first })
    expect(world.fake.spendWith(first, 1)).toEqual({ allowed: true })
    expect((await world.call('POST', '/key/block', { key: 'sk-nobody' })).status).toBe(404)
  })

  it('updates many with a 200 that holds the failures', async () => {
    await world.call('POST', '/team/member_add', { team_id: 't', member: { user_id: 'ada', role: 'user' } })
    const keys = [
      { key: first, team_id: 't' },
      { key: 'sk-nobody', team_id: 't' },
    ]
    const { status, body } = await world.call('POST', '/key/bulk_update', { keys })
    expect(status).toBe(200)
    expect(body).toMatchObject({ total_requested: 2, successful_updates: [{ key: first }] })
    expect(body.failed_updates).toHaveLength(1)
    expect(find('of ada 0')[0]?.team_id).toBe('t')
  })
})
