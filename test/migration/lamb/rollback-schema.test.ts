import { describe, expect, test } from 'vitest'
import { engines } from '../../support/databases.ts'
import { differences, quiet, source, target, useLamb } from '../../support/lamb.ts'

const jon = 'jon.etxeberria@portlindar.example'

describe.each(engines)('a rollback after the app itself changed on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('works with more columns, tables and indexes than before', async () => {
    const lamb = await open()
    const row = { owner: jon, name: '4_twice' }
    const here = await lamb.add('assistants', { organization_id: source, ...row })
    await lamb.add('assistants', { organization_id: target, ...row })
    const { migration_id } = await lamb.migrate({ deleteSource: true })
    await lamb.run(
      "alter table {assistants} add column mood text not null default 'calm'",
      'alter table {organizations} add column motto text',
      'create table extra (id integer primary key, organization_id integer)',
      'create index more on {usage_logs} (user_id, assistant_id)',
    )
    const back = await lamb.rollback(migration_id)
    expect(back).toMatchObject({ success: true, conflicts: [], source_restored: true })
    expect(
      await lamb.query(`select organization_id, name, mood from {assistants} where id = ${here}`),
    ).toEqual([{ organization_id: source, name: '4_twice', mood: 'calm' }])
  })

  test('is refused by name when a table or a column that the journal holds is gone', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.migrate()
    await lamb.run('alter table {assistants} rename column updated_at to changed_at')
    const { message } = await lamb.refuses(
      'rollback.conflicts',
      () => lamb.resettle.rollback(migration_id, { preview: true }),
      () => lamb.rollback(migration_id),
    )
    expect(message).toContain('LAMB_assistants.updated_at')
    await lamb.run('alter table {assistants} rename column changed_at to updated_at')
    await lamb.run('alter table {rubrics} rename to old_rubrics')
    const refusal = await lamb.refuses('rollback.conflicts', () => lamb.rollback(migration_id))
    expect(refusal.message).toContain('LAMB_rubrics')
    await lamb.run('alter table old_rubrics rename to {rubrics}')
    await lamb.rollback(migration_id)
  })

  test('is refused when somebody deleted the source that was left', async () => {
    const lamb = await open()
    const before = await lamb.snapshot()
    const { migration_id } = await lamb.migrate()
    const [left = ''] =
      (await lamb.snapshot()).LAMB_organizations?.filter((line) => line.startsWith('[2,')) ?? []
    const [config = ''] = await lamb.list<string>(
      'select cast(config as text) from {organizations} where id = 2',
    )
    await lamb.run('delete from {organizations} where id = 2')
    const refusal = await lamb.refuses('rollback.conflicts', () => lamb.rollback(migration_id))
    expect(refusal.message).toContain('"eng-dept" is gone')
    const cells = JSON.parse(left) as number[]
    await lamb.add('organizations', {
      id: 2,
      slug: 'eng-dept',
      name: 'Department of Engineering',
      config,
      created_at: cells.at(-2) ?? 0,
      updated_at: cells.at(-1) ?? 0,
    })
    await lamb.rollback(migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
  })
})
