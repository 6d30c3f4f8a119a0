import Stripe from 'stripe'
import { afterEach, beforeEach, expect } from 'vitest'
import { type StripeFake, type StripeOptions, startStripe } from '../../demo/outside/stripe.ts'

/** The official SDK, pointed at the fake, without retries of its own. */
export function connect(fake: StripeFake, key = fake.apiKey, maxNetworkRetries = 0): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port: fake.port,
    protocol: 'http',
    maxNetworkRetries,
    telemetry: false,
    apiVersion: '2026-10-28.endive',
  })
}

/** Ada with twelve subscriptions and a card, a deleted customer, and Bob, a bystander. */
export function eachWithAccount(options: Partial<StripeOptions> = {}): {
  readonly fake: StripeFake
  readonly stripe: Stripe
} {
  const account = {} as { fake: StripeFake; stripe: Stripe }
  let before: unknown
  beforeEach(async () => {
    account.fake = await startStripe(options)
    account.stripe = connect(account.fake)
    account.fake.seed({
      customers: [
        { id: 'cus_ada', email: 'ada@example.org', metadata: { user_id: 'ada', plan: 'pro' } },
        { id: 'cus_gone', deleted: true },
        { id: 'cus_bob', email: 'Bob@example.org', metadata: { user_id: 'bob' } },
      ],
      subscriptions: [
        ...Array.from({ length: 12 }, (_, index) => ({ id: `sub_${index}`, customer: 'cus_ada' })),
        { id: 'sub_old', customer: 'cus_ada', status: 'canceled' },
        { id: 'sub_bob', customer: 'cus_bob', metadata: { user_id: 'bob' } },
      ],
      payment_methods: [
        { id: 'pm_ada', customer: 'cus_ada' },
        { id: 'pm_bob', customer: 'cus_bob' },
      ],
      invoices: [{ id: 'in_ada', customer: 'cus_ada' }],
    })
    before = untouchable(account.fake)
  })
  afterEach(async () => {
    expect(untouchable(account.fake)).toEqual(before)
    await account.fake.close()
  })
  return account
}

/** Bob, and what nobody may ever change. */
function untouchable(fake: StripeFake): unknown {
  const { customers, subscriptions, payment_methods, invoices } = fake.snapshot()
  return {
    customers: customers.filter(({ id }) => id !== 'cus_ada'),
    subscriptions: subscriptions.filter(({ customer }) => customer !== 'cus_ada'),
    payment_methods,
    invoices,
  }
}
