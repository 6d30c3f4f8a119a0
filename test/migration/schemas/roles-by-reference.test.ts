import { describe, expect, it } from 'vitest'
import type { BlueprintInput } from '../../../src/blueprint/blueprint.ts'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs, people, users } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

const referring: BlueprintInput['memberships'] = {
  resource: 'members',
  table: 'members',
  organization: 'org_id',
  user: 'user_id',
  role: 'role_id',
  roles: { table: 'roles', key: 'id', name: 'name' },
  ranks: ['guest', ['member', 'user'], 'admin', 'owner'],
  member: 'member',
  admins: ['admin', 'owner'],
}
const declared = blueprint(
  {},
  {
    users,
    memberships: referring,
    others: [{ verdict: 'keep', table: 'roles', reason: 'the same for all' }],
  },
)

/** An older version of the app calls its members users; its numbers say nothing about ranks. */
const tables = (member: string) => [
  orgs,
  people,
  'create table roles (id integer primary key, name varchar(20) not null unique, rank integer)',
  `insert into roles values (7, 'owner', 10), (3, 'admin', 20), (9, '${member}', 1000), (1, 'guest', 2000)`,
  `create table members (org_id integer not null, user_id integer not null, role_id integer references roles (id),
     primary key (org_id, user_id))`,
]

describe.each(engines)('roles that stand in a table of their own, on %s', (engine) => {
  it.each(['member', 'user'])('are ranked by name, under each name they ever had: %s', async (member) => {
    const world = await createWorld(engine, declared, [
      ...tables(member),
      `insert into members values (1, 11, 7), (1, 12, 9), (1, 13, 3), (1, 14, null),
         (2, 12, 1), (2, 13, 7), (3, 11, 1), (3, 14, 7)`,
    ])
    const roles = () => world.list('select role_id from members where org_id = 2 order by user_id')
    await world.trip({}, async (_, plan) => {
      expect(await roles()).toEqual([9, 9, 7, 9])
      expect(
        plan.access.map(({ role_in_source, role_after, change }) => [role_in_source, role_after, change]),
      ).toEqual([
        ['owner', member, 'loses'],
        [member, member, 'gains'],
        ['admin', 'owner', 'same'],
        [null, member, 'joins'],
      ])
    })
    await world.trip({ preserveAdminRoles: true }, async () => expect(await roles()).toEqual([7, 9, 7, 9]))
    await world.trip({ preserveAdminRoles: true, ownerBecomes: 'member' }, async () =>
      expect(await roles()).toEqual([9, 9, 7, 9]),
    )
  })

  it('are refused where the app has none of that name', async () => {
    const world = await createWorld(engine, declared, [
      ...tables('member'),
      "delete from roles where name = 'admin'",
      'insert into members values (1, 11, 7)',
    ])
    await world.refusal('decision.invalid', { ownerBecomes: 'admin' })
    await world.refusal('decision.invalid', { ownerBecomes: 'wizard' })
  })

  it('are admitted with the role of a member, and taken back', async () => {
    const world = await createWorld(
      engine,
      {
        ...declared,
        users: { table: 'people', key: 'id', email: 'email', organization: 'home', resource: 'people' },
        resources: { people: { table: 'people', organization: 'home' } },
      },
      [
        orgs,
        'create table people (id integer primary key, email text, home integer references orgs (id))',
        "insert into people values (11, 'ana@x.org', 1), (12, 'bo@x.org', 3)",
        ...tables('user').slice(2),
        'insert into members values (3, 12, 7)',
      ],
    )
    await world.trip({}, async () => {
      expect(await world.list('select role_id from members where org_id = 2')).toEqual([9])
    })
    const { migration } = await world.migrate()
    await world.fresh.run('update members set role_id = 3 where user_id = 11')
    const { conflicts } = await world.resettle.rollback(migration.migration_id, { preview: true })
    expect(conflicts).toMatchObject([{ reason: 'role-changed' }])
  })

  it('need the table that is named', async () => {
    const world = await createWorld(engine, declared, [
      ...tables('member'),
      'alter table roles rename to ranks',
    ])
    await expect(world.resettle.check()).rejects.toMatchObject({ code: 'blueprint.mismatch' })
  })
})
