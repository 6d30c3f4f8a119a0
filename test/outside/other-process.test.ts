import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LiteLlmOptions, LiteLlmSeed, LiteLlmSnapshot } from '../../demo/outside/litellm.ts'
import { connectRemote, type Remote } from '../../demo/outside/remote.ts'
import type { StripeOptions, StripeSeed, StripeSnapshot } from '../../demo/outside/stripe.ts'
import { call } from './support.ts'

/** Both systems in a process of their own, as workers meet them that are killed and started again. */
describe('the outside systems in another process', () => {
  const settings: Record<string, string> = {}
  let litellm: Remote<LiteLlmSeed, LiteLlmSnapshot, LiteLlmOptions>
  let stripe: Remote<StripeSeed, StripeSnapshot, StripeOptions>
  const child = spawn(process.execPath, [resolve('demo/outside/main.ts'), '--attached'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })

  beforeAll(async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'ready') break
      const [name = '', value = ''] = line.split('=')
      settings[name] = value
    }
    litellm = connectRemote(settings.RESETTLE_LITELLM_URL ?? '')
    stripe = connectRemote(settings.RESETTLE_STRIPE_URL ?? '')
  })
  afterAll(async () => {
    child.stdin.end()
    await once(child, 'exit')
  })

  it('are seeded, used, looked at and emptied', async () => {
    await litellm.seed({
      users: [{ user_id: 'ada', max_budget: 3 }],
      keys: [{ key: 'sk-ada', user_id: 'ada' }],
    })
    expect(await litellm.ask('spend', { key: 'sk-ada', amount: 1 })).toEqual({ allowed: true })
    const { status } = await call('GET', `${litellm.url}/user/info?user_id=ada`, undefined, {
      'x-goog-api-key': settings.RESETTLE_LITELLM_KEY ?? '',
    })
    expect(status).toBe(200)
    expect((await litellm.snapshot()).users).toMatchObject([
      { user_id: 'ada', spend: 1 },
      { user_id: 'default_user_id' },
    ])
    expect(await litellm.counts()).toEqual({ 'GET /user/info': 1 })
    expect(await litellm.log()).toMatchObject([{ number: 1, path: '/user/info', status: 200 }])
    expect((await litellm.rate()).calls).toBe(1)
    await litellm.reset()
    expect((await litellm.snapshot()).keys).toEqual([])
  })

  it('fail, slow down and change their ways as told', async () => {
    const ask = () => call('GET', `${litellm.url}/v1/models`)
    await litellm.fault({ does: 'fail' }, { does: 'limit', nth: 2 })
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([500, 429, 200])
    await litellm.fault({ does: 'fail', times: 0 })
    await litellm.clearFaults()
    await litellm.latency(5)
    await litellm.set({ models: ['only-one'] })
    expect((await ask()).body.data).toEqual([{ id: 'only-one', object: 'model' }])
    await expect(litellm.set({ modells: [] } as never)).rejects.toThrow('modells')
    await litellm.latency(0)
  })

  it('let the clock of Stripe run, and tell what was refused', async () => {
    await stripe.seed({ customers: [{ id: 'cus_ada', email: 'ada@example.org' }] })
    const headers = { authorization: `Bearer ${settings.RESETTLE_STRIPE_KEY}`, 'idempotency-key': 'key' }
    const write = () =>
      fetch(`${stripe.url}/v1/customers/cus_ada`, { method: 'POST', headers, body: 'name=Ada' })
    await write()
    expect((await write()).headers.get('idempotent-replayed')).toBe('true')
    await stripe.ask('advance', { ms: 24 * 60 * 60 * 1000 })
    expect((await write()).headers.get('idempotent-replayed')).toBeNull()
    await stripe.ask('forget-keys')
    await stripe.ask('catch-up')
    await fetch(`${stripe.url}/v1/charges`, { method: 'POST', headers })
    expect(await stripe.ask('violations')).toMatchObject([{ path: '/v1/charges' }])
    expect((await stripe.snapshot()).customers).toMatchObject([{ id: 'cus_ada', name: 'Ada' }])
  })
})
