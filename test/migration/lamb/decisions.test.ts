import { describe, expect, test } from 'vitest'
import type { Decision, Plan } from '../../../src/migration/documents.ts'
import { engines } from '../../support/databases.ts'
import { type Lamb, quiet, source, target, useLamb } from '../../support/lamb.ts'

const owner = 'jon.etxeberria@portlindar.example'

describe.each(engines)('single decisions on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('give a name of one’s own, and names made up give way to it', async () => {
    const lamb = await open()
    const one = await addTwice(lamb, '4_alpha')
    const two = await addTwice(lamb, '4_beta')
    const decisions = [rename(two.here, '4_eng_dept_alpha'), rename(one.here, '4_other_alpha')]
    await lamb.migrateAndBack({ decisions: decisions.slice(0, 1) }, async ({ renamed }) => {
      expect(namesById(renamed)).toEqual({
        [one.here]: '4_eng_dept_alpha_2',
        [two.here]: '4_eng_dept_alpha',
      })
    })
    await lamb.migrateAndBack({ decisions }, async ({ renamed, decisions: taken }) => {
      expect(namesById(renamed)).toEqual({ [one.here]: '4_other_alpha', [two.here]: '4_eng_dept_alpha' })
      expect(taken.map(({ decided_by }) => decided_by)).toEqual(['decision', 'decision'])
      expect(await nameOf(lamb, one.here)).toBe('4_other_alpha')
      expect(await nameOf(lamb, one.there)).toBe('4_alpha')
    })
  })

  test('with a name that breaks a rule of the app are refused, and the rule is named', async () => {
    const lamb = await open()
    const plain = await addTwice(lamb, '4_alpha')
    const ascii = await addTwice(lamb, '4_Alpha Beta')
    const free = await addTwice(lamb, 'Ω alpha')
    const wrong = [
      [plain.here, 'alpha', 'begin with "4_"'],
      [plain.here, '5_alpha', 'begin with "4_"'],
      [plain.here, '4_', 'begin with "4_" and go on after that'],
      [plain.here, '4_Alpha', 'lower-case letters from a to z, digits and "_" after "4_"'],
      [plain.here, `4_${'a'.repeat(49)}`, 'at most 50 characters'],
      [ascii.here, '4_Ωmega', 'plain ASCII'],
      [ascii.here, `4_${'A'.repeat(49)}`, 'at most 50 characters'],
    ] as const
    for (const [id, name, rule] of wrong) {
      const { message } = await lamb.refuses('decision.invalid', () =>
        lamb.plan({ decisions: [rename(id, name)] }),
      )
      expect(message).toContain(`assistants ${id} breaks a rule of the app: it must `)
      expect(message).toContain(rule)
    }
    // What held for the old name must hold for the new one, and no more.
    const decisions = [rename(ascii.here, '4_Gamma (new)'), rename(free.here, `Ω ‘beta’ ${'b'.repeat(50)}`)]
    await lamb.migrateAndBack({ decisions }, async () => {
      expect(await nameOf(lamb, free.here)).toBe(`Ω ‘beta’ ${'b'.repeat(50)}`)
    })
  })

  test('with a name that is taken are refused: in the target, by a sibling, by another decision, unchanged', async () => {
    const lamb = await open()
    const { here } = await addTwice(lamb, '4_alpha')
    const other = await addTwice(lamb, '4_beta')
    await addAssistant(lamb, target, '4_there')
    await addAssistant(lamb, source, '4_here')
    for (const name of ['4_there', '4_here', '4_alpha']) {
      const plan = await lamb.plan({ decisions: [rename(here, name)] })
      expect(takenNames(plan)).toEqual([`The name "${name}" for assistants ${here} is taken.`])
      expect(plan.findings.map(({ code }) => code)).not.toContain('conflict.undecided')
      await lamb.refuses('plan.blocked', () => lamb.migrate({ decisions: [rename(here, name)] }))
    }
    const same = [rename(here, '4_gamma'), rename(other.here, '4_gamma')]
    expect(takenNames(await lamb.plan({ decisions: same }))).toHaveLength(1)
    // The same name under another owner is another name.
    await lamb.add('assistants', { organization_id: target, owner: 'somebody@else', name: '4_free' })
    await lamb.migrateAndBack({ decisions: [rename(here, '4_free')] })
  })

  test('rename the row of the target instead, to a made-up name or one’s own', async () => {
    const lamb = await open()
    const one = await addTwice(lamb, '4_alpha')
    const two = await addTwice(lamb, '4_beta')
    const decisions: Decision[] = [
      { resource: 'assistants', id: one.here, choice: 'rename-target' },
      { resource: 'assistants', id: two.here, choice: 'rename-target', name: '4_old_beta' },
    ]
    await lamb.migrateAndBack({ decisions }, async ({ renamed, conflicts_resolved }) => {
      expect(namesById(renamed)).toEqual({ [one.there]: '4_faculty_sci_alpha', [two.there]: '4_old_beta' })
      expect(renamed.map(({ from }) => from)).toEqual(['4_alpha', '4_beta'])
      expect(conflicts_resolved.assistants_renamed_in_target).toBe(2)
      for (const [id, name, home] of [
        [one.here, '4_alpha', target],
        [one.there, '4_faculty_sci_alpha', target],
        [two.here, '4_beta', target],
        [two.there, '4_old_beta', target],
      ] as const) {
        expect(await lamb.query(`select name, organization_id from {assistants} where id = ${id}`)).toEqual([
          { name, organization_id: home },
        ])
      }
    })
    const swapped = decisions.map((one) => ({ ...one, name: one.id === two.here ? '4_alpha' : '4_beta' }))
    expect(takenNames(await lamb.plan({ decisions: swapped }))).toHaveLength(2)
  })

  test('clear one LMS account and skip another, with everything that one owns', async () => {
    const lamb = await open()
    const person = (organization: number, lti: string, email: string): Promise<number> =>
      lamb.add('Creator_users', { organization_id: organization, user_email: email, lti_user_id: lti })
    const cleared = await person(source, 'A', 'a@source.example')
    const skipped = await person(source, 'B', 'b@source.example')
    await person(target, 'A', 'a@target.example')
    await person(target, 'B', 'b@target.example')
    const owned = await lamb.add('assistants', {
      organization_id: source,
      owner: 'b@source.example',
      name: 'mine',
    })
    await lamb.refuses('plan.undecided', () => lamb.migrate())
    const decisions: Decision[] = [
      { resource: 'users', id: cleared, choice: 'clear' },
      { resource: 'Creator_users', id: String(skipped), choice: 'skip' },
    ]
    await lamb.migrateAndBack({ decisions }, async ({ conflicts_resolved, skipped: left, access }) => {
      expect(conflicts_resolved).toMatchObject({ users_cleared: 1, users_skipped: 1 })
      expect(left).toEqual([
        { resource: 'users', id: skipped, name: 'b@source.example', reason: 'skipped because of a conflict' },
        { resource: 'assistants', id: owned, name: 'mine', reason: 'belongs to a user that stays' },
      ])
      expect(access.map(({ user }) => user)).not.toContain(skipped)
      expect(
        await lamb.query(`select id, organization_id, lti_user_id from {Creator_users}
          where id in (${cleared}, ${skipped}) order by id`),
      ).toEqual([
        { id: cleared, organization_id: target, lti_user_id: null },
        { id: skipped, organization_id: source, lti_user_id: 'B' },
      ])
    })
  })

  test('keep the LMS key of the target by default; skipping leaves the other one switched on', async () => {
    const lamb = await open()
    const key = (organization: number): Promise<number> =>
      lamb.add('lti_creator_keys', {
        organization_id: organization,
        oauth_consumer_key: `key ${organization}`,
      })
    const [mine, theirs] = [await key(source), await key(target)]
    const enabledOf = (id: number): Promise<unknown[]> =>
      lamb.list(
        `select case when enabled then 'on' else 'off' end as state from {lti_creator_keys} where id = ${id}`,
      )
    const skip: Decision = { resource: 'lti_creator_keys', id: mine, choice: 'skip' }
    await lamb.migrateAndBack({}, async ({ conflicts_resolved, decisions }) => {
      expect(conflicts_resolved.lti_creator_keys_kept).toBe(1)
      expect(decisions.map(({ decided_by, target_id }) => [decided_by, target_id])).toEqual([
        ['default', theirs],
      ])
      expect([await enabledOf(mine), await enabledOf(theirs)]).toEqual([['off'], ['on']])
    })
    await lamb.migrateAndBack({ decisions: [skip] }, async () => {
      expect([await enabledOf(mine), await enabledOf(theirs)]).toEqual([['on'], ['on']])
    })
  })

  test('about nothing, with a choice that is not offered, or twice about one row, are refused', async () => {
    const lamb = await open()
    const { here, there } = await addTwice(lamb, '4_alpha')
    const wrong: unknown[][] = [
      [{ resource: 'assistants', id: there, choice: 'skip' }],
      [{ resource: 'assistants', id: 999_999, choice: 'skip' }],
      [{ resource: 'templates', id: here, choice: 'skip' }],
      [{ resource: 'nothing', id: here, choice: 'skip' }],
      [{ resource: 'assistants', id: here, choice: 'clear' }],
      [{ resource: 'assistants', id: here, choice: 'keep-target' }],
      [{ resource: 'assistants', id: here, choice: 'delete' }],
      [{ resource: 'assistants', id: here, choice: 'rename', name: '' }],
      [{ resource: 'assistants', id: here, choice: 'skip', name: 'no use' }],
      [{ resource: 'assistants', id: here, choice: 'rename', nmae: 'typo' }],
      [
        { resource: 'assistants', id: here, choice: 'rename' },
        { resource: 'LAMB_assistants', id: String(here), choice: 'skip' },
      ],
    ]
    const attempts = wrong.map((decisions) => () => lamb.plan({ decisions: decisions as Decision[] }))
    await lamb.refuses('decision.invalid', ...attempts)
  })

  test('with a name that a check or the column cannot hold are refused, and made-up names stay within it', async () => {
    const lamb = await open()
    await lamb.run(
      "update {assistants} set name = 'a' || id",
      "alter table {assistants} add column mood text check (length(name) <= 20 and name <> '4_no')",
    )
    const { here } = await addTwice(lamb, '4_twenty_characters_')
    const refused = ['4_one_and_twenty_char', '4_no']
    // SQLite asks no column for its length.
    if (engine === 'postgres') {
      await lamb.run('alter table {assistants} alter column name type varchar(15) using left(name, 15)')
      refused.push('4_sixteen_chars_')
    }
    for (const name of refused) {
      const { findings } = await lamb.plan({ decisions: [rename(here, name)] })
      const codes = findings.flatMap(({ code, severity }) => (severity === 'blocker' ? [code] : []))
      expect(codes).toEqual(['decision.name-not-allowed'])
      await lamb.refuses('plan.blocked', () => lamb.migrate({ decisions: [rename(here, name)] }))
    }
    await lamb.run(`update {assistants} set name = '4_twenty_chars_' where name like '4_twenty%'`)
    await lamb.migrateAndBack({}, async ({ renamed }) => {
      expect(renamed).toHaveLength(1)
      expect(renamed[0]?.to?.length).toBeLessThanOrEqual(engine === 'sqlite' ? 20 : 15)
    })
    await lamb.refuses('plan.undecided', () => lamb.migrate({ renameStyle: 'timestamp' }))
    await lamb.run(
      'alter table {assistants} drop column mood',
      "alter table {assistants} add column mood text check (name like 'a%' or name like '4_twenty%')",
    )
    // No name that can be made up is allowed: a person must say one.
    await lamb.refuses('plan.undecided', () => lamb.migrate())
    await lamb.migrateAndBack({ decisions: [rename(here, '4_twenty_x')] })
  })
})

function rename(id: number, name: string): Decision {
  return { resource: 'assistants', id, choice: 'rename', name }
}

function addAssistant(lamb: Lamb, organization: number, name: string): Promise<number> {
  return lamb.add('assistants', { organization_id: organization, owner, name })
}

async function addTwice(lamb: Lamb, name: string): Promise<{ here: number; there: number }> {
  return { here: await addAssistant(lamb, source, name), there: await addAssistant(lamb, target, name) }
}

function namesById(renamed: readonly { id: unknown; to: string | null }[]): Record<string, string | null> {
  return Object.fromEntries(renamed.map(({ id, to }) => [String(id), to]))
}

async function nameOf(lamb: Lamb, id: number): Promise<unknown> {
  const [name] = await lamb.list(`select name from {assistants} where id = ${id}`)
  return name
}

function takenNames({ findings }: Plan): string[] {
  return findings.filter(({ code }) => code === 'decision.name-taken').map(({ message }) => message)
}
