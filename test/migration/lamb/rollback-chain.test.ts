import { describe, expect, test } from 'vitest'
import { engines } from '../../support/databases.ts'
import { awkward, decided, differences, quiet, source, useLamb } from '../../support/lamb.ts'

describe.each(engines)('migrations one after another on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('a second rollback is refused, and so is its preview', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.migrate()
    const back = await lamb.rollback(migration_id)
    const attempts = [{}, { preview: true }, { conflictStrategy: 'skip' as const }].map(
      (input) => () => lamb.resettle.rollback(migration_id, input),
    )
    const { message } = await lamb.refuses('rollback.done', ...attempts)
    expect(message).toContain(back.finished_at)
  })

  test('the first of a chain is refused while the second stands; backwards each comes off', async () => {
    const lamb = await open()
    const start = await lamb.snapshot()
    const first = await lamb.migrate({}, ['eng-dept', 'faculty_sci'])
    const between = await lamb.snapshot()
    const second = await lamb.migrate({}, ['faculty_sci', 'med-school'])
    const { context, message } = await lamb.refuses('rollback.superseded', () =>
      lamb.rollback(first.migration_id),
    )
    expect(context.migrations).toEqual([second.migration_id])
    expect(message).toContain(second.migration_id)
    await lamb.refuses('rollback.superseded', () =>
      lamb.resettle.rollback(first.migration_id, { preview: true }),
    )
    await lamb.rollback(second.migration_id)
    expect(differences(between, await lamb.snapshot())).toEqual([])
    await lamb.rollback(first.migration_id)
    expect(differences(start, await lamb.snapshot())).toEqual([])
  })

  test('what was merged back the other way must come off first as well', async () => {
    const lamb = await open()
    const start = await lamb.snapshot()
    const first = await lamb.migrate({}, ['eng-dept', 'faculty_sci'])
    const second = await lamb.migrate({}, ['faculty_sci', 'eng-dept'])
    expect(await lamb.count(`select count(*) as n from {Creator_users} where organization_id = 3`)).toBe(0)
    await lamb.refuses('rollback.superseded', () => lamb.rollback(first.migration_id))
    await lamb.rollback(second.migration_id)
    await lamb.rollback(first.migration_id)
    expect(differences(start, await lamb.snapshot())).toEqual([])
  })

  test('two into one target come off in any order', async () => {
    const lamb = await open()
    const start = await lamb.snapshot()
    const first = await lamb.migrate({}, ['eng-dept', 'faculty_sci'])
    const second = await lamb.migrate({ deleteSource: true }, ['med-school', 'faculty_sci'])
    await lamb.rollback(first.migration_id)
    expect((await lamb.resettle.verify(second.migration_id)).ok).toBe(true)
    await lamb.rollback(second.migration_id)
    expect(differences(start, await lamb.snapshot())).toEqual([])
  })

  test('the same can be done again after a rollback, and again', async () => {
    const lamb = await open()
    const start = await lamb.snapshot()
    for (const input of [{}, { preserveAdminRoles: true }, { deleteSource: true }]) {
      const { migration_id } = await lamb.migrate(input)
      await lamb.rollback(migration_id)
      expect(differences(start, await lamb.snapshot())).toEqual([])
    }
    const { migrations } = await lamb.resettle.migrations()
    expect(migrations.map(({ status }) => status)).toEqual(['rolled-back', 'rolled-back', 'rolled-back'])
  })
})

describe.each(engines)('a rollback of everything awkward on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('is the identity, with every option at once, and its preview says every row of it', async () => {
    const lamb = await open()
    const before = await lamb.snapshot()
    const input = {
      ...decided,
      preserveAdminRoles: true,
      ownerBecomes: 'admin',
      on: { users: 'clear', templates: 'rename-target', libraries: 'skip' },
      renameStyle: 'timestamp',
    } as const
    const { migration_id, resources_migrated } = await lamb.migrate(input)
    const preview = await lamb.resettle.rollback(migration_id, { preview: true })
    expect([preview.conflicts, preview.kept, preview.warnings]).toEqual([[], [], []])
    expect(preview.resources_restored).toMatchObject({
      assistants: resources_migrated.assistants,
      usage_logs: resources_migrated.usage_logs,
    })
    await lamb.rollback(migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
    expect(await lamb.count(`select count(*) as n from {assistants} where organization_id = ${source}`)).toBe(
      resources_migrated.assistants,
    )
  })
})
