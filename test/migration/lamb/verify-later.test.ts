import { describe, expect, test } from 'vitest'
import type { Verification } from '../../../src/migration/documents.ts'
import { engines } from '../../support/databases.ts'
import { awkward, bystander, decided, source, target, useLamb } from '../../support/lamb.ts'

describe.each(engines)('verifying a migration later on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('holds as long as everything is where it was put, and writes nothing', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.migrate(decided)
    const before = await lamb.snapshot()
    expect(await lamb.resettle.verify(migration_id)).toMatchObject({ ok: true, notes: [], migration_id })
    expect(await lamb.snapshot()).toEqual(before)
    await lamb.rollback(migration_id)
    const verified = await lamb.resettle.verify(migration_id)
    expect(verified).toMatchObject({ ok: true, notes: [] })
    expect(verified.checks.map(({ check }) => check)).toContain('returned')
  })

  test('fails where rows were moved on or back, or written to the source since, and names the table', async () => {
    const lamb = await open()
    const { migration_id, renamed } = await lamb.migrate(decided)
    const assistant = renamed.find(({ resource }) => resource === 'assistants')?.id
    const tampering = [
      [
        `update {assistants} set organization_id = ${source} where id = ${String(assistant)}`,
        'LAMB_assistants',
      ],
      [
        `update {libraries} set organization_id = ${bystander} where name = 'eng-dept_Seguretat'`,
        'LAMB_libraries',
      ],
      [
        `insert into {usage_logs} (organization_id, usage_data, created_at) values (${source}, '{}', 1)`,
        'LAMB_usage_logs',
      ],
      [`update {Creator_users} set organization_id = null where id = 4`, 'LAMB_Creator_users'],
      [
        `update {organization_roles} set organization_id = ${source} where user_id = 5 and organization_id = ${target}`,
        'LAMB_organization_roles',
      ],
    ] as const
    const broken: string[] = []
    for (const [statement, table] of tampering) {
      await lamb.run(statement)
      broken.push(table)
      const verification = await lamb.resettle.verify(migration_id)
      expect(verification.ok).toBe(false)
      expect([...new Set(failed(verification))].sort()).toEqual([...broken].sort())
    }
    const { checks } = await lamb.resettle.verify(migration_id)
    expect(checks.find(({ ok, table }) => !ok && table === 'LAMB_usage_logs')?.message).toBe(
      '1 row was written to the source since',
    )
  })

  test('only notes what people changed or deleted: that is theirs to do', async () => {
    const lamb = await open()
    const { migration_id, renamed } = await lamb.migrate(decided)
    const cleared = await lamb.list(
      `select id from {Creator_users} where organization_id = ${target} and lti_user_id is null and user_email like '%@lamb-lti.local'`,
    )
    expect(cleared.length).toBeGreaterThan(0)
    const names = renamed.filter(({ resource }) => resource === 'assistants').length
    await lamb.run(
      `update {assistants} set name = name || ' (new)' where organization_id = ${target}`,
      `update {Creator_users} set lti_user_id = 'again' where id = ${String(cleared[0])}`,
      `update {organization_roles} set role = 'admin' where organization_id = ${target}`,
      `delete from {rubrics} where organization_id = ${target} and owner_email like 'jon.%'`,
      `delete from {audit_log} where organization_id = ${target}`,
    )
    await lamb.add('assistants', { organization_id: target, owner: 'new@x', name: 'new' })
    const { ok, notes, checks } = await lamb.resettle.verify(migration_id)
    expect(ok).toBe(true)
    expect(checks.every((check) => check.ok)).toBe(true)
    expect(notes).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^rubrics: \d+ rows were deleted since$/),
        expect.stringMatching(/^audit_log: \d+ rows were deleted since$/),
        `assistants: name of ${names} rows was changed since`,
        'users: lti_user_id was emptied in 1 row that has a value again',
        expect.stringMatching(/^roles: role of \d+ rows was changed since$/),
      ]),
    )
    expect(notes).toHaveLength(5)
  })

  test('says of each table once where its rows are, and which later migration moved them on or back', async () => {
    const lamb = await open()
    const first = await lamb.migrate(decided)
    const alone = await lamb.resettle.verify(first.migration_id)
    const tables = alone.checks.filter(({ check }) => check === 'moved').map(({ table }) => table)
    expect(tables.length).toBeGreaterThan(10)
    expect(new Set(tables).size).toBe(tables.length)
    const second = await lamb.migrate(decided, ['faculty_sci', 'med-school'])
    const third = await lamb.migrate(decided, ['med-school', 'eng-dept'])
    const { ok, checks } = await lamb.resettle.verify(first.migration_id)
    expect(checks.filter((one) => !one.ok)).toEqual([])
    expect(ok).toBe(true)
    const moved = checks.find(({ check, table }) => check === 'moved' && table === 'LAMB_rubrics')
    expect(moved?.message).toMatch(
      new RegExp(
        `^0 of \\d+ rows are in the target, \\d+ were moved on by ${second.migration_id}, ${third.migration_id}$`,
      ),
    )
    // What nobody moved is no excuse.
    const apart = await lamb.add('organizations', { slug: 'apart', name: 'Apart' })
    await lamb.run(`update {rubrics} set organization_id = ${apart} where title = 'Thesis (engineering)'`)
    expect(failed(await lamb.resettle.verify(first.migration_id))).toEqual(['LAMB_rubrics'])
  })

  test('knows which rows a rollback had to leave, and says what the schema has lost', async () => {
    const lamb = await open()
    const { migration_id, renamed } = await lamb.migrate(decided)
    const { from, to } = renamed.find(({ resource }) => resource === 'collections') ?? {}
    await lamb.add('collections', { organization_id: source, owner: 'new@x', collection_name: from ?? '' })
    const { conflicts } = await lamb.rollback(migration_id, { conflictStrategy: 'skip' })
    expect(conflicts).toHaveLength(1)
    const { ok, notes } = await lamb.resettle.verify(migration_id)
    expect([ok, notes]).toEqual([true, ['collections: 1 row stayed behind in the rollback']])
    await lamb.run(`update {collections} set organization_id = ${bystander} where collection_name = '${to}'`)
    expect((await lamb.resettle.verify(migration_id)).ok).toBe(true)
    await lamb.run('alter table {collections} rename to old_collections')
    const lost = await lamb.resettle.verify(migration_id)
    expect(lost.ok).toBe(false)
    expect(lost.checks.find((check) => !check.ok)?.message).toBe(
      'the table LAMB_collections is not there any more',
    )
  })

  test('after a rollback fails where rows did not come back', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.migrate(decided)
    await lamb.rollback(migration_id)
    await lamb.run(`update {rubrics} set organization_id = ${target} where title = 'Thesis (engineering)'`)
    const verification = await lamb.resettle.verify(migration_id)
    expect(verification.ok).toBe(false)
    expect(failed(verification)).toEqual(['LAMB_rubrics'])
  })
})

function failed({ checks }: Verification): (string | null)[] {
  return checks.flatMap(({ ok, table }) => (ok ? [] : [table]))
}
