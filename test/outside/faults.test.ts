import { describe, expect, it } from 'vitest'
import type { Fault } from '../../demo/outside/server/faults.ts'
import { eachWithWorld, keysOfAda } from './support.ts'

describe('faults', () => {
  const world = eachWithWorld()
  const budget = () => world.fake.snapshot().users.find(({ user_id }) => user_id === 'ada')?.max_budget
  const write = (max_budget: number) => world.call('POST', '/user/update', { user_id: 'ada', max_budget })
  const read = () => world.call('GET', '/user/info?user_id=ada')
  /** The status, or that the connection closed before an answer was complete. */
  const ended = (answer: Promise<{ readonly status: number }>) =>
    answer.then(
      ({ status }) => status,
      () => 'closed',
    )

  const outcomes: [Fault, number | 'closed', number][] = [
    [{ does: 'fail' }, 500, 20],
    [{ does: 'fail', status: 503 }, 503, 20],
    [{ does: 'fail', when: 'after' }, 500, 1],
    [{ does: 'drop' }, 'closed', 20],
    [{ does: 'drop', when: 'after' }, 'closed', 1],
    [{ does: 'cut' }, 'closed', 1],
    [{ does: 'limit' }, 429, 20],
    [{ does: 'delay', delay_ms: 5 }, 200, 1],
    [{ does: 'delay', when: 'after', delay_ms: 5 }, 200, 1],
  ]
  it.each(outcomes)('%j ends as %s, with a budget of %s', async (fault, status, left) => {
    world.fake.faults.set(fault)
    expect(await ended(write(1))).toBe(status)
    expect(budget()).toBe(left)
    expect(await ended(write(2))).toBe(200)
    expect(budget()).toBe(2)
  })

  it.each(['before', 'after'] as const)(
    'can leave a caller without an answer, %s the effect',
    async (when) => {
      world.fake.faults.set({ does: 'hang', when })
      const patience = new AbortController()
      const waiting = fetch(`${world.fake.url}/user/update`, {
        method: 'POST',
        headers: { 'x-api-key': world.fake.masterKey },
        body: JSON.stringify({ user_id: 'ada', max_budget: 1 }),
        signal: patience.signal,
      })
      await expect.poll(() => world.fake.calls.list()[0]?.ended).toBe('hanging')
      patience.abort()
      await expect(waiting).rejects.toThrow()
      expect(budget()).toBe(when === 'after' ? 1 : 20)
    },
  )

  it('strikes only what names whom it is about, or a key of theirs', async () => {
    world.fake.faults.set(
      { does: 'fail', about: ['ada'], nth: 2, times: 2 },
      { does: 'fail', status: 503, about: ['bob'], times: 0 },
    )
    const readOf = (id: string) => ended(world.call('GET', `/user/info?user_id=${id}`))
    expect([await readOf('ada'), await readOf('bob'), await readOf('nobody')]).toEqual([200, 503, 404])
    expect([await ended(write(3)), budget()]).toEqual([500, 20])
    const own = world.call('GET', '/v1/models', undefined, { authorization: `Bearer ${keysOfAda[0]}` })
    expect(await ended(own)).toBe(500)
    expect([await readOf('ada'), await readOf('bob')]).toEqual([200, 503])
    expect(world.fake.faults.list()).toMatchObject([{ fault: { about: ['bob'] }, seen: 2 }])
  })

  it('does what it was asked though the caller is gone', async () => {
    world.fake.latency(100)
    const patience = new AbortController()
    const writing = fetch(`${world.fake.url}/user/update`, {
      method: 'POST',
      headers: { 'x-api-key': world.fake.masterKey },
      body: JSON.stringify({ user_id: 'ada', max_budget: 1 }),
      signal: patience.signal,
    })
    await expect.poll(() => world.fake.calls.count()).toBe(1)
    patience.abort()
    await expect(writing).rejects.toThrow()
    await world.fake.settled()
    expect(budget()).toBe(1)
  })

  it('answers in the form of the service, or as a gateway in front of it', async () => {
    world.fake.faults.set({ does: 'fail', status: 500 }, { does: 'fail', status: 502, gateway: true, nth: 2 })
    const [own, gateway] = [await read(), await read()]
    expect(own.body.error).toMatchObject({ type: 'internal_server_error', code: '500' })
    expect([gateway.status, gateway.headers.get('content-type')]).toEqual([502, 'text/html'])
  })

  it('says when to come again, if told', async () => {
    world.fake.faults.set({ does: 'limit', retry_after: 3 }, { does: 'limit', nth: 2 })
    expect([(await read()).headers.get('retry-after'), (await read()).headers.get('retry-after')]).toEqual([
      '3',
      null,
    ])
  })

  it('strikes the n-th call of all, counted from when it is set', async () => {
    await read()
    world.fake.faults.set({ does: 'fail', nth: 2 })
    expect([await ended(read()), await ended(write(1)), await ended(read())]).toEqual([200, 500, 200])
  })

  it('strikes the n-th call of a path or a method, and a number of them', async () => {
    world.fake.faults.set(
      { does: 'fail', path: '/user/update', nth: 2, times: 2 },
      { does: 'fail', status: 503, method: 'GET', path: '/user/*', times: 0 },
    )
    const answers = []
    for (const ask of [() => write(1), read, () => write(1), () => write(1), () => write(1), read])
      answers.push(await ended(ask()))
    expect(answers).toEqual([200, 503, 500, 500, 200, 503])
    expect(world.fake.faults.list()).toHaveLength(1)
    world.fake.faults.clear()
    expect(await ended(read())).toBe(200)
  })

  it('refuses a fault that could never strike', () => {
    expect(() => world.fake.faults.set({ does: 'explode' } as never)).toThrow('fail, limit')
    expect(() => world.fake.faults.set({ does: 'fail', nth: 0 })).toThrow('from 1')
    expect(() => world.fake.set({ licens: true } as never)).toThrow('licens')
  })

  it('can make every call slow', async () => {
    world.fake.latency(20)
    await Promise.all(Array.from({ length: 10 }, (_, index) => write(index)))
    expect(world.fake.calls.list().every(({ took_ms }) => took_ms !== null && took_ms >= 15)).toBe(true)
  })

  it('closes with calls that hang', async () => {
    world.fake.faults.set({ does: 'hang' }, { does: 'delay', delay_ms: 60_000, nth: 2 })
    const waiting = [ended(read()), ended(read())]
    await expect.poll(() => world.fake.calls.count()).toBe(2)
    await world.fake.close()
    expect(await Promise.all(waiting)).toEqual(['closed', 'closed'])
  })
})

