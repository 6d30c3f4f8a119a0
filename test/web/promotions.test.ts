import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiteLlmFake, startLiteLlm } from '../../demo/outside/litellm.ts'
import { type StripeFake, startStripe } from '../../demo/outside/stripe.ts'
import { connectOutside } from '../../src/effects/outside.ts'
import { createOpenHands } from '../promotion/openhands/world.ts'
import { Inspection } from './support/axe.ts'
import { makeToken, usePages } from './support/visit.ts'

/** One of each kind of which the page tells something else: ordinary, held up, and one that needs a person outside. */
const shapes = ['ordinary', 'id-no-uuid', 'budget-marker-no-team'] as const

describe('promotions on the page', { timeout: 120_000 }, () => {
  const pages = usePages()
  let litellm: LiteLlmFake
  let stripe: StripeFake
  beforeAll(async () => {
    ;[litellm, stripe] = await Promise.all([startLiteLlm(), startStripe({ calls_per_second: null })])
  })
  afterAll(() => Promise.all([litellm.close(), stripe.close()]))

  it('are looked at, started, paused and gone on with, and say who needs a person; axe finds nothing', async () => {
    const outside = connectOutside(
      {
        litellm: { url: litellm.url, key: litellm.masterKey, timeoutMs: 20_000 },
        stripe: { url: stripe.url, key: stripe.apiKey, timeoutMs: 20_000 },
        secret: 'a secret of the tests',
      },
      { rates: { litellm: 1000, stripe: 1000 } },
    )
    const world = await createOpenHands('postgres', { users: 9, shapes }, { outside })
    litellm.seed(world.made.outside.litellm)
    stripe.seed(world.made.outside.stripe)
    const { address } = await pages.serve(world.resettle, {}, async () => {
      await world.resettle.close()
      await world.database.close()
    })
    const { page, complaints } = await pages.visit(address, await makeToken(world.resettle))
    const axe = new Inspection(page)
    const others = await world.rows('select * from org order by id')

    await page.goto('/promotions')
    await page.getByText('The id cannot be that of an organization.').first().waitFor()
    await page.getByRole('button', { name: 'Look first' }).click()
    await page.getByText('Nothing has happened yet.').waitFor()
    expect(await world.rows('select * from org order by id')).toEqual(others)
    for (const summary of await page.locator('summary').all()) await summary.click()
    await axe.look('preview')

    // Nobody outside answers until the run has been paused.
    litellm.faults.set({ does: 'fail', status: 503, times: 0 })
    await page.getByRole('button', { name: /^Promote \d+ people$/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Promoting' }).waitFor()
    await page.getByRole('region', { name: 'In other systems' }).waitFor()
    await axe.look('run')
    await page.getByRole('link', { name: 'To the promotions' }).click()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Go on' }).waitFor()
    await axe.look('paused')
    litellm.faults.clear()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('link', { name: 'Follow' }).click()
    await page.getByRole('heading', { level: 1, name: 'Done' }).waitFor({ timeout: 60_000 })
    await axe.look('done')

    await page.getByRole('link', { name: 'To the promotions' }).click()
    // Those whom the pause left waiting outside are gone on with by the service itself, after their wait.
    await page.getByText('These need a person').waitFor({ timeout: 90_000 })
    await axe.look('effects')
    const retried = page.waitForResponse((response) => response.url().endsWith('/retry'))
    await page
      .getByRole('row', { name: /Workspace at LiteLLM/ })
      .getByRole('button', { name: 'Try again' })
      .first()
      .click()
    expect((await retried).status()).toBe(200)
    // Organizations that were there before are as they were.
    const after = new Set(
      (await world.rows('select * from org order by id')).map((row) => JSON.stringify(row)),
    )
    expect(others.filter((row) => !after.has(JSON.stringify(row)))).toEqual([])
    expect(axe.found).toEqual([])
    expect(complaints).toEqual([])
  })
})
