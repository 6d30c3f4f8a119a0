import { describe, expect, it, onTestFinished } from 'vitest'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

const docs = { table: 'docs', organization: 'org_id', rename: { column: 'name' } }

describe.each(engines)('tables of every make, on %s', (engine) => {
  it('deletes a source whose rows would go with it only when nothing is left to go', async () => {
    const declared = blueprint(
      { docs, tags: { table: 'tags', organization: 'org_id' } },
      { not_organizations: { 'orgs.parent': 'the tree of organizations, for the app to rearrange' } },
    )
    const world = await createWorld(engine, declared, [
      orgs,
      'alter table orgs add column parent integer references orgs (id) on delete cascade',
      'update orgs set parent = 1 where id = 3',
      `create table docs (id integer primary key, org_id integer not null references orgs (id) on delete cascade,
         name text, unique (org_id, name))`,
      'create table lines (id integer primary key, doc_id integer not null references docs (id) on delete cascade)',
      'create table tags (id integer primary key, org_id integer references orgs (id) on delete set null)',
      "insert into docs values (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'a'), (4, 3, 'a')",
      'insert into lines values (1, 1), (2, 2), (3, 3), (4, 4)',
      'insert into tags values (1, 1), (2, 2), (3, 3), (4, null)',
    ])
    const skipping = await world.refusal('plan.blocked', { conflictStrategy: 'skip', deleteSource: true })
    expect(skipping.message).toContain('docs 1, orgs 1')
    await world.refusal('plan.blocked', { deleteSource: true })
    await world.fresh.run('update orgs set parent = null')
    await world.trip({ deleteSource: true }, async () => {
      expect(await world.list('select id from orgs order by 1')).toEqual([2, 3])
      expect(await world.list('select count(*) from lines')).toEqual([4])
      expect(await world.list('select count(*) from tags')).toEqual([4])
    })
  })

  it('leaves generated columns to the database', async () => {
    const world = await createWorld(engine, blueprint({ docs }), [
      orgs,
      `create table docs (id integer primary key, org_id integer, name text,
         loud text generated always as (upper(name)) stored, place text generated always as (org_id || '/' || name) ${engine === 'sqlite' ? 'virtual' : 'stored'},
         unique (org_id, name))`.replace(
        "org_id || '/'",
        engine === 'sqlite' ? "org_id || '/'" : "org_id::text || '/'",
      ),
      "insert into docs (id, org_id, name) values (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'a'), (4, 3, 'a')",
    ])
    await world.trip({}, async () => {
      expect(await world.list('select place from docs order by id')).toEqual(['2/eng_a', '2/b', '2/a', '3/a'])
      expect(await world.list('select loud from docs where id = 1')).toEqual(['ENG_A'])
    })
  })

  it('finds rows without a primary key by a key that holds no NULL', async () => {
    const world = await createWorld(
      engine,
      blueprint({ docs, logs: { table: 'logs', organization: 'org_id' } }),
      [
        orgs,
        'create table docs (org_id integer not null, name text not null, code text not null unique, unique (org_id, name))',
        'create table logs (org_id integer not null, seq integer not null, line text)',
        'create unique index logs_key on logs (seq, org_id)',
        "insert into docs values (1, 'a', 'x'), (1, 'b', 'y'), (2, 'a', 'z'), (3, 'a', 'w')",
        "insert into logs values (1, 1, 'a'), (1, 2, 'b'), (2, 3, 'c'), (3, 1, 'd'), (3, 2, 'e')",
      ],
    )
    const { plan } = await world.trip()
    expect(plan.resources).toEqual({ docs: 2, logs: 2 })
    expect(plan.conflicts.docs).toHaveLength(1)
  })

  it('moves a row that differs from others in nothing, where the engine numbers rows itself, or stops', async () => {
    const world = await createWorld(engine, blueprint({ logs: { table: 'logs', organization: 'org_id' } }), [
      orgs,
      'create table logs (org_id integer, line text)',
      "insert into logs values (1, 'a'), (1, 'a'), (2, 'a'), (3, 'a'), (null, 'a')",
    ])
    if (engine === 'postgres') {
      const refused = await world.refusal('plan.blocked')
      expect(refused.context?.findings).toMatchObject([{ code: 'table.no-address', samples: ['logs'] }])
      return
    }
    const { plan } = await world.trip()
    expect(plan.resources).toEqual({ logs: 2 })
  })

  it('moves a row whose primary key is partly the name of another table and holds reserved words', async () => {
    const world = await createWorld(
      engine,
      blueprint({ order: { table: 'Order', organization: 'Group', rename: { column: 'Where' } } }),
      [
        orgs,
        'create table "Order" ("Select" integer not null, "From" text not null, "Group" integer, "Where" text, primary key ("From", "Select"), unique ("Group", "Where"))',
        `insert into "Order" values (1, 'a', 1, 'x'), (1, 'b', 2, 'x'), (2, 'a', 3, 'x')`,
      ],
    )
    await world.trip({}, async (migration) => {
      expect(migration.renamed).toEqual([{ resource: 'order', id: ['a', 1], from: 'x', to: 'eng_x' }])
    })
  })

  it('changes nothing at all where a row that is there already breaks a rule which the database asks again', async () => {
    const world = await createWorld(engine, blueprint({ docs }), [
      orgs,
      `create table docs (id integer primary key, org_id integer, name text
         ${engine === 'sqlite' ? 'check (length(name) < 4)' : ''})`,
      engine === 'sqlite' ? 'pragma ignore_check_constraints = on' : 'select 1',
      "insert into docs values (1, 1, 'a'), (2, 1, 'too long'), (3, 2, 'too long'), (4, 3, 'too long')",
      engine === 'sqlite'
        ? 'select 1'
        : 'alter table docs add constraint short check (length(name) < 4) not valid',
    ])
    // SQLite asks only the checks whose columns change.
    if (engine === 'sqlite') await world.trip()
    else expect((await world.refusal('migration.refused')).message).toContain('short')
  })

  it('moves rows that refer to nothing, which a database may hold from other times', async () => {
    const world = await createWorld(
      engine,
      blueprint({ docs, lines: { table: 'lines', organization: 'org_id' } }),
      engine === 'sqlite'
        ? [
            'pragma foreign_keys = off',
            orgs,
            'create table docs (id integer primary key, org_id integer references orgs (id), name text)',
            'create table lines (id integer primary key, org_id integer references orgs (id), doc_id integer references docs (id))',
            "insert into docs values (1, 1, 'a'), (2, 2, 'a'), (3, 99, 'a')",
            'insert into lines values (1, 1, 77), (2, 1, 1), (3, 3, 77), (4, 88, 1)',
          ]
        : [
            orgs,
            'create table docs (id integer primary key, org_id integer, name text)',
            'create table lines (id integer primary key, org_id integer, doc_id integer)',
            "insert into docs values (1, 1, 'a'), (2, 2, 'a'), (3, 99, 'a')",
            'insert into lines values (1, 1, 77), (2, 1, 1), (3, 3, 77), (4, 88, 1)',
            'alter table docs add constraint d foreign key (org_id) references orgs (id) not valid',
            'alter table lines add constraint l foreign key (org_id) references orgs (id) not valid',
            'alter table lines add constraint x foreign key (doc_id) references docs (id) not valid',
          ],
    )
    const { plan } = await world.trip()
    expect(plan.resources).toEqual({ docs: 1, lines: 2 })
  })
})

