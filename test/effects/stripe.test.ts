import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type StripeFake, startStripe } from '../../demo/outside/stripe.ts'
import { createStripe } from '../../src/effects/connectors/stripe/connector.ts'
import { engines } from '../support/databases.ts'
import { createDesk, type Desk } from './support/desk.ts'

const org = '5b0e0000-0000-4000-8000-000000000001'
const wanted = {
  customer: 'cus_ann',
  email: 'new@example.org',
  metadata: { org_id: org, user_id: '' },
  subscriptions: true,
  deleted: 'skip',
}
const effect = { subject: 'prm_1', seq: 1, system: 'stripe', kind: 'customer', target: 'cus_ann', wanted }
const world = {
  customers: [
    { id: 'cus_ann', email: 'old@example.org', metadata: { user_id: 'ann', plan: 'gold' } },
    { id: 'cus_bystander', email: 'by@example.org', metadata: { user_id: 'by' } },
    { id: 'cus_gone', deleted: true },
  ],
  subscriptions: [
    { id: 'sub_1', customer: 'cus_ann', metadata: { user_id: 'ann' } },
    { id: 'sub_2', customer: 'cus_ann', metadata: {} },
    { id: 'sub_old', customer: 'cus_ann', status: 'canceled', metadata: { user_id: 'ann' } },
    { id: 'sub_by', customer: 'cus_bystander', metadata: { user_id: 'by' } },
  ],
} as const

