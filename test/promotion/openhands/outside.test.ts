import { createHash } from 'node:crypto'
import { Big } from 'big.js'
import { compactDecrypt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fact } from '../../../demo/openhands/facts.ts'
import { type LiteLlmFake, startLiteLlm } from '../../../demo/outside/litellm.ts'
import { type StripeFake, startStripe } from '../../../demo/outside/stripe.ts'
import { createLiteLlm } from '../../../src/effects/connectors/litellm/connector.ts'
import { createStripe } from '../../../src/effects/connectors/stripe/connector.ts'
import { createOpenHands, type OpenHandsWorld, plain } from './world.ts'

let litellm: LiteLlmFake
let stripe: StripeFake

beforeAll(async () => {
  litellm = await startLiteLlm()
  stripe = await startStripe()
})
afterAll(async () => {
  await litellm.close()
  await stripe.close()
})

const fast = { litellm: 2000, stripe: 2000 }

async function create(engine: 'sqlite' | 'postgres', shape: 'flat' | 'json'): Promise<OpenHandsWorld> {
  const outside = {
    connectors: [
      createLiteLlm({ url: litellm.url, key: litellm.masterKey, timeoutMs: 20_000 }),
      createStripe({ url: stripe.url, key: stripe.apiKey, timeoutMs: 20_000 }),
    ],
    secretKey: 'a key of the test',
    rates: fast,
    concurrency: 16,
  }
  const world = await createOpenHands(engine, { shape }, { outside })
  litellm.reset()
  stripe.reset()
  litellm.seed(world.made.outside.litellm)
  stripe.seed(world.made.outside.stripe)
  return world
}

