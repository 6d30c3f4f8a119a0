import { z } from '@hono/zod-openapi'
import { catalogue, type ErrorCode, type Problem } from '../../errors.ts'
import { document } from './schema.ts'

/** A place in the input that does not match the contract. */
export interface InputError {
  /** JSON pointer into the body, or `query/…`, `path/…`, `header/…`. */
  readonly pointer: string
  readonly message: string
}

/** The problem document of a response (RFC 9457). */
export interface HttpProblem extends Problem {
  /** The request, as it is called in the log. */
  readonly instance?: string
  readonly errors?: readonly InputError[]
}

const codes = Object.keys(catalogue) as ErrorCode[]

const fields = {
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  retryable: z.boolean(),
  remedy: z.string(),
  context: z.record(z.string(), z.unknown()).optional(),
}

/** A problem as it is kept with a run. */
export const problem = document<Problem>('Problem', z.object({ ...fields, code: z.enum(codes) }))

/** Schema of a problem whose code is one of these. */
export function problemWith(expected: readonly ErrorCode[]): z.ZodType {
  return z.object({
    ...fields,
    code: z.enum(expected),
    instance: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
  })
}
