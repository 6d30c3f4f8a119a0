import { createRoute } from '@hono/zod-openapi'
import { check, organizations } from '../contract/migration.ts'
import type { Service } from '../service.ts'
import { type Api, answers, app, security } from './route.ts'

export function addOrganizations(api: Api, { resettle, guard, slots }: Service): void {
  const list = createRoute({
    method: 'get',
    path: '/api/organizations',
    tags: ['Organizations'],
    summary: 'Organizations with what they own',
    security,
    middleware: guard('reader'),
    responses: answers(200, 'Every organization with its counts', organizations, app),
  })
  api.openapi(list, async (c) => c.json(await slots.run(() => resettle.organizations()), 200))

  const fit = createRoute({
    method: 'get',
    path: '/api/check',
    tags: ['Organizations'],
    summary: 'Does the blueprint fit the database?',
    security,
    middleware: guard('reader'),
    responses: answers(200, 'Each table with its verdict, and all findings', check, app),
  })
  api.openapi(fit, async (c) => c.json(await slots.run(() => resettle.check()), 200))
}
