import { createRoute, z } from '@hono/zod-openapi'
import { type ErrorCode, ResettleError } from '../../errors.ts'
import {
  promotion,
  promotionList,
  promotionPlan,
  promotionRecord,
  promotionRollback,
  promotionStatus,
  promotionVerification,
} from '../contract/promotion.ts'
import { run } from '../contract/run.ts'
import { text } from '../contract/schema.ts'
import { promotionRequest, promotionRollbackRequest } from '../runs/request.ts'
import type { Service } from '../service.ts'
import { type Api, answers, app, body, bodyCodes, security } from './route.ts'

const tags = ['Promotions']
const params = z.object({ id: text(200).openapi({ example: 'prm_0a1b2c' }) })
const promoting: readonly ErrorCode[] = [
  ...app,
  'promotion.none',
  'promotion.refused',
  'promotion.blocked',
  'decision.invalid',
  'promotion.stale',
  'promotion.unknown',
  'promotion.unfit',
  'outside.unconfigured',
]

const newPromotions = z
  .strictObject({
    users: z.array(text(500)).min(1).max(10_000).optional(),
    all: z.literal(true).optional(),
    limit: z.int().positive().optional(),
    without: z.array(text(100)).max(10).optional(),
    accept: z.array(text(200)).max(10).optional(),
    later: z.boolean().optional().openapi({
      description: 'Leave outside systems to a worker, or to the next run',
    }),
    preview: z.boolean().optional(),
  })
  .refine(({ users, all }) => (users === undefined) !== (all === undefined), {
    message: 'either `users` or `all`',
  })
  .openapi('NewPromotions')

export function addPromotions(api: Api, service: Service): void {
  addStatus(api, service)
  addRecords(api, service)
  addStart(api, service)
  addLogin(api, service)
  addRollback(api, service)
}

function addStatus(api: Api, { resettle, guard, slots }: Service): void {
  const status = createRoute({
    method: 'get',
    path: '/api/promotions',
    tags,
    summary: 'Who is promoted, who is left, and why',
    security,
    middleware: guard('reader'),
    responses: answers(200, 'As `promote --status` prints it', promotionStatus, [...app, 'promotion.none']),
  })
  api.openapi(status, async (c) => c.json(await slots.run(() => resettle.promotionStatus()), 200))
}

/** What is on record; `records` comes before any id, which begins with `prm_`. */
function addRecords(api: Api, { resettle, guard, slots }: Service): void {
  const list = createRoute({
    method: 'get',
    path: '/api/promotions/records',
    tags,
    summary: 'The promotions on record, the newest first',
    security,
    middleware: guard('reader'),
    request: { query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(200) }) },
    responses: answers(200, 'As `promotions` prints them', promotionList, ['request.invalid']),
  })
  api.openapi(list, async (c) => c.json(await resettle.promotions(c.req.valid('query').limit), 200))

  const show = createRoute({
    method: 'get',
    path: '/api/promotions/{id}',
    tags,
    summary: 'A promotion, and its rollback if there was one',
    security,
    middleware: guard('reader'),
    request: { params },
    responses: answers(200, 'The record', promotionRecord, ['request.invalid', 'promotion.not-found']),
  })
  api.openapi(show, async (c) => c.json(await resettle.showPromotion(c.req.valid('param').id), 200))

  const verify = createRoute({
    method: 'post',
    path: '/api/promotions/{id}/verify',
    tags,
    summary: 'Prove a promotion again',
    security,
    middleware: guard('planner'),
    request: { params },
    responses: answers(200, 'The proof, whether it holds or not', promotionVerification, [
      ...app,
      'request.invalid',
      'request.forged',
      'promotion.none',
      'promotion.not-found',
    ]),
  })
  api.openapi(verify, async (c) =>
    c.json(await slots.run(() => resettle.verifyPromotion(c.req.valid('param').id)), 200),
  )
}

