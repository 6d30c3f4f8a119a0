import { describe, expect, it } from 'vitest'
import { engines } from '../../support/databases.ts'
import { openStream } from '../support/events.ts'
import { moving, request, useService } from '../support/service.ts'

const nasty = [
  `eng-dept'; drop table "LAMB_assistants"; --`,
  `' or '1'='1`,
  '"; delete from resettle_plans; --',
  `eng-dept' union select password_hash from "LAMB_Creator_users" --`,
  '%',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  '{{7*7}}',
  'x'.repeat(400),
]

describe.each(engines)('input, on %s', (engine) => {
  const open = useService(engine)

  it('S22: SQL in whatever is sent is a value', async () => {
    const { post, get, plan, lamb, ask } = await open()
    const id = await plan()
    const before = await lamb.snapshot()
    for (const text of nasty) {
      const place = encodeURIComponent(text.toWellFormed())
      const answers = [
        await post('/api/plans', { source: text, target: 'faculty_sci' }),
        await post('/api/plans', {
          source: 'eng-dept',
          target: 'faculty_sci',
          options: { on: { [text]: 'skip' } },
        }),
        await post('/api/plans', {
          source: 'eng-dept',
          target: 'faculty_sci',
          options: { owner_becomes: text },
        }),
        await post(`/api/plans/${id}/decisions`, {
          decisions: [{ resource: text, id: text, choice: 'skip' }],
        }),
        await post(`/api/plans/${id}/names`, { resource: 'assistants', id: text, name: text }),
        await post('/api/migrations', { plan_id: text, confirm: text }),
        await post(`/creator/admin/organizations/${place}/migration/validate`, {
          target_organization_slug: text,
        }),
        await get(`/api/migrations/${place}`),
        await get(`/api/runs/${place}`),
        await get(`/api/audit?before=${place}`),
        await get(`/api/effects?subject=${place}`),
        await ask('PUT', `/api/promotions/users/${place}`),
      ]
      const bugs = answers.filter(({ status }) => status >= 500).map((answer) => [text, answer.text])
      expect(bugs).toEqual([])
    }
    expect(await lamb.snapshot()).toEqual(before)
    expect((await get(`/api/plans/${id}`)).json).toMatchObject({ status: 'open', revision: 1 })
  })

  it('S23: a body that is too large, no JSON, or of another form is refused before any work', async () => {
    const { post, ask, refuses, app, admin } = await open({ http: { maxBodyBytes: 1000 } })
    const body = { source: 'eng-dept', target: 'faculty_sci' }
    await refuses('request.too-large', post('/api/plans', { ...body, padding: 'x'.repeat(2000) }))
    const stream = new Request('http://resettle.test/api/plans', {
      method: 'POST',
      headers: { Authorization: `Bearer ${admin}`, 'Content-Type': 'application/json' },
      body: new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(500))),
      }),
      duplex: 'half',
    } as RequestInit)
    expect((await app.fetch(stream)).status).toBe(413)
    await refuses('request.invalid', ask('POST', '/api/plans', { body: '{"source":' }))
    await refuses('request.invalid', ask('POST', '/api/plans', { body: '[]' }))
    await refuses(
      'request.media-type',
      ask('POST', '/api/plans', { body: 'x', headers: { 'Content-Type': 'text/plain' } }),
    )
    const { errors } = await refuses(
      'request.invalid',
      post('/api/plans', { source: 5, options: { 'a/b': 1, on: { x: 'no' } } }),
    )
    expect(errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/options',
      '/options/on/x',
      '/source',
      '/target',
    ])
    const deep = `${'['.repeat(400)}${']'.repeat(400)}`
    await refuses('request.invalid', ask('POST', '/api/plans', { body: `{"source":${deep}}` }))
  })

  it('S24: one person asks and listens only so much', async () => {
    let seconds = 0
    const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds))
    const { app, admin, reader, get, post, plan, refuses, gate } = await open({
      http: { requestsPerMinute: 60 },
      now,
    })
    const arrived = gate.hold(moving)
    const { json } = await post('/api/migrations', { plan_id: await plan(), confirm: 'eng-dept' })
    await arrived
    const streams = []
    for (let count = 0; count < 20; count++) streams.push(await openStream(app, String(json.run_id), reader))
    expect(streams.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect((await openStream(app, String(json.run_id), reader)).status).toBe(429)
    gate.open()
    for (const stream of streams) await stream.rest()
    expect((await openStream(app, String(json.run_id), reader)).status).toBe(200)
    while ((await get('/api/session')).status === 200) seconds += 0
    await refuses('request.too-many', get('/api/session'))
    expect((await get('/api/session', { token: reader })).status).toBe(200)
    expect((await request(app, 'GET', '/healthz')).status).toBe(200)
    seconds = 60
    expect((await get('/api/session', { token: admin })).status).toBe(200)
  })

  it('S26: a made-up address does not help who guesses', async () => {
    const { app, refuses } = await open()
    const guess = (address: string) =>
      request(app, 'GET', '/api/session', { token: 'rst_guess', headers: { 'X-Forwarded-For': address } })
    for (let count = 0; count < 20; count++) await refuses('auth.required', guess(`10.0.0.${count}`))
    await refuses('request.too-many', guess('10.0.0.99'))
    const behind = await open({ http: { trustedProxies: 1 } })
    const guessBehind = (left: string, right: string) =>
      request(behind.app, 'GET', '/api/session', {
        token: 'rst_guess',
        headers: { 'X-Forwarded-For': `${left}, ${right}` },
      })
    for (let count = 0; count < 20; count++)
      await refuses('auth.required', guessBehind(`1.1.1.${count}`, '2.2.2.2'))
    await refuses('request.too-many', guessBehind('1.1.1.99', '2.2.2.2'))
    await refuses('auth.required', guessBehind('1.1.1.99', '3.3.3.3'))
  })

  it('S27: names that mean something to JavaScript are names', async () => {
    const { ask, refuses } = await open()
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const body = `{"source":"eng-dept","target":"faculty_sci","options":{"on":{"${name}":"skip"}}}`
      const { json } = await ask('POST', '/api/plans', { body })
      expect(['decision.invalid', undefined]).toContain(json.code)
      await refuses('request.invalid', ask('POST', '/api/plans', { body: `{"${name}":{"x":1}}` }))
    }
    expect(Object.hasOwn(Object.prototype, 'skip')).toBe(false)
  })
})
