import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { connect, eachWithAccount } from './stripe-support.ts'

describe('an account at Stripe', () => {
  const account = eachWithAccount()
  const ada = () => account.fake.snapshot().customers.find(({ id }) => id === 'cus_ada')

  it('shows customers, the deleted ones as little more than their id', async () => {
    expect(await account.stripe.customers.retrieve('cus_ada')).toMatchObject({ email: 'ada@example.org' })
    expect(await account.stripe.customers.retrieve('cus_gone')).toEqual({
      id: 'cus_gone',
      object: 'customer',
      deleted: true,
    })
  })

  it('merges metadata, takes a key away with an empty value, and all with empty metadata', async () => {
    const { customers } = account.stripe
    await customers.update('cus_ada', { email: 'a@b.org', metadata: { org_id: 'o', user_id: '' } })
    expect(ada()).toMatchObject({ email: 'a@b.org', metadata: { org_id: 'o', plan: 'pro' } })
    await customers.update('cus_ada', { name: 'Ada' })
    expect(ada()).toMatchObject({ email: 'a@b.org', name: 'Ada', metadata: { org_id: 'o', plan: 'pro' } })
    await customers.update('cus_ada', { email: '', metadata: '' })
    expect(ada()).toMatchObject({ email: null, metadata: {} })
  })

  it('holds metadata and addresses to their limits', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']))
    for (const params of [
      { metadata: many },
      { metadata: { ['k'.repeat(41)]: 'v' } },
      { metadata: { key: 'v'.repeat(501) } },
      { email: 'no address' },
    ])
      await expect(account.stripe.customers.update('cus_ada', params)).rejects.toMatchObject({
        statusCode: 400,
      })
    expect(ada()?.metadata).toEqual({ user_id: 'ada', plan: 'pro' })
  })

  it('says resource_missing of an unknown customer, and of a deleted one that shall change', async () => {
    const wanted = { type: 'StripeInvalidRequestError', code: 'resource_missing', statusCode: 404 }
    await expect(account.stripe.customers.retrieve('cus_no')).rejects.toMatchObject(wanted)
    await expect(account.stripe.customers.update('cus_gone', { name: 'x' })).rejects.toMatchObject(wanted)
    await expect(account.stripe.subscriptions.retrieve('sub_no')).rejects.toMatchObject(wanted)
  })

  it('finds customers by the address exactly as it is written, and never the deleted ones', async () => {
    const find = async (email: string) =>
      (await account.stripe.customers.list({ email })).data.map(({ id }) => id)
    expect(await find('Bob@example.org')).toEqual(['cus_bob'])
    expect(await find('bob@example.org')).toEqual([])
    expect((await account.stripe.customers.list()).data.map(({ id }) => id)).toEqual(['cus_bob', 'cus_ada'])
  })

  it('gives subscriptions ten at a time, without the canceled ones unless asked', async () => {
    const page = await account.stripe.subscriptions.list({ customer: 'cus_ada' })
    expect([page.data.length, page.has_more]).toEqual([10, true])
    const rest = await account.stripe.subscriptions.list({
      customer: 'cus_ada',
      starting_after: page.data.at(-1)?.id ?? '',
    })
    expect([rest.data.length, rest.has_more]).toEqual([2, false])
    const all: string[] = []
    for await (const { id } of account.stripe.subscriptions.list({
      customer: 'cus_ada',
      status: 'all',
      limit: 5,
    }))
      all.push(id)
    expect(new Set(all).size).toBe(13)
    await expect(account.stripe.subscriptions.list({ limit: 101 })).rejects.toMatchObject({ statusCode: 400 })
  })

  it('changes the metadata of a subscription and nothing else', async () => {
    await account.stripe.subscriptions.update('sub_1', { metadata: { org_id: 'o' } })
    const changed = account.fake.snapshot().subscriptions.filter(({ metadata }) => metadata.org_id === 'o')
    expect(changed).toMatchObject([{ id: 'sub_1', customer: 'cus_ada', status: 'active' }])
  })

  it('cannot give a subscription to another customer', async () => {
    const move = account.stripe.subscriptions.update('sub_1', { customer: 'cus_bob' } as never)
    await expect(move).rejects.toMatchObject({ statusCode: 400, code: 'parameter_unknown' })
  })

  it('leaves payment methods and invoices to be read', async () => {
    expect((await account.stripe.customers.listPaymentMethods('cus_ada')).data).toMatchObject([
      { id: 'pm_ada' },
    ])
    expect((await account.stripe.paymentMethods.list({ customer: 'cus_ada' })).data).toMatchObject([
      { id: 'pm_ada' },
    ])
    expect((await account.stripe.invoices.list({ customer: 'cus_ada' })).data).toMatchObject([
      { id: 'in_ada' },
    ])
  })

  it('refuses and records whatever could charge somebody or take something away', async () => {
    const before = account.fake.snapshot()
    const { stripe } = account
    const attempts: (() => Promise<unknown>)[] = [
      () => stripe.charges.create({ amount: 100, currency: 'eur', customer: 'cus_ada' }),
      () => stripe.paymentIntents.create({ amount: 100, currency: 'eur' }),
      () => stripe.invoices.pay('in_ada'),
      () => stripe.subscriptions.create({ customer: 'cus_ada', items: [{ price: 'price_1' }] }),
      () => stripe.subscriptions.cancel('sub_1'),
      () => stripe.subscriptions.update('sub_1', { proration_behavior: 'always_invoice' }),
      () => stripe.subscriptions.update('sub_1', { items: [{ id: 'si_1', quantity: 2 }] }),
      () => stripe.customers.update('cus_ada', { source: 'tok_visa' } as never),
      () => stripe.customers.update('cus_ada', { balance: -100 }),
      () => stripe.customers.create({ email: 'new@example.org' }),
      () => stripe.customers.del('cus_ada'),
      () => stripe.paymentMethods.detach('pm_ada'),
      () => stripe.refunds.create({ charge: 'ch_1' }),
    ]
    for (const attempt of attempts)
      await expect(attempt()).rejects.toMatchObject({ type: 'StripePermissionError', statusCode: 403 })
    expect(account.fake.violations()).toHaveLength(attempts.length)
    expect(account.fake.violations()[0]).toMatchObject({ method: 'POST', path: '/v1/charges' })
    expect({ ...account.fake.snapshot(), violations: [] }).toEqual(before)
  })

  it('knows its key, and names the call in every answer', async () => {
    const stranger = connect(account.fake, 'sk_live_other')
    const refusal = await stranger.customers.retrieve('cus_ada').catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Stripe.errors.StripeAuthenticationError)
    expect((refusal as Stripe.errors.StripeError).requestId).toMatch(/^req_/)
    expect((await fetch(`${account.fake.url}/v1/customers/cus_ada`)).status).toBe(401)
    const basic = { authorization: `Basic ${btoa(`${account.fake.apiKey}:`)}` }
    expect((await fetch(`${account.fake.url}/v1/customers/cus_ada`, { headers: basic })).status).toBe(200)
  })

  it('answers in the version that was asked for, or in that of the account', async () => {
    const pinned = await account.stripe.customers.retrieve('cus_ada')
    expect(pinned.lastResponse).toMatchObject({ apiVersion: '2026-10-28.endive' })
    const headers = { authorization: `Bearer ${account.fake.apiKey}` }
    const unpinned = await fetch(`${account.fake.url}/v1/customers/cus_ada`, { headers })
    expect(unpinned.headers.get('stripe-version')).toBe('2020-08-27')
    const wrong = { ...headers, 'stripe-version': 'latest' }
    expect((await fetch(`${account.fake.url}/v1/customers/cus_ada`, { headers: wrong })).status).toBe(400)
  })
})

