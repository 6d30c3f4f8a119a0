import { describe, expect, it } from 'vitest'
import { useVisits } from './support/visit.ts'

const MANY = 5_000

describe('the workbench', { timeout: 120_000 }, () => {
  const open = useVisits()

  it('stays usable with five thousand conflicts', async () => {
    const { lamb, serve, visit } = await open()
    await lamb.run(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${MANY})
       insert into "LAMB_assistants" (organization_id, name, owner, created_at, updated_at)
       select o.id, '9_seminar_' || n.i, 'ada@portlindar.example', 0, 0
       from n, "LAMB_organizations" o where o.id in (2, 3)`,
    )
    const { page, ask, openPlan, complaints } = await visit((await serve()).address)
    const id = await openPlan('conflicts', { on: { users: 'clear' } })
    await page.getByRole('button', { name: 'Assistants' }).click()
    // However many there are, no more are drawn than can be looked at.
    await page.getByText(/^1–50 of 5,0\d\d$/).waitFor()
    expect(await page.locator('[data-row]').count()).toBe(50)

    await page.getByPlaceholder('Name or owner').fill('9_seminar_4999')
    await page.getByPlaceholder('Name or owner').press('Enter')
    await page.keyboard.press('3')
    await page.getByText('stays in the source, with what belongs to it').waitFor()
    await page.getByPlaceholder('Name or owner').fill('')
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.getByText(/^51–100 of/).waitFor()
    await page.getByLabel('For all of these').selectOption({ label: 'Rename the one that is there' })
    const settled = async () => {
      const { plan } = (await ask('GET', `/api/plans/${id}`)) as {
        plan: { conflicts: { assistants: { name: string; proposed: { action: string } }[] } }
      }
      const { assistants } = plan.conflicts
      return {
        skipped: assistants.filter(({ proposed }) => proposed.action === 'skip').map(({ name }) => name),
        renamed: assistants.filter(({ proposed }) => proposed.action === 'rename-target').length >= MANY - 1,
      }
    }
    // What was decided one by one stays so when all others are decided at once.
    await expect.poll(settled, { timeout: 30_000 }).toEqual({ skipped: ['9_seminar_4999'], renamed: true })
    await page.getByText('becomes').first().waitFor()
    expect(complaints).toEqual([])
  })
})
