import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildUniversity } from '../../demo/university/university.ts'
import { parseDecision } from '../../src/cli/input/decisions.ts'
import { openResettle } from '../../src/resettle.ts'
import { freshDatabase } from '../support/databases.ts'

describe('docs/tutorial.md', () => {
  it('decides conflicts that the university has, all of those that ask for it', async () => {
    const page = readFileSync(new URL('../../docs/tutorial.md', import.meta.url), 'utf8')
    const decisions = Array.from(page.matchAll(/--decide (\S+)/g), ([, words]) => parseDecision(words ?? ''))
    expect(decisions.length).toBeGreaterThan(0)
    const fresh = await freshDatabase('sqlite')
    const database = await fresh.open()
    await buildUniversity(database)
    await using resettle = await openResettle({ db: fresh.url, blueprint: 'lamb' })
    const open = await resettle.plan('eng-dept', 'faculty_sci')
    expect(open.can_migrate).toBe(false)
    const plan = await resettle.plan('eng-dept', 'faculty_sci', { decisions })
    expect(plan.can_migrate).toBe(true)
    await resettle.close()
    await fresh.drop()
  })
})