describe('search at Stripe', () => {
  const account = eachWithAccount({ search_lag_ms: 60_000 })
  const search = async (query: string) =>
    (await account.stripe.customers.search({ query })).data.map(({ id }) => id)

  it('finds what was written only after a while, though a read shows it at once', async () => {
    await account.stripe.customers.update('cus_ada', { metadata: { org_id: 'o' } })
    expect(await account.stripe.customers.retrieve('cus_ada')).toMatchObject({ metadata: { org_id: 'o' } })
    expect(await search("metadata['org_id']:'o'")).toEqual([])
    account.fake.advance(60_001)
    expect(await search("metadata['org_id']:'o'")).toEqual(['cus_ada'])
  })

  it('still finds what is no longer so', async () => {
    await account.stripe.customers.update('cus_ada', { metadata: { user_id: '' } })
    expect(await search("metadata['user_id']:'ada'")).toEqual(['cus_ada'])
    account.fake.catchUp()
    expect(await search("metadata['user_id']:'ada'")).toEqual([])
  })

  it('understands the clauses that a search may have', async () => {
    expect(await search("email:'bob@example.org'")).toEqual(['cus_bob'])
    expect(await search("email~'example'")).toEqual(['cus_bob', 'cus_ada'])
    expect(await search("-metadata['user_id']:'ada'")).toEqual(['cus_bob'])
    expect(await search("metadata['plan']:null")).toEqual(['cus_bob'])
    expect(await search("metadata['user_id']:'ada' OR metadata['user_id']:'bob'")).toEqual([
      'cus_bob',
      'cus_ada',
    ])
    expect(await search("metadata['user_id']:'ada' AND metadata['plan']:'pro'")).toEqual(['cus_ada'])
    await expect(search('org_id=o')).rejects.toMatchObject({ statusCode: 400 })
  })

  it('gives pages', async () => {
    const one = await account.stripe.customers.search({ query: "email~'example'", limit: 1 })
    expect([one.data.length, one.has_more]).toEqual([1, true])
    const two = await account.stripe.customers.search({
      query: "email~'example'",
      limit: 1,
      page: one.next_page ?? '',
    })
    expect([two.data[0]?.id, two.has_more]).toEqual(['cus_ada', false])
  })
})
