import { describe, expect, it } from 'vitest'
import type { BlueprintInput } from '../../../src/blueprint/blueprint.ts'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs, people, users } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

type Members = NonNullable<BlueprintInput['memberships']>

const declared = (more: Partial<Members> = {}, resources: BlueprintInput['resources'] = {}) =>
  blueprint(resources, {
    users,
    memberships: { resource: 'members', table: 'members', organization: 'org_id', user: 'user_id', ...more },
  })
const ranked: Partial<Members> = {
  role: 'role',
  ranks: ['guest', 'member', 'admin', 'owner'],
  member: 'member',
  admins: ['admin', 'owner'],
}

describe.each(engines)('memberships of other apps, on %s', (engine) => {
  it('needs none', async () => {
    const world = await createWorld(engine, blueprint({ docs: { table: 'docs', organization: 'org_id' } }), [
      orgs,
      'create table docs (id integer primary key, org_id integer)',
      'insert into docs values (1, 1), (2, 2), (3, 3)',
    ])
    const { plan } = await world.trip({ deleteSource: true })
    expect(plan.access).toEqual([])
  })

  it('joins people who have no role at all', async () => {
    const world = await createWorld(engine, declared(), [
      orgs,
      people,
      'create table members (org_id integer not null, user_id integer not null, since text, primary key (user_id, org_id))',
      "insert into members values (1, 11, 'a'), (1, 12, 'b'), (2, 12, 'c'), (2, 13, 'd'), (3, 11, 'e'), (3, 14, 'f')",
    ])
    const { plan } = await world.trip({}, async () => {
      expect(await world.rows('select user_id, since from members where org_id = 2 order by 1')).toEqual([
        { user_id: 11, since: 'a' },
        { user_id: 12, since: 'c' },
        { user_id: 13, since: 'd' },
      ])
      expect(await world.list('select count(*) from members where org_id = 1')).toEqual([0])
    })
    expect(
      plan.access.map(({ email, change, role_after, note }) => [email, change, role_after, note]),
    ).toEqual([
      ['ana@x.org', 'joins', null, null],
      ['bo@x.org', 'same', null, null],
    ])
    expect(plan.findings.map(({ code }) => code)).not.toContain('access.no-role')
  })

  it.each([
    ['an enumeration', ['guest', 'member', 'admin', 'owner']],
    ['numbers', ['5', '10', '20', '50']],
  ])('takes the higher role where roles are %s', async (form, ranks) => {
    const [guest, member, admin, owner] = ranks.map((rank) => (form === 'numbers' ? rank : `'${rank}'`))
    const [prelude, type] =
      form === 'numbers'
        ? ['select 1', 'integer']
        : engine === 'sqlite'
          ? ['select 1', "text check (role in ('guest', 'member', 'admin', 'owner'))"]
          : ["create type role as enum ('owner', 'guest', 'admin', 'member')", 'role']
    const world = await createWorld(
      engine,
      declared({ role: 'role', ranks, member: ranks[1] ?? '', admins: ranks.slice(2) }),
      [
        orgs,
        people,
        prelude ?? '',
        `create table members (id integer primary key, org_id integer not null, user_id integer not null, role ${type},
           unique (org_id, user_id))`,
        `insert into members values (1, 1, 11, ${owner}), (2, 1, 12, ${member}), (3, 1, 13, ${admin}), (4, 1, 14, null),
           (5, 2, 12, ${guest}), (6, 2, 13, ${owner}), (7, 3, 11, ${guest}), (8, 3, 14, ${owner})`,
      ],
    )
    const role = async (user: number) =>
      (await world.list(`select role from members where org_id = 2 and user_id = ${user}`)).map(String)
    await world.trip({}, async (_, plan) => {
      expect([...(await role(11)), ...(await role(12)), ...(await role(13)), ...(await role(14))]).toEqual([
        ranks[1],
        ranks[1],
        ranks[3],
        ranks[1],
      ])
      expect(plan.access.map(({ change }) => change)).toEqual(['loses', 'gains', 'same', 'joins'])
    })
    await world.trip({ preserveAdminRoles: true }, async () => {
      expect([...(await role(11)), ...(await role(13))]).toEqual([ranks[3], ranks[3]])
    })
    await world.trip({ preserveAdminRoles: true, ownerBecomes: ranks[2] ?? '' }, async () => {
      expect([...(await role(11)), ...(await role(13))]).toEqual([ranks[2], ranks[3]])
    })
  })

  it('never exchanges a role that the blueprint does not rank for another', async () => {
    const world = await createWorld(engine, declared(ranked), [
      orgs,
      people,
      'create table members (org_id integer not null, user_id integer not null, role text, primary key (org_id, user_id))',
      `insert into members values (1, 11, 'admin'), (1, 12, 'wizard'), (1, 13, 'wizard'), (2, 11, 'superuser'),
         (2, 12, 'guest'), (3, 11, 'owner')`,
    ])
    await world.trip({ preserveAdminRoles: true }, async () => {
      expect(await world.list('select role from members where org_id = 2 order by user_id')).toEqual([
        'superuser',
        'guest',
        'wizard',
      ])
    })
  })

  it('adds, changes and brings back rows whose key is always generated by the database', async () => {
    const identity =
      engine === 'sqlite'
        ? 'integer primary key autoincrement'
        : 'bigint generated always as identity primary key'
    const world = await createWorld(
      engine,
      blueprint(
        { people: { table: 'people', organization: 'home_org', name: 'email' } },
        {
          users: { table: 'people', key: 'id', email: 'email', organization: 'home_org', resource: 'people' },
          memberships: {
            resource: 'members',
            table: 'members',
            organization: 'org_id',
            user: 'user_id',
            ...ranked,
            touch: ['changed'],
            created: ['since'],
          },
        },
      ),
      [
        orgs,
        `create table people (id ${identity}, home_org integer references orgs (id), email text, unique (home_org, email))`,
        `create table members (id ${identity}, org_id integer not null references orgs (id), user_id bigint not null references people (id),
           role text, since bigint, changed bigint, loud text generated always as (upper(role)) stored, unique (org_id, user_id))`,
        "insert into people (home_org, email) values (1, 'a'), (1, 'b'), (1, 'c'), (2, 'a'), (3, 'a'), (2, 'z'), (null, 'n')",
        `insert into members (org_id, user_id, role, since, changed) values (1, 1, 'owner', 1, 1), (1, 2, 'guest', 2, 2),
           (2, 2, 'admin', 3, 3), (1, 6, 'admin', 4, 4), (3, 5, 'owner', 5, 5), (1, 7, 'guest', 6, 6)`,
      ],
    )
    const options = { conflictStrategy: 'skip', preserveAdminRoles: true } as const
    const { plan } = await world.trip(options, async () => {
      expect(
        await world.rows('select user_id, role, loud from members where org_id = 2 order by user_id'),
      ).toEqual([
        { user_id: 2, role: 'admin', loud: 'ADMIN' },
        { user_id: 3, role: 'member', loud: 'MEMBER' },
      ])
      expect(await world.list('select user_id from members where org_id = 1 order by 1')).toEqual([1, 6, 7])
    })
    expect(plan.access.map(({ email }) => email)).toEqual(['b', 'c'])
    expect(plan.skipped.map(({ name }) => name)).toEqual(['a'])
    await world.fresh.run(
      "update people set email = 'aa' where id = 1",
      'delete from members where user_id > 5',
    )
    await world.trip({ deleteSource: true })
  })

  it('moves users who belong to one organization, with what they own behind them', async () => {
    const world = await createWorld(
      engine,
      blueprint(
        {
          accounts: { table: 'accounts', organization: 'org_id', name: 'login', rename: { column: 'login' } },
          files: {
            table: 'files',
            organization: 'org_id',
            belongs_to: [{ column: 'owner', table: 'accounts', to: 'id' }],
          },
        },
        { users: { table: 'accounts', key: 'id', resource: 'accounts', organization: 'org_id' } },
      ),
      [
        orgs,
        'create table accounts (id integer primary key, org_id integer, login text, phone text unique, unique (org_id, login))',
        'create table files (id integer primary key, org_id integer, owner integer references accounts (id))',
        `insert into accounts values (1, 1, 'ana', '1'), (2, 1, 'bo', '2'), (3, 2, 'ana', '3'), (4, 3, 'ana', '4')`,
        'insert into files values (1, 1, 1), (2, 1, 2), (3, 2, 3), (4, 3, 4), (5, 1, null), (6, 1, 3)',
      ],
    )
    await world.trip({ conflictStrategy: 'skip' }, async () => {
      expect(await world.list('select id from files where org_id = 1')).toEqual([1])
    })
    await world.trip({}, async () => {
      expect(await world.list('select login from accounts where id = 1')).toEqual(['eng_ana'])
    })
  })

  const badges = (action: string) => [
    orgs,
    people,
    'create table members (id integer primary key, org_id integer, user_id integer, unique (org_id, user_id))',
    'insert into members values (1, 1, 11), (2, 1, 12), (3, 2, 12), (4, 3, 11)',
    `create table badges (id integer primary key, member_id integer references members (id) ${action})`,
    'insert into badges values (1, 1), (2, 4)',
  ]

  it.each(['', 'on delete cascade', 'on delete set null'])(
    'stops before rows are lost that refer to a membership which goes: "%s"',
    async (action) => {
      const world = await createWorld(engine, declared(), badges(action))
      const input = { accept: ['table.refers-to-memberships'] }
      await world.trip(input)
      await world.fresh.run('insert into badges values (3, 2), (4, 2)')
      const refused = await world.refusal('plan.blocked', input)
      expect(refused.context?.findings).toMatchObject([
        { code: 'access.dependants', count: 2, samples: ['badges (member_id) 2'] },
      ])
    },
  )

  it('lets rows go that the blueprint says nobody looks at', async () => {
    const ignoring = declared()
    const world = await createWorld(
      engine,
      { ...ignoring, others: [{ verdict: 'ignore', table: 'badges', reason: 'made anew at each login' }] },
      [...badges('on delete cascade'), 'insert into badges values (3, 2)'],
    )
    await world.migrate()
    expect(await world.list('select id from badges order by 1')).toEqual([1, 2])
  })

  it('stops where somebody is a member twice, instead of guessing which row counts', async () => {
    const world = await createWorld(engine, declared(ranked), [
      orgs,
      people,
      'create table members (org_id integer, user_id integer, role text, primary key (org_id, user_id, role))',
      "insert into members values (1, 11, 'member'), (1, 11, 'admin'), (2, 11, 'member'), (1, 12, 'guest')",
    ])
    const refused = await world.refusal('plan.blocked')
    expect(refused.context?.findings).toMatchObject([
      { code: 'access.several-memberships', count: 1, samples: [] },
    ])
    // Who it is stands in the plan; problems end in logs.
    const { findings } = await world.plan()
    expect(findings.find(({ code }) => code === 'access.several-memberships')?.samples).toEqual(['ana@x.org'])
  })
})
