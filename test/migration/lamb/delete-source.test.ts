import { describe, expect, test } from 'vitest'
import { lamb as lambBlueprint } from '../../../src/blueprint/presets/lamb.ts'
import { openResettle } from '../../../src/resettle.ts'
import { engines } from '../../support/databases.ts'
import { awkward, bystander, differences, quiet, source, target, useLamb } from '../../support/lamb.ts'

const accept = ['source.outsider-roles']

describe.each(engines)('deleting the source on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('moves everything first, also what belongs to nobody, and removes one row of one table', async () => {
    const lamb = await open()
    const home = { organization_id: source }
    const moved = [
      ['audit_log', await lamb.add('audit_log', { ...home, actor_user_id: 13, details: 'not json' })],
      ['audit_log', await lamb.add('audit_log', { ...home, actor_user_id: 1 })],
      ['rubrics', await lamb.add('rubrics', { ...home, owner_email: 'gone@x', title: 'r' })],
      ['usage_logs', await lamb.add('usage_logs', { ...home, user_id: 1 })],
      ['lti_activities', await lamb.add('lti_activities', { ...home, owner_email: 'gone@x' })],
      ['lti_creator_keys', await lamb.add('lti_creator_keys', { ...home, oauth_consumer_key: 'only' })],
    ] as const
    const { removals, source_changes } = await lamb.plan({ deleteSource: true })
    expect(removals).toEqual([{ resource: 'organizations', count: 1, reason: 'the source itself' }])
    expect(source_changes).toEqual([])
    const before = await lamb.snapshot()
    await lamb.migrateAndBack({ deleteSource: true }, async (migration) => {
      expect(migration).toMatchObject({ success: true, source_deleted: true })
      for (const [table, id] of moved) {
        expect(await lamb.list(`select organization_id from {${table}} where id = ${id}`)).toEqual([target])
      }
      expect(await lamb.list('select id from {organizations} order by id')).toEqual([1, 3, 4, 5])
      const after = await lamb.snapshot()
      const lost = Object.entries(before).filter(([table, rows]) => rows.length !== after[table]?.length)
      expect(lost.map(([table]) => table)).toEqual(['LAMB_organizations'])
      expect(await lamb.resettle.verify(migration.migration_id)).toMatchObject({ ok: true })
      const { source: was } = await lamb.resettle.show(migration.migration_id)
      expect(was).toEqual({ id: source, slug: 'eng-dept', name: 'Department of Engineering' })
    })
  })

  test('takes the roles of people who do not move only when that is accepted, and gives them back', async () => {
    const lamb = await open()
    for (const [user, role] of [
      [1, 'admin'],
      [13, 'owner'],
    ] as const) {
      await lamb.add('organization_roles', { organization_id: source, user_id: user, role })
    }
    const { findings } = await lamb.plan({ deleteSource: true })
    expect(findings.find(({ code }) => code === 'source.outsider-roles')).toMatchObject({
      severity: 'blocker',
      acceptable: true,
      count: 2,
      samples: ['admin@portlindar.example', 'pedro.oconnor@portlindar.example'],
    })
    await lamb.refuses('plan.blocked', () => lamb.migrate({ deleteSource: true }))
    const { message } = await lamb.refuses(
      'decision.invalid',
      () => lamb.plan({ accept: ['source.outsider-role'] }),
      () => lamb.plan({ accept: ['source.outsider-roles', 'conflict.fail'] }),
      () => lamb.migrate({ deleteSource: true, accept: ['something.else'] }),
    )
    expect(message).toBe('No blocker that may be accepted has the code "something.else".')
    await lamb.refuses('plan.blocked', () =>
      lamb.migrate({ deleteSource: true, accept: ['lamb.kb-server-differs'] }),
    )
    await lamb.migrateAndBack({ deleteSource: true, accept }, async ({ warnings }) => {
      expect(warnings.some((text) => text.includes('(accepted)'))).toBe(true)
      expect(
        await lamb.list('select organization_id from {organization_roles} where user_id = 13 order by 1'),
      ).toEqual([bystander])
    })
  })

  test('is refused while anything at all would still point at it', async () => {
    const lamb = await open()
    await lamb.run(`create table seats (id integer primary key, org integer references {organizations} (id))`)
    const seats = { verdict: 'keep', table: 'seats', unprefixed: true, reason: 'for the test' } as const
    const blueprint = { ...lambBlueprint, others: [...(lambBlueprint.others ?? []), seats] }
    await using resettle = await openResettle({ db: lamb.url, blueprint })
    await lamb.run(`insert into seats values (1, ${source}), (2, ${target})`)
    const { findings } = await resettle.plan('2', '3', { deleteSource: true })
    expect(findings.find(({ code }) => code === 'source.not-empty')?.samples).toEqual(['seats 1'])
    await lamb.refuses('plan.blocked', () => resettle.migrate('2', '3', { deleteSource: true }))
    await lamb.run('delete from seats where id = 1')
    const before = await lamb.snapshot()
    const { migration_id } = await resettle.migrate('2', '3', { deleteSource: true })
    await resettle.rollback(migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
  })

  test('can be taken back unless somebody took its slug, and then again', async () => {
    const lamb = await open()
    const before = await lamb.snapshot()
    const { migration_id } = await lamb.migrate({ deleteSource: true })
    await lamb.add('organizations', { slug: 'eng-dept', name: 'Somebody else' })
    const refusal = await lamb.refuses('rollback.conflicts', () => lamb.rollback(migration_id))
    expect(refusal.message).toContain('eng-dept')
    await lamb.refuses('rollback.conflicts', () => lamb.resettle.rollback(migration_id, { preview: true }))
    await lamb.run(`delete from {organizations} where name = 'Somebody else'`)
    const back = await lamb.rollback(migration_id)
    expect(back.source_restored).toBe(true)
    expect(differences(before, await lamb.snapshot())).toEqual([])
  })

  test('works on an organization that holds nothing', async () => {
    const lamb = await open()
    await lamb.add('organizations', { slug: 'empty', name: 'Empty' })
    const before = await lamb.snapshot()
    const { findings, can_migrate } = await lamb.resettle.plan('empty', 'faculty_sci')
    expect([can_migrate, findings.map(({ code }) => code)]).toEqual([
      true,
      expect.arrayContaining(['source.empty']),
    ])
    const { migration_id } = await lamb.migrate({ deleteSource: true }, ['empty', 'faculty_sci'])
    expect(await lamb.count(`select count(*) as n from {organizations} where slug = 'empty'`)).toBe(0)
    await lamb.rollback(migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
  })
})

describe('deleting the source of a dirty database', () => {
  const open = useLamb('sqlite', awkward)

  test('says which roles of deleted people go for good, and rolls back all the rest', async () => {
    const lamb = await open()
    await lamb.run(`delete from {lti_creator_keys} where organization_id = ${target}`)
    const input = { on: { users: 'clear' }, deleteSource: true, accept }
    const { findings } = await lamb.plan(input)
    expect(findings.find(({ code }) => code === 'source.orphan-roles')).toMatchObject({
      severity: 'warning',
      count: 1,
    })
    const before = await lamb.snapshot()
    const { migration_id } = await lamb.migrate(input)
    const { conflicts } = await lamb.rollback(migration_id)
    expect(conflicts.map(({ resource, reason }) => [resource, reason])).toEqual([['roles', 'gone']])
    expect(differences(before, await lamb.snapshot())).toEqual([
      expect.stringMatching(/^- LAMB_organization_roles \[\d+,2,888001,"admin"/),
    ])
  })
})
