import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { connect, eachWithAccount } from './stripe-support.ts'

describe('idempotency keys of Stripe', () => {
  const account = eachWithAccount()
  const name = () => account.fake.snapshot().customers.find(({ id }) => id === 'cus_ada')?.name
  const write = (value: string, idempotencyKey = 'key', stripe = account.stripe) =>
    stripe.customers.update('cus_ada', { name: value }, { idempotencyKey })

  it('replays the first answer without a second effect', async () => {
    const first = await write('one')
    await write('two', 'other')
    const again = await write('one')
    expect([again.name, name()]).toEqual(['one', 'two'])
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': first.lastResponse.requestId,
    })
    expect(again.lastResponse.requestId).not.toBe(first.lastResponse.requestId)
  })

  it('refuses the key for other parameters and for another endpoint', async () => {
    await write('one')
    await expect(write('two')).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
    const elsewhere = account.stripe.subscriptions.update(
      'sub_1',
      { metadata: { a: 'b' } },
      { idempotencyKey: 'key' },
    )
    await expect(elsewhere).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
    expect(name()).toBe('one')
  })

  it('says 409 while the first call is under way, and replays afterwards', async () => {
    account.fake.faults.set({ does: 'delay', when: 'after', delay_ms: 1500 })
    const first = write('one')
    await expect.poll(() => name()).toBe('one')
    await expect(write('one')).rejects.toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
    await first
    expect((await write('one')).lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' })
  })

  it('does not keep what failed before it began', async () => {
    const { stripe } = account
    const invalid = stripe.customers.update('cus_ada', { email: 'none' }, { idempotencyKey: 'key' })
    await expect(invalid).rejects.toMatchObject({ statusCode: 400 })
    account.fake.faults.set({ does: 'fail', status: 503 })
    await expect(write('one')).rejects.toMatchObject({ statusCode: 503 })
    expect((await write('one')).name).toBe('one')
  })

  it('keeps a failure after the effect, and gives it again for a day', async () => {
    account.fake.faults.set({ does: 'fail', when: 'after' })
    await expect(write('one')).rejects.toMatchObject({ type: 'StripeAPIError', statusCode: 500 })
    expect(name()).toBe('one')
    await expect(write('one')).rejects.toMatchObject({ statusCode: 500 })
    account.fake.advance(24 * 60 * 60 * 1000)
    expect((await write('one')).name).toBe('one')
  })

  it('can keep a failure that had no effect', async () => {
    account.fake.faults.set({ does: 'fail', remembered: true })
    await expect(write('one')).rejects.toMatchObject({ statusCode: 500 })
    await expect(write('one')).rejects.toMatchObject({ statusCode: 500 })
    expect(name()).toBeNull()
  })

  it('replays an answer that never arrived', async () => {
    account.fake.faults.set({ does: 'drop', when: 'after', times: 2 })
    await expect(write('one')).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError)
    await write('two', 'other')
    expect((await write('one')).name).toBe('one')
    expect(name()).toBe('two')
  })

  it('repeats the effect when the keys are forgotten', async () => {
    await write('one')
    await write('two', 'other')
    account.fake.forgetKeys()
    await write('one')
    expect(name()).toBe('one')
  })

  it('sees that the SDK repeats a call whose connection closed, even without retries', async () => {
    account.fake.faults.set({ does: 'drop' })
    expect((await write('one')).name).toBe('one')
    expect(account.fake.calls.list().map(({ ended }) => ended)).toEqual(['dropped', 'answered'])
    expect(new Set(account.fake.calls.list().map(({ asked }) => asked['idempotency-key']))).toEqual(
      new Set(['key']),
    )
  })

  it('does not let the SDK repeat a failure that is kept', async () => {
    account.fake.faults.set({ does: 'fail', when: 'after' })
    await expect(write('one', 'key', connect(account.fake, account.fake.apiKey, 2))).rejects.toMatchObject({
      statusCode: 500,
    })
    expect(account.fake.calls.count('POST')).toBe(1)
  })
})

describe('limits of Stripe', () => {
  const account = eachWithAccount()
  const statuses = async (ask: () => Promise<unknown>, times: number) =>
    Promise.all(
      Array.from({ length: times }, () =>
        ask().then(
          () => 200,
          (error: unknown) => (error as Stripe.errors.StripeError).statusCode,
        ),
      ),
    )

  it('refuses what comes faster than 25 a second, and does not do it', async () => {
    const answers = await statuses(() => account.stripe.customers.retrieve('cus_ada'), 150)
    const passed = answers.filter((status) => status === 200).length
    expect(passed).toBeGreaterThanOrEqual(25)
    expect(answers).toContain(429)
    const error = await refusedCall()
    expect(error).toMatchObject({ type: 'StripeRateLimitError', code: 'rate_limit', statusCode: 429 })
    expect(error.headers).toMatchObject({ 'stripe-rate-limited-reason': 'global-rate' })
  })

  it('allows fewer searches than other calls', async () => {
    account.fake.set({ calls_per_second: null, searches_per_second: 1 })
    const search = () => account.stripe.customers.search({ query: "email~'example'" })
    expect(new Set(await statuses(search, 10))).toEqual(new Set([200, 429]))
    expect(new Set(await statuses(() => account.stripe.customers.retrieve('cus_ada'), 10))).toEqual(
      new Set([200]),
    )
  })

  it('frees the key of a call that was refused', async () => {
    account.fake.faults.set({ does: 'limit', retry_after: 2 })
    const write = () => account.stripe.customers.update('cus_ada', { name: 'one' }, { idempotencyKey: 'key' })
    await expect(write()).rejects.toMatchObject({ statusCode: 429, headers: { 'retry-after': '2' } })
    expect((await write()).lastResponse.headers).not.toHaveProperty('idempotent-replayed')
  })

  async function refusedCall(): Promise<Stripe.errors.StripeError> {
    account.fake.set({ calls_per_second: 0 })
    return account.stripe.customers.retrieve('cus_ada').then(
      () => expect.fail('was not refused'),
      (error: unknown) => error as Stripe.errors.StripeError,
    )
  }
})
