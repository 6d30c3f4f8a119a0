import { describe, expect, test } from 'vitest'
import type { Renamed } from '../../../src/migration/documents.ts'
import { engines } from '../../support/databases.ts'
import {
  awkward,
  decided,
  differences,
  type Lamb,
  quiet,
  source,
  target,
  useLamb,
} from '../../support/lamb.ts'

const jon = 'jon.etxeberria@portlindar.example'

describe.each(engines)('new names on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('keep the app’s rule: leading number in front, plain names plain and 50 characters at most', async () => {
    const lamb = await open()
    const { renamed } = await lamb.migrateAndBack(decided)
    const assistants = renamed.filter(({ resource }) => resource === 'assistants')
    expect(assistants.length).toBeGreaterThan(25)
    for (const { from, to } of assistants) {
      const [leading = ''] = /^\d+_/.exec(from ?? '') ?? []
      expect(to?.startsWith(leading)).toBe(true)
      if (/^[ -~]{0,50}$/.test(from ?? '')) expect(to).toMatch(/^[ -~]{0,50}$/)
      if (/^[a-z0-9_]*$/.test(from ?? '')) expect(to).toMatch(/^[a-z0-9_]*$/)
    }
    const fifty = assistants.filter(({ from }) => from?.endsWith('_exam_a') || from?.endsWith('_exam_b'))
    expect(fifty.map(({ from, to }) => [from?.length, to?.length])).toEqual([
      [50, 50],
      [50, 50],
    ])
    const [long] = assistants.filter(({ from }) => from?.length === 400)
    expect(long?.to).toBe(`5_eng_dept_${long?.from?.slice(2)}`)
  })

  test('survive quotes, newlines, SQL, emoji and other scripts, byte by byte', async () => {
    const lamb = await open()
    const wild = lamb.university.facts.find(({ hazard }) => hazard === 'wild-names')?.conflicts ?? []
    expect(wild).toHaveLength(28)
    await lamb.migrateAndBack(decided, async ({ renamed }) => {
      for (const { table, source: id, name } of wild) {
        const slug = table === 'assistants' && /^[a-z0-9_]*$/.test(name ?? '') ? 'eng_dept' : 'eng-dept'
        expect(await lamb.list(`select name from {${table}} where id = ${id}`)).toEqual([`${slug}_${name}`])
        const reported = renamed.find((one) => one.id === id && one.from === name)
        expect(reported?.to).toBe(`${slug}_${name}`)
      }
    })
  })

  test('are not needed where names differ by case, Unicode form or a space: both stay, as they are', async () => {
    const lamb = await open()
    const near = lamb.university.facts.find(({ hazard }) => hazard === 'near-names')
    const columns: Readonly<Record<string, string>> = {
      collections: 'collection_name',
      library_items: 'title',
    }
    const namesOf = async (): Promise<unknown[]> => {
      const names: unknown[] = []
      for (const { table, id } of near?.rows ?? []) {
        const key = typeof id === 'number' ? id : `'${id}'`
        names.push(await lamb.list(`select ${columns[table] ?? 'name'} from {${table}} where id = ${key}`))
      }
      return names
    }
    const before = await namesOf()
    await lamb.migrateAndBack(decided, async ({ decisions }) => {
      expect(await namesOf()).toEqual(before)
      const touched = new Set(decisions.flatMap(({ id, target_id }) => [String(id), String(target_id)]))
      const named = near?.rows.filter(({ table }) => table === 'libraries' || table === 'collections') ?? []
      expect(named.filter(({ id }) => touched.has(String(id)))).toEqual([])
    })
  })

  test('are numbered where the target, a sibling or another new name has them', async () => {
    const lamb = await open()
    const { renamed } = await lamb.migrateAndBack(decided)
    expect(newName(renamed, '4_statics_tutor')).toBe('4_eng_dept_statics_tutor_2')
    expect(newName(renamed, '5_dynamics_tutor')).toBe('5_eng_dept_dynamics_tutor_2')
    expect(newName(renamed, '7_kinematics')).toBe('7_eng_dept_kinematics_2')
    expect(newName(renamed, '7_eng_dept_kinematics')).toBe('7_eng_dept_eng_dept_kinematics')
    expect(newName(renamed, 'Error analysis')).toBe('eng-dept_Error analysis_3')
    expect(newName(renamed, 'Past exams')).toBe('eng-dept_Past exams_3')
    expect(newName(renamed, 'shared-readings')).toBe('eng-dept_shared-readings_2')
    expect(newName(renamed, '')).toBe('eng-dept_')
  })
})

