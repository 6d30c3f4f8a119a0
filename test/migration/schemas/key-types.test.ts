import { describe, expect, it } from 'vitest'
import type { BlueprintInput } from '../../../src/blueprint/blueprint.ts'
import { engines } from '../../support/databases.ts'
import { blueprint } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

const uuid = (digit: number) => `0000000${digit}-aaaa-4bbb-8ccc-00000000000${digit}`
const parties = { source: 'eng', target: 'sci' }
const members = {
  users: { table: 'users', key: 'id', email: 'email' },
  memberships: {
    resource: 'members',
    table: 'members',
    organization: 'org_id',
    user: 'user_id',
    role: 'role',
    ranks: ['member', 'admin'],
    member: 'member',
    admins: ['admin'],
  },
}

/** An app whose keys are of this type, with one row of every kind that matters. */
function app(type: string, key: (number: number) => string): { declared: BlueprintInput; scripts: string[] } {
  const declared = blueprint(
    {
      docs: {
        table: 'docs',
        organization: 'org_id',
        rename: { column: 'name' },
        belongs_to: [{ column: 'parent_id', table: 'docs', to: 'id' }],
      },
    },
    members,
  )
  const scripts = [
    `create table orgs (id ${type} primary key not null, slug text, name text)`,
    `create table users (id ${type} primary key not null, email text)`,
    `create table members (org_id ${type} not null references orgs (id), user_id ${type} not null references users (id),
       role text, primary key (org_id, user_id))`,
    `create table docs (id ${type} primary key not null, org_id ${type} not null references orgs (id), name text,
       parent_id ${type} references docs (id), unique (org_id, name))`,
    `create table lines (id ${type} primary key not null, doc_id ${type} references docs (id))`,
    `insert into orgs values (${key(1)}, 'eng', 'E'), (${key(2)}, 'sci', 'S'), (${key(3)}, 'arts', 'A')`,
    `insert into users values (${key(4)}, 'ana'), (${key(5)}, 'bo'), (${key(6)}, 'cy')`,
    `insert into members values (${key(1)}, ${key(4)}, 'admin'), (${key(1)}, ${key(5)}, 'member'),
       (${key(2)}, ${key(5)}, 'admin'), (${key(3)}, ${key(4)}, 'admin'), (${key(3)}, ${key(6)}, 'member')`,
    `insert into docs values (${key(1)}, ${key(1)}, 'plan', null), (${key(2)}, ${key(1)}, 'memo', ${key(1)}),
       (${key(3)}, ${key(2)}, 'plan', null), (${key(4)}, ${key(3)}, 'plan', null), (${key(5)}, ${key(1)}, 'note', null)`,
    `insert into lines values (${key(1)}, ${key(2)}), (${key(2)}, ${key(3)}), (${key(3)}, ${key(4)})`,
  ]
  return { declared, scripts }
}

