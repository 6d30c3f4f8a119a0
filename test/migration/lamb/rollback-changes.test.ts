import { describe, expect, test } from 'vitest'
import type { Rollback } from '../../../src/migration/documents.ts'
import { engines } from '../../support/databases.ts'
import { bystander, differences, type Lamb, quiet, source, target, useLamb } from '../../support/lamb.ts'

const jon = 'jon.etxeberria@portlindar.example'

describe.each(engines)('a rollback after people went on working on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('keeps names that people gave since, and takes back only what it gave itself', async () => {
    const lamb = await open()
    const plain = await add(lamb, source, '4_plain')
    const [here, untouched] = [await add(lamb, source, '4_twice'), await add(lamb, source, '4_again')]
    await add(lamb, target, '4_twice')
    await add(lamb, target, '4_again')
    const { migration_id } = await lamb.migrate()
    await lamb.run(
      `update {assistants} set name = '4_better' where id = ${plain}`,
      `update {assistants} set name = '4_mine' where id = ${here}`,
    )
    const back = await rollBack(lamb, migration_id)
    expect(await rows(lamb, [plain, here, untouched])).toEqual([
      { name: '4_better', organization_id: source },
      { name: '4_mine', organization_id: source },
      { name: '4_again', organization_id: source },
    ])
    const tables = back.verification?.checks.flatMap((one) => (one.check === 'returned' ? [one.table] : []))
    expect(tables).toContain('LAMB_assistants')
    expect(new Set(tables).size).toBe(tables?.length)
    expect(back.conflicts).toEqual([])
    expect(back.kept).toEqual([{ ...kept, resource: 'assistants', id: here, column: 'name' }])
    expect(back.renamed).toEqual([
      { resource: 'assistants', id: untouched, from: '4_eng_dept_again', to: '4_again' },
    ])
  })

  test('keeps what people changed in other columns, and restores times only where nobody wrote since', async () => {
    const lamb = await open()
    const [edited, other] = [await add(lamb, source, '4_edited'), await add(lamb, source, '4_other')]
    const { migration_id } = await lamb.migrate()
    await lamb.run(
      `update {assistants} set description = 'new', updated_at = 1999999999 where id = ${edited}`,
      `update {Creator_users} set user_name = 'Renamed' where id = 5`,
      `update {usage_logs} set model_name = 'x' where id = (select min(id) from {usage_logs})`,
    )
    const back = await rollBack(lamb, migration_id)
    expect([back.conflicts, back.kept]).toEqual([[], []])
    expect(
      await lamb.query(
        `select description, updated_at from {assistants} where id in (${edited}, ${other}) order by id`,
      ),
    ).toEqual([
      { description: 'new', updated_at: 1_999_999_999 },
      { description: null, updated_at: 1_770_000_000 },
    ])
    expect(await lamb.list('select user_name from {Creator_users} where id = 5')).toEqual(['Renamed'])
  })

  test('warns of what returning people made in the target since, and of nothing that was there before', async () => {
    const lamb = await open()
    const library = await lamb.add<string>('libraries', {
      organization_id: source,
      owner_user_id: 4,
      name: 'back',
    })
    // Theirs already, in the target; not the concern of this rollback.
    await add(lamb, target, '4_before')
    const { migration_id, owned_in_target } = await lamb.migrate()
    expect(owned_in_target).toEqual({ assistants: 1 })
    expect((await lamb.resettle.rollback(migration_id, { preview: true })).left_behind).toEqual([])
    const made = await add(lamb, target, '4_since')
    // Somebody who stays put it into a library that goes back.
    const item = await lamb.add<string>('library_items', {
      organization_id: target,
      library_id: library,
      title: 'late',
      uploader_user_id: 8,
    })
    await lamb.add('assistants', { organization_id: target, owner: 'nobody@x', name: 'of nobody' })
    const expected = [
      { resource: 'assistants', count: 1, samples: [{ id: made, name: '4_since' }] },
      { resource: 'library_items', count: 1, samples: [{ id: item, name: 'late' }] },
    ]
    const preview = await lamb.resettle.rollback(migration_id, { preview: true })
    expect(preview.left_behind).toEqual(expected)
    const back = await rollBack(lamb, migration_id)
    expect(back.left_behind).toEqual(expected)
    expect(back.warnings).toEqual([
      '2 rows made in the target since stay there, although the people or rows that they belong to go back: ' +
        'assistants 1, library_items 1',
    ])
    expect(await rows(lamb, [made])).toEqual([{ name: '4_since', organization_id: target }])
    const { rollback } = await lamb.resettle.show(migration_id)
    expect(rollback?.left_behind).toEqual(expected)
  })

  test('keeps roles that people changed since: carried along, raised, or given anew', async () => {
    const lamb = await open()
    const person = (email: string): Promise<number> =>
      lamb.add('Creator_users', { organization_id: source, user_email: email })
    const role = (user_id: number, organization_id: number, name: string): Promise<number> =>
      lamb.add('organization_roles', { organization_id, user_id, role: name })
    const [carried, raised, bare, quietly] = [
      await person('carried@x'),
      await person('raised@x'),
      await person('bare@x'),
      await person('quiet@x'),
    ]
    await role(carried, source, 'member')
    await role(raised, source, 'admin')
    await role(raised, target, 'member')
    const { migration_id } = await lamb.migrate({ preserveAdminRoles: true })
    await lamb.run(
      `update {organization_roles} set role = 'owner' where user_id in (${carried}, ${raised}, ${bare})`,
    )
    const back = await rollBack(lamb, migration_id)
    const now = await lamb.query(`select user_id, organization_id, role from {organization_roles}
      where user_id in (${carried}, ${raised}, ${bare}, ${quietly}) order by user_id, organization_id`)
    expect(now).toEqual([
      { user_id: carried, organization_id: source, role: 'owner' },
      { user_id: raised, organization_id: source, role: 'admin' },
      { user_id: raised, organization_id: target, role: 'owner' },
      { user_id: bare, organization_id: target, role: 'owner' },
    ])
    expect(back.kept.map(({ resource, column }) => [resource, column])).toEqual([
      ['roles', 'role'],
      ['roles', 'role'],
    ])
    expect(
      back.conflicts.map(({ resource, reason, proposed }) => [resource, reason, proposed.action]),
    ).toEqual([['roles', 'role-changed', 'keep']])
  })

  test('leaves out rows that were deleted, or moved on by hand, and restores all others', async () => {
    const lamb = await open()
    const [gone, moved, stays] = [
      await add(lamb, source, '4_gone'),
      await add(lamb, source, '4_moved'),
      await add(lamb, source, '4_stays'),
    ]
    const person = await lamb.add('Creator_users', { organization_id: source, user_email: 'leaver@x' })
    await lamb.add('organization_roles', { organization_id: source, user_id: person, role: 'member' })
    await lamb.add('organization_roles', { organization_id: target, user_id: person, role: 'member' })
    await lamb.add('prompt_templates', { organization_id: source, owner_email: 'leaver@x', name: 't' })
    const { migration_id, resources_migrated } = await lamb.migrate()
    await lamb.run(
      `delete from {assistants} where id = ${gone}`,
      `update {assistants} set organization_id = ${bystander} where id = ${moved}`,
      `delete from {Creator_users} where id = ${person}`,
    )
    const back = await rollBack(lamb, migration_id)
    expect(back.conflicts.map(({ resource, id, reason }) => [resource, id, reason]).sort()).toEqual(
      [
        ['assistants', gone, 'gone'],
        ['assistants', moved, 'moved'],
        ['users', person, 'gone'],
        ['templates', expect.any(Number), 'gone'],
        ['roles', expect.any(Number), 'gone'],
      ].sort(),
    )
    expect(await rows(lamb, [moved, stays])).toEqual([
      { name: '4_moved', organization_id: bystander },
      { name: '4_stays', organization_id: source },
    ])
    expect(back.resources_restored).toMatchObject({
      assistants: (resources_migrated.assistants ?? 0) - 2,
      users: (resources_migrated.users ?? 0) - 1,
    })
    expect(back.warnings).toEqual(['5 rows cannot go back and stay as they are'])
    await lamb.refuses('rollback.done', () => lamb.rollback(migration_id))
  })

  test('leaves alone what was made in the target since, and in the source', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.migrate()
    const made = await add(lamb, target, '4_made_later')
    const log = await lamb.add('usage_logs', { organization_id: target, user_id: 4 })
    const home = await add(lamb, source, '4_at_home')
    const before = await lamb.snapshot()
    await rollBack(lamb, migration_id)
    expect(await rows(lamb, [made, home])).toEqual([
      { name: '4_made_later', organization_id: target },
      { name: '4_at_home', organization_id: source },
    ])
    expect(await lamb.list(`select organization_id from {usage_logs} where id = ${log}`)).toEqual([target])
    expect(differences(before, await lamb.snapshot()).length).toBeGreaterThan(0)
  })

  test('refuses with the list when it is told to fail, and does nothing', async () => {
    const lamb = await open()
    const gone = await add(lamb, source, '4_gone')
    const { migration_id } = await lamb.migrate()
    await lamb.run(`delete from {assistants} where id = ${gone}`)
    const refusal = await lamb.refuses('rollback.conflicts', () =>
      lamb.rollback(migration_id, { conflictStrategy: 'fail' }),
    )
    expect(refusal.context.conflicts).toMatchObject([{ resource: 'assistants', id: gone, reason: 'gone' }])
    const back = await lamb.rollback(migration_id, { conflictStrategy: 'skip' })
    expect(back.conflicts).toHaveLength(1)
  })

  test('goes on when the target got other settings, another name and another slug', async () => {
    const lamb = await open()
    const before = await lamb.snapshot()
    const { migration_id } = await lamb.migrate()
    await lamb.run(
      `update {organizations} set slug = 'science', name = 'S', config = '{}' where id = ${target}`,
    )
    await rollBack(lamb, migration_id)
    const changed = differences(before, await lamb.snapshot())
    expect(changed.map((line) => line.slice(0, 24))).toEqual([
      '- LAMB_organizations [3,',
      '+ LAMB_organizations [3,',
    ])
  })
})

