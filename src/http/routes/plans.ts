import { createRoute, z } from '@hono/zod-openapi'
import type { ErrorCode } from '../../errors.ts'
import { decisionRequest, planRequest, seenRevision as revision, storedPlan } from '../contract/plan.ts'
import { id as rowId, text } from '../contract/schema.ts'
import type { Service } from '../service.ts'
import { type Api, answers, app, body, bodyCodes, security, sendText } from './route.ts'

const params = z.object({ id: text(100).openapi({ example: 'pln_0mtk1c2a91f0c3d5e7' }) })

const planning: readonly ErrorCode[] = [
  ...app,
  'organization.not-found',
  'organization.same',
  'organization.system',
  'organization.ambiguous',
  'migration.locked',
  'decision.invalid',
]
const usable: readonly ErrorCode[] = ['plan.not-found', 'plan.expired', 'plan.used', 'plan.changed']
const tags = ['Plans']

export function addPlans(api: Api, { plans, guard, slots }: Service): void {
  const create = createRoute({
    method: 'post',
    path: '/api/plans',
    tags,
    summary: 'Plan a migration; writes nothing to the app',
    security,
    middleware: guard('planner'),
    request: {
      body: body(
        z
          .strictObject({
            source: text(500).openapi({ example: 'eng-dept' }),
            target: text(500).openapi({ example: 'faculty_sci' }),
            options: planRequest.optional(),
          })
          .openapi('NewPlan'),
      ),
    },
    responses: answers(201, 'The plan, kept until it expires', storedPlan, [...bodyCodes, ...planning]),
  })
  api.openapi(create, async (c) => {
    const { source, target, options = {} } = c.req.valid('json')
    const made = await slots.run(() => plans.create(c.get('principal'), source, target, options))
    return sendText(c, made.text, 201)
  })

  const show = createRoute({
    method: 'get',
    path: '/api/plans/{id}',
    tags,
    summary: 'A plan as it is now',
    security,
    middleware: guard('reader'),
    request: { params },
    responses: answers(200, 'The plan', storedPlan, ['request.invalid', 'plan.not-found']),
  })
  api.openapi(show, async (c) => sendText(c, (await plans.find(c.req.valid('param').id)).text, 200))

  const change = createRoute({
    method: 'patch',
    path: '/api/plans/{id}',
    tags,
    summary: 'Plan anew with other options; options that are absent stay',
    security,
    middleware: guard('planner'),
    request: {
      params,
      body: body(z.strictObject({ options: planRequest, revision }).openapi('PlanChange')),
    },
    responses: answers(200, 'The plan as it became', storedPlan, [...bodyCodes, ...planning, ...usable]),
  })
  api.openapi(change, async (c) => {
    const { id } = c.req.valid('param')
    const { options, revision } = c.req.valid('json')
    const made = await slots.run(() => plans.change(c.get('principal'), id, options, revision))
    return sendText(c, made.text, 200)
  })

  const decide = createRoute({
    method: 'post',
    path: '/api/plans/{id}/decisions',
    tags,
    summary: 'Settle conflicts: one, many, or a whole group',
    description:
      'With `id` a decision is about one row, without it about a whole resource, or about one of its unique keys where ' +
      '`key` is given. `choice` null takes a decision back.',
    security,
    middleware: guard('planner'),
    request: {
      params,
      body: body(
        z
          .strictObject({ decisions: z.array(decisionRequest).min(1).max(100_000), revision })
          .openapi('Decisions'),
      ),
    },
    responses: answers(200, 'The plan as it became', storedPlan, [...bodyCodes, ...planning, ...usable]),
  })
  api.openapi(decide, async (c) => {
    const { id } = c.req.valid('param')
    const { decisions, revision } = c.req.valid('json')
    const made = await slots.run(() => plans.decide(c.get('principal'), id, decisions, revision))
    return sendText(c, made.text, 200)
  })

  const name = createRoute({
    method: 'post',
    path: '/api/plans/{id}/names',
    tags,
    summary: 'Is this name free for this row?',
    description:
      'Free in the target, among the rows that also move, and among the names that the plan hands out; and allowed by ' +
      'the column and its checks.',
    security,
    middleware: guard('planner'),
    request: {
      params,
      body: body(
        z
          .strictObject({
            resource: text(200),
            id: rowId,
            name: text(1000),
          })
          .openapi('WantedName'),
      ),
    },
    responses: answers(
      200,
      'Whether it may be used',
      z
        .object({
          ok: z.boolean(),
          name: z.string(),
          reason: z.enum(['taken', 'not-allowed', 'no-such-conflict']).nullable(),
        })
        .openapi('NameAnswer'),
      [...bodyCodes, ...app, 'plan.not-found', 'organization.not-found'],
    ),
  })
  api.openapi(name, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await plans.checkName(id, c.req.valid('json')), 200)
  })

  addApproval(api, { plans, guard })
}

function addApproval(api: Api, { plans, guard }: Pick<Service, 'plans' | 'guard'>): void {
  const approve = createRoute({
    method: 'post',
    path: '/api/plans/{id}/approve',
    tags,
    summary: 'Approve a plan as it is now',
    description: 'Where the service asks for a second person, whoever made or changed the plan cannot.',
    security,
    middleware: guard('admin'),
    request: { params, body: body(z.strictObject({ revision }).openapi('Approval'), false) },
    responses: answers(200, 'The approved plan', storedPlan, [
      ...bodyCodes,
      ...usable,
      'plan.unapproved',
      'service.read-only',
    ]),
  })
  api.openapi(approve, async (c) => {
    const { id } = c.req.valid('param')
    const approved = await plans.approve(c.get('principal'), id, c.req.valid('json').revision)
    return sendText(c, approved.text, 200)
  })

  const expire = createRoute({
    method: 'delete',
    path: '/api/plans/{id}',
    tags,
    summary: 'Let a plan expire',
    security,
    middleware: guard('planner'),
    request: { params },
    responses: answers(200, 'The expired plan', storedPlan, ['request.invalid', 'request.forged', ...usable]),
  })
  api.openapi(expire, async (c) =>
    sendText(c, (await plans.expire(c.get('principal'), c.req.valid('param').id)).text, 200),
  )
}
