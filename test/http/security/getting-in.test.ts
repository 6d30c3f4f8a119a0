import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { readAuthSettings } from '../../../src/config.ts'
import { createOidcAuthenticator } from '../../../src/http/auth/oidc.ts'
import { addToken, endToken, tokenDesk } from '../../../src/http/auth/tokens.ts'
import { engines } from '../../support/databases.ts'
import { signIn } from '../support/browser.ts'
import { findAdmin, lambSecret, signLamb } from '../support/lamb-tokens.ts'
import { operationsOf } from '../support/openapi.ts'
import { request, useService } from '../support/service.ts'

const auth = { lambSecret }

describe.each(engines)('getting in, on %s', (engine) => {
  const open = useService(engine)

  it('S1: nobody learns anything without a token', async () => {
    const { app, refuses } = await open()
    const isOpen = /^\/(healthz|readyz|login|api\/session)$/
    const guarded = (await operationsOf(app)).filter(({ path }) => !isOpen.test(path))
    expect(guarded.length).toBeGreaterThan(30)
    for (const { method, path } of guarded) {
      const answer = request(app, method, path.replaceAll(/\{\w+\}/g, 'x'), {
        ...(method === 'GET' ? {} : { body: {} }),
      })
      await refuses('auth.required', answer)
    }
    await refuses('auth.required', request(app, 'GET', '/api/session'))
    expect((await request(app, 'GET', '/readyz')).text).toBe('{"status":"ok"}')
  })

  it('S2: a LAMB token that was not signed by LAMB, or is over, opens nothing', async () => {
    const { app, lamb, refuses, get } = await open({ auth })
    const admin = await findAdmin(lamb)
    expect((await get('/api/session', { token: await signLamb(admin) })).json).toMatchObject({
      name: admin.email,
      role: 'admin',
      can_write: true,
    })
    const [header, payload = ''] = (await signLamb(admin)).split('.')
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    const forged = [
      await signLamb(admin, {}, { secret: 'another secret altogether' }),
      await signLamb(admin, {}, { alg: 'HS512' }),
      await signLamb(admin, {}, { expires: '-1 minute' }),
      await signLamb(admin, {}, { expires: null }),
      `${none}.${payload}.`,
      `${header}.${payload}.`,
      `${header}.${payload}.AAAA`,
      'a.b.c',
      'not-a-token',
    ]
    for (const token of forged) await refuses('auth.required', request(app, 'GET', '/api/session', { token }))
  })

  it('S3: a LAMB token for setting something up opens nothing', async () => {
    const { app, lamb, refuses } = await open({ auth })
    const admin = await findAdmin(lamb)
    const others = [
      { scope: 'lti_setup' },
      { type: 'dashboard' },
      { scope: '' },
      { email: undefined },
      { email: '' },
      { sub: undefined },
    ]
    for (const claims of others) {
      const token = await signLamb(admin, claims)
      await refuses('auth.required', request(app, 'GET', '/api/session', { token }))
    }
  })

  it('S4: the row of a LAMB administrator decides, at every request and within a session', async () => {
    const { app, lamb, refuses, get } = await open({ auth })
    const admin = await findAdmin(lamb)
    const token = await signLamb(admin)
    const browser = await signIn({ app }, { token })
    const role = (word: string) =>
      lamb.run(`update {Creator_users} set role = '${word}' where id = ${admin.id}`)
    const enabled = (is: boolean) =>
      lamb.run(`update {Creator_users} set enabled = ${is ? 'true' : 'false'} where id = ${admin.id}`)
    expect((await browser.ask('GET', '/api/session')).status).toBe(200)
    await role('user')
    await refuses('auth.forbidden', get('/api/session', { token }))
    await refuses('auth.required', browser.ask('GET', '/api/session'))
    await role('admin')
    expect((await get('/api/session', { token })).status).toBe(200)
    // What ended does not begin again by itself.
    await refuses('auth.required', browser.ask('GET', '/api/session'))
    await enabled(false)
    await refuses('auth.forbidden', get('/api/session', { token }))
    await refuses(
      'auth.forbidden',
      request(app, 'POST', '/api/session', { body: { token }, headers: { 'X-Resettle': '1' } }),
    )
    await enabled(true)
    const [other] = await lamb.query<{ id: number; email: string }>(
      `select u.id, u.user_email as email from {Creator_users} u join {organization_roles} r on r.user_id = u.id
       where u.role <> 'admin' and r.role in ('admin', 'owner') and r.organization_id = 2 order by u.id limit 1`,
    )
    expect(other).toBeDefined()
    const claiming = await signLamb(other ?? admin, { role: 'admin' })
    await refuses('auth.forbidden', get('/api/session', { token: claiming }))
    const unknown = await signLamb({ id: 99_999, email: 'nobody@portlindar.example' })
    await refuses('auth.forbidden', get('/api/session', { token: unknown }))
  })

  it('S5: an address that went to somebody else lets nobody in', async () => {
    const { lamb, refuses, get } = await open({ auth })
    const admin = await findAdmin(lamb)
    const token = await signLamb({ id: admin.id + 1000, email: admin.email })
    await refuses('auth.forbidden', get('/api/session', { token }))
  })

  it('S7: tokens are kept as hashes, and end at once with their sessions', async () => {
    const { app, admin, lamb, resettle, refuses, get } = await open()
    const rows = await lamb.list<string>(
      `select hash from ${engine === 'sqlite' ? 'resettle_' : 'resettle.'}tokens`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.join()).not.toContain(admin.slice(4))
    const desk = await tokenDesk(resettle)
    const make = (name: string, expiresAt: Date | null = null) =>
      addToken(desk, { name, role: 'admin', expiresAt }, new Date())
    const token = await make('leaving')
    const browser = await signIn({ app }, { token })
    expect((await browser.ask('GET', '/api/session')).status).toBe(200)
    await endToken(desk, 'leaving', new Date())
    await refuses('auth.required', get('/api/session', { token }))
    await refuses('auth.required', browser.ask('GET', '/api/session'))
    await refuses(
      'auth.required',
      get('/api/session', { token: await make('late', new Date(Date.now() - 1000)) }),
    )
    await refuses('auth.required', get('/api/session', { token: `${admin}x` }))
  })

  it('S9: who fails too often must wait, whatever was wrong', async () => {
    let minutes = 0
    const now = () => new Date(Date.UTC(2026, 10, 23, 9, minutes))
    const { app, admin, refuses } = await open({ auth, now })
    const details = new Set<string>()
    for (let attempt = 0; attempt < 20; attempt++) {
      const token = attempt % 2 === 0 ? `rst_guess${attempt}` : 'a.b.c'
      details.add((await refuses('auth.required', request(app, 'GET', '/api/session', { token }))).detail)
    }
    expect(details.size).toBe(1)
    const { context } = await refuses(
      'request.too-many',
      request(app, 'GET', '/api/session', { token: admin }),
    )
    expect(context).toEqual({ retry_after_seconds: 60 })
    expect((await request(app, 'GET', '/api/session', { token: 'rst_x' })).headers.get('Retry-After')).toBe(
      '60',
    )
    minutes = 1
    expect((await request(app, 'GET', '/api/session', { token: admin })).status).toBe(200)
  })

  it('S10: a login link works once, in time, and not for a look ahead', async () => {
    let minutes = 0
    const now = () => new Date(Date.UTC(2026, 10, 23, 9, minutes))
    const { app, refuses } = await open({ now })
    const link = app.createLoginLink()
    expect((await request(app, 'HEAD', link)).headers.get('Set-Cookie')).toBeNull()
    const first = await request(app, 'GET', link)
    expect([first.status, first.headers.get('Location')]).toEqual([302, '/'])
    await refuses('auth.required', request(app, 'GET', link))
    const late = app.createLoginLink()
    minutes = 11
    await refuses('auth.required', request(app, 'GET', late))
    await refuses('request.invalid', request(app, 'GET', '/login'))
  })
})