describe.each([
  ['sqlite', 'flat'],
  ['postgres', 'json'],
] as const)('people of OpenHands on %s, in the %s shape, with LiteLLM and Stripe', (engine, shape) => {
  it('keep every key, every cent and every customer, and everything comes back', async () => {
    const world = await create(engine, shape)
    const { facts } = world.made
    const [atFirst, customersAtFirst] = [litellm.snapshot(), stripe.snapshot()]
    const teamsAtFirst = new Set(atFirst.teams.map(({ team_id }) => team_id))
    const organizations = new Set(facts.map(({ expected }) => expected.organization))
    const run = await world.resettle.promote('all', { profiles: world.profiles })
    const { effects } = await world.resettle.outside.list({ states: ['needs-attention'] })
    const unknowable = facts.filter(({ shape: kind }) => kind === 'budget-marker-no-team')
    expect(effects.map(({ target }) => target)).toEqual(
      unknowable.map(({ expected }) => expected.organization),
    )
    expect(run.effects).toMatchObject({ 'needs-attention': unknowable.length })

    const after = litellm.snapshot()
    // Nobody is made, nothing is deleted, and nothing is looked for in an index that is behind.
    const asked = [litellm, stripe].flatMap(({ calls }) => Object.keys(calls.counts()))
    expect(asked.filter((one) => /new$|delete|regenerate|block|search/.test(one))).toEqual(['POST /team/new'])
    expect(after.users.map(({ user_id: id }) => id)).toEqual(atFirst.users.map(({ user_id: id }) => id))
    const promoted = facts.filter(({ expected }) => expected.outcome === 'promote')
    const strangers = promoted.filter(({ expected }) => expected.litellm.user === null)
    expect(strangers.map(({ shape: kind }) => kind)).toEqual(['unknown-to-litellm'])
    for (const { expected } of strangers)
      expect(after.teams.some(({ team_id }) => team_id === expected.organization)).toBe(false)
    const keys = new Map(after.keys.map((key) => [key.token, key]))
    const was = new Map(atFirst.keys.map((key) => [key.token, key]))
    for (const { shape: kind, expected } of facts) {
      const { organization, litellm: known } = expected
      if (expected.outcome !== 'promote' || known.user === null || known.credit === 'unknown') continue
      const homes = known.keys.map((token) => {
        const home = was.get(token)?.team_id ?? null
        const isElsewhere = home !== null && home !== world.made.legacyTeam && !organizations.has(home)
        return isElsewhere ? home : organization
      })
      expect([kind, known.keys.map((token) => keys.get(token)?.team_id)]).toEqual([kind, homes])
      const team = after.teams.find(({ team_id }) => team_id === organization)
      if (teamsAtFirst.has(organization ?? '') && !kind.startsWith('budget-marker')) continue
      const left = team?.max_budget == null ? null : new Big(team.max_budget).minus(team.spend).toFixed()
      expect([kind, left]).toEqual([kind, known.credit])
    }
    // Only who had a dead key has a new one, and the app has it too; everybody else has the one that they had.
    const isDead = ({ expected }: Fact) => expected.stored_key.state === 'dead'
    const known = promoted.filter(({ expected }) => expected.litellm.credit !== 'unknown')
    const made = after.keys.filter(({ token }) => !was.has(token))
    expect(made.map((key) => [plain(key.user_id), plain(key.team_id)]).sort()).toEqual(
      known
        .filter(isDead)
        .map(({ user_id: id }) => [plain(id), plain(id)])
        .sort(),
    )
    const held = await readHeld(world)
    for (const { shape: kind, expected } of known) {
      const { organization, settings, stored_key: stored } = expected
      if (settings === null || !['alive', 'dead'].includes(stored.state)) continue
      const token = held.get(organization ?? '') ?? ''
      const isMade = made.some((key) => key.token === token)
      expect([kind, keys.get(token)?.team_id, isMade]).toEqual([kind, organization, stored.state === 'dead'])
    }
    const untouched = after.keys.filter(
      ({ user_id: id }) => !facts.some((fact) => plain(fact.user_id) === plain(id)),
    )
    expect(untouched).toEqual(untouched.map(({ token }) => was.get(token)))

    const stamped = await world.rows('select stripe_customer_id as id, org_id from stripe_customers')
    const homes = new Map(stamped.map(({ id, org_id: home }) => [id, home]))
    for (const { shape: kind, expected } of facts) {
      if (expected.outcome !== 'promote' || kind === 'stamped-elsewhere') continue
      for (const { id, state } of expected.stripe.customers) {
        const customer = stripe.snapshot().customers.find((one) => one.id === id)
        expect([kind, homes.get(id)]).toEqual([kind, expected.organization])
        if (state !== 'there') continue
        expect([kind, customer?.metadata.org_id, customer?.metadata.user_id]).toEqual([
          kind,
          expected.organization,
          undefined,
        ])
      }
      for (const id of expected.stripe.subscriptions) {
        const subscription = stripe.snapshot().subscriptions.find((one) => one.id === id)
        expect([kind, subscription?.metadata.org_id]).toEqual([kind, expected.organization])
      }
    }

    for (const { promotion_id } of run.promotions) await world.resettle.rollbackPromotion(promotion_id)
    await world.resettle.outside.run()
    expect(stripe.snapshot()).toEqual(customersAtFirst)
    expect(litellm.snapshot()).toEqual(atFirst)
  })
})

/** The hash of each person's key as the app opens it, by organization; what it cannot open is none. */
async function readHeld(world: OpenHandsWorld): Promise<Map<string, string>> {
  const key = createHash('sha256').update(world.made.secret).digest()
  const held = new Map<string, string>()
  for (const { org_id, sealed } of await world.rows(
    'select org_id, _llm_api_key as sealed from org_member where org_id = user_id',
  )) {
    const opened = await compactDecrypt(sealed, key).catch(() => null)
    if (opened === null) continue
    const { v } = JSON.parse(new TextDecoder().decode(opened.plaintext))
    held.set(org_id, createHash('sha256').update(v).digest('hex'))
  }
  return held
}
