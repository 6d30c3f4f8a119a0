import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/migration/documents.ts'
import { engines } from '../../support/databases.ts'
import { awkward, type Lamb, quiet, source, target, useLamb } from '../../support/lamb.ts'

describe.each(engines)('strategies on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('rename settles all that a name can settle, defaults the rest that has one, and guesses nothing', async () => {
    const lamb = await open()
    const plan = await lamb.plan()
    expect(actionsOf(plan)).toEqual({
      assistants: 'rename strategy',
      templates: 'rename strategy',
      libraries: 'rename strategy',
      collections: 'rename strategy',
      users: 'open',
      lti_creator_keys: 'keep-target default',
    })
    expect(conflictIds(plan)).toEqual(factIds(lamb))
  })

  test('skip leaves every conflicting row where it is, and the row of the target as it was', async () => {
    const lamb = await open()
    const input = { conflictStrategy: 'skip' } as const
    const plan = await lamb.plan(input)
    expect(plan.can_migrate).toBe(true)
    expect(new Set(Object.values(actionsOf(plan)))).toEqual(new Set(['skip strategy', 'keep-target default']))
    const theirs = await lamb.query(
      `select * from {assistants} where organization_id = ${target} order by id`,
    )
    await lamb.migrateAndBack(input, async ({ conflicts_resolved, renamed }) => {
      expect(renamed).toEqual([])
      const items = Object.entries(plan.conflicts).flatMap(([resource, list]) =>
        list.map(({ id }) => ({ resource, id })),
      )
      for (const { resource, id } of items) {
        const [home] = await lamb.list(
          `select organization_id from {${tables[resource]}} where id = ${typeof id === 'number' ? id : `'${String(id)}'`}`,
        )
        expect([resource, id, home]).toEqual([resource, id, source])
      }
      const ids = theirs.map(({ id }) => Number(id)).join(', ')
      expect(await lamb.query(`select * from {assistants} where id in (${ids}) order by id`)).toEqual(theirs)
      expect(conflicts_resolved).toMatchObject({
        assistants_skipped: plan.conflicts.assistants?.length,
        assistants_renamed: 0,
        templates_renamed: 0,
        users_skipped: 2,
      })
    })
  })

  test('fail stops at any conflict, even one with a default, and lists them all', async () => {
    const lamb = await open()
    const plan = await lamb.plan({ conflictStrategy: 'fail' })
    const total = Object.values(plan.conflicts).flat().length
    expect(plan.findings.find(({ code }) => code === 'conflict.fail')).toMatchObject({ count: total })
    expect(conflictIds(plan)).toEqual(factIds(lamb))
    await lamb.refuses('plan.conflicts', () => lamb.migrate({ conflictStrategy: 'fail' }))
  })

  test('interactive proposes nothing by itself, lists what is open, and takes every answer as data', async () => {
    const lamb = await open()
    const plan = await lamb.plan({ conflictStrategy: 'interactive' })
    const open_ = Object.entries(plan.conflicts).filter(([resource]) => resource !== 'lti_creator_keys')
    expect(open_.flatMap(([, items]) => items).every(({ proposed }) => proposed === null)).toBe(true)
    expect(
      plan.findings.filter(({ code }) => code === 'conflict.undecided').map(({ count }) => count),
    ).toEqual(open_.map(([, items]) => items.length).filter((count) => count > 0))
    const refusal = await lamb.refuses('plan.undecided', () =>
      lamb.migrate({ conflictStrategy: 'interactive' }),
    )
    const told = JSON.stringify([refusal.message, refusal.context])
    expect(told).toContain('--decide assistants:ID=CHOICE')
    // Problems end in logs: they name no person and no row.
    const { assistants = [] } = plan.conflicts
    expect(assistants.length).toBeGreaterThan(0)
    const words = assistants.flatMap(({ name, owner }) => [name ?? '', owner ?? ''])
    expect(words.filter((word) => word.length > 4 && told.includes(word))).toEqual([])
    const decisions = open_.flatMap(([resource, items]) =>
      items.map(({ id, choices }, n) => ({ resource, id, choice: choices[n % choices.length] ?? 'skip' })),
    )
    await lamb.migrateAndBack({ conflictStrategy: 'interactive', decisions }, async (migration) => {
      const taken = migration.decisions.filter(({ decided_by }) => decided_by === 'decision')
      const skipped = new Set(migration.skipped.map(({ resource, id }) => `${resource} ${String(id)}`))
      // A row that stays for another reason needs no decision any more.
      const needed = decisions.filter(
        ({ resource, id, choice }) => choice === 'skip' || !skipped.has(`${resource} ${String(id)}`),
      )
      expect(taken.map(({ resource, id, proposed }) => ({ resource, id, choice: proposed?.action }))).toEqual(
        needed,
      )
    })
  })

  test('may differ per resource, per table under any of its names, and per key, the key going first', async () => {
    const lamb = await open()
    const { conflicts } = await lamb.plan()
    const key = conflicts.assistants?.[0]?.key ?? ''
    const words = async (on: Record<string, string>): Promise<Record<string, string>> =>
      actionsOf(await lamb.plan({ on }))
    expect(await words({ assistants: 'skip' })).toMatchObject({
      assistants: 'skip table',
      libraries: 'rename strategy',
    })
    for (const name of ['prompt_templates', 'LAMB_prompt_templates', 'lamb_PROMPT_templates', 'templates']) {
      expect(await words({ [name]: 'rename-target' })).toMatchObject({ templates: 'rename-target table' })
    }
    expect(await words({ assistants: 'skip', [key]: 'rename' })).toMatchObject({ assistants: 'rename table' })
    expect(await words({ Creator_users: 'clear' })).toMatchObject({ users: 'clear table' })
    expect(await words({ libraries: 'fail' })).toMatchObject({
      libraries: 'open',
      assistants: 'rename strategy',
    })
    await lamb.refuses('plan.conflicts', () => lamb.migrate({ on: { libraries: 'fail' } }))
    expect(await words({ users: 'interactive' })).toMatchObject({ users: 'open' })
    // A name cannot tell two LMS accounts apart, so this settles nothing.
    expect(await words({ users: 'rename' })).toMatchObject({ users: 'open' })
  })

  test('of tables, choices and keys that do not exist are refused', async () => {
    const lamb = await open()
    const wrong: Record<string, string>[] = [
      { nothing: 'skip' },
      { roles: 'skip' },
      { assistants: 'clear' },
      { users: 'keep-target' },
      { kbs: 'clear' },
      { assistants: 'merge' },
      { config: 'skip' },
    ]
    await lamb.refuses('decision.invalid', ...wrong.map((on) => () => lamb.plan({ on })))
  })
})