describe('tables of SQLite alone', () => {
  it('moves rows of tables without row numbers, and of strict ones', async () => {
    const world = await createWorld(
      'sqlite',
      blueprint({ docs, bits: { table: 'bits', organization: 'org_id' } }),
      [
        orgs,
        `create table docs (org_id integer not null, name text collate nocase not null, body any, primary key (name, org_id)) strict, without rowid`,
        'create table bits (id text primary key not null, org_id int, v) without rowid',
        `insert into docs values (1, 'a', 1.5), (1, 'b', x'00ff'), (2, 'A', null), (3, 'a', 'x')`,
        `insert into bits values ('p', 1, 9e999), ('q', 2, x''), ('r', 3, 0.1), ('s', 1, 1e300)`,
      ],
    )
    await world.trip({}, async (migration) => {
      expect(migration.renamed[0]?.to).toBe('eng_a')
    })
  })

  it('moves values that are not what their column declares', async () => {
    const world = await createWorld('sqlite', blueprint({ docs }), [
      orgs,
      'create table docs (id, org_id, name, unique (org_id, name))',
      `insert into docs values (1, 1, 'a'), ('1', 1, 'b'), (x'01', 1, 'c'), (1.5, 1, 7), (null, 1, null), (null, 1, null),
         (2, 2, 'a'), (3, 3, 'a'), (4, null, 'z'), (5, '', 'z')`,
    ])
    const { plan } = await world.trip()
    expect(plan.resources.docs).toBeGreaterThan(5)
  })

  it('refuses rows whose primary key is NULL, which SQLite allows, before anything changes', async () => {
    const world = await createWorld('sqlite', blueprint({ docs }), [
      orgs,
      'create table docs (id text primary key, org_id integer, name text)',
      "insert into docs values ('x', 1, 'a'), (null, 1, 'b'), (null, 2, 'c')",
    ])
    const refused = await world.refusal('plan.blocked')
    expect(refused.context?.findings).toMatchObject([
      { code: 'table.null-address', count: 1, samples: ['docs 1'] },
    ])
    await world.fresh.run("update docs set id = 'y' where name = 'b'")
    await world.trip()
  })
})

