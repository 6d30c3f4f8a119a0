import type { OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context, TypedResponse } from 'hono'
import { catalogue, type ErrorCode } from '../../errors.ts'
import { problemWith } from '../contract/problem.ts'
import type { HttpEnv } from '../env.ts'

export type Api = OpenAPIHono<HttpEnv>

/** What may come of any request that reaches the database. */
const database: readonly ErrorCode[] = [
  'database.unavailable',
  'database.busy',
  'database.denied',
  'database.read-only',
  'database.missing',
  'database.not-a-database',
  'store.newer',
]

/** What may come of any request that works with the app's tables. */
export const app: readonly ErrorCode[] = [...database, 'blueprint.mismatch']

const always: readonly ErrorCode[] = ['internal.unexpected']
const guarded: readonly ErrorCode[] = [
  'auth.required',
  'auth.forbidden',
  'auth.unavailable',
  'request.too-many',
  ...database,
]

/** The ways in: see `docs/security.md`. */
export const security: Record<string, string[]>[] = [{ bearer: [] }, { session: [] }]

type Success = 200 | 201 | 202

interface Answer<Schema> {
  readonly description: string
  readonly content: { readonly 'application/json': { readonly schema: Schema } }
}

/** Responses of a guarded route: the document, and a problem for each code. */
export function answers<Status extends Success, Schema extends z.ZodType>(
  status: Status,
  description: string,
  schema: Schema,
  codes: readonly ErrorCode[],
): Record<Status, Answer<Schema>> {
  const answer = { description, content: { 'application/json': { schema } } }
  return { [status]: answer, ...problems([...guarded, ...codes]) } as unknown as Record<
    Status,
    Answer<Schema>
  >
}

/** A document that is text already: it may be large, and is not taken apart only to be put together again. */
export function sendText<Status extends Success>(
  c: Context<HttpEnv>,
  text: string,
  status: Status,
  // biome-ignore lint/suspicious/noExplicitAny: what the text holds was checked where it was made.
): TypedResponse<any, Status, 'json'> & Response {
  const bytes = new TextEncoder().encode(text)
  const answer = c.body(bytes, status, { 'Content-Type': 'application/json' })
  return answer as unknown as ReturnType<typeof sendText<Status>>
}

/** Problem responses by status, each with the codes that it may carry. Handlers throw these, so they have no types. */
export function problems(codes: readonly ErrorCode[]): object {
  const all = [...new Set([...always, ...codes])]
  const byStatus = Map.groupBy(all, (code) => catalogue[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      {
        description: some.map((code) => `\`${code}\`: ${catalogue[code].title}`).join('\n\n'),
        content: { 'application/problem+json': { schema: problemWith(some) } },
      },
    ]),
  )
}

/** What may come of a body besides what the route says. */
export const bodyCodes: readonly ErrorCode[] = [
  'request.invalid',
  'request.too-large',
  'request.media-type',
  'request.forged',
]

/** A request body of JSON. */
export function body<Schema extends z.ZodType>(schema: Schema, required = true) {
  return { required, content: { 'application/json': { schema } } } as const
}