describe.each(engines)('strategies without conflicts on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('move everything, whichever it is', async () => {
    const lamb = await open()
    for (const conflictStrategy of ['fail', 'interactive', 'skip'] as const) {
      await lamb.migrateAndBack({ conflictStrategy }, async ({ renamed, skipped }) => {
        expect({ renamed, skipped }).toEqual({ renamed: [], skipped: [] })
        const left = await lamb.count(
          `select count(*) as n from {assistants} where organization_id = ${source}`,
        )
        expect(left).toBe(0)
      })
    }
  })
})

const tables: Readonly<Record<string, string>> = {
  users: 'Creator_users',
  assistants: 'assistants',
  templates: 'prompt_templates',
  libraries: 'libraries',
  collections: 'collections',
  lti_creator_keys: 'lti_creator_keys',
}

/** What is proposed for all conflicts of a resource, and by whom; resources without conflicts left out. */
function actionsOf({ conflicts }: Plan): Record<string, string> {
  return Object.fromEntries(
    Object.entries(conflicts).flatMap(([resource, items]) => {
      const words = new Set(
        items.map(({ proposed, decided_by }) =>
          proposed === null ? 'open' : `${proposed.action} ${decided_by ?? ''}`,
        ),
      )
      return items.length === 0 ? [] : [[resource, [...words].join(', ')]]
    }),
  )
}

function conflictIds({ conflicts }: Plan): string[] {
  return Object.entries(conflicts)
    .flatMap(([resource, items]) =>
      items.map(({ id, target_id }) => `${tables[resource]} ${String(id)} ${String(target_id)}`),
    )
    .sort()
}

/** The conflicts that the university says it has; those of memberships settle themselves. */
function factIds({ university }: Lamb): string[] {
  return university.conflicts
    .filter(({ table }) => table !== 'organization_roles')
    .map((one) => `${one.table} ${one.source} ${one.target}`)
    .sort()
}