describe.each(engines)('keys of many types, on %s', (engine) => {
  const types: [string, string, (number: number) => string, unknown][] = [
    ['text', 'text', (number) => `'k${number}, 12345678901234567, "x"'`, 'k1, 12345678901234567, "x"'],
    ['text that looks like numbers', 'text', (number) => `'000${number}'`, '0001'],
    [
      'fixed text',
      'char(26)',
      (number) => `'01HZXJ5M0000000000000000${number}A'`,
      '01HZXJ5M00000000000000001A',
    ],
    ['uuid', 'uuid', (number) => `'${uuid(number)}'`, uuid(1)],
    ['bigint beyond 2^53', 'bigint', (number) => `900719925474${number + 1000}`, '9007199254741001'],
    ['negative numbers', 'integer', (number) => `-${number}`, -1],
    engine === 'sqlite'
      ? [
          '16 bytes',
          'blob',
          (number) => `x'0102030405060708090a0b0c0d0e0f0${number}'`,
          '\\x0102030405060708090a0b0c0d0e0f01',
        ]
      : [
          'bytes',
          'bytea',
          (number) => `'\\x0102030405060708090a0b0c0d0e0f0${number}'`,
          '\\x0102030405060708090a0b0c0d0e0f01',
        ],
  ]
  // A number that JSON can hold exactly is a number in documents; the next one is not.
  types.push(['bigint', 'bigint', (number) => `922337203685477580${number}`, '9223372036854775801'])

  it.each(types)('moves, renames, joins and returns rows with keys of %s', async (_, type, key, shown) => {
    const { declared, scripts } = app(type, key)
    const world = await createWorld(engine, declared, scripts, parties)
    const { plan } = await world.trip({ preserveAdminRoles: true }, async (migration) => {
      expect(migration.renamed).toEqual([{ resource: 'docs', id: shown, from: 'plan', to: 'eng_plan' }])
      expect(await world.list(`select name from docs where org_id = ${key(2)} order by id`)).toHaveLength(4)
      expect(
        await world.list(
          `select u.email from members m join users u on u.id = m.user_id where m.org_id = ${key(2)} order by 1`,
        ),
      ).toEqual(['ana', 'bo'])
    })
    expect(String(plan.source.id)).toBe(String(shown))
    expect(plan.resources).toEqual({ docs: 3, members: 2 })
    const decisions =
      plan.conflicts.docs?.map(({ id }) => ({ resource: 'docs', id, choice: 'skip' as const })) ?? []
    const skipping = await world.trip({ decisions })
    expect(skipping.plan.skipped.map(({ name }) => name)).toEqual(['plan', 'memo'])
    const byId = await world.resettle.plan(String(plan.source.id), String(plan.target.id))
    expect(byId.source).toEqual(plan.source)
  })

  it('moves rows whose organization is kept in columns of other types than its key, without references', async () => {
    const declared = blueprint({
      notes: { table: 'notes', organization: 'org', rename: { column: 'title' } },
      files: { table: 'files', organization: 'tenant' },
    })
    const type = engine === 'sqlite' ? 'text' : 'uuid'
    const world = await createWorld(
      engine,
      declared,
      [
        `create table orgs (id ${type} primary key not null, slug text, name text)`,
        'create table notes (id integer primary key, org varchar(40), title text, unique (org, title))',
        `create table files (id integer primary key, tenant ${engine === 'sqlite' ? '' : 'char(36)'})`,
        `insert into orgs values ('${uuid(1)}', 'eng', 'E'), ('${uuid(2)}', 'sci', 'S'), ('${uuid(3)}', 'arts', 'A')`,
        `insert into notes values (1, '${uuid(1)}', 'a'), (2, '${uuid(2)}', 'a'), (3, '${uuid(3)}', 'a'), (4, null, 'a'), (5, '', 'a')`,
        `insert into files values (1, '${uuid(1)}'), (2, '${uuid(3)}'), (3, null)`,
      ],
      parties,
    )
    const { plan } = await world.trip({}, async () => {
      expect(await world.list('select title from notes order by id')).toEqual(['eng_a', 'a', 'a', 'a', 'a'])
      expect(await world.list(`select id from files where tenant = '${uuid(2)}'`)).toEqual([1])
    })
    expect(plan.resources).toEqual({ notes: 1, files: 1 })
  })

  it('finds numbers that are kept as text', async () => {
    const declared = blueprint({ notes: { table: 'notes', organization: 'org_id' } })
    const world = await createWorld(engine, declared, [
      'create table orgs (id integer primary key, slug text, name text)',
      "insert into orgs values (1, 'eng', 'E'), (2, 'sci', 'S'), (3, 'arts', 'A')",
      'create table notes (id integer primary key, org_id text)',
      "insert into notes values (1, '1'), (2, '2'), (3, '3'), (4, '10'), (5, ''), (6, '0')",
    ])
    const { plan } = await world.trip({}, async () => {
      expect(await world.list('select org_id from notes order by id')).toEqual(['2', '2', '3', '10', '', '0'])
    })
    expect(plan.resources).toEqual({ notes: 1 })
  })

  it('takes the slug as the key, and keeps every row that holds it', async () => {
    const declared: BlueprintInput = {
      version: 1,
      name: 'slugs',
      organizations: { table: 'Team', key: 'slug', name: 'order' },
      resources: {
        groups: { table: 'group', organization: 'teamSlug', rename: { column: 'select' } },
      },
    }
    const world = await createWorld(
      engine,
      declared,
      [
        'create table "Team" (slug text primary key not null, "order" text)',
        `create table "group" ("from" integer primary key, "teamSlug" text not null references "Team" (slug) on update cascade,
           "select" text, "say ""hi""" text, unique ("teamSlug", "select"))`,
        `insert into "Team" values ('it''s; drop table "Team"', 'A'), ('über team', 'B'), ('Über Team', 'C')`,
        `insert into "group" values (1, 'it''s; drop table "Team"', 'x', 'y'), (2, 'über team', 'x', null),
           (3, 'Über Team', 'x', 'z')`,
      ],
      { source: `it's; drop table "Team"`, target: 'über team' },
    )
    await world.trip({}, async (migration) => {
      expect(migration.renamed[0]?.to).toBe(`it's; drop table "Team"x`)
      expect(await world.list('select "select" from "group" where "teamSlug" = \'Über Team\'')).toEqual(['x'])
    })
  })
})

