import { createRoute, z } from '@hono/zod-openapi'
import type { EffectDocument } from '../../effects/documents.ts'
import { effectStates } from '../../store/outbox.ts'
import { effect, effects, reconciliation } from '../contract/promotion.ts'
import { text } from '../contract/schema.ts'
import type { Service } from '../service.ts'
import { type Api, answers, app, body, bodyCodes, security } from './route.ts'

const tags = ['Effects']
const params = z.object({ id: text(300) })

/** Each has several effects, and each of those is read: what one request may ask for must end in time. */
const subjects = z.array(text(200)).min(1).max(100)

export function addEffects(api: Api, service: Service): void {
  addTurns(api, service)
  addReconcile(api, service)
}

function addReconcile(api: Api, { resettle, guard, slots }: Service): void {
  const reconcile = createRoute({
    method: 'post',
    path: '/api/effects/reconcile',
    tags,
    summary: 'Compare database and outside systems with what promotions and migrations left there',
    description: 'Reads only, and reads every effect of these: for all there are, use `resettle reconcile`.',
    security,
    middleware: guard('planner'),
    request: { body: body(z.strictObject({ subjects }).openapi('NewReconciliation')) },
    responses: answers(200, 'What differs', reconciliation, [...bodyCodes, ...app]),
  })
  api.openapi(reconcile, async (c) =>
    c.json(await slots.run(() => resettle.reconcile(c.req.valid('json').subjects)), 200),
  )
}

function addTurns(api: Api, { resettle, guard, audit, dispatch }: Service): void {
  const list = createRoute({
    method: 'get',
    path: '/api/effects',
    tags,
    summary: 'Changes in outside systems',
    security,
    middleware: guard('reader'),
    request: {
      query: z.object({
        state: z.enum(effectStates).optional(),
        subject: text(200).optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
    },
    responses: answers(200, 'Done, waiting, or waiting for a person', effects, ['request.invalid']),
  })
  api.openapi(list, async (c) => {
    const { state, subject, limit } = c.req.valid('query')
    const found = await resettle.outside.list({
      limit,
      ...(state === undefined ? {} : { states: [state] }),
      ...(subject === undefined ? {} : { subjects: [subject] }),
    })
    return c.json(found, 200)
  })

  const turns: readonly [word: 'retry' | 'compensate', summary: string][] = [
    ['retry', 'Let an effect try again at once'],
    ['compensate', 'Undo an effect'],
  ]
  for (const [word, summary] of turns) {
    const turn = createRoute({
      method: 'post',
      path: `/api/effects/{id}/${word}`,
      tags,
      summary,
      security,
      middleware: guard('admin'),
      request: { params },
      responses: answers(200, 'The effect as it is now; it is worked on from here', effect, [
        'request.invalid',
        'request.forged',
        'effect.not-found',
        'service.read-only',
      ]),
    })
    api.openapi(turn, async (c) => {
      const { id } = c.req.valid('param')
      const turned: EffectDocument = await resettle.outside[word](id)
      audit.noteLater({ actor: c.get('principal'), action: `effect.${word}`, subject: id })
      dispatch()
      return c.json(turned, 200)
    })
  }
}
