import { createRoute, z } from '@hono/zod-openapi'
import { language, notice, noticeKind, noticeList, noticePreviews } from '../contract/notice.ts'
import { text } from '../contract/schema.ts'
import type { Service } from '../service.ts'
import { type Api, answers, app, body, bodyCodes, security } from './route.ts'

const tags = ['Notices']

export function addNotices(api: Api, service: Service): void {
  addPreview(api, service)
  addLists(api, service)
}

function addPreview(api: Api, { resettle, plans, guard, slots }: Service): void {
  const preview = createRoute({
    method: 'get',
    path: '/api/notices/preview',
    tags,
    summary: 'What people would read; writes nothing',
    security,
    middleware: guard('reader'),
    request: {
      query: z
        .object({
          plan_id: text(100).optional(),
          migration_id: text(100).optional(),
          at: z.iso.datetime({ offset: true }).optional(),
          kind: noticeKind.optional(),
          language: language.optional(),
          person: text(500).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(20),
        })
        .refine((query) => (query.plan_id === undefined) !== (query.migration_id === undefined), {
          message: 'either `plan_id` or `migration_id`',
        }),
    },
    responses: answers(200, 'A few of them, in the language of each person', noticePreviews, [
      ...app,
      'request.invalid',
      'plan.not-found',
      'plan.stale',
      'decision.invalid',
      'migration.not-found',
      'notice.state',
      'report.person-not-found',
    ]),
  })
  api.openapi(preview, async (c) => {
    const { plan_id, migration_id = '', at, ...asked } = c.req.valid('query')
    const subject =
      plan_id === undefined
        ? { migrationId: migration_id }
        : { plan: (await plans.find(plan_id)).plan, at: at ?? null }
    const options = {
      limit: asked.limit,
      ...(asked.kind === undefined ? {} : { kind: asked.kind }),
      ...(asked.language === undefined ? {} : { language: asked.language }),
      ...(asked.person === undefined ? {} : { person: asked.person }),
    }
    return c.json(await slots.run(() => resettle.notices.preview(subject, options)), 200)
  })
}

function addLists(api: Api, { resettle, guard, audit, mail }: Service): void {
  const list = createRoute({
    method: 'get',
    path: '/api/notices',
    tags,
    summary: 'Every notice of a migration, and how far it got',
    security,
    middleware: guard('reader'),
    request: { query: z.object({ migration_id: text(100) }) },
    responses: answers(200, 'By person', noticeList, ['request.invalid']),
  })
  api.openapi(list, async (c) => c.json(await resettle.notices.list(c.req.valid('query').migration_id), 200))

  const retry = createRoute({
    method: 'post',
    path: '/api/notices/{id}/retry',
    tags,
    summary: 'Let a notice try again that was refused or failed, or of which nobody knows what became of it',
    security,
    middleware: guard('admin'),
    request: { params: z.object({ id: text(200) }) },
    responses: answers(200, 'The notice as it is now', notice, [
      'request.invalid',
      'request.forged',
      'notice.not-found',
      'notice.state',
      'service.read-only',
    ]),
  })
  api.openapi(retry, async (c) => {
    const { id } = c.req.valid('param')
    const again = await resettle.notices.retry(id)
    audit.noteLater({ actor: c.get('principal'), action: 'notice.retry', subject: id })
    mail()
    return c.json(again, 200)
  })

  const change = createRoute({
    method: 'post',
    path: '/api/migrations/{id}/notices',
    tags,
    summary:
      'Write notices of a migration that was done without them, let those that are held go, or end them',
    security,
    middleware: guard('admin'),
    request: {
      params: z.object({ id: text(100) }),
      body: body(
        z
          .strictObject({ action: z.enum(['prepare', 'release', 'cancel']), kind: noticeKind.optional() })
          .openapi('NoticeChange'),
      ),
    },
    responses: answers(200, 'Every notice of the migration', noticeList, [
      ...bodyCodes,
      'migration.not-found',
      'notice.state',
      'service.read-only',
    ]),
  })
  api.openapi(change, async (c) => {
    const { id } = c.req.valid('param')
    const { action, kind } = c.req.valid('json')
    const { notices } = resettle
    const changed = action === 'prepare' ? await notices.prepare(id) : await notices[action](id, kind)
    audit.noteLater({ actor: c.get('principal'), action: `notices.${action}`, subject: id })
    mail()
    return c.json(changed, 200)
  })
}