describe('the log', () => {
  const world = eachWithWorld()

  it('tells what was asked and how it ended, without keys and addresses', async () => {
    await world.call('POST', '/user/new', {
      user_id: 'eve',
      user_email: 'eve@example.org',
      auto_create_key: false,
    })
    await world.call('POST', '/key/update', { key: keysOfAda[0], max_budget: 3 })
    await world.call('GET', `/key/info?key=${keysOfAda[1]}`)
    const log = world.fake.calls.list()
    expect(log).toMatchObject([
      { number: 1, method: 'POST', path: '/user/new', status: 200, ended: 'answered', faults: [] },
      { number: 2, path: '/key/update', asked: { key: 'sk-…a-00', max_budget: 3 } },
      { number: 3, method: 'GET', path: '/key/info', asked: { key: 'sk-…a-01' } },
    ])
    expect(JSON.stringify(log)).not.toMatch(/sk-ada|eve@|master/)
    expect(world.fake.calls.list(2)).toHaveLength(1)
  })

  it('counts by method and path, and knows the busiest second', async () => {
    await Promise.all(Array.from({ length: 7 }, () => world.call('GET', '/user/info?user_id=ada')))
    await world.call('POST', '/team/new', { team_id: 't' })
    expect(world.fake.calls.counts()).toEqual({ 'GET /user/info': 7, 'POST /team/new': 1 })
    expect([
      world.fake.calls.count(),
      world.fake.calls.count('GET'),
      world.fake.calls.count('POST', '/team/*'),
    ]).toEqual([8, 7, 1])
    const { calls, most_in_a_second } = world.fake.calls.rate()
    expect(calls).toBe(8)
    expect(most_in_a_second).toBeLessThanOrEqual(8)
    expect(most_in_a_second).toBeGreaterThan(0)
  })

  it('waits until nobody is served any more', async () => {
    world.fake.latency(50)
    const writing = world.call('POST', '/team/new', { team_id: 't' })
    await expect.poll(() => world.fake.calls.count()).toBe(1)
    await world.fake.settled()
    expect(world.fake.calls.list()[0]?.status).toBe(200)
    await writing
  })

  it('forgets everything on demand', async () => {
    const before = world.fake.snapshot()
    await world.call('POST', '/team/new', { team_id: 't' })
    world.fake.faults.set({ does: 'fail' })
    world.fake.reset()
    expect(world.fake.snapshot()).toMatchObject({ teams: [], keys: [] })
    expect([world.fake.calls.count(), world.fake.faults.list()]).toEqual([0, []])
    expect((await world.call('POST', '/user/new', { user_id: 'ada' })).status).toBe(200)
    world.fake.reset()
    // What the afterwards of every test looks at.
    world.fake.seed({
      users: before.users.filter(({ user_id }) => user_id === 'bob'),
      teams: [
        { team_id: 'bobs', max_budget: 7, spend: 1, members: [{ user_id: 'bob', max_budget: 7, spend: 1 }] },
      ],
      keys: [{ key: 'sk-bob', user_id: 'bob', team_id: 'bobs', key_alias: 'of bob', spend: 1 }],
    })
    expect(world.fake.snapshot().teams).toEqual(before.teams)
  })

  it('has equal snapshots for equal states, whatever way led there', async () => {
    await world.call('POST', '/team/new', { team_id: 't', team_alias: 'x' })
    await world.call('POST', '/team/update', { team_id: 't', max_budget: 4 })
    const one = JSON.stringify(world.fake.snapshot().teams)
    await world.call('POST', '/team/delete', { team_ids: ['t'] })
    await world.call('POST', '/team/new', { max_budget: 4, team_alias: 'x', team_id: 't' })
    expect(JSON.stringify(world.fake.snapshot().teams)).toBe(one)
  })
})
