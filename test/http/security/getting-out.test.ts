import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { engines } from '../../support/databases.ts'
import { signIn } from '../support/browser.ts'
import { findAdmin, lambSecret, signLamb } from '../support/lamb-tokens.ts'
import { moving, request, useService } from '../support/service.ts'

describe.each(engines)('getting out, on %s', (engine) => {
  const open = useService(engine)

  it('S28: secrets are in no log, no error, no audit and no metric', async () => {
    const lines: string[] = []
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
    const { app, admin, get, post, plan, lamb, gate, until } = await open({ log, auth: { lambSecret } })
    const person = await findAdmin(lamb)
    const token = await signLamb(person)
    const link = app.createLoginLink()
    const browser = await signIn({ app }, { link })
    await browser.ask('GET', '/api/session')
    await get('/api/session', { token })
    await get('/api/session', { token: 'rst_wrong-and-secret' })
    await request(app, 'POST', '/api/session', {
      body: { token: 'a.wrong.one' },
      headers: { 'X-Resettle': '1' },
    })
    const [row] = await lamb.query<{ name: string }>(
      `select name from {assistants} where organization_id = 2 limit 1`,
    )
    const arrived = gate.hold(moving)
    const { json } = await post('/api/migrations', { plan_id: await plan(), confirm: 'eng-dept' })
    await arrived
    gate.fail(new Error('failed on purpose'))
    await until(String(json.run_id), 'failed')
    const told = [
      lines.join('\n'),
      (await get('/api/audit')).text,
      (await get('/metrics')).text,
      (await get('/api/session', { token: 'rst_wrong-and-secret' })).text,
    ]
    expect(lines.length).toBeGreaterThan(5)
    const secrets = [
      admin,
      token,
      lambSecret,
      link.split('=')[1] ?? '',
      browser.cookie.split('=')[1] ?? '',
      'wrong-and-secret',
      'a.wrong.one',
      row?.name ?? '',
      ...(lamb.url.includes('@') ? [new URL(lamb.url).password] : []),
    ].filter((secret) => secret !== '')
    for (const secret of secrets) {
      expect(told.map((text) => text.includes(secret))).toEqual(told.map(() => false))
    }
    expect(lines.join('\n')).toContain('failed on purpose')
  })

  it('S29: what nobody expected keeps its reason inside', async () => {
    const lines: string[] = []
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
    const { resettle, get, refuses } = await open({ log })
    Object.assign(resettle, {
      check: async () => {
        throw new TypeError('cannot read properties of /srv/secret/place')
      },
    })
    const problem = await refuses('internal.unexpected', get('/api/check'))
    expect(JSON.stringify(problem)).not.toContain('secret')
    const line = lines.find((one) => one.includes('/srv/secret/place')) ?? '{}'
    expect(JSON.parse(line)).toMatchObject({ level: 50, request_id: problem.instance })
  })

  it('S30: a file name stays in its header', async () => {
    const { resettle, get, migrate } = await open()
    const { migrationId } = await migrate()
    const { report } = resettle
    Object.assign(resettle, {
      report: async (id: string) => ({ ...(await report(id)), file_name: 'x"\r\nSet-Cookie: a=b; é.json' }),
    })
    const { headers } = await get(`/api/migrations/${migrationId}/report?download=true`)
    expect(headers.get('Content-Disposition')).toBe('attachment; filename="x___Set-Cookie__a_b___.json"')
    expect(headers.get('Set-Cookie')).toBeNull()
  })
})
