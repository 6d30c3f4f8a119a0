import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { addToken, tokenDesk } from '../../../src/http/auth/tokens.ts'
import { engines } from '../../support/databases.ts'
import { fromPage, signIn } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { request, useService } from '../support/service.ts'

describe.each(engines)('sessions and browsers, on %s', (engine) => {
  const open = useService(engine)
  const sessions = engine === 'sqlite' ? 'resettle_sessions' : 'resettle.sessions'

  it('S11: the cookie is for this host alone, unreadable for scripts, and kept as a hash', async () => {
    const { app, admin, lamb } = await open()
    const plain = await signIn({ app }, { token: admin })
    expect(plain.setCookie).toMatch(/^resettle_session=[\w-]{43}; .*Path=\/.*HttpOnly.*SameSite=Strict/)
    const secure = await open({ http: { publicUrl: 'https://move.uni.example' } })
    const { setCookie } = await signIn(secure, { token: secure.admin })
    expect(setCookie).toMatch(/^__Host-resettle_session=/)
    expect(setCookie).toContain('Secure')
    expect(setCookie).not.toContain('Domain')
    const answer = await secure.get('/healthz')
    expect(answer.headers.get('Strict-Transport-Security')).toContain('max-age=31536000')
    // A plain cookie that something else put there is not looked at.
    const [, value = ''] = plain.cookie.split('=')
    expect(
      (await request(secure.app, 'GET', '/api/session', { headers: { Cookie: plain.cookie } })).status,
    ).toBe(401)
    await eventually(async () => (await lamb.count(`select count(*) from ${sessions}`)) === 2)
    expect((await lamb.list(`select hash || principal from ${sessions}`)).join()).not.toContain(value)
  })

  it('S12: another site cannot have a browser change anything', async () => {
    const { app, admin, refuses, lamb } = await open()
    const { ask } = await signIn({ app }, { token: admin })
    const body = { source: 'eng-dept', target: 'faculty_sci' }
    const foreign: Record<string, string>[] = [
      {},
      { 'Sec-Fetch-Site': 'same-origin' },
      { 'X-Resettle': '1', 'Sec-Fetch-Site': 'cross-site' },
      { 'X-Resettle': '1', 'Sec-Fetch-Site': 'same-site' },
      { 'X-Resettle': '1', Origin: 'https://evil.example' },
      { 'X-Resettle': '1', Origin: 'null' },
      { 'X-Resettle': '1', Origin: 'http://resettle.test:81' },
    ]
    for (const headers of foreign)
      await refuses('request.forged', ask('POST', '/api/plans', { body, headers }))
    await refuses('request.forged', ask('DELETE', '/api/session'))
    const form = { 'Content-Type': 'application/x-www-form-urlencoded', ...fromPage }
    await refuses('request.media-type', ask('POST', '/api/plans', { body: 'source=2', headers: form }))
    await refuses('request.forged', request(app, 'POST', '/api/session', { body: { token: admin } }))
    const own = { ...fromPage, Origin: 'http://resettle.test' }
    expect((await ask('POST', '/api/plans', { body, headers: own })).status).toBe(201)
    expect(await lamb.count(`select count(*) from ${sessions.replace('sessions', 'plans')}`)).toBe(1)
  })

  it('S13: a session ends when it should, everywhere', async () => {
    let hours = 0
    const now = () => new Date(Date.UTC(2026, 10, 23, hours))
    const [here, there] = [await open({ now }), await open({ now })]
    const { app, admin, refuses, resettle } = here
    const first = await signIn({ app }, { token: admin })
    const elsewhere = () => request(there.app, 'GET', '/api/session', { headers: { Cookie: first.cookie } })
    await eventually(async () => (await elsewhere()).status === 200)
    expect((await first.ask('DELETE', '/api/session', { headers: fromPage })).status).toBe(200)
    await refuses('auth.required', first.ask('GET', '/api/session'))
    await eventually(async () => (await elsewhere()).status === 401)
    const second = await signIn({ app }, { token: admin })
    hours = 11
    expect((await second.ask('GET', '/api/session')).status).toBe(200)
    hours = 12
    await refuses('auth.required', second.ask('GET', '/api/session'))
    const until = new Date(Date.UTC(2026, 10, 23, 14))
    const token = await addToken(
      await tokenDesk(resettle),
      { name: `short-${engine}`, role: 'admin', expiresAt: until },
      now(),
    )
    const third = await signIn({ app }, { token })
    expect((await third.ask('GET', '/api/session')).json.expires_at).toBe(until.toISOString())
    hours = 14
    await refuses('auth.required', third.ask('GET', '/api/session'))
  })
})

