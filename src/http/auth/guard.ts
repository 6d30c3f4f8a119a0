import type { MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { ResettleError } from '../../errors.ts'
import type { HttpEnv } from '../env.ts'
import type { Limits } from '../limits.ts'
import { cookieOf } from './cookie.ts'
import type { Authenticator, Principal } from './principal.ts'
import type { Sessions } from './sessions.ts'

/** `planner`: administrators, also where the service only looks; `admin`: administrators, where it may change things. */
export type Access = 'reader' | 'planner' | 'admin'

export interface GuardSetUp {
  readonly authenticators: Readonly<Record<Principal['kind'], Authenticator | null>>
  readonly sessions: Sessions
  readonly limits: Limits
  readonly readOnly: boolean
  readonly publicUrl: string | null
}

export interface Guard {
  /** Lets through who may; sets `principal`. */
  (access: Access): MiddlewareHandler<HttpEnv>
  /** Recognises a token of any kind. Throws `auth.*`. */
  recognise(token: string, address: string): Promise<Principal>
  /** Who asks, or null for nobody. Throws `auth.*` for a token that is not valid. */
  identify(request: Parameters<MiddlewareHandler<HttpEnv>>[0]): Promise<Principal | null>
}

export function createGuard(setUp: GuardSetUp): Guard {
  const { authenticators, sessions, limits, readOnly, publicUrl } = setUp
  const kinds = [authenticators.token, authenticators.oidc, authenticators.lamb]

  async function recognise(token: string, address: string): Promise<Principal> {
    limits.assertMayTry(address)
    try {
      for (const kind of kinds) {
        const principal = await kind?.authenticate(token)
        if (principal != null) return principal
      }
      throw new ResettleError('auth.required', 'The token is not valid.')
    } catch (error) {
      if (error instanceof ResettleError && error.code.startsWith('auth.')) limits.noteFailure(address)
      throw error
    }
  }

  const identify: Guard['identify'] = async (c) => {
    const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header('Authorization') ?? '')?.[1]
    if (bearer !== undefined) return recognise(bearer, c.get('address'))
    const cookie = getCookie(c, cookieOf(c.req.url, publicUrl).name)
    const session = cookie === undefined ? null : await sessions.find(cookie)
    if (session === null || cookie === undefined) return null
    const authenticator = authenticators[session.principal.kind]
    const isValid = (await authenticator?.isStillValid(session.principal)) === true
    if (!isValid) {
      sessions.end(cookie)
      return null
    }
    c.set('session', { cookie, expiresAt: session.expiresAt })
    return session.principal
  }

  const guard = (access: Access): MiddlewareHandler<HttpEnv> => {
    return async (c, next) => {
      const principal = await identify(c)
      if (principal === null) throw new ResettleError('auth.required', 'Nobody is signed in.')
      c.set('principal', principal)
      const isUnsafe = !['GET', 'HEAD'].includes(c.req.method)
      if (c.get('session') !== undefined && isUnsafe) assertOwnPage(c.req.raw, publicUrl)
      limits.count(`${principal.kind}:${principal.subject}`)
      if (access !== 'reader' && principal.role !== 'admin') {
        throw new ResettleError('auth.forbidden', 'This token may only look.')
      }
      if (access === 'admin' && readOnly) {
        throw new ResettleError('service.read-only', 'The service was started to look only.')
      }
      await next()
    }
  }
  return Object.assign(guard, { recognise, identify })
}

/**
 * A browser adds a cookie to whatever asks for it; only our own page can add this header, since another site would have
 * to ask first and is not answered. What browsers say of themselves is believed as well.
 */
export function assertOwnPage(request: Request, publicUrl: string | null): void {
  const site = request.headers.get('Sec-Fetch-Site')
  const origin = request.headers.get('Origin')
  const hosts = [request.headers.get('Host') ?? new URL(request.url).host, hostOf(publicUrl ?? '')]
  const isMarked = request.headers.get('X-Resettle') !== null
  const isSameSite = site === null || site === 'same-origin'
  const isSameOrigin = origin === null || hosts.includes(hostOf(origin) ?? 'none')
  if (isMarked && isSameSite && isSameOrigin) return
  throw new ResettleError('request.forged', 'This request was not made by the page of this service.')
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