describe.each(engines)('the customer at Stripe, kept on %s', (engine) => {
  let desk: Desk
  let stripe: StripeFake
  beforeEach(async () => {
    desk = await createDesk(engine)
    stripe = await startStripe({ calls_per_second: null })
    stripe.seed(world)
  })
  afterEach(async () => {
    await desk.drop()
    await stripe.close()
  })

  const dispatcher = () =>
    desk.dispatcher([createStripe({ key: stripe.apiKey, url: stripe.url, timeoutMs: 400 })])
  const paths = () => stripe.calls.list().map(({ method, path }) => `${method} ${path}`)

  it('learns the organization with as few calls as there can be, and its running subscriptions with it', async () => {
    await desk.put(effect)
    expect(await dispatcher().run()).toEqual({ done: 1 })
    expect(paths()).toEqual([
      'GET /v1/customers/cus_ann',
      'GET /v1/subscriptions',
      'POST /v1/customers/cus_ann',
      'POST /v1/subscriptions/sub_2',
      'POST /v1/subscriptions/sub_1',
    ])
    expect(new Set(stripe.calls.list().map(({ asked }) => asked['stripe-version']))).toEqual(
      new Set(['2026-10-28.endive']),
    )
    const after = stripe.snapshot()
    expect(after.customers.find(({ id }) => id === 'cus_ann')).toMatchObject({
      email: 'new@example.org',
      metadata: { org_id: org, plan: 'gold' },
    })
    expect(after.subscriptions.map(({ id, metadata }) => [id, metadata])).toEqual([
      ['sub_1', { org_id: org }],
      ['sub_2', { org_id: org }],
      ['sub_by', { user_id: 'by' }],
      ['sub_old', { user_id: 'ann' }],
    ])
    expect(stripe.violations()).toEqual([])
    expect(await dispatcher().reconcile()).toMatchObject({ checked: 1, differences: [], problems: [] })
  })

  it('is not written to where nothing differs', async () => {
    await desk.put(effect, { ...effect, subject: 'prm_2' })
    await dispatcher().run()
    expect(stripe.calls.list().filter(({ method }) => method === 'POST')).toHaveLength(3)
  })

  it('keeps its address where the app knows none', async () => {
    await desk.put({ ...effect, wanted: { ...wanted, email: null } })
    await dispatcher().run()
    const [customer] = stripe.snapshot().customers
    expect(customer).toMatchObject({ email: 'old@example.org', metadata: { org_id: org } })
  })

  it('is passed over where it is deleted or unknown, or waits for a person, as declared', async () => {
    const before = stripe.snapshot()
    for (const [index, customer] of ['cus_gone', 'cus_never'].entries()) {
      const target = { target: customer, wanted: { ...wanted, customer } }
      await desk.put({ ...effect, ...target, subject: `prm_skip_${index}` })
      await desk.put({
        ...effect,
        ...target,
        subject: `prm_wait_${index}`,
        wanted: { ...wanted, customer, deleted: 'attention' },
      })
    }
    expect(await dispatcher().run()).toEqual({ done: 2, 'needs-attention': 2 })
    expect(stripe.snapshot()).toEqual(before)
  })

  it('waits for a person where the key is refused, without telling it', async () => {
    await desk.put(effect)
    const outside = desk.dispatcher([createStripe({ key: 'sk_test_wrong', url: stripe.url, timeoutMs: 400 })])
    expect(await outside.run()).toEqual({ 'needs-attention': 1 })
    const [{ problem } = { problem: null }] = await desk.effects()
    expect(problem?.remedy).toContain('RESETTLE_STRIPE_KEY')
    expect(JSON.stringify(problem)).not.toContain('sk_test_wrong')
  })

  it.each([
    ['fails before its effect', { does: 'fail', status: 500 }],
    ['fails after its effect', { does: 'fail', status: 500, when: 'after' }],
    ['is one too many', { does: 'limit', retry_after: 0 }],
    ['gets no answer', { does: 'drop', when: 'after' }],
    ['is cut off before it arrives', { does: 'drop' }],
    ['hangs', { does: 'hang' }],
  ] as const)(
    'is as it must be when the n-th call %s, for every n, and back again',
    { timeout: 60_000 },
    async (_, fault) => {
      const before = stripe.snapshot()
      await desk.put(effect)
      await dispatcher().run()
      const planned = stripe.snapshot()
      const calls = stripe.calls.list().length
      for (let n = 1; n <= calls; n += 1) {
        stripe.reset()
        stripe.seed(world)
        stripe.faults.set({ ...fault, nth: n })
        const subject = `prm_n${n}`
        await desk.put({ ...effect, subject })
        const outside = dispatcher()
        expect([n, await outside.run({ subjects: [subject] })]).toEqual([n, { done: 1 }])
        expect([n, stripe.snapshot()]).toEqual([n, planned])
        stripe.faults.clear()
        stripe.faults.set({ ...fault, nth: n })
        const [{ id } = { id: '' }] = await desk.effects(subject)
        await outside.compensate(id)
        expect([n, await outside.run({ subjects: [subject] })]).toEqual([n, { compensated: 1 }])
        expect([n, stripe.snapshot()]).toEqual([n, before])
        expect(stripe.violations()).toEqual([])
      }
    },
  )

  it('goes back without what was changed since', async () => {
    await desk.put(effect)
    const outside = dispatcher()
    await outside.run()
    const [{ id } = { id: '' }] = await desk.effects()
    stripe.seed({
      customers: [{ id: 'cus_ann', email: 'later@example.org', metadata: { org_id: org, plan: 'gold' } }],
    })
    expect((await outside.reconcile()).differences).toHaveLength(1)
    await outside.compensate(id)
    await outside.run()
    expect(stripe.snapshot().customers[0]).toMatchObject({
      email: 'later@example.org',
      metadata: { user_id: 'ann', plan: 'gold' },
    })
    const { effects } = await outside.list()
    expect(effects[0]?.warnings).toEqual(['the e-mail address was changed since, and stays so.'])
  })

  it('is read again when an answer is given again that was kept under the key', async () => {
    await desk.put(effect)
    // The change is made and its answer lost; before anybody looks again, somebody takes the change back.
    stripe.faults.set({ does: 'drop', when: 'after', method: 'POST', path: '/v1/customers/*' })
    const stop = new AbortController()
    await dispatcher().run({ signal: stop.signal, onProgress: () => stop.abort() })
    expect(stripe.snapshot().customers[0]?.metadata).toMatchObject({ org_id: org })
    stripe.seed({ customers: [world.customers[0]] })
    expect(await dispatcher().run()).toEqual({ done: 1 })
    expect(stripe.snapshot().customers[0]).toMatchObject({
      email: 'new@example.org',
      metadata: { org_id: org, plan: 'gold' },
    })
  })

  it('is not taken for deleted when the key is one of the other mode', async () => {
    const server = createServer((_, response) =>
      response.writeHead(404, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          error: {
            type: 'invalid_request_error',
            code: 'resource_missing',
            message:
              "No such customer: 'cus_ann'; a similar object exists in live mode, but a test mode key was used.",
          },
        }),
      ),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      await desk.put(effect)
      const { port } = server.address() as AddressInfo
      const outside = desk.dispatcher([
        createStripe({ key: 'sk_test_x', url: `http://127.0.0.1:${port}`, timeoutMs: 5000 }),
      ])
      expect(await outside.run()).toEqual({ 'needs-attention': 1 })
      const [{ problem } = { problem: null }] = await desk.effects()
      expect(problem?.remedy).toContain('a key of the mode that the app uses')
    } finally {
      server.close()
    }
  })

  it('has its subscriptions read to the last page', async () => {
    stripe.seed({
      subscriptions: Array.from({ length: 105 }, (_, n) => ({
        id: `sub_many_${n}`,
        customer: 'cus_ann',
        metadata: {},
      })),
    })
    await desk.put(effect)
    await dispatcher().run()
    const mine = stripe.snapshot().subscriptions.filter(({ id }) => id.startsWith('sub_many'))
    expect(mine).toHaveLength(105)
    expect(mine.every(({ metadata }) => metadata.org_id === org)).toBe(true)
  })
})
