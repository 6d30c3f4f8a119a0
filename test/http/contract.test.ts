import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ids } from '../promotion/clubs.ts'
import { engines } from '../support/databases.ts'
import type { Lamb } from '../support/lamb.ts'
import { useClubs } from './support/clubs.ts'
import { operationsOf } from './support/openapi.ts'
import { type Answer, type Asking, type Desk, useService } from './support/service.ts'

const folder = import.meta.dirname

/** Everything that tests of the service assert to be refused with: `refuses('code', …)` and `code: 'code'`. */
function provoked(): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.test.ts'),
  )
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'))
  const codes = texts.flatMap((text) =>
    Array.from(
      text.matchAll(/(?:refuses\(\s*|\bcode: |toBe\()'([a-z-]+\.[a-z-]+)'/g),
      ([, code]) => code ?? '',
    ),
  )
  return new Set(codes)
}

describe('each code that the OpenAPI document names', () => {
  const open = useService('sqlite')

  it('is provoked by a test of the service', async () => {
    const { app } = await open()
    const named = (await operationsOf(app)).flatMap(({ responses }) =>
      Object.values(responses).flatMap((types) => {
        const { properties } = (types['application/problem+json'] ?? {}) as {
          properties?: { code: { enum: string[] } }
        }
        return properties?.code.enum ?? []
      }),
    )
    const codes = [...new Set(named)].sort()
    expect(codes.length).toBeGreaterThan(50)
    expect(codes.filter((code) => !provoked().has(code))).toEqual([])
  })
})

describe.each(engines)('each address of the OpenAPI document on %s', (engine) => {
  const open = useService(engine)
  const openClubs = useClubs(engine)

  it('is asked for what it is for, and answers', { timeout: 120_000 }, async () => {
    const desk = await open()
    const clubs = await openClubs()
    const bystanders = await bystandersOf(desk.lamb)
    const all = (await operationsOf(desk.app)).map(({ method, path }) => `${method} ${path}`)
    const answered = new Set<string>()
    /** Asks at an address as the document has it, with an id in the place of its parameter. */
    const walk =
      (ask: (method: string, path: string, asking: Asking) => Promise<Answer>) =>
      async (status: number, operation: string, id = '', asking: Asking = {}, query = '') => {
        const [method = '', path = ''] = operation.split(' ')
        const answer = await ask(method, `${path.replace(/\{\w+\}/, id)}${query}`, asking)
        expect([operation, answer.status, answer.text.slice(0, 300)]).toEqual([
          operation,
          status,
          expect.any(String),
        ])
        answered.add(operation)
        return answer
      }
    await walkLamb(desk, walk(desk.ask))
    await walkClubs(walk((method, path, { body }) => clubs.ask(method, path, body as object | undefined)))
    expect(all.filter((operation) => !answered.has(operation))).toEqual([])
    expect(await bystandersOf(desk.lamb)).toEqual(bystanders)
  })

  type Walk = (
    status: number,
    operation: string,
    id?: string,
    asking?: Asking,
    query?: string,
  ) => Promise<Answer>

  async function walkLamb({ app, admin, lamb, until }: Desk, walk: Walk): Promise<void> {
    const owner = 'prof@portlindar.example'
    for (const organization_id of [2, 3])
      await lamb.add('assistants', { organization_id, name: '5_math', owner })
    const own = (table: string) => (engine === 'sqlite' ? `resettle_${table}` : `resettle.${table}`)
    for (const path of ['/healthz', '/readyz', '/metrics', '/api/organizations', '/api/check'])
      await walk(200, `GET ${path}`)
    await walk(302, 'GET /login', '', { token: null }, app.createLoginLink().slice('/login'.length))
    const page = { 'X-Resettle': '1' }
    const signed = await walk(201, 'POST /api/session', '', {
      token: null,
      headers: page,
      body: { token: admin },
    })
    const Cookie = signed.headers.get('set-cookie')?.split(';')[0] ?? ''
    await walk(200, 'GET /api/session', '', { token: null, headers: { Cookie } })
    await walk(200, 'DELETE /api/session', '', { token: null, headers: { ...page, Cookie } })

    const newPlan = {
      body: { source: 'eng-dept', target: 'faculty_sci', options: { on: { users: 'clear' } } },
    }
    const planned = await walk(201, 'POST /api/plans', '', newPlan)
    const planId = String(planned.json.id)
    await walk(200, 'GET /api/plans/{id}', planId)
    await walk(200, 'PATCH /api/plans/{id}', planId, { body: { options: { preserve_admin_roles: true } } })
    const [clash] = await lamb.list(
      `select id from {assistants} where name = '5_math' and organization_id = 2`,
    )
    const row = { resource: 'assistants', id: clash }
    const decisions = [{ ...row, choice: 'rename', name: '5_numbers' }]
    await walk(200, 'POST /api/plans/{id}/decisions', planId, { body: { decisions } })
    await walk(200, 'POST /api/plans/{id}/names', planId, { body: { ...row, name: '5_sums' } })
    await walk(200, 'POST /api/plans/{id}/approve', planId, { body: {} })
    await walk(200, 'GET /api/notices/preview', '', {}, `?plan_id=${planId}`)
    const expiring = await walk(201, 'POST /api/plans', '', newPlan)
    await walk(200, 'DELETE /api/plans/{id}', String(expiring.json.id))

    const start = (plan_id: unknown, more = {}) => ({ body: { plan_id, confirm: 'eng-dept', ...more } })
    const later = await walk(201, 'POST /api/plans', '', newPlan)
    const run_at = new Date(Date.now() + 3_600_000).toISOString()
    const scheduled = await walk(202, 'POST /api/migrations', '', start(later.json.id, { run_at }))
    await walk(200, 'POST /api/runs/{id}/cancel', String(scheduled.json.run_id))
    const started = await walk(202, 'POST /api/migrations', '', start(planId))
    const runId = String(started.json.run_id)
    const { migration_id } = await until(runId, 'done')
    const id = String(migration_id)
    expect(await lamb.list(`select name from {assistants} where id = ${String(clash)}`)).toEqual([
      '5_numbers',
    ])
    await walk(200, 'GET /api/runs/{id}', runId)
    const events = await walk(200, 'GET /api/runs/{id}/events', runId)
    const last = events.text.match(/(?<=^id: )\d+/gm)?.at(-1) ?? ''
    await walk(204, 'GET /api/runs/{id}/events', runId, { headers: { 'Last-Event-ID': last } })
    await lamb.run(`update ${own('runs')} set status = 'interrupted' where id = '${runId}'`)
    expect((await walk(202, 'POST /api/runs/{id}/resume', runId)).json.status).toBe('done')
    for (const path of ['/api/migrations/{id}', '/api/migrations/{id}/report', '/api/migrations/{id}/people'])
      await walk(200, `GET ${path}`, id)
    await walk(200, 'GET /api/migrations')
    await walk(200, 'POST /api/migrations/{id}/verify', id)

    await walk(200, 'POST /api/migrations/{id}/notices', id, { body: { action: 'prepare' } })
    const { json } = await walk(200, 'GET /api/notices', '', {}, `?migration_id=${id}`)
    const [first] = json.notices as unknown as { id: string }[]
    await lamb.run(`update ${own('notices')} set state = 'failed' where id = '${first?.id}'`)
    await walk(200, 'POST /api/notices/{id}/retry', String(first?.id))

    await walk(200, 'POST /api/migrations/{id}/rollback', id, { body: { preview: true } })
    const back = await walk(202, 'POST /api/migrations/{id}/rollback', id, { body: { confirm: 'eng-dept' } })
    await until(String(back.json.run_id), 'done')
    const base = '/creator/admin/organizations'
    const target = { body: { target_organization_slug: 'faculty_sci' } }
    await walk(200, `POST ${base}/{slug}/migration/validate`, 'eng-dept', target)
    const again = await walk(200, `POST ${base}/{slug}/migrate`, 'eng-dept', target)
    await walk(200, `POST ${base}/migrations/{migration_id}/rollback`, String(again.json.migration_id))
    const audit = await walk(200, 'GET /api/audit')
    const actions = (audit.json.entries as unknown as { action: string }[]).map(({ action }) => action)
    expect(actions).toEqual(
      expect.arrayContaining(['plan.create', 'plan.approve', 'run.start', 'run.cancel']),
    )
  }

  async function walkClubs(walk: Walk): Promise<void> {
    await walk(200, 'GET /api/promotions')
    await walk(200, 'POST /api/promotions', '', { body: { users: [ids.ann], preview: true } })
    const started = await walk(202, 'POST /api/promotions', '', { body: { users: [ids.ben], later: true } })
    const promoted = await walk(200, 'PUT /api/promotions/users/{user}', ids.ann)
    const id = String(promoted.json.promotion_id)
    await walk(200, 'GET /api/promotions/{id}', id)
    const records = await walk(200, 'GET /api/promotions/records')
    expect(records.json).toMatchObject({
      promotions: expect.arrayContaining([expect.objectContaining({ promotion_id: id })]),
    })
    expect((await walk(200, 'POST /api/promotions/{id}/verify', id)).json).toMatchObject({
      ok: true,
      promotion_id: id,
    })
    const compared = await walk(200, 'POST /api/effects/reconcile', '', { body: { subjects: [id] } })
    expect(compared.json).toMatchObject({ promotions: 1, differences: [], unfinished: 2 })
    const { json } = await walk(200, 'GET /api/effects', '', {}, `?subject=${id}`)
    const [effect] = json.effects as unknown as { effect_id: string }[]
    await walk(200, 'POST /api/effects/{id}/retry', String(effect?.effect_id))
    await walk(200, 'POST /api/effects/{id}/compensate', String(effect?.effect_id))
    await walk(200, 'POST /api/promotions/{id}/rollback', id, { body: { preview: true } })
    expect((await walk(200, 'GET /api/runs/{id}', String(started.json.run_id))).json.work).toBe('promotion')
  }
})

/** What belongs to an organization that takes no part. */
function bystandersOf({ query }: Lamb): Promise<unknown[]> {
  return Promise.all(
    ['Creator_users', 'assistants', 'prompt_templates'].map((table) =>
      query(`select * from {${table}} where organization_id not in (2, 3) order by id`),
    ),
  )
}
