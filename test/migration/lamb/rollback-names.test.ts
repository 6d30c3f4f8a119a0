import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../src/migration/documents.ts'
import { engines } from '../../support/databases.ts'
import { differences, type Lamb, quiet, source, target, useLamb } from '../../support/lamb.ts'

const jon = 'jon.etxeberria@portlindar.example'

describe.each(engines)('a rollback to names that are taken by now on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('gives another free name, leaves the row where it is, or refuses, as it is told', async () => {
    const lamb = await open()
    const [one, two] = [await add(lamb, source, '4_alpha'), await add(lamb, source, 'Größe')]
    const { migration_id } = await lamb.migrate()
    const [newcomer] = [await add(lamb, source, '4_alpha'), await add(lamb, source, 'Größe')]
    await add(lamb, source, '4_faculty_sci_alpha')
    const preview = async (conflictStrategy: 'rename' | 'skip' | 'fail'): Promise<unknown[]> => {
      const { conflicts } = await lamb.resettle.rollback(migration_id, { preview: true, conflictStrategy })
      return conflicts.map(({ id, name, reason, proposed }) => [id, name, reason, proposed])
    }
    expect(await preview('skip')).toEqual([
      [one, '4_alpha', 'name-taken', { action: 'skip', name: null }],
      [two, 'Größe', 'name-taken', { action: 'skip', name: null }],
    ])
    await lamb.refuses('rollback.conflicts', () => lamb.rollback(migration_id, { conflictStrategy: 'fail' }))
    const proposed = [
      [one, '4_alpha', 'name-taken', { action: 'rename', name: '4_faculty_sci_alpha_2' }],
      [two, 'Größe', 'name-taken', { action: 'rename', name: 'faculty_sci_Größe' }],
    ]
    expect(await preview('rename')).toEqual(proposed)
    const back = await lamb.rollback(migration_id)
    expect(back.conflicts.map(({ id, name, reason, proposed: now }) => [id, name, reason, now])).toEqual(
      proposed,
    )
    expect(await rows(lamb, [one, two, newcomer])).toEqual([
      [one, '4_faculty_sci_alpha_2', source],
      [two, 'faculty_sci_Größe', source],
      [newcomer, '4_alpha', source],
    ])
    expect((await lamb.resettle.verify(migration_id)).ok).toBe(true)
  })

  test('leaves skipped rows in the target, under the name they have there', async () => {
    const lamb = await open()
    const [here] = [await add(lamb, source, '4_twice'), await add(lamb, target, '4_twice')]
    const apart = await add(lamb, source, '4_apart')
    const { migration_id } = await lamb.migrate()
    await add(lamb, source, '4_twice')
    const back = await lamb.rollback(migration_id, { conflictStrategy: 'skip' })
    expect(back.renamed).toEqual([])
    expect(back.warnings).toEqual(['1 row cannot go back and stays as it is'])
    expect(await rows(lamb, [here, apart])).toEqual([
      [here, '4_eng_dept_twice', target],
      [apart, '4_apart', source],
    ])
  })

  test('gives a renamed row its old name, or a free one, whichever row of the target was renamed for it', async () => {
    const lamb = await open()
    const [here, there] = [await add(lamb, source, '4_twice'), await add(lamb, target, '4_twice')]
    const decisions: Decision[] = [{ resource: 'assistants', id: here, choice: 'rename-target' }]
    await lamb.migrateAndBack({ decisions })
    const { migration_id } = await lamb.migrate({ decisions })
    await lamb.run(`update {assistants} set name = '4_new' where id = ${here}`)
    const newcomer = await add(lamb, target, '4_twice')
    const { conflicts } = await lamb.rollback(migration_id)
    expect(conflicts.map(({ id, reason }) => [id, reason])).toEqual([[there, 'name-taken']])
    expect(await rows(lamb, [here, there, newcomer])).toEqual([
      [here, '4_new', source],
      [there, '4_faculty_sci_twice', target],
      [newcomer, '4_twice', target],
    ])
  })

  test('does not let two returning rows meet: one that people renamed to the old name of another', async () => {
    const lamb = await open()
    const [twice, plain] = [await add(lamb, source, '4_twice'), await add(lamb, source, '4_plain')]
    const there = await add(lamb, target, '4_twice')
    const { migration_id } = await lamb.migrate()
    await lamb.run(
      `update {assistants} set name = '4_moved_away' where id = ${there}`,
      `update {assistants} set name = '4_twice' where id = ${plain}`,
    )
    const preview = await lamb.resettle.rollback(migration_id, { preview: true })
    const back = await lamb.rollback(migration_id)
    expect(back.conflicts).toEqual(preview.conflicts)
    expect(back.conflicts.map(({ id, reason }) => [id, reason])).toEqual([[twice, 'name-taken']])
    expect(await rows(lamb, [twice, plain, there])).toEqual([
      [twice, back.conflicts[0]?.proposed.name, source],
      [plain, '4_twice', source],
      [there, '4_moved_away', target],
    ])
  })

  test('treats keys without a name as it can: LMS keys and identities stay where they are', async () => {
    const lamb = await open()
    const person = (organization: number, lti: string, email: string): Promise<number> =>
      lamb.add('Creator_users', { organization_id: organization, user_email: email, lti_user_id: lti })
    const plain = await person(source, 'A', 'a@source.example')
    const cleared = await person(source, 'B', 'b@source.example')
    await person(target, 'B', 'b@target.example')
    const key = await lamb.add('lti_creator_keys', { organization_id: source, oauth_consumer_key: 'old' })
    const { migration_id } = await lamb.migrate({ on: { users: 'clear' } })
    await person(source, 'A', 'new.a@source.example')
    await person(source, 'B', 'new.b@source.example')
    await lamb.add('lti_creator_keys', { organization_id: source, oauth_consumer_key: 'new' })
    const { conflicts } = await lamb.rollback(migration_id)
    expect(
      conflicts.map(({ resource, id, reason, proposed }) => [resource, id, reason, proposed.action]).sort(),
    ).toEqual(
      [
        ['lti_creator_keys', key, 'name-taken', 'skip'],
        ['users', cleared, 'name-taken', 'skip'],
        ['users', plain, 'name-taken', 'skip'],
      ].sort(),
    )
    expect(
      await lamb.list(`select organization_id from {Creator_users} where id in (${plain}, ${cleared})`),
    ).toEqual([target, target])
    // The rest went home.
    expect(await lamb.list('select organization_id from {Creator_users} where id = 4')).toEqual([source])
  })

  test('knows names that differ by case or a space as other names', async () => {
    const lamb = await open()
    await add(lamb, source, 'Tutor')
    const before = await lamb.snapshot()
    const { migration_id } = await lamb.migrate()
    await add(lamb, source, 'tutor')
    await add(lamb, source, 'Tutor ')
    const { conflicts } = await lamb.rollback(migration_id)
    expect(conflicts).toEqual([])
    expect(differences(before, await lamb.snapshot())).toHaveLength(2)
  })
})

function add(lamb: Lamb, organization: number, name: string): Promise<number> {
  return lamb.add('assistants', { organization_id: organization, owner: jon, name })
}

async function rows(lamb: Lamb, ids: readonly number[]): Promise<unknown[]> {
  const found = await lamb.query<{ id: number; name: string; organization_id: number }>(
    `select id, name, organization_id from {assistants} where id in (${ids.join(', ')}) order by id`,
  )
  return found.map(({ id, name, organization_id }) => [id, name, organization_id])
}
