/**
 * An account at Stripe that lives in memory and answers over real HTTP, made for the official SDK pointed at it by
 * host, port and protocol: customers, their subscriptions, idempotency keys, rate limits, a search that lags. What could
 * charge somebody, or take something away, is refused and recorded. For tests, the demo and the bench.
 */
import { control } from './server/control.ts'
import { withOptions } from './server/options.ts'
import type { Answer, Reply, Request } from './server/reply.ts'
import { type Passage, type Running, type Service, startServer } from './server/server.ts'
import { type Account, answerOf } from './stripe/account.ts'
import { StripeError, tooMany } from './stripe/errors.ts'
import { createGate, type Gate } from './stripe/gate.ts'
import { createIdempotencyKeys, type IdempotencyKeys } from './stripe/idempotency.ts'
import { defaultOptions, type StripeOptions } from './stripe/options.ts'
import { createSearchIndex } from './stripe/search.ts'
import { plant, type StripeSeed, type StripeSnapshot, takeSnapshot } from './stripe/seed.ts'
import { createState, type Violation } from './stripe/state.ts'

export type { StripeOptions, StripeSeed, StripeSnapshot }

export interface StripeFake extends Running {
  readonly apiKey: string
  readonly options: StripeOptions
  /** Changes some options, from the next call on. */
  set(options: Partial<StripeOptions>): void
  /** What is planted is found by search at once. */
  seed(seed: StripeSeed): void
  snapshot(): StripeSnapshot
  /** Forgets the account, its idempotency keys, log and faults; options stay. */
  reset(): void
  /** What was refused because it could have charged somebody. */
  violations(): readonly Violation[]
  /** Lets search find everything that was written. */
  catchUp(): void
  /** Forgets every idempotency key, as Stripe may after 24 hours. */
  forgetKeys(): void
  /** Moves the clock of the account, for search and for idempotency keys. */
  advance(ms: number): void
}

export async function startStripe(
  start: Partial<StripeOptions> & { readonly port?: number; readonly api_key?: string } = {},
): Promise<StripeFake> {
  const { port, api_key: apiKey = 'sk_test_resettle_fake', ...chosen } = start
  let options: StripeOptions = withOptions(defaultOptions, chosen)
  let ahead = 0
  const now = () => Date.now() + ahead
  const world = { ...createAccount(() => options.search_lag_ms, now), gate: createGate(apiKey, options) }
  const service: Service = {
    answer: (request, passage) => answer(world, request, passage),
    failure,
    control: (request) => control({ ...fake, extras }, request),
  }
  const running = await startServer(service, port)
  const fake: StripeFake = {
    ...running,
    apiKey,
    get options() {
      return options
    },
    set: (changed) => {
      options = withOptions(options, changed)
      world.gate = createGate(apiKey, options)
    },
    seed: (seed) => {
      plant(world.state, seed)
      for (const { id } of seed.customers ?? []) {
        const customer = world.state.customers.get(id)
        if (customer !== undefined) world.index.touch(customer, Number.NEGATIVE_INFINITY)
      }
    },
    snapshot: () => takeSnapshot(world.state),
    reset: () => {
      Object.assign(
        world,
        createAccount(() => options.search_lag_ms, now),
      )
      running.calls.clear()
      running.faults.clear()
    },
    violations: () => world.state.violations,
    catchUp: () => world.index.catchUp(),
    forgetKeys: () => world.keys.forget(),
    advance: (ms) => {
      ahead += ms
    },
  }
  const extras = {
    violations: () => fake.violations(),
    'catch-up': () => fake.catchUp(),
    'forget-keys': () => fake.forgetKeys(),
    advance: ({ ms }: Record<string, unknown>) => fake.advance(Number(ms)),
  }
  return fake
}

interface World extends Account {
  readonly keys: IdempotencyKeys
  readonly gate: Gate
}

function createAccount(lag: () => number, now: () => number): Omit<World, 'gate'> {
  return { state: createState(), index: createSearchIndex(lag, now), keys: createIdempotencyKeys(now) }
}

async function answer(world: World, request: Request, passage: Passage): Promise<Reply> {
  const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined
  const headers: Record<string, string> = { 'request-id': nextRequestId() }
  try {
    headers['stripe-version'] = world.gate.admit(request)
    if (key === undefined) return dress(await perform(world, request, passage), headers)
    headers['idempotency-key'] = String(key)
    const known = world.keys.begin(String(key), request)
    return dress(
      known === null
        ? await performOnce(world, request, passage, String(key), headers)
        : ((await passage.before())?.reply ?? (await passage.after(known))),
      headers,
    )
  } catch (error) {
    if (error instanceof StripeError) return dress(error.toAnswer(), headers)
    throw error
  }
}

async function perform(world: World, request: Request, passage: Passage): Promise<Reply> {
  return (await passage.before())?.reply ?? passage.after(answerOf(world, request).answer)
}

/** Keeps what the account answered, a failure after the effect included; a lost answer is kept too. */
async function performOnce(
  { keys, ...account }: World,
  request: Request,
  passage: Passage,
  key: string,
  headers: Readonly<Record<string, string>>,
): Promise<Reply> {
  const stopped = await passage.before()
  if (stopped !== null) {
    const { reply, remembered } = stopped
    keys.finish(key, remembered && reply.kind === 'answer' ? original(reply, headers) : null)
    return reply
  }
  const { answer, kept } = answerOf(account, request)
  const reply = await passage.after(answer)
  const isOwn = reply.kind === 'answer' && reply.headers['content-type'] === 'application/json'
  keys.finish(key, kept ? original(isOwn ? reply : answer, headers) : null)
  return isOwn && reply.status >= 500 ? dress(reply, { 'stripe-should-retry': 'false' }) : reply
}

/** An answer as it will be given again: it names the call that it was made for. */
function original(answer: Answer, { 'request-id': id = '' }: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, 'original-request': id } }
}

function dress(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  if (reply.kind === 'answer') return { ...reply, headers: { ...reply.headers, ...headers } }
  return reply.kind === 'cut'
    ? { ...reply, of: { ...reply.of, headers: { ...reply.of.headers, ...headers } } }
    : reply
}

function failure(status: number, retryAfterSeconds?: number): Answer {
  const answer =
    status === 429
      ? tooMany('global-rate').toAnswer()
      : new StripeError(status, 'An unknown error occurred', { type: 'api_error' }).toAnswer()
  if (retryAfterSeconds === undefined) return answer
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } }
}

let requests = 0

function nextRequestId(): string {
  requests += 1
  return `req_${String(requests).padStart(14, '0')}`
}