function addStart(api: Api, { resettle, runs, guard, slots, http }: Service): void {
  const start = createRoute({
    method: 'post',
    path: '/api/promotions',
    tags,
    summary: 'Promote people, or show what that would do',
    description:
      'With `preview` nothing is written. A run that is cancelled on its way keeps what it did, and can be resumed.',
    security,
    middleware: guard('planner'),
    request: { body: body(newPromotions) },
    responses: {
      ...answers(202, 'The run', run, [
        ...bodyCodes,
        ...promoting,
        'run.state',
        'service.read-only',
        'service.stopping',
      ]),
      200: { description: 'The preview', content: { 'application/json': { schema: promotionPlan } } },
    },
  })
  api.openapi(start, async (c) => {
    const { users, limit, without, accept, later, preview } = c.req.valid('json')
    const who = users ?? 'all'
    const options = {
      ...(limit === undefined ? {} : { limit }),
      ...(without === undefined ? {} : { without }),
      ...(accept === undefined ? {} : { accept }),
    }
    const plan = await slots.run(() => resettle.planPromotions(who, options))
    if (preview === true) return c.json(plan, 200)
    if (http.readOnly) throw new ResettleError('service.read-only', 'The service was started to look only.')
    const { run } = await runs.start(c.get('principal'), {
      kind: 'promotion',
      planId: null,
      migrationId: null,
      runAt: null,
      prepare: async () => promotionRequest(plan, who, { ...options, later: later ?? false }),
    })
    return c.json(run, 202)
  })
}

/** The call at login: milliseconds where it was done before. */
function addLogin(api: Api, { resettle, guard, audit }: Service): void {
  const login = createRoute({
    method: 'put',
    path: '/api/promotions/users/{user}',
    tags,
    summary: 'Promote one person now: the call at login',
    description: 'Safe to repeat any number of times. Never waits for an outside system.',
    security,
    middleware: guard('admin'),
    request: { params: z.object({ user: text(500) }) },
    responses: answers(200, 'Promoted now, or before', promotion, [
      ...promoting,
      'request.invalid',
      'request.forged',
      'service.read-only',
    ]),
  })
  api.openapi(login, async (c) => {
    const { user } = c.req.valid('param')
    const done = await resettle.promoteUser(user, { later: true })
    if (done.status === 'done') {
      const subject = done.promotion_id
      audit.noteLater({ actor: c.get('principal'), action: 'promotion.done', subject })
    }
    return c.json(done, 200)
  })
}

function addRollback(api: Api, { resettle, runs, guard, slots, http }: Service): void {
  const back = createRoute({
    method: 'post',
    path: '/api/promotions/{id}/rollback',
    tags,
    summary: 'Take a promotion back, or show what that would do',
    security,
    middleware: guard('planner'),
    request: {
      params,
      body: body(z.strictObject({ preview: z.boolean().optional() }).openapi('NewPromotionRollback'), false),
    },
    responses: {
      ...answers(202, 'The run', run, [
        ...bodyCodes,
        ...app,
        'promotion.none',
        'promotion.not-found',
        'promotion.conflicts',
        'promotion.refused',
        'promotion.stale',
        'rollback.done',
        'run.state',
        'service.read-only',
        'service.stopping',
      ]),
      200: { description: 'The preview', content: { 'application/json': { schema: promotionRollback } } },
    },
  })
  api.openapi(back, async (c) => {
    const { id } = c.req.valid('param')
    const shown = await slots.run(() => resettle.rollbackPromotion(id, { preview: true }))
    if (c.req.valid('json').preview === true) return c.json(shown, 200)
    if (http.readOnly) throw new ResettleError('service.read-only', 'The service was started to look only.')
    const { run } = await runs.start(c.get('principal'), {
      kind: 'promotion-rollback',
      planId: null,
      migrationId: null,
      runAt: null,
      prepare: async () => promotionRollbackRequest(id),
    })
    return c.json(run, 202)
  })
}
