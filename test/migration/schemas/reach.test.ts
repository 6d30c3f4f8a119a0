import { describe, expect, it } from 'vitest'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

const docs = { table: 'docs', organization: 'org_id', rename: { column: 'name' } }
const docsTable =
  'create table docs (id integer primary key, org_id integer, name text, unique (org_id, name))'
const docsRows = "insert into docs values (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'a'), (4, 3, 'a')"

describe.each(engines)('rows that reach an organization through others, on %s', (engine) => {
  it('follows them three deep without changing them, and counts those that go and those that stay', async () => {
    const world = await createWorld(
      engine,
      blueprint(
        { docs },
        {
          others: [
            { verdict: 'follow', table: 'parts', through: [{ column: 'doc', table: 'docs', to: 'id' }] },
            { verdict: 'follow', table: 'lines', through: [{ column: 'part', table: 'parts', to: 'id' }] },
            { verdict: 'follow', table: 'words', through: [{ column: 'line', table: 'lines', to: 'id' }] },
          ],
        },
      ),
      [
        orgs,
        docsTable,
        'create table parts (id integer primary key, doc integer)',
        'create table lines (id integer primary key, part integer)',
        'create table words (id integer primary key, line integer)',
        'create table marks (id integer primary key, word integer references words (id))',
        docsRows,
        'insert into parts values (1, 1), (2, 2), (3, 3), (4, 4), (5, null), (6, 99)',
        'insert into lines values (1, 1), (2, 1), (3, 2), (4, 3), (5, 4)',
        'insert into words values (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)',
        'insert into marks values (1, 1), (2, 3), (3, 5)',
      ],
    )
    const follows = (plan: Awaited<ReturnType<typeof world.plan>>) =>
      plan.tables.flatMap(({ table, verdict, rows, moves, stays }) =>
        verdict === 'follow' ? [[table, rows, moves, stays]] : [],
      )
    const { plan } = await world.trip()
    expect(follows(plan)).toEqual([
      ['parts', 2, 2, 0],
      ['lines', 3, 3, 0],
      ['words', 3, 3, 0],
      ['marks', 2, 2, 0],
    ])
    const skipping = await world.trip({ conflictStrategy: 'skip' })
    expect(follows(skipping.plan)).toEqual([
      ['parts', 2, 1, 1],
      ['lines', 3, 1, 2],
      ['words', 3, 1, 2],
      ['marks', 2, 1, 1],
    ])
  })

  it('keeps together what a table of links ties together', async () => {
    const world = await createWorld(
      engine,
      blueprint(
        {
          docs,
          tags: { table: 'tags', organization: 'org_id' },
          pins: {
            table: 'pins',
            organization: 'org_id',
            links: [{ column: 'tag', table: 'tags', to: 'id' }],
          },
        },
        {
          others: [
            {
              verdict: 'follow',
              table: 'doc_tags',
              links: true,
              through: [
                { column: 'doc', table: 'docs', to: 'id' },
                { column: 'tag', table: 'tags', to: 'id' },
              ],
            },
          ],
        },
      ),
      [
        orgs,
        docsTable,
        'create table tags (id integer primary key, org_id integer)',
        'create table pins (id integer primary key, org_id integer, tag integer)',
        'create table doc_tags (doc integer references docs (id), tag integer references tags (id), primary key (doc, tag))',
        docsRows,
        "insert into docs values (5, 1, 'c'), (6, 1, 'd')",
        'insert into tags values (1, 1), (2, 1), (3, 1), (4, 3)',
        'insert into pins values (1, 1, 1), (2, 1, 3), (3, 3, 4), (4, 1, null)',
        'insert into doc_tags values (1, 1), (2, 1), (2, 2), (5, 3), (4, 4)',
      ],
    )
    await world.trip({ conflictStrategy: 'skip' }, async (migration) => {
      expect(await world.list('select id from docs where org_id = 1 order by 1')).toEqual([1, 2])
      expect(await world.list('select id from tags where org_id = 1 order by 1')).toEqual([1, 2])
      expect(await world.list('select id from pins where org_id = 1 order by 1')).toEqual([1])
      expect(migration.skipped.find(({ resource }) => resource === 'pins')?.reason).toContain('tied to')
    })
    await world.trip()
  })

  it('moves tables that refer to each other in a circle', async () => {
    const world = await createWorld(
      engine,
      blueprint({
        docs: {
          table: 'docs',
          organization: 'org_id',
          rename: { column: 'name' },
          belongs_to: [{ column: 'folder', table: 'folders', to: 'id' }],
        },
        folders: {
          table: 'folders',
          organization: 'org_id',
          belongs_to: [{ column: 'cover', table: 'docs', to: 'id' }],
        },
      }),
      [
        orgs,
        'create table folders (id integer primary key, org_id integer, cover integer)',
        'create table docs (id integer primary key, org_id integer, name text, folder integer references folders (id), unique (org_id, name))',
        engine === 'sqlite' ? 'select 1' : 'alter table folders add foreign key (cover) references docs (id)',
        'insert into folders values (1, 1, null), (2, 1, null), (3, 2, null), (4, 3, null)',
        "insert into docs values (1, 1, 'a', 1), (2, 1, 'b', 2), (3, 2, 'a', 3), (4, 3, 'a', 4), (5, 1, 'c', 1)",
        'update folders set cover = id',
      ],
    )
    await world.trip()
    await world.trip({ conflictStrategy: 'skip' }, async () => {
      expect(await world.list('select id from docs where org_id = 1 order by 1')).toEqual([1, 5])
      expect(await world.list('select id from folders where org_id = 1 order by 1')).toEqual([1])
    })
  })

  it('holds back what belongs to a row by a name or by an id that is kept as text, without declared keys', async () => {
    const world = await createWorld(
      engine,
      blueprint({
        docs,
        notes: {
          table: 'notes',
          organization: 'org_id',
          belongs_to: [{ column: 'doc_ref', table: 'docs', to: 'id' }],
        },
        replies: {
          table: 'replies',
          organization: 'org_id',
          belongs_to: [
            { column: 'note', table: 'notes', to: 'id' },
            { column: 'doc', table: 'docs', to: 'id' },
          ],
        },
      }),
      [
        orgs,
        docsTable,
        'create table notes (id integer primary key, org_id integer, doc_ref text)',
        'create table replies (id integer primary key, org_id integer, note integer, doc integer)',
        docsRows,
        "insert into notes values (1, 1, '1'), (2, 1, '2'), (3, 1, 'x'), (4, 3, '1'), (5, 1, null)",
        'insert into replies values (1, 1, 1, 2), (2, 1, 2, 1), (3, 1, null, 1), (4, 1, null, null), (5, 3, 1, 1)',
      ],
    )
    await world.trip({ conflictStrategy: 'skip' }, async () => {
      expect(await world.list('select id from notes where org_id = 1')).toEqual([1])
      expect(await world.list('select id from replies where org_id = 1 order by 1')).toEqual([1, 3])
    })
  })

  it('warns of references that will cross because one end stays, and counts them', async () => {
    const world = await createWorld(
      engine,
      blueprint({ docs, refs: { table: 'refs', organization: 'org_id' } }),
      [
        orgs,
        docsTable,
        'create table refs (id integer primary key, org_id integer, doc integer references docs (id))',
        docsRows,
        'insert into refs values (1, 1, 1), (2, 1, 2), (3, 3, 4), (4, 2, 1)',
      ],
    )
    const { plan } = await world.trip({ conflictStrategy: 'skip' })
    expect(plan.findings.find(({ code }) => code === 'reference.crosses')).toMatchObject({
      count: 1,
      samples: ['1 × refs.doc → docs'],
    })
  })

  it('leaves pairs of type and id, lists of ids and settings in JSON as they are', async () => {
    const list = engine === 'sqlite' ? 'text' : 'integer[]'
    const [one, other] = engine === 'sqlite' ? ["'[1,2]'", "'[1]'"] : ["'{1,2}'", "'{1}'"]
    const world = await createWorld(
      engine,
      blueprint(
        { docs, grants: { table: 'grants', organization: 'org_id' } },
        {
          not_organizations: {
            'grants.org_ids': 'a copy for a report',
            'grants.settings': 'settings of the day',
          },
        },
      ),
      [
        orgs,
        docsTable,
        `create table grants (id integer primary key, org_id integer, target_type text, target_id integer, org_ids ${list}, settings json)`,
        docsRows,
        `insert into grants values (1, 1, 'doc', 1, ${one}, '{"org_id": 1}'), (2, 3, 'org', 1, ${other}, '{ "org":1 }'),
           (3, null, 'org', 2, null, null)`,
      ],
    )
    const { plan } = await world.trip({}, async () => {
      expect(await world.list('select target_id from grants order by id')).toEqual([1, 1, 2])
      expect((await world.list('select settings from grants order by id')).map((text) => text)).toEqual([
        '{"org_id": 1}',
        '{ "org":1 }',
        null,
      ])
    })
    expect(plan.findings.find(({ code }) => code === 'table.type-and-id')).toMatchObject({
      samples: ['grants (target_type, target_id)'],
    })
  })

  it('needs a verdict for a list of organizations, as for any column that names some', async () => {
    const list = engine === 'sqlite' ? 'text' : 'integer[]'
    const world = await createWorld(engine, blueprint({ docs }), [
      orgs,
      docsTable,
      `create table reports (id integer primary key, org_ids ${list})`,
    ])
    const refused = await world.refusal('plan.blocked')
    expect(refused.context?.findings).toMatchObject([
      { code: 'blueprint.no-verdict', samples: ['reports.org_ids'] },
    ])
  })

  it('says when a table that could reach an organization was forgotten, and moves nothing', async () => {
    const world = await createWorld(engine, blueprint({ docs }), [
      orgs,
      docsTable,
      docsRows,
      'create table secrets (id integer primary key, org_id integer)',
    ])
    const refused = await world.refusal('plan.blocked')
    expect(refused.message).toContain('Table secrets can reach an organization and has no verdict')
  })
})
