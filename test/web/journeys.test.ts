import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { startOther } from '../http/support/kill-service.ts'
import { moving } from '../http/support/service.ts'
import { useVisits } from './support/visit.ts'

/** Types the slug of the source, and starts. */
async function confirm(page: Page, button: string): Promise<void> {
  await page.getByLabel(/to confirm/).fill('eng-dept')
  await page.getByRole('button', { name: button }).click()
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

describe('the page in a browser', { timeout: 90_000 }, () => {
  const open = useVisits()

  it('merges two departments with conflicts, shows what happened, and undoes it', async () => {
    const { lamb, serve, visit } = await open()
    const { page, complaints, ask } = await visit((await serve()).address)
    const before = await lamb.snapshot()

    await page.goto('/')
    await page.getByRole('link', { name: 'Migrate Department of Engineering' }).click()
    await choose(page.getByLabel('Faculty of Sciences'))
    await page.getByRole('button', { name: 'Make the plan' }).click()
    await heading(page, 'What would happen').waitFor()

    await page.getByRole('link', { name: 'Continue' }).click()
    await heading(page, 'Conflicts').waitFor()
    await page.getByLabel('For all of these').selectOption({ label: 'Let it come without the link' })
    await page.getByText('comes, with lti_user_id emptied').first().waitFor()

    await page.getByRole('link', { name: 'Continue' }).click()
    await heading(page, 'People and access').waitFor()
    const [yes, no] = [page.getByLabel(/^Yes, they stay/), page.getByLabel(/^No, they become/)]
    // Asked, never assumed.
    expect([await yes.isChecked(), await no.isChecked()]).toEqual([false, false])
    await choose(yes)
    await page
      .getByRole('row', { name: /Gains$/ })
      .first()
      .waitFor()

    await page.getByRole('link', { name: 'Review' }).click()
    await heading(page, 'Review').waitFor()
    expect(await page.getByText('administer Faculty of Sciences from then on').count()).toBe(1)
    await page.getByLabel(/to confirm/).fill('faculty_sci')
    await page.getByRole('button', { name: 'Migrate now' }).click()
    await page.getByText('This is not eng-dept').waitFor()
    expect(await lamb.snapshot()).toEqual(before)
    await confirm(page, 'Migrate now')
    await heading(page, 'Done, and proven').waitFor()
    expect(await lamb.count('select count(*) from {assistants} where organization_id = 2')).toBe(0)

    await page.getByRole('link', { name: 'See the report' }).click()
    await page.getByText('Planned, done and verified agree in every table.').waitFor()
    const { report } = await ask('GET', `/api${new URL(page.url()).pathname}`)
    await expectToPrint(page, (report as { access: unknown[] }).access.length)
    await page.getByPlaceholder('Old or new name').fill('circuit_theory')
    expect(await page.getByRole('cell', { name: '4_eng_dept_circuit_theory' }).count()).toBe(1)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    await page.getByRole('menuitem', { name: 'Table (CSV)' }).click()
    expect((await download).suggestedFilename()).toMatch(/\.csv$/)

    await page.getByRole('link', { name: 'Undo' }).click()
    await page.getByText('everything goes back exactly as it was').waitFor()
    await confirm(page, 'Take it back')
    await heading(page, 'Taken back, and proven').waitFor()
    const way = await page.getByRole('main').innerText()
    expect(way).toMatch(/Faculty of Sciences.*Department of Engineering/s)
    expect(await lamb.snapshot()).toEqual(before)
    await page.getByRole('link', { name: 'History' }).click()
    await page.getByText('Taken back', { exact: true }).waitFor()
    expect(complaints).toEqual([])
  })

  it('decides every conflict with the keyboard alone', async () => {
    const { serve, visit } = await open()
    const { page, ask, openPlan, complaints } = await visit((await serve()).address)
    const id = await openPlan('conflicts')
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const focused = () => page.evaluate<string>('document.activeElement?.textContent ?? ""')
    await heading(page, 'Conflicts').waitFor()

    // From the heading to the first row, by Tab alone.
    for (let tabs = 0; tabs < 40; tabs += 1) {
      await press('Tab')
      if (await page.evaluate<boolean>('document.activeElement?.hasAttribute("data-row") ?? false')) break
    }
    await press('1', 'ArrowDown', '1')
    await page.getByText('settled').nth(1).waitFor()

    await press(']', 'Tab')
    await page.getByRole('heading', { level: 2, name: 'Assistants' }).waitFor()
    await page.getByRole('row', { name: /4_circuit_theory/ }).focus()
    await press('Enter')
    await page.keyboard.type('4_circuits_of_engineering')
    await page.getByText('This name is free.').waitFor()
    await press('Enter')
    await page.getByText('4_circuits_of_engineering').waitFor()
    // The keyboard is where it was, and the next row is one key away.
    expect(await focused()).toContain('4_circuit_theory')
    await press('ArrowDown', '3')
    await page.getByText('stays in the source, with what belongs to it').waitFor()
    await press('?')
    await page.getByRole('dialog', { name: 'Working with the keyboard' }).waitFor()
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    const conflicts = async () => {
      const { plan } = (await ask('GET', `/api/plans/${id}`)) as {
        plan: { conflicts: Record<string, { proposed: unknown; decided_by: string }[]> }
      }
      return [plan.conflicts.users, plan.conflicts.assistants?.slice(0, 2)]
    }
    // What is decided is shown before the service has written it down.
    await expect.poll(conflicts, { timeout: 10_000 }).toMatchObject([
      [{ proposed: { action: 'clear', name: null } }, { proposed: { action: 'clear', name: null } }],
      [
        { proposed: { action: 'rename', name: '4_circuits_of_engineering' }, decided_by: 'decision' },
        { proposed: { action: 'skip' }, decided_by: 'decision' },
      ],
    ])
    expect(complaints).toEqual([])
  })

  it('goes on after the service was killed in the middle of a migration', async () => {
    const { lamb, serve, visit, webRoot } = await open()
    const killed = await startOther({ db: lamb.url, stopsAt: moving.source, webRoot })
    try {
      const { page, openPlan } = await visit(killed.address)
      const before = await lamb.snapshot()
      await openPlan('people', { on: { users: 'clear' } })
      await choose(page.getByLabel(/^No, they become/))
      await page.getByRole('link', { name: 'Review' }).click()
      await confirm(page, 'Migrate now')
      await heading(page, 'Migrating').waitFor()
      await killed.hangs
      await killed.kill()
      await page.getByText('The connection was lost').waitFor()
      expect(await lamb.snapshot()).toEqual(before)

      await serve({ port: Number(new URL(killed.address).port) })
      await heading(page, 'Interrupted').waitFor()
      await page.getByRole('button', { name: 'Find out, and go on' }).click()
      await heading(page, 'Done, and proven').waitFor()
      expect(await lamb.count('select count(*) from {usage_logs} where organization_id = 2')).toBe(0)
    } finally {
      await killed.kill()
    }
  })

  it('keeps two administrators from working past each other', async () => {
    const { lamb, serve, visit } = await open()
    const { address } = await serve()
    const ada = await visit(address, { name: 'ada' })
    const bo = await visit(address, { name: 'bo' })
    const id = await ada.openPlan('options', { on: { users: 'clear' } })
    await heading(ada.page, 'Options').waitFor()
    await bo.ask('PATCH', `/api/plans/${id}`, { options: { rename_prefix: 'bo' } })

    // Refused at once, so that it may be back before anybody could see it checked.
    await ada.page.getByLabel(/^is deleted/).click({ force: true })
    await ada.page.getByText('Somebody else changed the plan meanwhile.').waitFor()
    expect(await ada.ask('GET', `/api/plans/${id}`)).toMatchObject({
      plan: { options: { delete_source: false, rename_prefix: 'bo' } },
    })

    // A plan that another one overtook is refused with the difference, and made again from there.
    await bo.openPlan('people', { on: { users: 'clear' } })
    await choose(bo.page.getByLabel(/^No, they become/))
    await lamb.run('update "LAMB_assistants" set name = \'renamed_meanwhile\' where id = 2')
    const before = await lamb.snapshot()
    await bo.page.getByRole('link', { name: 'Review' }).click()
    await confirm(bo.page, 'Migrate now')
    await bo.page.getByText('The data changed after the plan was made').waitFor()
    await bo.page.getByText('What changed').waitFor()
    expect(await lamb.snapshot()).toEqual(before)
    await bo.page.getByRole('button', { name: 'Make the plan again' }).click()
    await heading(bo.page, 'What would happen').waitFor()
  })

  it('asks for a new sign-in when the session has ended, and goes on where it was', async () => {
    const { serve, visit, token } = await open()
    const { page, ask, openPlan } = await visit((await serve()).address)
    await openPlan('people')
    await choose(page.getByLabel(/^Yes, they stay/))
    await page
      .getByRole('row', { name: /Gains$/ })
      .first()
      .waitFor()
    await ask('DELETE', '/api/session')

    await page.getByLabel(/^No, they become/).click({ force: true })
    await page.getByText('Your session has ended').waitFor()
    await page.getByRole('textbox', { name: 'Token' }).fill('rst_nobody')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByRole('textbox', { name: 'Token' }).fill(await token('again'))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await heading(page, 'People and access').waitFor()
    // What was answered before the session ended is still so.
    expect(await page.getByLabel(/^Yes, they stay/).isChecked()).toBe(true)
  })

  it('says that there is no network, loses nothing, and goes on when there is', async () => {
    const { serve, visit } = await open()
    const { page, context, openPlan } = await visit((await serve()).address)
    await openPlan('conflicts')
    const choice = page.getByLabel('For all of these')
    await choice.waitFor()
    await context.setOffline(true)
    await choice.selectOption({ label: 'Let it come without the link' })
    await page.getByText('The service cannot be reached.').waitFor()
    expect(await page.getByText('Nothing you decided is lost').count()).toBe(1)
    await context.setOffline(false)
    await choice.selectOption({ label: 'Let it come without the link' })
    await page.getByText('comes, with lti_user_id emptied').first().waitFor()
    await page.getByText('The service cannot be reached.').waitFor({ state: 'hidden' })
  })
})

/** An answer is shown when the service has taken it: the click alone does not say so. */
async function choose(option: Locator): Promise<void> {
  await option.click()
  await expect.poll(() => option.isChecked(), { timeout: 10_000 }).toBe(true)
}

/** On paper nobody can turn to the next people, and it is white, also where the screen is dark. */
async function expectToPrint(page: Page, people: number): Promise<void> {
  const rows = page.getByRole('table', { name: 'Access of each person' }).locator('tbody tr')
  const ink = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).color')
  const [few, onScreen] = [await rows.count(), await ink()]
  expect(few).toBeLessThan(people)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
  expect([await rows.count(), await ink()]).toEqual([people, onScreen])
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
  await page.evaluate("window.dispatchEvent(new Event('afterprint'))")
  expect(await rows.count()).toBe(few)
}
