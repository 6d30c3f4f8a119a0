import { describe, expect, it } from 'vitest'
import { engines } from '../../support/databases.ts'
import { signIn } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { operationsOf } from '../support/openapi.ts'
import { moving, request, useService } from '../support/service.ts'

const now = '/api/organizations'

describe.each(engines)('doing too much, on %s', (engine) => {
  const open = useService(engine)

  it('S17: a reader looks at everything and changes nothing', async () => {
    const { app, reader, migrate, refuses, lamb, get } = await open()
    const { migrationId, runId } = await migrate()
    const before = await lamb.snapshot()
    const unsafe = (await operationsOf(app)).filter(
      ({ method, path }) => method !== 'GET' && path !== '/api/session',
    )
    expect(unsafe.length).toBeGreaterThan(15)
    for (const { method, path } of unsafe) {
      const place = path
        .replace('{id}', path.includes('runs') ? runId : migrationId)
        .replaceAll(/\{\w+\}/g, migrationId)
      await refuses('auth.forbidden', request(app, method, place, { token: reader, body: {} }))
    }
    for (const path of [
      now,
      '/api/check',
      '/api/migrations',
      `/api/migrations/${migrationId}`,
      `/api/runs/${runId}`,
      '/api/audit',
      '/metrics',
    ]) {
      expect([path, (await get(path, { token: reader })).status]).toEqual([path, 200])
    }
    expect((await get('/api/session', { token: reader })).json).toMatchObject({
      role: 'reader',
      can_write: false,
    })
    expect(await lamb.snapshot()).toEqual(before)
  })

  it('S18: a service that only looks plans, and changes nothing', async () => {
    const writer = await open()
    const { migrationId } = await writer.migrate()
    const { json: later } = await writer.post('/api/plans', { source: 'faculty_sci', target: 'eng-dept' })
    const { plan, post, refuses, get, lamb, app } = await open({ http: { readOnly: true } })
    const before = await lamb.snapshot()
    expect((await get('/api/session')).json).toMatchObject({
      read_only: true,
      can_write: false,
      role: 'admin',
    })
    const planned = await post('/api/plans', { source: 'faculty_sci', target: 'eng-dept' })
    expect(planned.status).toBe(201)
    const refused = [
      post('/api/migrations', { plan_id: planned.json.id, confirm: 'faculty_sci' }),
      post(`/api/plans/${later.id}/approve`),
      post(`/api/migrations/${migrationId}/rollback`, { confirm: 'eng-dept' }),
      post('/api/runs/run_1/cancel'),
      post('/api/runs/run_1/resume'),
      post('/api/effects/eff_1/retry'),
      post('/api/promotions', { all: true }),
      post('/creator/admin/organizations/faculty_sci/migrate', { target_organization_slug: 'eng-dept' }),
      post(`/creator/admin/organizations/migrations/${migrationId}/rollback`),
    ]
    for (const [index, answer] of refused.entries()) {
      const { json } = await answer
      const code = index === 6 ? 'promotion.none' : 'service.read-only'
      expect([index, json.code]).toEqual([index, code])
    }
    expect((await post(`/api/migrations/${migrationId}/rollback`, { preview: true })).status).toBe(200)
    expect(await refuses('service.read-only', post('/api/runs/x/resume'))).toMatchObject({ status: 403 })
    await app.tick()
    expect(await lamb.snapshot()).toEqual(before)
    expect(typeof plan).toBe('function')
  })

  it('S19: where a second person is asked for, nobody moves an organization alone', async () => {
    const { app, admin, plan, post, get, refuses, until, lamb } = await open({
      auth: { approverRequired: true },
    })
    const before = await lamb.snapshot()
    const other = await signIn({ app }, { link: app.createLoginLink() })
    const second = (path: string, body: object = {}) =>
      other.ask('POST', path, { body, headers: { 'X-Resettle': '1' } })
    const id = await plan()
    expect((await get(`/api/plans/${id}`)).json).toMatchObject({ approval_required: true, approved_by: null })
    const start = { plan_id: id, confirm: 'eng-dept' }
    await refuses('plan.unapproved', post('/api/migrations', start))
    await refuses('plan.unapproved', post(`/api/plans/${id}/approve`))
    expect((await second(`/api/plans/${id}/approve`)).json).toMatchObject({ status: 'approved' })
    // A change takes the approval away, and makes an author of who made it.
    await other.ask('PATCH', `/api/plans/${id}`, {
      body: { options: { preserve_admin_roles: true } },
      headers: { 'X-Resettle': '1' },
    })
    expect((await get(`/api/plans/${id}`)).json).toMatchObject({ status: 'open', approved_by: null })
    await refuses('plan.unapproved', second(`/api/plans/${id}/approve`))
    await refuses('plan.unapproved', post('/api/migrations', start))
    const seed = '/creator/admin/organizations/eng-dept/migrate'
    const body = { target_organization_slug: 'faculty_sci', on: {} }
    const { context } = await refuses('plan.unapproved', post(seed, body))
    const kept = String((context as { plan_id: string }).plan_id)
    expect(await lamb.snapshot()).toEqual(before)
    expect((await second(`/api/plans/${kept}/approve`)).json).toMatchObject({ status: 'approved' })
    const { json } = await post('/api/migrations', { plan_id: kept, confirm: 'eng-dept' }, { token: admin })
    await until(String(json.run_id), 'done')
  })

  it('S20: a plan is executed once, and only where its source is typed out', async () => {
    const { plan, post, refuses, until } = await open()
    const plan_id = await plan()
    await refuses('request.unconfirmed', post('/api/migrations', { plan_id, confirm: 'yes' }))
    const { json } = await post('/api/migrations', { plan_id, confirm: 'eng-dept' })
    await until(String(json.run_id), 'done')
    await refuses('plan.used', post('/api/migrations', { plan_id, confirm: 'eng-dept' }))
    await refuses('request.unconfirmed', post(`/api/migrations/${json.migration_id}/rollback`, {}))
    await refuses('plan.used', post(`/api/plans/${plan_id}/approve`))
  })

  it('S21: whatever changes something is in the audit log, with who it was', async () => {
    const { app, admin, post, get, until, ask, plan, migrate, gate } = await open()
    const browser = await signIn({ app }, { token: admin })
    const other = await plan()
    await post(`/api/plans/${other}/decisions`, { decisions: [{ resource: 'users', choice: 'skip' }] })
    await post(`/api/plans/${other}/approve`)
    await ask('DELETE', `/api/plans/${other}`)
    const { migrationId } = await migrate()
    const back = await post(`/api/migrations/${migrationId}/rollback`, { confirm: 'eng-dept' })
    await until(String(back.json.run_id), 'done')
    const run_at = new Date(Date.now() + 3_600_000).toISOString()
    const later = await post('/api/migrations', { plan_id: await plan(), confirm: 'eng-dept', run_at })
    await post(`/api/runs/${later.json.run_id}/cancel`)
    const arrived = gate.hold(moving)
    const failing = await post('/api/migrations', { plan_id: await plan(), confirm: 'eng-dept' })
    await arrived
    gate.fail(new Error('on purpose'))
    await until(String(failing.json.run_id), 'failed')
    await browser.ask('DELETE', '/api/session', { headers: { 'X-Resettle': '1' } })
    const expected = [
      'session.begin',
      'session.end',
      'plan.create',
      'plan.change',
      'plan.approve',
      'plan.expire',
      'run.start',
      'run.done',
      'run.cancel',
      'run.failed',
    ]
    type Entry = { action: string; actor: string; subject: string | null; at: string; id: string }
    const list = async (query = '') =>
      (await get(`/api/audit${query}`)).json as unknown as { entries: Entry[]; next: string | null }
    let { entries } = await list()
    await eventually(async () => {
      entries = (await list()).entries
      return entries.some(({ action }) => action === 'session.end')
    })
    expect(expected.filter((action) => !entries.some((one) => one.action === action))).toEqual([])
    expect(new Set(entries.map(({ actor }) => actor.replace(/-\d+$/, '')))).toEqual(
      new Set(['token admin', 'service']),
    )
    const paged: Entry[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page = await list(`?limit=3${next === '' ? '' : `&before=${next}`}`)
      paged.push(...page.entries)
      next = page.next
    }
    expect(paged).toEqual(entries)
  })
})
