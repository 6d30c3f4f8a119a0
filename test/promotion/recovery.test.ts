import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiteLlmFake, startLiteLlm } from '../../demo/outside/litellm.ts'
import { type StripeFake, startStripe } from '../../demo/outside/stripe.ts'
import type { BlueprintInput } from '../../src/blueprint/blueprint.ts'
import { connectOutside } from '../../src/effects/outside.ts'
import { openResettle } from '../../src/resettle.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { buildClubs, clubsBlueprint, ids } from './clubs.ts'

/** The app reads a person's key from the seat once there is one. */
const blueprint = structuredClone(clubsBlueprint) as BlueprintInput & { promotion: object }
Object.assign(blueprint.promotion?.outside?.litellm ?? {}, {
  publish: { to: 'membership', column: 'held', replaces: 'secret' },
})

const TIMEOUT_MS = 10_000

describe.each(engines)('the outside of a promotion, kept on %s', (engine) => {
  let fresh: FreshDatabase
  let litellm: LiteLlmFake
  let stripe: StripeFake
  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    await buildClubs(fresh)
    await fresh.run('alter table seats add column held text')
    litellm = await startLiteLlm()
    stripe = await startStripe({ calls_per_second: null })
    litellm.seed({
      users: [{ user_id: ids.ann, max_budget: 20, spend: 5 }],
      keys: [{ key: 'sk-ann', user_id: ids.ann }],
    })
    stripe.seed({ customers: ['cus_ann', 'cus_c1', 'cus_c2', 'cus_by'].map((id) => ({ id })) })
  })
  afterEach(async () => {
    await fresh.drop()
    await Promise.all([litellm.close(), stripe.close()])
  })

  const open = (key = litellm.masterKey) =>
    openResettle({
      db: fresh.url,
      blueprint,
      outside: connectOutside(
        {
          litellm: { url: litellm.url, key, timeoutMs: TIMEOUT_MS },
          stripe: { url: stripe.url, key: stripe.apiKey, timeoutMs: TIMEOUT_MS },
          secret: 'a secret of the tests',
        },
        { rates: { litellm: 500, stripe: 500 } },
      ),
    })
  /** While neither system answers no transaction is open, and the app writes to the rows of the same person. */
  const assertNobodyWaits = async (work: (signal: AbortSignal) => Promise<unknown>) => {
    for (const { faults } of [litellm, stripe]) faults.set({ does: 'hang', method: 'POST' })
    const stop = new AbortController()
    const run = work(stop.signal)
    const isHanging = ({ calls }: Pick<LiteLlmFake, 'calls'>) =>
      calls.list().some(({ ended }) => ended === 'hanging')
    await expect.poll(() => isHanging(litellm) && isHanging(stripe), { timeout: 20_000 }).toBe(true)
    if (engine === 'postgres') {
      const database = await fresh.open()
      const open = sql`select pid from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'`
      // Leases are renewed meanwhile, for a moment each time.
      await expect.poll(() => database.read((connection) => connection.query(open))).toEqual([])
    }
    const since = performance.now()
    await fresh.run(
      `update clubs set title = title where id = '${ids.ann}'`,
      `update seats set held = held where member_id = '${ids.ann}'`,
      `update payers set kind = kind where person = '${ids.ann}'`,
      `update profiles set theme = theme where person = '${ids.ann}'`,
    )
    expect(performance.now() - since).toBeLessThan(TIMEOUT_MS / 2)
    stop.abort()
    await run
  }
  const team = () => litellm.snapshot().teams.find(({ team_id }) => team_id === ids.ann)

  it('goes on by itself when the same command is given again after a wrong key', async () => {
    const wrong = await open('sk-wrong')
    expect((await wrong.promote('all')).effects?.['needs-attention']).toBe(6)
    await wrong.close()
    expect(team()).toBeUndefined()
    await using right = await open()
    const again = await right.promote('all')
    expect([again.promoted, again.effects?.['needs-attention'] ?? 0]).toEqual([0, 0])
    // (20 − 5) × 2.5, the margin of old.
    expect(team()).toMatchObject({ max_budget: 37.5 })
  })

  it('judges the key that the app holds today, and leaves one that lives', async () => {
    await using resettle = await open()
    await resettle.promoteUser(ids.ann)
    litellm.seed({ keys: [{ key: 'sk-later', user_id: ids.ann, team_id: ids.ann }] })
    await fresh.run(
      `update seats set held = 'sk-later' where member_id = '${ids.ann}'`,
      `update profiles set secret = 'sk-long-dead' where person = '${ids.ann}'`,
    )
    const before = litellm.snapshot().keys.length
    expect((await resettle.promoteUser(ids.ann, { later: false })).effects?.done).toBe(2)
    expect(litellm.snapshot().keys).toHaveLength(before)
    expect(await resettle.outside.reconcile()).toMatchObject({ differences: [], problems: [] })
  })

  it('is finished when a rollback that was cut off is asked for again', async () => {
    const before = { litellm: litellm.snapshot(), stripe: stripe.snapshot() }
    await using resettle = await open()
    await assertNobodyWaits((signal) => resettle.promote([ids.ann], { signal }))
    const { promotion_id } = await resettle.promoteUser(ids.ann, { later: false })
    // Without the outside: as if the process had ended right after the commit.
    await using cut = await openResettle({ db: fresh.url, blueprint })
    await cut.rollbackPromotion(promotion_id ?? '')
    expect(team()).toBeDefined()
    expect((await resettle.rollbackPromotion(promotion_id ?? '')).outside?.compensated).toBe(2)
    expect({ litellm: litellm.snapshot(), stripe: stripe.snapshot() }).toEqual(before)
    await expect(resettle.rollbackPromotion(promotion_id ?? '')).rejects.toMatchObject({
      code: 'rollback.done',
    })
  })
})
