import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { ResettleError } from '../../errors.ts'
import { languages } from '../../report/words/language.ts'
import { cookieOf } from '../auth/cookie.ts'
import { assertOwnPage } from '../auth/guard.ts'
import type { Principal } from '../auth/principal.ts'
import { text } from '../contract/schema.ts'
import { auditLog, type Session, session } from '../contract/session.ts'
import type { HttpEnv } from '../env.ts'
import type { Service } from '../service.ts'
import { type Api, answers, body, bodyCodes, problems, security } from './route.ts'

const tags = ['Session']

export function addSession(api: Api, service: Service): void {
  const { guard, sessions, audit, http } = service

  const begin = createRoute({
    method: 'post',
    path: '/api/session',
    tags,
    summary: 'Sign the page in with a token',
    request: { body: body(z.strictObject({ token: text(10_000) }).openapi('SignIn')) },
    responses: answers(201, 'Who is signed in; the session is in a cookie', session, bodyCodes),
  })
  api.openapi(begin, async (c) => {
    assertOwnPage(c.req.raw, http.publicUrl)
    const principal = await guard.recognise(c.req.valid('json').token, c.get('address'))
    const { expiresAt } = signIn(c, service, principal)
    return c.json(describe(service, principal, expiresAt.toISOString()), 201)
  })

  const show = createRoute({
    method: 'get',
    path: '/api/session',
    tags,
    summary: 'Who is signed in',
    security,
    middleware: guard('reader'),
    responses: answers(200, 'Who is signed in, and what they may', session, []),
  })
  api.openapi(show, (c) => {
    const principal = c.get('principal')
    return c.json(describe(service, principal, c.get('session')?.expiresAt ?? principal.expiresAt), 200)
  })

  const end = createRoute({
    method: 'delete',
    path: '/api/session',
    tags,
    summary: 'Sign the page out',
    security,
    middleware: guard('reader'),
    responses: answers(200, 'Nobody is signed in any more', z.object({ ok: z.literal(true) }), [
      'request.forged',
    ]),
  })
  api.openapi(end, (c) => {
    const current = c.get('session')
    if (current !== undefined) sessions.end(current.cookie)
    const { name, secure } = cookieOf(c.req.url, http.publicUrl)
    deleteCookie(c, name, { path: '/', secure })
    audit.noteLater({ actor: c.get('principal'), action: 'session.end', subject: null })
    return c.json({ ok: true as const }, 200)
  })

  addLink(api, service)
  addAudit(api, service)
}

/** The link that `serve --link` prints. Used up by the first who opens it. */
function addLink(api: Api, service: Service): void {
  const { links, limits } = service
  const login = createRoute({
    method: 'get',
    path: '/login',
    tags,
    summary: 'Sign in with a one-time link',
    request: { query: z.object({ code: text(200) }) },
    responses: {
      302: { description: 'Signed in; go to the page' },
      ...problems(['auth.required', 'request.invalid', 'request.too-many']),
    },
  })
  api.openapi(login, (c) => {
    const address = c.get('address')
    limits.assertMayTry(address)
    // A look ahead (HEAD) must not use the link up.
    if (c.req.method === 'HEAD') return c.redirect('/', 302)
    const subject = links.redeem(c.req.valid('query').code)
    if (subject === null) {
      limits.noteFailure(address)
      throw new ResettleError('auth.required', 'This link was used already, or is too old.', {
        remedy: 'Start the service again with --link, or sign in with a token.',
      })
    }
    signIn(c, service, {
      kind: 'link',
      subject,
      name: `one-time link ${subject.slice(0, 6)}`,
      role: 'admin',
      expiresAt: null,
    })
    return c.redirect('/', 302)
  })
}

function addAudit(api: Api, { guard, audit }: Service): void {
  const list = createRoute({
    method: 'get',
    path: '/api/audit',
    tags: ['Audit'],
    summary: 'Who did what',
    security,
    middleware: guard('reader'),
    request: {
      query: z.object({
        before: text(100, 0).optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    },
    responses: answers(200, 'Newest first', auditLog, ['request.invalid']),
  })
  api.openapi(list, async (c) => {
    const { before, limit } = c.req.valid('query')
    return c.json(await audit.list(before ?? null, limit), 200)
  })
}

function signIn(c: Context<HttpEnv>, { sessions, audit, http }: Service, principal: Principal) {
  const begun = sessions.begin(principal)
  const { name, secure } = cookieOf(c.req.url, http.publicUrl)
  setCookie(c, name, begun.cookie, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    expires: begun.expiresAt,
  })
  audit.noteLater({ actor: principal, action: 'session.begin', subject: null })
  return begun
}

function describe(
  { http, auth, inner, blueprint, resettle }: Service,
  principal: Principal,
  expiresAt: string | null,
): Session {
  return {
    kind: 'session',
    version: 1,
    name: principal.name,
    role: principal.role,
    can_write: principal.role === 'admin' && !http.readOnly,
    read_only: http.readOnly,
    expires_at: expiresAt,
    approver_required: auth.approverRequired,
    can_send: resettle.notices.canSend,
    app: { blueprint, address: inner.database.address },
    languages,
  }
}
