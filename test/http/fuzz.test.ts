import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { engines } from '../support/databases.ts'
import { isThorough } from '../support/thorough.ts'
import { arbitraryOf, spoiled } from './support/arbitrary.ts'
import { documentOf, type Operation, operationsOf, type Schema } from './support/openapi.ts'
import { type Desk, origin, useService } from './support/service.ts'

/** Cases for each operation. */
const CASES = isThorough ? 12 : 6

describe.each(engines)(
  'everything that the OpenAPI document allows, and what it does not, on %s',
  (engine) => {
    const open = useService(engine)

    it('is answered as the document says', { timeout: 300_000 }, async () => {
      const desk = await open({ http: { requestsPerMinute: 1_000_000 } })
      const bystanders = await bystandersOf(desk)
      const { components } = await documentOf(desk.app)
      const known = await knownIds(desk)
      const seen = new Set<string>()
      for (const operation of await operationsOf(desk.app)) {
        const arbitrary = requestOf(operation, components.schemas, known)
        await fc.assert(
          fc.asyncProperty(arbitrary, async ({ path, body, headers }) => {
            const response = await desk.app.fetch(
              new Request(`${origin}${path}`, {
                method: operation.method,
                headers: {
                  Authorization: `Bearer ${desk.admin}`,
                  ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
                  ...headers,
                },
                ...(body === undefined ? {} : { body: JSON.stringify(body) }),
                redirect: 'manual',
              }),
            )
            seen.add(`${operation.method} ${operation.path} ${response.status}`)
            await expectDocumented(operation, components.schemas, response)
          }),
          { numRuns: CASES, endOnFailure: true, examples: examplesOf(operation, known) },
        )
      }
      expect(await bystandersOf(desk)).toEqual(bystanders)
      // It got through to the work, and not only to the checks before it.
      for (const deep of [
        'POST /api/plans 201',
        'PATCH /api/plans/{id} 200',
        'GET /api/runs/{id}/events 200',
      ]) {
        expect(seen).toContain(deep)
      }
    })
  },
)

interface Sent {
  readonly path: string
  readonly body: unknown
  readonly headers: Record<string, string>
}

/** Requests that get through to the work, so that it never depends on chance. */
function examplesOf({ method, path }: Operation, known: readonly string[]): [Sent][] {
  const [runId = '', planId = ''] = [known[4], known[5]]
  const bodies: Record<string, [path: string, body: unknown]> = {
    'POST /api/plans': [path, { source: 'eng-dept', target: 'faculty_sci' }],
    'PATCH /api/plans/{id}': [path.replace('{id}', planId), { options: { preserve_admin_roles: true } }],
    'GET /api/runs/{id}/events': [path.replace('{id}', runId), undefined],
  }
  const found = bodies[`${method} ${path}`]
  return found === undefined ? [] : [[{ path: found[0], body: found[1], headers: {} }]]
}

/** Requests of one operation: mostly as documented, with ids that exist. */
function requestOf(
  { path, parameters, body }: Operation,
  schemas: Readonly<Record<string, Schema>>,
  known: readonly string[],
): fc.Arbitrary<Sent> {
  const values = fc.record(
    Object.fromEntries(
      parameters.map(({ name, in: place, schema }) => {
        const allowed = arbitraryOf(schema, schemas)
        return [
          name,
          place === 'path'
            ? fc.oneof(fc.constantFrom(...known), allowed)
            : fc.option(allowed, { nil: undefined }),
        ]
      }),
    ),
  )
  const bodies =
    body === null ? fc.constant(undefined) : spoiled(withKnown(arbitraryOf(body.schema, schemas), known))
  return fc.tuple(values, bodies).map(([given, sent]) => {
    const query = new URLSearchParams()
    const headers: Record<string, string> = {}
    let place = path
    for (const { name, in: where } of parameters) {
      const value = given[name]
      if (value === undefined) continue
      if (where === 'path') place = place.replace(`{${name}}`, segment(String(value)))
      else if (where === 'query') query.set(name, String(value).toWellFormed())
      else headers[name] = String(value).replaceAll(/[^\x20-\x7e]/g, '')
    }
    return { path: `${place}${query.size > 0 ? `?${query}` : ''}`, body: sent, headers }
  })
}

/** An address would be shortened by dots. */
function segment(text: string): string {
  return /^\.{0,2}$/.test(text) ? 'x' : encodeURIComponent(text.toWellFormed())
}

/** Puts real slugs and ids where a request names something. */
function withKnown(values: fc.Arbitrary<unknown>, known: readonly string[]): fc.Arbitrary<unknown> {
  const places = {
    source: 'eng-dept',
    target: 'faculty_sci',
    confirm: 'eng-dept',
    plan_id: known[5],
    target_organization_slug: 'faculty_sci',
  }
  const names = Object.keys(places) as (keyof typeof places)[]
  return fc.tuple(values, fc.boolean()).map(([value, isReal]) => {
    if (!isReal || typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const replaced = names.flatMap((name) => (name in value ? [[name, places[name]]] : []))
    return { ...value, ...Object.fromEntries(replaced) }
  })
}

async function expectDocumented(
  { method, path, responses }: Operation,
  schemas: Readonly<Record<string, Schema>>,
  response: Response,
): Promise<void> {
  const type = (response.headers.get('Content-Type') ?? '').split(';')[0] ?? ''
  const isStream = type === 'text/event-stream'
  const text = isStream ? '' : await response.text()
  if (isStream) await response.body?.cancel()
  const where = `${method} ${path} ${response.status} ${text.slice(0, 300)}`
  const documented = responses[String(response.status)]
  expect([where, documented !== undefined]).toEqual([where, true])
  if (documented === undefined || text === '') return
  expect([where, Object.keys(documented)]).toEqual([where, expect.arrayContaining([type])])
  if (!type.endsWith('json')) return
  const schema = z.fromJSONSchema({
    ...(relocated(documented[type]) as object),
    $defs: relocated(schemas) as Record<string, object>,
  } as Parameters<typeof z.fromJSONSchema>[0])
  const issues = schema.safeParse(JSON.parse(text)).error?.issues ?? []
  expect([where, issues]).toEqual([where, []])
}

/** References as a schema on its own has them. */
function relocated(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'))
}

async function knownIds({ plan, migrate, post }: Desk): Promise<string[]> {
  const { migrationId, runId } = await migrate()
  const back = await post('/api/plans', { source: 'faculty_sci', target: 'eng-dept' })
  return ['eng-dept', 'faculty_sci', '3', migrationId, runId, String(back.json.id), typeof plan]
}

/** What belongs to an organization that takes no part. */
async function bystandersOf({ lamb }: Desk): Promise<unknown[]> {
  return Promise.all([
    lamb.query('select * from {Creator_users} where organization_id not in (2, 3) order by id'),
    lamb.query('select * from {assistants} where organization_id not in (2, 3) order by id'),
    lamb.query('select * from {organizations} where id not in (2, 3) order by id'),
  ])
}
