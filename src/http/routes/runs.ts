import { createRoute, z } from '@hono/zod-openapi'
import { streamSSE } from 'hono/streaming'
import { ResettleError } from '../../errors.ts'
import { personOf } from '../auth/principal.ts'
import { run } from '../contract/run.ts'
import { text } from '../contract/schema.ts'
import type { Service } from '../service.ts'
import { type Api, answers, problems, security } from './route.ts'

const params = z.object({ id: text(100).openapi({ example: 'run_0mtk1c2a91f0c3d5e7' }) })
const tags = ['Runs']

/** Streams that one person may keep open. */
const MOST_STREAMS = 20
/** Proxies close what says nothing for long. */
const HEARTBEAT_MS = 15_000

export function addRuns(api: Api, service: Service): void {
  const { runs, guard } = service
  const show = createRoute({
    method: 'get',
    path: '/api/runs/{id}',
    tags,
    summary: 'How far a run is',
    security,
    middleware: guard('reader'),
    request: { params },
    responses: answers(200, 'The run', run, ['request.invalid', 'run.not-found']),
  })
  api.openapi(show, async (c) => c.json(await runs.find(c.req.valid('param').id), 200))

  const cancel = createRoute({
    method: 'post',
    path: '/api/runs/{id}/cancel',
    tags,
    summary: 'Cancel a run that is scheduled',
    security,
    middleware: guard('admin'),
    request: { params },
    responses: answers(200, 'The cancelled run', run, [
      'request.invalid',
      'request.forged',
      'run.not-found',
      'run.state',
      'service.read-only',
    ]),
  })
  api.openapi(cancel, async (c) =>
    c.json(await runs.cancel(c.get('principal'), c.req.valid('param').id), 200),
  )

  const resume = createRoute({
    method: 'post',
    path: '/api/runs/{id}/resume',
    tags,
    summary: 'Resume a run that was interrupted',
    description: 'Looks up whether it was done after all; where it was not, it begins again.',
    security,
    middleware: guard('admin'),
    request: { params },
    responses: answers(202, 'The run, under way or done', run, [
      'request.invalid',
      'request.forged',
      'run.not-found',
      'run.state',
      'service.read-only',
      'service.stopping',
    ]),
  })
  api.openapi(resume, async (c) =>
    c.json(await runs.resume(c.get('principal'), c.req.valid('param').id), 202),
  )

  addEvents(api, service)
}

function addEvents(api: Api, { runs, guard, closing }: Service): void {
  const open = new Map<string, number>()
  const route = createRoute({
    method: 'get',
    path: '/api/runs/{id}/events',
    tags,
    summary: 'Follow a run',
    description:
      'Server-sent events, each with an id: `phase`, `progress`, `done` and `failed` carry the run, `log` a sentence, ' +
      '`notice` a message to a person. A client that comes back with `Last-Event-ID` misses nothing; where the run ended ' +
      'and nothing is new, the answer is 204, and a browser stops asking.',
    security,
    middleware: guard('reader'),
    request: {
      params,
      headers: z.object({
        'last-event-id': z
          .string()
          .regex(/^\d{1,9}$/)
          .optional(),
      }),
    },
    responses: {
      200: {
        description: 'The stream',
        content: { 'text/event-stream': { schema: z.string() } },
      },
      204: { description: 'The run ended, and every event was seen' },
      ...problems([
        'auth.required',
        'auth.forbidden',
        'auth.unavailable',
        'request.invalid',
        'request.too-many',
        'run.not-found',
        'database.unavailable',
        'database.busy',
      ]),
    },
  })
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const after = Number(c.req.valid('header')['last-event-id'] ?? 0)
    const person = personOf(c.get('principal'))
    if (await runs.isOver(id, after)) return c.body(null, 204)
    const streams = (open.get(person) ?? 0) + 1
    if (streams > MOST_STREAMS) {
      throw new ResettleError('request.too-many', `No more than ${MOST_STREAMS} streams at a time.`)
    }
    open.set(person, streams)
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      const ending = new AbortController()
      stream.onAbort(() => ending.abort())
      const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS)
      const beat = async (): Promise<void> => {
        // A stream may outlive the session or the token that opened it.
        const principal = await guard.identify(c).catch(() => null)
        if (principal === null) ending.abort()
        else await stream.write(': still here\n\n')
      }
      try {
        const signal = AbortSignal.any([ending.signal, closing])
        for await (const { seq, event, data } of runs.follow(id, after, signal)) {
          await stream.writeSSE({ id: String(seq), event, data })
        }
      } finally {
        clearInterval(heartbeat)
        open.set(person, (open.get(person) ?? 1) - 1)
      }
    })
  })
}