describe('getting in', () => {
  it('S6: the service does not start with a secret that everybody knows', () => {
    for (const secret of ['t0p-s3cr3t', 'T0P-S3CR3T', ' changeme ', 'x-ab-x', '12345678901']) {
      expect(() => readAuthSettings({ RESETTLE_LAMB_SECRET: secret })).toThrow(
        expect.objectContaining({
          code: 'config.invalid',
          message: expect.not.stringContaining(secret.trim()),
        }),
      )
    }
    expect(readAuthSettings({ RESETTLE_LAMB_SECRET: lambSecret }).lambSecret).toBe(lambSecret)
  })

  it('S8: a token of the OIDC provider must be signed by it, for us, for an administrator', async () => {
    const now = () => new Date()
    const settings = {
      issuer: 'https://id.uni.example',
      audience: 'resettle',
      jwksUrl: 'https://id.uni.example/keys',
      claim: 'realm_access.roles',
      admins: ['resettle-admin'],
    }
    const { publicKey, privateKey } = await generateKeyPair('RS256')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }
    const authenticator = createOidcAuthenticator(settings, now, createLocalJWKSet({ keys: [jwk] }))
    const sign = (
      change: Record<string, unknown> = {},
      key: CryptoKey | Uint8Array = privateKey,
      alg = 'RS256',
    ) => {
      const claims = {
        iss: settings.issuer,
        aud: settings.audience,
        sub: 'u1',
        email: 'ada@uni.example',
        realm_access: { roles: ['x', 'resettle-admin'] },
        ...change,
      }
      const jwt = new SignJWT(claims).setProtectedHeader({ alg, kid: 'one' }).setIssuedAt()
      return ('exp' in change ? jwt : jwt.setExpirationTime('5m')).sign(key)
    }
    const principal = await authenticator.authenticate(await sign())
    expect(principal).toMatchObject({ kind: 'oidc', subject: 'u1', name: 'ada@uni.example', role: 'admin' })
    const refused = (code: string, token: string) =>
      expect(authenticator.authenticate(token)).rejects.toMatchObject({ code })
    await refused('auth.required', await sign({ aud: 'another' }))
    await refused('auth.required', await sign({ exp: Math.floor(Date.now() / 1000) - 120 }))
    await refused('auth.required', await sign({ exp: undefined }))
    await refused('auth.required', await sign({ sub: undefined }))
    const { privateKey: stranger } = await generateKeyPair('RS256')
    await refused('auth.required', await sign({}, stranger))
    const shared = new TextEncoder().encode(JSON.stringify(jwk).padEnd(64, '.'))
    await refused('auth.required', await sign({}, shared, 'HS256'))
    await refused('auth.forbidden', await sign({ realm_access: { roles: ['other'] } }))
    await refused('auth.forbidden', await sign({ realm_access: undefined, roles: ['resettle-admin'] }))
    await refused('auth.forbidden', await sign({ realm_access: { roles: [['resettle-admin']] } }))
    expect(await authenticator.authenticate(await sign({ iss: 'https://other.example' }))).toBeNull()
    expect(await authenticator.authenticate('rubbish')).toBeNull()
    const unreachable = createOidcAuthenticator(settings, now, async () => {
      throw new TypeError('fetch failed')
    })
    await expect(unreachable.authenticate(await sign())).rejects.toMatchObject({ code: 'auth.unavailable' })
  })
})
