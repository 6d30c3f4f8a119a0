import { createHash } from 'node:crypto'
import Stripe from 'stripe'
import type { Effect } from '../../../store/outbox.ts'
import { askPatiently, readRetryAfter, TooOften } from '../../ask-patiently.ts'
import { EffectFailure, type ReadingTools } from '../../connector.ts'

export interface StripeSettings {
  readonly key: string
  /** A server that answers like Stripe, for tests; null for Stripe itself. */
  readonly url: string | null
  /** Longest wait for an answer. */
  readonly timeoutMs: number
}

/** What we know of the answers was read for this version; an account may have another one by default. */
const API_VERSION = '2026-10-28.endive'

/** Metadata with a value of `''` is taken away, everything that is not named stays (docs.stripe.com/api/metadata). */
export interface Change {
  readonly email?: string
  readonly metadata?: Readonly<Record<string, string>>
}

export interface Customer {
  readonly email: string | null
  readonly metadata: Readonly<Record<string, string>>
}

export interface Subscription {
  readonly id: string
  /** Ended for good; nothing reads its metadata any more. */
  readonly hasEnded: boolean
  readonly metadata: Readonly<Record<string, string>>
}

/** The few things that are asked of Stripe; none of them can charge anybody. */
export interface StripeClient {
  /** Null where the customer is deleted, or is not of this account. */
  findCustomer(id: string): Promise<Customer | null>
  /** All of a customer's, page by page. */
  listSubscriptions(customer: string): Promise<readonly Subscription[]>
  updateCustomer(id: string, change: Change): Promise<Customer>
  updateSubscription(id: string, change: Pick<Change, 'metadata'>): Promise<Subscription>
}

const PAGE = 100
const ended: readonly string[] = ['canceled', 'incomplete_expired']

/** Speaks for one effect: the keys of its writes are made of it. */
export function createClient(settings: StripeSettings, effect: Effect, tools: ReadingTools): StripeClient {
  const stripe = connect(settings, tools)
  const ask = <Value>(isWrite: boolean, request: () => Promise<Value>): Promise<Value> =>
    askPatiently('Stripe', tools, () => request().catch((thrown) => refuse(thrown, isWrite)))
  const keyOf = (target: string, change: Change): Stripe.RequestOptions => ({
    idempotencyKey: idempotencyKey(effect, target, change),
  })
  return {
    async findCustomer(id) {
      try {
        const found = await ask(false, () => stripe.customers.retrieve(id))
        return found.deleted ? null : toCustomer(found)
      } catch (thrown) {
        if (thrown instanceof Missing) return null
        throw thrown
      }
    },
    async listSubscriptions(customer) {
      const found: Subscription[] = []
      for (let after: string | undefined; ; ) {
        const given = {
          customer,
          status: 'all',
          limit: PAGE,
          ...(after ? { starting_after: after } : {}),
        } as const
        const page = await ask(false, () => stripe.subscriptions.list(given))
        found.push(...page.data.map(toSubscription))
        after = page.data.at(-1)?.id
        if (!page.has_more || after === undefined) return found
      }
    },
    async updateCustomer(id, change) {
      const answer = await ask(true, () => stripe.customers.update(id, toParams(change), keyOf(id, change)))
      if (!isReplayed(answer)) return toCustomer(answer)
      const today = await ask(false, () => stripe.customers.retrieve(id))
      return today.deleted ? { email: null, metadata: {} } : toCustomer(today)
    },
    async updateSubscription(id, change) {
      const answer = await ask(true, () =>
        stripe.subscriptions.update(id, toParams(change), keyOf(id, change)),
      )
      return toSubscription(
        isReplayed(answer) ? await ask(false, () => stripe.subscriptions.retrieve(id)) : answer,
      )
    },
  }
}

