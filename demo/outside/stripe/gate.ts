import type { IncomingHttpHeaders } from 'node:http'
import { createBucket } from '../server/bucket.ts'
import type { Request } from '../server/reply.ts'
import { StripeError, tooMany } from './errors.ts'
import type { StripeOptions } from './options.ts'

/** What every call has to pass before the account looks at it: the key, the version, the limits. */
export interface Gate {
  /** Throws, or gives the version that the answer will have. */
  admit(request: Request): string
}

export function createGate(apiKey: string, options: StripeOptions): Gate {
  const calls = options.calls_per_second === null ? null : createBucket(options.calls_per_second)
  const searches = options.searches_per_second === null ? null : createBucket(options.searches_per_second)
  return {
    admit: (request) => {
      authenticate(request.headers, apiKey)
      if (calls?.take() === false) throw tooMany('global-rate')
      if (request.path.endsWith('/search') && searches?.take() === false) throw tooMany('endpoint-rate')
      return readVersion(request.headers, options.account_version)
    },
  }
}

function authenticate({ authorization }: IncomingHttpHeaders, apiKey: string): void {
  const given = readKey(authorization ?? '')
  if (given === '')
    throw new StripeError(401, 'You did not provide an API key. Use HTTP authorization with your key.')
  if (given !== apiKey) throw new StripeError(401, `Invalid API Key provided: ${given.slice(0, 8)}***`)
}

function readKey(authorization: string): string {
  const [scheme, value = ''] = authorization.split(' ')
  if (scheme?.toLowerCase() === 'bearer') return value
  return Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? ''
}

function readVersion(headers: IncomingHttpHeaders, otherwise: string): string {
  const given = headers['stripe-version']
  if (given === undefined) return otherwise
  const version = String(given)
  if (!/^\d{4}-\d{2}-\d{2}(\.\w+)?$/.test(version))
    throw new StripeError(400, `Invalid Stripe API version: ${version}`)
  return version
}
