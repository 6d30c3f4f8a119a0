import { describe, expect, it } from 'vitest'
import { useVisits } from './support/visit.ts'

describe('the page, where somebody else has a say or it is not yet time', { timeout: 120_000 }, () => {
  const open = useVisits()

  it('lets a second administrator approve what the first one made, and only then starts it', async () => {
    const { serve, visit, lamb } = await open()
    const { address } = await serve({ auth: { approverRequired: true } })
    const [ada, bo] = [await visit(address, { name: 'ada' }), await visit(address, { name: 'bo' })]
    const id = await ada.openPlan('people', { on: { users: 'clear' } })
    await ada.page.getByLabel(/^No, they become/).check({ force: true })
    await ada.page.getByRole('link', { name: 'Review' }).click()
    await ada.page.getByRole('button', { name: 'Copy the address' }).waitFor()
    expect(await ada.page.getByRole('button', { name: 'Migrate now' }).isDisabled()).toBe(true)

    await bo.page.goto(`/plans/${id}/review`)
    await bo.page.getByText('ada made this plan and asks for your approval').waitFor()
    const before = await lamb.snapshot()
    // What bo approves is what bo was shown, not what ada made of it meanwhile.
    await ada.ask('PATCH', `/api/plans/${id}`, { options: { rename_prefix: 'ada' } })
    await bo.page.getByRole('button', { name: 'Approve' }).click()
    await bo.page.getByText('Somebody else changed the plan meanwhile.').waitFor()
    await bo.page.getByRole('button', { name: 'Approve' }).click()
    await bo.page.getByText('Approved by bo').waitFor()
    expect(await lamb.snapshot()).toEqual(before)

    await ada.page.reload()
    await ada.page.getByText('Approved by bo').waitFor()
    await ada.page.getByLabel(/to confirm/).fill('eng-dept')
    await ada.page.getByRole('button', { name: 'Migrate now' }).click()
    await ada.page.getByRole('heading', { level: 1, name: 'Done, and proven' }).waitFor()
  })

  it('schedules a run with a notice before, and cancels it', async () => {
    const { serve, visit, lamb } = await open()
    const { page, openPlan } = await visit((await serve()).address)
    const before = await lamb.snapshot()
    await openPlan('options', { on: { users: 'clear' } })
    await page.getByLabel('At a time').check({ force: true })
    await page.getByLabel('Date and time').fill('2001-01-01T09:00')
    await page.getByText('This time has passed.').waitFor()
    await page.getByLabel('Date and time').fill('2140-01-01T09:00')
    await page.getByText('Choose a time within a year.').waitFor()
    const nextYear = new Date().getFullYear() + 1
    await page.getByLabel('Date and time').fill(`${nextYear}-01-01T00:30`)
    await page.getByText('Choose a time within a year.').waitFor({ state: 'hidden' })
    await page.getByRole('link', { name: 'People and access' }).click()
    await page.getByLabel(/^No, they become/).check({ force: true })
    await page.getByRole('link', { name: 'Notices' }).click()
    await page.getByLabel('Tell people before').check({ force: true })
    await page.getByRole('link', { name: 'Review' }).click()
    await page.getByText(`It begins on 1 Jan ${nextYear}`).waitFor()
    await page.getByText('Mail is not set up in this service, so nothing is sent.').waitFor()
    await page.getByLabel(/to confirm/).fill('eng-dept')
    await page.getByRole('button', { name: 'Schedule the migration' }).click()
    await page.getByRole('heading', { level: 1, name: 'Scheduled' }).waitFor()

    await page.getByRole('button', { name: 'Cancel the run' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
    await page.getByRole('heading', { level: 1, name: 'Cancelled; nothing has changed' }).waitFor()
    expect(await lamb.snapshot()).toEqual(before)
  })
})