describe('tables of PostgreSQL alone', () => {
  it('moves rows from one partition to another', async () => {
    const world = await createWorld(
      'postgres',
      blueprint({ logs: { table: 'logs', organization: 'org_id', rename: { column: 'line' } } }),
      [
        orgs,
        'create table logs (id integer not null, org_id integer not null, line text, primary key (org_id, id)) partition by list (org_id)',
        'create table logs_1 partition of logs for values in (1)',
        'create table logs_2 partition of logs for values in (2)',
        'create table logs_3 partition of logs default',
        'create unique index lines on logs (org_id, line)',
        "insert into logs values (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'a'), (1, 3, 'a')",
      ],
    )
    await world.trip({}, async () => {
      expect(await world.list('select line from logs_2 order by id')).toEqual(['eng_a', 'b', 'a'])
      expect(await world.list('select count(*) from logs_1')).toEqual([0])
    })
    await world.fresh.run(
      'delete from logs',
      'drop table logs_3',
      'drop table logs_2',
      "insert into logs values (1, 1, 'a')",
    )
    const refused = await world.refusal('migration.refused')
    expect(refused.message).toContain('no partition')
  })

  it('stops where policies hide rows from the connected role', async () => {
    const role = `resettle_${Math.random().toString(36).slice(2)}`
    const world = await createWorld(
      'postgres',
      blueprint({ docs }),
      [
        orgs,
        'create table docs (id integer primary key, org_id integer, name text)',
        "insert into docs values (1, 1, 'a')",
        'alter table docs enable row level security',
        `create role ${role} login password 'secret'`,
        `grant all on all tables in schema public to ${role}`,
      ],
      { address: (url) => Object.assign(new URL(url), { username: role, password: 'secret' }).href },
    )
    onTestFinished(() => world.fresh.run(`drop owned by ${role}`, `drop role ${role}`))
    const plan = await world.plan()
    expect(plan.can_migrate).toBe(false)
    expect(plan.findings).toMatchObject([
      { code: 'table.row-security', severity: 'blocker', samples: ['docs'] },
      {},
      {},
    ])
  })
})