const kept = { message: 'was changed since the migration; the change is kept' }

/** Looks first; what the preview says must be what is done, and it must write nothing. */
async function rollBack(lamb: Lamb, id: string): Promise<Rollback> {
  const before = await lamb.snapshot()
  const preview = await lamb.resettle.rollback(id, { preview: true })
  expect(differences(before, await lamb.snapshot())).toEqual([])
  const back = await lamb.rollback(id)
  expect(preview).toMatchObject({ preview: true, verification: null })
  expect(back).toMatchObject({ preview: false, verification: { ok: true } })
  const shown = ({
    resources_restored,
    tables,
    renamed,
    conflicts,
    warnings,
    ...rest
  }: Rollback): unknown => ({
    ...{ resources_restored, tables, renamed, conflicts, warnings },
    ...{ kept: rest.kept, source_restored: rest.source_restored },
  })
  expect(shown(back)).toEqual(shown(preview))
  return back
}

function add(lamb: Lamb, organization: number, name: string): Promise<number> {
  return lamb.add('assistants', { organization_id: organization, owner: jon, name })
}

function rows(lamb: Lamb, ids: readonly number[]): Promise<unknown[]> {
  return lamb.query(
    `select name, organization_id from {assistants} where id in (${ids.join(', ')}) order by id`,
  )
}