function connect({ key, url, timeoutMs }: StripeSettings, { signal }: ReadingTools): Stripe {
  const address = url === null ? null : new URL(url)
  const send: typeof fetch = (input, init) =>
    fetch(input, {
      ...init,
      signal: AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]),
    })
  return new Stripe(key, {
    apiVersion: API_VERSION,
    // Tried again by the dispatcher, with rates and keys of its own.
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(send),
    ...(address === null
      ? {}
      : {
          host: address.hostname,
          port: address.port === '' ? (address.protocol === 'http:' ? 80 : 443) : Number(address.port),
          protocol: address.protocol === 'http:' ? 'http' : 'https',
        }),
  })
}

/** The same for the same change of the same effect: however often it is sent, Stripe does it once. */
function idempotencyKey({ id, generation, direction }: Effect, target: string, change: Change): string {
  const hash = createHash('sha256').update(JSON.stringify([id, generation, direction, target, change]))
  return `resettle-${hash.digest('hex')}`
}

/** An answer that was kept under the key and is given again: it shows the state of then, not of today. */
function isReplayed({ lastResponse }: Stripe.Response<unknown>): boolean {
  // The SDK gives on what its transport gave: with `fetch` that is no plain object, whatever the type says.
  const headers: unknown = lastResponse.headers
  return headers instanceof Headers && headers.get('idempotent-replayed') === 'true'
}

/** The customer is not there; nothing was done. */
class Missing extends Error {
  override readonly name = 'Missing'
}

/** Says what an error of Stripe means. Its own words may hold addresses; its type, code and request id do not. */
function refuse(thrown: unknown, isWrite: boolean): never {
  if (thrown instanceof Stripe.errors.StripeRateLimitError) {
    throw new TooOften(readRetryAfter(thrown.headers?.['retry-after']))
  }
  if (!(thrown instanceof Stripe.errors.StripeError)) throw thrown
  const { type, code, statusCode, requestId } = thrown
  const named = [code ?? type, statusCode, requestId].filter(Boolean).join(', ')
  if (code === 'resource_missing' && statusCode === 404) {
    // Said of every customer there is when the key belongs to the other one of an account's two worlds.
    if (/similar object exists in (live|test) mode/i.test(thrown.message)) {
      throw new EffectFailure('permanent', 'Stripe has this customer in the other mode, live or test.', {
        cause: thrown,
        remedy: 'Set RESETTLE_STRIPE_KEY to a key of the mode that the app uses, then retry.',
      })
    }
    throw new Missing(named)
  }
  if (thrown instanceof Stripe.errors.StripeConnectionError || statusCode === undefined) {
    throw new EffectFailure(
      isWrite ? 'unknown' : 'retry',
      'Stripe could not be reached, or did not answer.',
      {
        cause: thrown,
      },
    )
  }
  if (statusCode === 409)
    throw new EffectFailure('retry', `Stripe is at it already (${named}).`, { cause: thrown })
  if (statusCode >= 500) {
    // Stripe keeps this answer under the key and would give it again for a day.
    throw new EffectFailure(isWrite ? 'unknown' : 'retry', `Stripe failed (${named}).`, {
      endsGeneration: isWrite,
      cause: thrown,
    })
  }
  if (thrown instanceof Stripe.errors.StripeIdempotencyError) {
    throw new EffectFailure('retry', `Stripe knows the key of this request (${named}).`, {
      endsGeneration: true,
      cause: thrown,
    })
  }
  const isKey = statusCode === 401 || statusCode === 403
  throw new EffectFailure('permanent', `Stripe refused (${named}).`, {
    cause: thrown,
    ...(isKey
      ? { remedy: 'Check RESETTLE_STRIPE_KEY: it must read and write customers and subscriptions.' }
      : {}),
  })
}

function toParams({ email, metadata }: Change): { email?: string; metadata?: Record<string, string> } {
  return {
    ...(email === undefined ? {} : { email }),
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
  }
}

function toCustomer({ email, metadata }: Pick<Stripe.Customer, 'email' | 'metadata'>): Customer {
  return { email, metadata }
}

function toSubscription({ id, status, metadata }: Stripe.Subscription): Subscription {
  return { id, hasEnded: ended.includes(status), metadata }
}
