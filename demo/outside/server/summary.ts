import type { Request } from './reply.ts'

export type Summary = { readonly [name: string]: unknown }

/** What a call asked for, fit for a log that people read: no key, no address, no header but the two that matter. */
export function summarize(request: Request): Summary {
  const { 'idempotency-key': idempotencyKey, 'stripe-version': version } = request.headers
  return {
    ...hideIn(Object.fromEntries(request.query)),
    ...hideIn(readBody(request)),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(version === undefined ? {} : { 'stripe-version': version }),
  }
}

/** What the body says, as JSON or as a form; nothing where it says nothing. */
export function readBody({ body, headers }: Request): object {
  if (body === '') return {}
  if (headers['content-type']?.includes('x-www-form-urlencoded') === true)
    return Object.fromEntries(new URLSearchParams(body))
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

function hideIn(value: object): Summary {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hide(inner)]))
}

function hide(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hide)
  if (typeof value === 'object' && value !== null) return hideIn(value)
  if (typeof value !== 'string') return value
  if (/^[sr]k[-_]/.test(value)) return `${value.slice(0, 3)}…${value.slice(-4)}`
  return value.replace(/^[^@\s]+@/, '…@')
}