describe('browsers', () => {
  const open = useService('sqlite')
  const folders: string[] = []
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
  })
  const preflight = { Origin: 'https://lamb.uni.example', 'Access-Control-Request-Method': 'POST' }

  it('S14: other sites read nothing, but for those that may call the endpoints of the seed', async () => {
    const { app, admin } = await open({ http: { allowedOrigins: ['https://lamb.uni.example'] } })
    const seed = '/creator/admin/organizations/eng-dept/migration/validate'
    const allowed = await request(app, 'OPTIONS', seed, { headers: preflight })
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe('https://lamb.uni.example')
    expect(allowed.headers.get('Access-Control-Allow-Credentials')).toBeNull()
    const others = [
      request(app, 'OPTIONS', seed, { headers: { ...preflight, Origin: 'https://evil.example' } }),
      request(app, 'OPTIONS', '/api/plans', { headers: preflight }),
      request(app, 'GET', '/api/organizations', { token: admin, headers: preflight }),
    ]
    for (const other of others) {
      expect((await other).headers.get('Access-Control-Allow-Origin')).toBeNull()
    }
  })

  it('S15: nobody frames the page', async () => {
    const { app } = await open()
    const { headers } = await request(app, 'GET', '/')
    expect(headers.get('Content-Security-Policy')).toContain(`frame-ancestors 'none'`)
    expect(headers.get('X-Frame-Options')).toBe('DENY')
  })

  it('S16: a script in a name runs nowhere', async () => {
    const { get, lamb, migrate, app } = await open()
    await lamb.run(`update {organizations} set name = '<script>alert(1)</script>' where id = 2`)
    const { headers } = await get('/api/organizations')
    expect(headers.get('Content-Type')).toBe('application/json')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    const policy = headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).toContain(`script-src 'self'`)
    expect(policy).not.toContain('unsafe')
    const { migrationId } = await migrate()
    const report = await get(`/api/migrations/${migrationId}/report?format=html`)
    expect(report.text).not.toContain('<script')
    expect(report.headers.get('Content-Security-Policy')).toContain('sandbox')
    const missing = await request(app, 'POST', '/api/<script>alert(1)</script>')
    expect(missing.headers.get('Content-Type')).toBe('application/problem+json')
    const nonces = await Promise.all([request(app, 'GET', '/docs'), request(app, 'GET', '/docs')])
    expect(
      new Set(
        nonces.map((answer) => /nonce-[^']+/.exec(answer.headers.get('Content-Security-Policy') ?? '')?.[0]),
      ).size,
    ).toBe(2)
  })

  it('S25: no path leads out of the folder of the page', async () => {
    const home = await mkdtemp(join(tmpdir(), 'resettle-web-'))
    folders.push(home)
    const webRoot = join(home, 'web')
    await mkdir(join(webRoot, 'assets'), { recursive: true })
    await writeFile(join(home, 'secret.txt'), 'outside')
    await writeFile(join(webRoot, 'index.html'), '<!doctype html><style nonce="__CSP_NONCE__"></style>page')
    await writeFile(join(webRoot, 'assets', 'app-1a2b.js'), 'script()')
    const { app } = await open({ webRoot })
    const script = await request(app, 'GET', '/assets/app-1a2b.js')
    expect([script.text, script.headers.get('Cache-Control')]).toEqual([
      'script()',
      'public, max-age=31536000, immutable',
    ])
    for (const path of ['/', '/organizations', '/migrations/mig_1/report', '/index.html']) {
      const { status, text, headers } = await request(app, 'GET', path)
      const nonce = /nonce="([^"]+)"/.exec(text)?.[1] ?? 'none'
      expect([status, text]).toEqual([200, expect.stringContaining('page')])
      expect(headers.get('Content-Security-Policy')).toContain(`'nonce-${nonce}'`)
    }
    const ways = [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/%00',
      '/assets/%ff',
      '/docs/..%2f..%2fpackage.json',
      '/..%5csecret.txt',
    ]
    for (const path of ways) {
      const answer = await app.fetch(new Request(`http://resettle.test${path}`))
      expect([path, (await answer.text()).includes('outside')]).toEqual([path, false])
    }
    expect((await request(app, 'GET', '/assets/gone.js')).status).toBe(404)
    expect((await request(app, 'GET', '/api/nothing')).status).toBe(404)
  })

  it('says so where the page was not built', async () => {
    const { app } = await open({ webRoot: null })
    const { status, text } = await request(app, 'GET', '/')
    expect([status, text]).toEqual([503, expect.stringContaining('npm run build')])
  })
})
