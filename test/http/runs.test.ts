import { describe, expect, it } from 'vitest'
import { engines } from '../support/databases.ts'
import { openStream } from './support/events.ts'
import { moving, useService } from './support/service.ts'

describe.each(engines)('a run on %s', (engine) => {
  const open = useService(engine)

  it('tells everything that happens, in order, to who listens from the beginning', async () => {
    const { app, admin, plan, post, gate, until } = await open()
    const arrived = gate.hold(moving)
    const { json } = await post('/api/migrations', { plan_id: await plan(), confirm: 'eng-dept' })
    const runId = String(json.run_id)
    await arrived
    const stream = await openStream(app, runId, admin)
    expect(await stream.next()).toMatchObject({ id: 1_000_001, event: 'phase', data: { run_id: runId } })
    gate.open()
    const events = await stream.rest()
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => 1_000_002 + index))
    const phases = events
      .filter(({ event }) => event === 'phase')
      .map(({ data }) => (data.progress as { phase: string }).phase)
    expect(phases).toEqual(['checking', 'moving', 'verifying', 'committing'])
    expect(events.at(-1)).toMatchObject({
      event: 'done',
      data: { status: 'done', progress: { phase: 'ended' } },
    })
    const run = await until(runId, 'done')
    const { done, total, tables } = run.progress as {
      done: number
      total: number
      tables: { state: string }[]
    }
    expect(done).toBe(total)
    expect(new Set(tables.map(({ state }) => state))).toEqual(new Set(['done']))
  })

  it('repeats nothing and leaves nothing out for who comes back with the last event', async () => {
    const { app, admin, plan, post, gate } = await open()
    const arrived = gate.hold(moving)
    const { json } = await post('/api/migrations', { plan_id: await plan(), confirm: 'eng-dept' })
    const runId = String(json.run_id)
    await arrived
    const first = await openStream(app, runId, admin)
    const seen = [await first.next(), await first.next()]
    await first.leave()
    const second = await openStream(app, runId, admin, seen.at(-1)?.id)
    gate.open()
    const ids = [...seen, ...(await second.rest())].map((event) => event?.id)
    expect(ids).toEqual(ids.map((_, index) => 1_000_001 + index))
    const late = await openStream(app, runId, admin, 1_000_001)
    expect((await late.rest()).map(({ id }) => id)).toEqual(ids.slice(1))
    expect((await openStream(app, runId, admin, ids.at(-1))).status).toBe(204)
  })

  it('goes on where the one who asked is gone, and answers others meanwhile', async () => {
    const { get, plan, post, gate, until, lamb, refuses } = await open({ patienceMs: 50 })
    const before = await lamb.snapshot()
    const other = await plan()
    const arrived = gate.hold(moving)
    const { json } = await post('/api/migrations', { plan_id: await plan(), confirm: 'eng-dept' })
    const runId = String(json.run_id)
    await arrived
    expect((await get('/healthz')).status).toBe(200)
    expect((await get('/readyz')).status).toBe(200)
    expect((await get('/api/organizations')).status).toBe(200)
    expect((await get(`/api/runs/${runId}`)).json).toMatchObject({
      status: 'running',
      progress: { phase: 'moving' },
    })
    expect((await get(`/api/migrations/${json.migration_id}`)).json).toMatchObject({
      kind: 'run',
      run_id: runId,
    })
    // The only writer of SQLite is taken: a request is told so and does not hang.
    if (engine === 'sqlite') await refuses('database.busy', post(`/api/plans/${other}/approve`))
    await refuses('migration.locked', post('/api/plans', { source: '2', target: '3' }))
    expect(await lamb.snapshot()).toEqual(before)
    gate.open()
    await until(runId, 'done')
    expect((await get(`/api/migrations/${json.migration_id}`)).json).toMatchObject({
      kind: 'migration-record',
    })
  })

  it('that fails changes nothing, and says why to everybody', async () => {
    const { app, admin, get, plan, post, until, lamb, gate } = await open()
    const plan_id = await plan()
    const before = await lamb.snapshot()
    const arrived = gate.hold(moving)
    const { json } = await post('/api/migrations', { plan_id, confirm: 'eng-dept' })
    await arrived
    const stream = await openStream(app, String(json.run_id), admin)
    await lamb.resettle.close()
    gate.fail(new Error('the disk has secret-value on it'))
    const run = await until(String(json.run_id), 'failed')
    expect(run.problem).toMatchObject({ code: 'internal.unexpected', status: 500 })
    expect(JSON.stringify(run)).not.toContain('secret-value')
    expect((await stream.rest()).at(-1)).toMatchObject({ event: 'failed', data: { status: 'failed' } })
    expect(await lamb.snapshot()).toEqual(before)
    expect((await get('/api/audit')).json.entries).toContainEqual(
      expect.objectContaining({ action: 'run.failed', actor: 'service', subject: json.run_id }),
    )
  })

  it('of a plan that was used is refused, also when two ask at once', async () => {
    const { plan, post, refuses, until } = await open()
    const plan_id = await plan()
    const start = () => post('/api/migrations', { plan_id, confirm: 'eng-dept' })
    const answers = await Promise.all([start(), start(), start()])
    const [begun, ...others] = answers.sort((one, other) => one.status - other.status)
    expect(begun?.status).toBe(202)
    expect(others.map(({ json }) => json.code).sort()).toEqual(['plan.used', 'plan.used'])
    expect(others[0]?.json.context).toEqual({ plan_id, run_id: begun?.json.run_id })
    await until(String(begun?.json.run_id), 'done')
    await refuses('plan.used', start())
  })

  it('is started only with the name of what will be moved', async () => {
    const { plan, post, refuses, lamb } = await open()
    const plan_id = await plan()
    const before = await lamb.snapshot()
    for (const confirm of ['', 'ENG-DEPT', 'faculty_sci', ' eng-dept']) {
      await refuses('request.unconfirmed', post('/api/migrations', { plan_id, confirm }))
    }
    expect(await lamb.snapshot()).toEqual(before)
  })

  it('of a stale plan is refused with what changed', async () => {
    const { plan, post, until, lamb } = await open()
    const plan_id = await plan()
    await lamb.add('assistants', { organization_id: 2, name: '5_new', owner: 'x@portlindar.example' })
    const { json } = await post('/api/migrations', { plan_id, confirm: 'eng-dept' })
    const run = await until(String(json.run_id), 'failed')
    expect(run.problem).toMatchObject({
      code: 'plan.stale',
      context: { changes: expect.arrayContaining([expect.stringContaining('assistants')]) },
    })
  })

  it('takes a new plan that does no more than the one that was shown, where that was asked', async () => {
    const { plan, post, until, lamb } = await open()
    const plan_id = await plan()
    await lamb.add('assistants', { organization_id: 2, name: '5_new', owner: 'x@portlindar.example' })
    const body = { plan_id, confirm: 'eng-dept', when_stale: 'replan' }
    const { json } = await post('/api/migrations', body)
    await until(String(json.run_id), 'done')
    expect(
      await lamb.count(`select count(*) from {assistants} where name = '5_new' and organization_id = 3`),
    ).toBe(1)
  })

  it('does not take a new plan with a conflict that nobody was shown', async () => {
    const { plan, post, until, lamb } = await open()
    const plan_id = await plan()
    const before = await lamb.snapshot()
    for (const organization_id of [2, 3]) {
      await lamb.add('assistants', { organization_id, name: '5_twin', owner: 'x@portlindar.example' })
    }
    const body = { plan_id, confirm: 'eng-dept', when_stale: 'replan' }
    const { json } = await post('/api/migrations', body)
    const run = await until(String(json.run_id), 'failed')
    expect(run.problem).toMatchObject({ code: 'plan.stale' })
    expect(JSON.stringify(run.problem)).toContain('a new conflict about assistants')
    const after = await lamb.snapshot()
    expect(Object.keys(after)).toEqual(Object.keys(before))
    expect(
      await lamb.count(`select count(*) from {assistants} where organization_id = 3 and name = '5_twin'`),
    ).toBe(1)
  })

  it('can be cancelled and resumed only when it is scheduled or interrupted', async () => {
    const { migrate, post, refuses } = await open()
    const { runId } = await migrate()
    expect((await refuses('run.state', post(`/api/runs/${runId}/cancel`))).context).toEqual({
      status: 'done',
    })
    expect((await refuses('run.state', post(`/api/runs/${runId}/resume`))).context).toEqual({
      status: 'done',
    })
  })
})
