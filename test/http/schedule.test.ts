import { describe, expect, it } from 'vitest'
import type { Run } from '../../src/http/contract/run.ts'
import { engines } from '../support/databases.ts'
import { openStream } from './support/events.ts'
import { moving, useService } from './support/service.ts'

describe.each(engines)('a scheduled run on %s', (engine) => {
  const open = useService(engine)

  /** A clock that stands still until it is moved. */
  function clock() {
    let time = new Date('2026-11-23T09:00:00.000Z')
    return {
      now: () => time,
      pass(minutes: number) {
        time = new Date(time.getTime() + minutes * 60_000)
      },
    }
  }
  const run_at = '2026-11-23T11:00:00+01:00'

  it('begins when it is due and not before', async () => {
    const { now, pass } = clock()
    const { app, get, plan, post, until, lamb } = await open({ now })
    const before = await lamb.snapshot()
    const { json } = await post('/api/migrations', { plan_id: await plan(), confirm: 'eng-dept', run_at })
    expect(json).toMatchObject({ status: 'scheduled', run_at: '2026-11-23T10:00:00.000Z', started_at: null })
    pass(59)
    await app.tick()
    expect((await get(`/api/runs/${json.run_id}`)).json.status).toBe('scheduled')
    expect(await lamb.snapshot()).toEqual(before)
    pass(1)
    await app.tick()
    await until(String(json.run_id), 'done')
    expect(await lamb.count('select count(*) from {assistants} where organization_id = 2')).toBe(0)
  })

  it('begins exactly once, though two services look', async () => {
    const { now, pass } = clock()
    const [first, second] = [await open({ now }), await open({ now })]
    const { json } = await first.post('/api/migrations', {
      plan_id: await first.plan(),
      confirm: 'eng-dept',
      run_at,
    })
    const runId = String(json.run_id)
    pass(60)
    await Promise.all([first.app.tick(), second.app.tick(), first.app.tick(), second.app.tick()])
    expect(await first.until(runId, 'done')).toMatchObject({ attempts: 1 })
    await Promise.all([first.app.tick(), second.app.tick()])
    const { migrations, runs } = (await second.get('/api/migrations')).json as { migrations: []; runs: Run[] }
    expect([migrations.length, runs.length]).toEqual([1, 1])
    const { entries } = (await first.get('/api/audit')).json as { entries: { action: string }[] }
    expect(entries.filter(({ action }) => action === 'run.done')).toHaveLength(1)
  })

  it('is followed at a service that does not work on it', async () => {
    const [first, second] = [await open(), await open()]
    const arrived = first.gate.hold(moving)
    const { json } = await first.post('/api/migrations', { plan_id: await first.plan(), confirm: 'eng-dept' })
    await arrived
    const stream = await openStream(second.app, String(json.run_id), second.admin)
    first.gate.open()
    const events = await stream.rest()
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'done' } })
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => 1_000_001 + index))
  })

  it('can be cancelled, and then never begins', async () => {
    const { now, pass } = clock()
    const { app, get, plan, post, lamb, refuses } = await open({ now })
    const plan_id = await plan()
    const before = await lamb.snapshot()
    const { json } = await post('/api/migrations', { plan_id, confirm: 'eng-dept', run_at })
    expect((await post(`/api/runs/${json.run_id}/cancel`)).json).toMatchObject({ status: 'cancelled' })
    pass(120)
    await app.tick()
    expect((await get(`/api/runs/${json.run_id}`)).json.status).toBe('cancelled')
    await refuses('run.state', post(`/api/runs/${json.run_id}/cancel`))
    expect(await lamb.snapshot()).toEqual(before)
  })

  it('that was missed while no service ran begins late', async () => {
    const { now, pass } = clock()
    const first = await open({ now })
    const { json } = await first.post('/api/migrations', {
      plan_id: await first.plan(),
      confirm: 'eng-dept',
      run_at,
    })
    await first.app.close()
    pass(60 * 24)
    const second = await open({ now })
    await second.until(String(json.run_id), 'done')
  })

  it('takes a date within a year, and one that is past begins at once', async () => {
    const { now } = clock()
    const { plan, post, refuses, until } = await open({ now })
    const body = { plan_id: await plan(), confirm: 'eng-dept' }
    await refuses('request.invalid', post('/api/migrations', { ...body, run_at: 'tomorrow' }))
    await refuses('request.invalid', post('/api/migrations', { ...body, run_at: '2028-01-01T00:00:00Z' }))
    const { json } = await post('/api/migrations', { ...body, run_at: '2020-01-01T00:00:00Z' })
    await until(String(json.run_id), 'done')
  })

  it('is told to who listens: scheduled once, done once, again where telling failed', async () => {
    const { now, pass } = clock()
    const heard: string[] = []
    let isDeaf = true
    const hooks = {
      onRunScheduled: async ({ status }: Run) => void heard.push(status),
      onRunDone: async ({ status }: Run) => {
        if (isDeaf) throw new Error('nobody is there')
        heard.push(status)
      },
    }
    const { app, plan, post, until } = await open({ now, hooks })
    const { json } = await post('/api/migrations', { plan_id: await plan(), confirm: 'eng-dept', run_at })
    await app.tick()
    await app.tick()
    expect(heard).toEqual(['scheduled'])
    pass(60)
    await app.tick()
    await until(String(json.run_id), 'done')
    await app.tick()
    expect(heard).toEqual(['scheduled'])
    isDeaf = false
    await app.tick()
    await app.tick()
    expect(heard).toEqual(['scheduled', 'done'])
  })
})