describe('tables in several schemas of PostgreSQL', () => {
  it('moves rows of all of them, tied and untied', async () => {
    const declared: BlueprintInput = {
      version: 1,
      name: 'schemas',
      organizations: { table: 'core.orgs', key: 'id', slug: 'slug' },
      users: { table: 'Auth.users', key: 'id' },
      memberships: { resource: 'members', table: 'core.members', organization: 'org_id', user: 'user_id' },
      resources: {
        bills: { table: 'billing.bills', organization: 'org_id', rename: { column: 'no' } },
        fees: { table: 'billing.fees', organization: 'org_id' },
        docs: { table: 'docs', organization: 'org_id' },
      },
    }
    const world = await createWorld(
      'postgres',
      declared,
      [
        'create schema core',
        'create schema billing',
        'create schema "Auth"',
        'create table core.orgs (id integer primary key, slug text)',
        'create table "Auth".users (id integer primary key)',
        'create table core.members (org_id integer references core.orgs (id), user_id integer references "Auth".users (id), primary key (org_id, user_id))',
        'create table billing.bills (org_id integer references core.orgs (id), no text, primary key (org_id, no))',
        'create table billing.fees (id integer primary key, org_id integer, bill text, foreign key (org_id, bill) references billing.bills (org_id, no) on update cascade)',
        'create table docs (id integer primary key, org_id integer references core.orgs (id))',
        'create table billing.docs (id integer primary key, doc_id integer references docs (id))',
        "insert into core.orgs values (1, 'eng'), (2, 'sci'), (3, 'arts')",
        'insert into "Auth".users values (1), (2)',
        'insert into core.members values (1, 1), (1, 2), (2, 2), (3, 1)',
        "insert into billing.bills values (1, 'b1'), (1, 'b2'), (2, 'b9'), (3, 'b1')",
        "insert into billing.fees values (1, 1, 'b1'), (2, 2, 'b9'), (3, 3, 'b1')",
        'insert into docs values (1, 1), (2, 2), (3, 3)',
        'insert into billing.docs values (1, 1), (2, 3)',
      ],
      parties,
    )
    const { plan } = await world.trip({ deleteSource: true }, async () => {
      expect(await world.list('select no from billing.bills where org_id = 2 order by 1')).toEqual([
        'b1',
        'b2',
        'b9',
      ])
    })
    expect(plan.resources).toEqual({ bills: 2, members: 2, fees: 1, docs: 1 })
  })
})
