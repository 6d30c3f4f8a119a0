import { readFileSync } from 'node:fs'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { ResettleError } from '../errors.ts'
import { addressOf } from './address.ts'
import type { HttpProblem, InputError } from './contract/problem.ts'
import type { HttpEnv } from './env.ts'
import { secureHeaders } from './headers.ts'
import { createId } from './ids.ts'
import { toPublicProblem } from './problem.ts'
import { addDocs } from './routes/docs.ts'
import { addEffects } from './routes/effects.ts'
import { addHealth } from './routes/health.ts'
import { addMigrations } from './routes/migrations.ts'
import { addNotices } from './routes/notices.ts'
import { addOrganizations } from './routes/organizations.ts'
import { addPage } from './routes/page.ts'
import { addPlans } from './routes/plans.ts'
import { addPromotions } from './routes/promotions.ts'
import { addReports } from './routes/reports.ts'
import type { Api } from './routes/route.ts'
import { addRuns } from './routes/runs.ts'
import { addSeed } from './routes/seed.ts'
import { addSession } from './routes/session.ts'
import type { Service } from './service.ts'

/** The whole service as one object that answers requests. `webRoot` holds the built page; null: there is none. */
export function createApi(service: Service, webRoot: string | null): Api {
  const { http, now } = service
  const api: Api = new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => {
      if (!result.success) return answer(c, service, invalid(), toInputErrors(result))
    },
  })
  api.use(async (c, next) => {
    c.set('requestId', createId('req', now()))
    c.set('address', addressOf(c, http.trustedProxies))
    await next()
  })
  api.use(logged(service))
  api.use(secureHeaders((http.publicUrl ?? '').startsWith('https:')))
  if (http.allowedOrigins.length > 0) {
    api.use(
      `${http.basePath}/*`,
      cors({
        origin: [...http.allowedOrigins],
        allowMethods: ['POST'],
        allowHeaders: ['Authorization', 'Content-Type'],
        credentials: false,
      }),
    )
  }
  api.use(
    bodyLimit({
      maxSize: http.maxBodyBytes,
      onError: () => {
        throw new ResettleError('request.too-large', `No more than ${http.maxBodyBytes} bytes are taken.`)
      },
    }),
  )
  api.onError((error, c) => answer(c, service, toResettleError(error)))
  addRoutes(api, service)
  addDocs(api, version())
  addPage(api, webRoot)
  api.notFound((c) =>
    answer(c, service, new ResettleError('request.not-found', `There is no ${c.req.method} ${c.req.path}.`)),
  )
  return api
}

function addRoutes(api: Api, service: Service): void {
  addHealth(api, service)
  addSession(api, service)
  addOrganizations(api, service)
  addPlans(api, service)
  addMigrations(api, service)
  addReports(api, service)
  addNotices(api, service)
  addRuns(api, service)
  addPromotions(api, service)
  addEffects(api, service)
  addSeed(api, service)
}

/** One line for each request: what, how it ended and how long it took; no query, no body, no header. */
function logged({ log, metrics }: Service): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const started = performance.now()
    await next()
    const ms = Math.round((performance.now() - started) * 10) / 10
    const { method, path } = c.req
    const { status } = c.res
    const route = routePath(c)
    metrics.request(method, route, status, ms / 1000)
    const principal = c.get('principal') as { kind: string; name: string } | undefined
    const who = principal === undefined ? null : `${principal.kind} ${principal.name}`
    const level = status >= 500 ? 'warn' : route === '/healthz' ? 'debug' : 'info'
    log[level]({ request_id: c.get('requestId'), method, path, status, ms, who }, 'answered')
  }
}

function answer(
  c: Context<HttpEnv>,
  { log, metrics }: Service,
  error: ResettleError,
  errors: readonly InputError[] = [],
): Response {
  const problem = toPublicProblem(error)
  metrics.problem(error.code)
  if (problem.status >= 500) log.error({ err: error, request_id: c.get('requestId') }, 'a request failed')
  const wait = error.context.retry_after_seconds
  if (typeof wait === 'number') c.header('Retry-After', String(wait))
  if (error.code === 'auth.required') c.header('WWW-Authenticate', 'Bearer realm="resettle"')
  const document: HttpProblem = {
    ...problem,
    instance: c.get('requestId'),
    ...(errors.length > 0 ? { errors } : {}),
  }
  return c.body(JSON.stringify(document), problem.status as 400, {
    'Content-Type': 'application/problem+json',
  })
}

function invalid(): ResettleError {
  return new ResettleError('request.invalid', 'Some of it is missing, unknown or of the wrong form.')
}

interface Refused {
  readonly target: string
  readonly error: {
    readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
  }
}

/** Pointers into the body, or into `path`, `query` and `header`. */
function toInputErrors({ target, error }: Refused): InputError[] {
  const place = target === 'json' ? '' : target === 'param' ? 'path' : target
  return error.issues.map(({ path, message }) => ({
    pointer: `${place}/${path.map((one) => String(one).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
    message,
  }))
}

function toResettleError(error: unknown): ResettleError {
  if (!(error instanceof HTTPException)) return ResettleError.from(error)
  if (error.status === 415)
    return new ResettleError('request.media-type', 'Its body is not JSON by its type.')
  if (error.status < 500) return new ResettleError('request.invalid', 'The body is no JSON.')
  return ResettleError.from(error)
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