describe.each(engines)('styles of new names on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('take a prefix of one’s own, whatever it holds', async () => {
    const lamb = await open()
    await addTwice(lamb, '4_alpha')
    await addTwice(lamb, 'Größe')
    await lamb.add('prompt_templates', { organization_id: source, owner_email: jon, name: 'T' })
    await lamb.add('prompt_templates', { organization_id: target, owner_email: jon, name: 'T' })
    const made = {
      old: ['4_old_alpha', 'old_Größe', 'old_T'],
      'OLD ': ['4_old_alpha', 'OLD Größe', 'OLD T'],
      'O\'B"\\ 🧪': ['4_o_b_alpha', `O'B"\\ 🧪Größe`, `O'B"\\ 🧪T`],
      '': ['4_alpha_2', 'Größe_2', 'T_2'],
    }
    for (const [renamePrefix, names] of Object.entries(made)) {
      await lamb.migrateAndBack({ renamePrefix }, async ({ renamed, options }) => {
        expect(options.rename_prefix).toBe(renamePrefix)
        expect([renamePrefix, renamed.map(({ to }) => to)]).toEqual([renamePrefix, names])
      })
    }
  })

  test('take the time of the plan, and one plan keeps it', async () => {
    const lamb = await open()
    const { here } = await addTwice(lamb, '4_alpha')
    const long = `4_${'long_'.repeat(12)}`.slice(0, 50)
    await addTwice(lamb, long)
    const plan = await lamb.plan({ renameStyle: 'timestamp' })
    const seconds = Math.floor(Date.parse(plan.created_at) / 1000)
    expect(plan.conflicts.assistants?.[0]?.proposed?.name).toBe(`4_alpha_migrated_${seconds}`)
    expect(plan.conflicts.assistants?.[1]?.proposed?.name).toHaveLength(50)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const before = await lamb.snapshot()
    const { migration_id } = await lamb.resettle.migratePlan(plan)
    expect(await lamb.list(`select name from {assistants} where id = ${here}`)).toEqual([
      `4_alpha_migrated_${seconds}`,
    ])
    await lamb.rollback(migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
  })

  test.each([
    ['🎓✨', 'id'],
    ['филология', 'id'],
    ['школа-7', '7'],
    ['Größe & co', 'gro_e_co'],
  ])('carry the id where nothing of the slug %s can stand in a plain name', async (slug, expected) => {
    const lamb = await open()
    const home = await lamb.add('organizations', { slug, name: 'Somewhere' })
    for (const organization of [home, target]) {
      await lamb.add('assistants', { organization_id: organization, owner: 'nobody@x', name: '5_bot' })
    }
    const { renamed } = await lamb.migrate({}, [slug, 'faculty_sci'])
    const prefix = expected === 'id' ? String(home) : expected
    expect(renamed.map(({ to }) => to)).toEqual([`5_${prefix}_bot`])
  })

  test('are made from any slug, and organizations of any slug and name can be moved', async () => {
    const lamb = await open()
    const { slug, id } = lamb.university.organizations.summer
    const add = (organization: number, name: string): Promise<number> =>
      lamb.add('assistants', { organization_id: organization, owner: jon, name })
    for (const name of ['4_alpha', 'Tutor', 'Größe']) for (const one of [id, target]) await add(one, name)
    const before = await lamb.snapshot()
    const migration = await lamb.migrate({}, [slug, 'faculty_sci'])
    expect(migration.renamed.map(({ to }) => to)).toEqual([
      '4_estiu_d_or_alpha',
      'estiu_d_or_Tutor',
      `${slug}Größe`,
    ])
    await lamb.rollback(migration.migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
    const back = await lamb.migrate({}, ['faculty_sci', slug])
    expect(back.renamed.map(({ to }) => to)).toEqual([
      '4_faculty_sci_alpha',
      'faculty_sci_Tutor',
      'faculty_sci_Größe',
    ])
    await lamb.rollback(back.migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
  })

  test('count beyond what is taken, hundreds of times', async () => {
    const lamb = await open()
    await addTwice(lamb, '4_alpha')
    const taken = Array.from({ length: 120 }, (_, n) => `4_eng_dept_alpha${n === 0 ? '' : `_${n + 1}`}`)
    for (const [n, name] of taken.entries()) {
      await lamb.add('assistants', { organization_id: n % 2 === 0 ? source : target, owner: jon, name })
    }
    const { renamed } = await lamb.migrateAndBack({})
    expect(renamed.map(({ to }) => to)).toEqual(['4_eng_dept_alpha_121'])
  })
})

async function addTwice(lamb: Lamb, name: string): Promise<{ here: number; there: number }> {
  const add = (organization: number): Promise<number> =>
    lamb.add('assistants', { organization_id: organization, owner: jon, name })
  return { here: await add(source), there: await add(target) }
}

function newName(renamed: readonly Renamed[], from: string): string | null | undefined {
  return renamed.find((one) => one.from === from)?.to
}
