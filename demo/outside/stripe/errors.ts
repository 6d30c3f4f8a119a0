import { type Answer, json } from '../server/reply.ts'

interface Details {
  readonly type?: string
  readonly code?: string
  readonly param?: string
  /** Whether an idempotency key keeps this answer: only when the endpoint had begun. */
  readonly kept?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** Everything that Stripe answers with `{"error": …}`. */
export class StripeError extends Error {
  readonly status: number
  readonly kept: boolean
  readonly #details: Details

  constructor(status: number, message: string, details: Details = {}) {
    super(message)
    this.status = status
    this.kept = details.kept === true
    this.#details = details
  }

  toAnswer(): Answer {
    const { type = 'invalid_request_error', code, param, headers } = this.#details
    const error = {
      ...(code === undefined
        ? {}
        : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
      message: this.message,
      ...(param === undefined ? {} : { param }),
      type,
    }
    return json(this.status, { error }, { ...headers })
  }
}

export function missing(kind: string, id: string): StripeError {
  return new StripeError(404, `No such ${kind}: '${id}'`, {
    code: 'resource_missing',
    param: 'id',
    kept: true,
  })
}

export function invalid(message: string, param: string, code?: string): StripeError {
  return new StripeError(400, message, { param, ...(code === undefined ? {} : { code }) })
}

export function tooMany(reason: string): StripeError {
  return new StripeError(
    429,
    'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
    { code: 'rate_limit', headers: { 'stripe-rate-limited-reason': reason } },
  )
}
