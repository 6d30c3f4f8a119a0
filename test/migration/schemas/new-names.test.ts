import { describe, expect, it } from 'vitest'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

const docs = blueprint({ docs: { table: 'docs', organization: 'org_id', rename: { column: 'name' } } })

describe.each(engines)('new names within the rules of the app, on %s', (engine) => {
  it('never makes a name longer than its column, however long the names and the slug are', async () => {
    // SQLite keeps no length by itself; there a check says it.
    const limit = engine === 'sqlite' ? 'check (length(name) <= 12)' : ''
    const long = orgs.replace("'eng'", "'engineering-and-more'")
    const world = await createWorld(engine, docs, [
      long,
      `create table docs (id integer primary key, org_id integer, name varchar(12) ${limit}, unique (org_id, name))`,
      `insert into docs values (1, 1, 'abcdefghijkl'), (2, 1, 'x'), (3, 2, 'abcdefghijkl'), (4, 2, 'x'), (5, 3, 'x'),
         (6, 1, 'äöüäöüäöüäöü'), (7, 2, 'äöüäöüäöüäöü'), (8, 1, '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂'), (9, 2, '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂'),
         (10, 1, 'abcdefghijkm'), (11, 2, 'abcdefghijkm')`,
    ])
    await world.trip({}, async (migration) => {
      const names = migration.renamed.map(({ to }) => to ?? '')
      expect(names).toHaveLength(5)
      expect(names.every((name) => Array.from(name).length <= 12)).toBe(true)
      expect(new Set(names).size).toBe(5)
    })
  })

  it('makes the name fit a length that only a check demands', async () => {
    const world = await createWorld(engine, docs, [
      orgs.replace("'eng'", "'engineering-and-more'"),
      `create table docs (id integer primary key, org_id integer, name text, unique (org_id, name),
         constraint short check (length(name) < 12))`,
      "insert into docs values (1, 1, 'abcdefghijk'), (2, 2, 'abcdefghijk'), (3, 3, 'abcdefghijk')",
    ])
    await world.trip({}, async (migration) => {
      expect(migration.renamed[0]?.to?.length).toBeLessThan(12)
    })
  })

  it('leaves the decision to a person where no name of its own making passes a check', async () => {
    const pattern = engine === 'sqlite' ? "name not glob '*[^a-z]*'" : "name ~ '^[a-z]+$'"
    const world = await createWorld(engine, docs, [
      orgs,
      `create table docs (id integer primary key, org_id integer, name text not null check (${pattern}), unique (org_id, name))`,
      "insert into docs values (1, 1, 'a'), (2, 2, 'a'), (3, 3, 'a'), (4, 1, 'b')",
    ])
    const plan = await world.plan()
    expect(plan.conflicts.docs?.[0]).toMatchObject({
      id: 1,
      proposed: null,
      choices: ['rename', 'rename-target', 'skip'],
    })
    await world.refusal('plan.undecided')
    const named = (name: string) => ({
      decisions: [{ resource: 'docs', id: 1, choice: 'rename' as const, name }],
    })
    await world.refusal('plan.blocked', named('a_2'))
    await world.refusal('plan.blocked', named('b'))
    await world.trip(named('c'), async () => {
      expect(await world.list('select name from docs order by id')).toEqual(['c', 'a', 'a', 'b'])
    })
    await world.trip({ conflictStrategy: 'skip' })
  })

  it('offers no new name where the column takes only a few values', async () => {
    const [prelude, type] =
      engine === 'sqlite'
        ? ['select 1', "text check (kind in ('logo', 'banner'))"]
        : ["create type kind as enum ('logo', 'banner')", 'kind']
    const declared = blueprint({
      images: { table: 'images', organization: 'org_id', rename: { column: 'kind' } },
    })
    const world = await createWorld(engine, declared, [
      orgs,
      prelude,
      `create table images (id integer primary key, org_id integer, kind ${type}, unique (org_id, kind))`,
      "insert into images values (1, 1, 'logo'), (2, 1, 'banner'), (3, 2, 'logo'), (4, 3, 'logo')",
    ])
    expect((await world.plan()).conflicts.images?.[0]).toMatchObject({ proposed: null })
    await world.refusal('plan.undecided')
    await world.trip({ on: { images: 'skip' } }, async () => {
      expect(await world.list('select id from images where org_id = 2 order by 1')).toEqual([2, 3])
    })
  })

  it('gives a number another name of no kind', async () => {
    const declared = blueprint({
      cases: { table: 'cases', organization: 'org_id', rename: { column: 'no' } },
    })
    const world = await createWorld(engine, declared, [
      orgs,
      'create table cases (id integer primary key, org_id integer, no integer, unique (org_id, no))',
      'insert into cases values (1, 1, 7), (2, 2, 7), (3, 3, 7)',
    ])
    expect((await world.plan()).conflicts.cases?.[0]).toMatchObject({ proposed: null })
    await world.refusal('plan.undecided')
  })

  it('keeps a name that other rows refer to as it is', async () => {
    const declared = blueprint({
      docs: { table: 'docs', organization: 'org_id', rename: { column: 'name' } },
      links: { table: 'links', organization: 'org_id' },
    })
    for (const action of ['', 'on update cascade']) {
      const world = await createWorld(engine, declared, [
        orgs,
        'create table docs (org_id integer not null, name text not null, primary key (org_id, name))',
        `create table links (id integer primary key, org_id integer, doc_name text,
           foreign key (org_id, doc_name) references docs (org_id, name) ${action})`,
        "insert into docs values (1, 'a'), (1, 'b'), (2, 'a'), (3, 'a')",
        "insert into links values (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'a'), (4, 3, 'a')",
      ])
      expect((await world.plan()).conflicts.docs?.[0]?.choices).toEqual(['skip'])
      await world.refusal('plan.undecided')
      await world.trip({ conflictStrategy: 'skip' }, async () => {
        expect(await world.list('select id from links where org_id = 1')).toEqual([1])
      })
    }
  })
})
