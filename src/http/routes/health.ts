import { createRoute, z } from '@hono/zod-openapi'
import type { Service } from '../service.ts'
import { type Api, problems, security } from './route.ts'

const state = z.object({ status: z.literal('ok') }).openapi('Health')
const tags = ['Service']

export function addHealth(api: Api, { desk, http, guard, metrics, closing }: Service): void {
  const healthz = createRoute({
    method: 'get',
    path: '/healthz',
    tags,
    summary: 'Is the process alive? Asks nobody',
    responses: { 200: { description: 'It is', content: { 'application/json': { schema: state } } } },
  })
  api.openapi(healthz, (c) => c.json({ status: 'ok' as const }, 200))

  const readyz = createRoute({
    method: 'get',
    path: '/readyz',
    tags,
    summary: 'Can it take requests? Asks the database',
    responses: {
      200: { description: 'It can', content: { 'application/json': { schema: state } } },
      503: {
        description: 'Not now',
        content: { 'application/json': { schema: z.object({ status: z.literal('not-ready') }) } },
      },
    },
  })
  api.openapi(readyz, async (c) => {
    const isReachable = await desk
      .read((connection) => desk.dialect.now(connection))
      .then(
        () => true,
        () => false,
      )
    if (isReachable && !closing.aborted) return c.json({ status: 'ok' as const }, 200)
    return c.json({ status: 'not-ready' as const }, 503)
  })

  const prometheus = createRoute({
    method: 'get',
    path: '/metrics',
    tags,
    summary: 'Counts for Prometheus',
    ...(http.publicMetrics ? {} : { security, middleware: guard('reader') }),
    responses: {
      200: { description: "Prometheus' text form", content: { 'text/plain': { schema: z.string() } } },
      ...problems(['auth.required', 'auth.forbidden', 'auth.unavailable', 'request.too-many']),
    },
  })
  api.openapi(prometheus, async (c) =>
    c.text(await metrics.print(), 200, { 'Content-Type': metrics.contentType }),
  )
}
