import { createRoute, z } from '@hono/zod-openapi'
import { formats } from '../../report/format.ts'
import { people } from '../contract/people.ts'
import { text } from '../contract/schema.ts'
import type { Service } from '../service.ts'
import { type Api, answers, problems, security } from './route.ts'

const params = z.object({ id: text(100).openapi({ example: 'mig_1764000000_0a1b2c' }) })
const tags = ['Migrations']

/** A report is a page of its own: it has its styles in it, and nothing else may run or be loaded. */
const REPORT_POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox`

export function addReports(api: Api, { resettle, guard, slots }: Service): void {
  const report = createRoute({
    method: 'get',
    path: '/api/migrations/{id}/report',
    tags,
    summary: 'The report of a migration as a signed file',
    description:
      'The bytes are signed: keep and send them as they are, and check them with `resettle report --verify FILE`. With ' +
      '`person` (key or address) only what it meant for that person.',
    security,
    middleware: guard('reader'),
    request: {
      params,
      query: z.object({
        format: z.enum(formats).default('json'),
        language: z.enum(['en', 'es', 'ca', 'eu']).optional(),
        person: text(500).optional(),
        download: z.enum(['true', 'false']).default('false'),
      }),
    },
    responses: {
      200: {
        description: 'The file',
        content: {
          'application/json': { schema: z.looseObject({ kind: z.enum(['report', 'extract']) }) },
          'text/html': { schema: z.string() },
          'text/csv': { schema: z.string() },
        },
      },
      ...problems([
        'auth.required',
        'auth.forbidden',
        'auth.unavailable',
        'request.too-many',
        'request.invalid',
        'migration.not-found',
        'report.person-not-found',
        'config.invalid',
        'database.unavailable',
        'database.busy',
        'database.denied',
        'database.read-only',
        'store.newer',
      ]),
    },
  })
  api.openapi(report, async (c) => {
    const { id } = c.req.valid('param')
    const { format, language, person, download } = c.req.valid('query')
    const input = {
      format,
      ...(language === undefined ? {} : { language }),
      ...(person === undefined ? {} : { person }),
    }
    const file = await slots.run(() => resettle.report(id, input))
    const disposition = download === 'true' ? 'attachment' : 'inline'
    return c.body(file.text, 200, {
      'Content-Type': file.media_type,
      'Content-Disposition': `${disposition}; filename="${file.file_name.replaceAll(/[^\w.-]/g, '_')}"`,
      'Content-Security-Policy': REPORT_POLICY,
    })
  })

  const extracts = createRoute({
    method: 'get',
    path: '/api/migrations/{id}/people',
    tags,
    summary: 'What a migration meant for each person',
    security,
    middleware: guard('reader'),
    request: { params },
    responses: answers(200, 'One extract for each person who moved', people, [
      'request.invalid',
      'migration.not-found',
    ]),
  })
  api.openapi(extracts, async (c) => c.json(await resettle.people(c.req.valid('param').id), 200))
}
