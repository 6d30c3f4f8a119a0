import { describe, expect, it } from 'vitest'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

const named = (table: string, column = 'name') => ({
  table,
  organization: 'org_id',
  rename: { column },
})

describe.each(engines)('unique keys of other apps, on %s', (engine) => {
  it('compares under the predicate of a partial key as it will be, deleted rows left aside', async () => {
    const world = await createWorld(engine, blueprint({ docs: named('docs') }), [
      orgs,
      'create table docs (id integer primary key, org_id integer, name text, deleted_at text)',
      'create unique index live_name on docs (org_id, name) where deleted_at is null',
      `insert into docs values (1, 1, 'a', null), (2, 1, 'b', 'gone'), (3, 1, 'c', null), (4, 1, 'c', 'gone'),
         (5, 2, 'a', null), (6, 2, 'b', null), (7, 2, 'c', 'gone'), (8, 3, 'a', null), (9, null, 'a', null)`,
    ])
    const { plan } = await world.trip({}, async () => {
      expect(await world.list('select name from docs order by id')).toEqual([
        'eng_a',
        'b',
        'c',
        'c',
        'a',
        'b',
        'c',
        'a',
        'a',
      ])
    })
    expect(plan.conflicts.docs).toHaveLength(1)
  })

  it('respects a predicate that names the organization itself', async () => {
    const world = await createWorld(engine, blueprint({ docs: named('docs') }), [
      orgs,
      'create table docs (id integer primary key, org_id integer, name text)',
      'create unique index shared_name on docs (name) where org_id is null',
      'create unique index own_name on docs (org_id, name) where org_id is not null',
      "insert into docs values (1, null, 'a'), (2, 1, 'a'), (3, 2, 'a'), (4, 1, 'b'), (5, null, 'b'), (6, 3, 'b')",
    ])
    await world.trip({}, async () => {
      expect(await world.list('select name from docs where org_id = 2 order by id')).toEqual([
        'eng_a',
        'a',
        'b',
      ])
      expect(await world.list('select name from docs where org_id is null order by id')).toEqual(['a', 'b'])
    })
  })

  it('evaluates the expression of a key in the database, for the clash and for the new name', async () => {
    const world = await createWorld(engine, blueprint({ docs: named('docs', 'Name') }), [
      orgs,
      'create table docs (id integer primary key, org_id integer, "Name" text)',
      'create unique index folded on docs (org_id, lower(trim("Name")))',
      `insert into docs values (1, 1, 'Plan'), (2, 1, 'memo'), (3, 2, ' pLAN '), (4, 2, 'ENG_plan'), (5, 2, 'Memo2'),
         (6, 3, 'PLAN')`,
    ])
    await world.trip({}, async (migration) => {
      expect(migration.renamed).toEqual([{ resource: 'docs', id: 1, from: 'Plan', to: 'eng_Plan_2' }])
    })
  })

  it('hands out no two names that the key takes for equal', async () => {
    const collation =
      engine === 'sqlite'
        ? { prelude: 'select 1', column: 'text collate nocase', index: '' }
        : {
            prelude: `create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
            column: 'text collate folded',
            index: '',
          }
    const world = await createWorld(engine, blueprint({ docs: named('docs') }), [
      orgs,
      collation.prelude,
      `create table docs (id integer primary key, org_id integer, name ${collation.column}, unique (org_id, name))`,
      `insert into docs values (1, 1, 'a'), (2, 1, 'A_2'), (3, 2, 'A'), (4, 2, 'a_2'), (5, 2, 'ENG_A'), (6, 3, 'a')`,
    ])
    await world.trip({}, async () => {
      expect(await world.list('select name from docs where id < 3 order by id')).toEqual([
        'eng_a_3',
        'eng_A_2',
      ])
    })
  })

  it('takes the collation of the key where it differs from the one of the column', async () => {
    if (engine === 'postgres') return
    const world = await createWorld(engine, blueprint({ docs: named('docs') }), [
      orgs,
      'create table docs (id integer primary key, org_id integer, name text)',
      'create unique index folded on docs (org_id, name collate nocase)',
      "insert into docs values (1, 1, 'a'), (2, 1, 'A_2'), (3, 2, 'A'), (4, 2, 'a_2'), (5, 2, 'ENG_A')",
    ])
    await world.trip({}, async () => {
      expect(await world.list('select name from docs where id < 3 order by id')).toEqual([
        'eng_a_3',
        'eng_A_2',
      ])
    })
  })

  it('takes case, Unicode forms and trailing spaces for what the key takes them for', async () => {
    const world = await createWorld(engine, blueprint({ docs: named('docs') }), [
      orgs,
      'create table docs (id integer primary key, org_id integer, name text, unique (org_id, name))',
      `insert into docs values (1, 1, 'Caf\u00e9'), (2, 1, 'Cafe\u0301'), (3, 1, 'a'), (4, 1, 'A'), (5, 1, 'a '), (6, 1, ''),
         (7, 2, 'Caf\u00e9'), (8, 2, 'a'), (9, 2, ''), (10, 3, 'a')`,
    ])
    const { plan } = await world.trip({}, async () => {
      expect(await world.list('select name from docs where id < 7 order by id')).toEqual([
        'eng_Caf\u00e9',
        'Cafe\u0301',
        'eng_a',
        'A',
        'a ',
        'eng_',
      ])
    })
    expect(plan.conflicts.docs?.map(({ id }) => id)).toEqual([1, 3, 6])
  })

  it('keeps out of the way of a key over all organizations when it renames', async () => {
    const world = await createWorld(engine, blueprint({ sites: named('sites', 'slug') }), [
      orgs,
      'create table sites (id integer primary key, org_id integer, title text, slug text not null unique)',
      'create unique index sites_title on sites (org_id, title, slug)',
      "insert into sites values (1, 1, 'x', 'a'), (2, 2, 'x', 'b'), (3, 3, 'x', 'c')",
    ])
    const { plan } = await world.trip()
    expect(plan.conflicts).toEqual({})
    const two = await createWorld(engine, blueprint({ sites: named('sites', 'slug') }), [
      orgs,
      'create table sites (id integer primary key, org_id integer, path text, slug text)',
      'create unique index sites_lower on sites (lower(slug))',
      'create unique index sites_slug on sites (org_id, path, slug)',
      "insert into sites values (1, 1, '/', null), (2, 2, '/', 'b'), (3, 3, '/', 'ENG_B')",
      "insert into sites values (4, 1, '/b', 'q'), (5, 2, '/b', 'r')",
    ])
    expect((await two.plan()).conflicts.sites).toEqual([])
  })

  it('settles two keys of one row at once, each in its way', async () => {
    const world = await createWorld(engine, blueprint({ docs: named('docs') }), [
      orgs,
      `create table docs (id integer primary key, org_id integer, name text, lms_id text, sis_id text,
         unique (org_id, name), unique (org_id, lms_id), unique (org_id, sis_id))`,
      'create unique index docs_folded on docs (org_id, lower(name))',
      `insert into docs values (1, 1, 'a', 'l1', 's1'), (2, 1, 'b', 'l2', 's2'), (3, 1, 'C', null, 's3'),
         (4, 2, 'a', 'l1', null), (5, 2, 'x', null, 's1'), (6, 2, 'c', 'l2', null), (7, 3, 'a', 'l1', 's1')`,
    ])
    const open = await world.plan()
    expect(open.findings.filter(({ severity }) => severity === 'decision')).toHaveLength(1)
    const choices = Object.fromEntries(
      (open.conflicts.docs ?? []).flatMap((item) =>
        item.choices[0] === 'clear' ? [[item.key, 'clear']] : [],
      ),
    )
    expect(Object.keys(choices)).toHaveLength(2)
    const { plan } = await world.trip({ on: choices }, async () => {
      expect(await world.rows('select name, lms_id, sis_id from docs where id < 4 order by id')).toEqual([
        { name: 'eng_a', lms_id: null, sis_id: null },
        { name: 'b', lms_id: null, sis_id: 's2' },
        { name: 'eng_C', lms_id: null, sis_id: 's3' },
      ])
    })
    expect(plan.conflicts.docs?.map(({ id }) => id).toSorted()).toEqual([1, 1, 1, 1, 2, 3])
  })

  it('gives the target rows other names when that is asked for, and gives them back', async () => {
    const world = await createWorld(engine, blueprint({ docs: named('docs') }), [
      orgs,
      'create table docs (id integer primary key, org_id integer, name text, unique (org_id, name))',
      `insert into docs values (1, 1, 'a'), (2, 1, 'b'), (3, 1, 'sci_a'), (4, 2, 'a'), (5, 2, 'b'), (6, 3, 'a')`,
    ])
    await world.trip({ on: { docs: 'rename-target' } }, async (migration) => {
      expect(await world.list('select name from docs order by id')).toEqual([
        'a',
        'b',
        'sci_a',
        'sci_a_2',
        'sci_b',
        'a',
      ])
      expect(migration.renamed).toEqual([
        { resource: 'docs', id: 4, from: 'a', to: 'sci_a_2' },
        { resource: 'docs', id: 5, from: 'b', to: 'sci_b' },
      ])
    })
  })

  it('never asks about keys that hold the organization and cannot clash', async () => {
    const world = await createWorld(
      engine,
      blueprint({ docs: named('docs'), codes: { table: 'codes', organization: 'org_id' } }),
      [
        orgs,
        'create table docs (id integer primary key, org_id integer, name text, unique (org_id, id), unique (id, name))',
        'create table codes (code text primary key not null, org_id integer, kind text, unique (org_id, code, kind))',
        "insert into docs values (1, 1, 'a'), (2, 2, 'a'), (3, 3, 'a')",
        "insert into codes values ('x', 1, 'k'), ('y', 2, 'k'), ('z', 3, 'k')",
      ],
    )
    const { plan } = await world.trip()
    expect(plan.conflicts).toEqual({})
  })

  it('leaves rows that nobody owns alone, also where an empty text or zero stands for nobody', async () => {
    const world = await createWorld(engine, blueprint({ docs: named('docs'), tags: named('tags') }), [
      orgs,
      'create table docs (id integer primary key, org_id integer, name text, unique (org_id, name))',
      'create table tags (id integer primary key, org_id text not null, name text, unique (org_id, name))',
      `insert into docs values (1, 0, 'a'), (2, null, 'a'), (3, null, 'a'), (4, 1, 'a'), (5, 2, 'a'), (6, -1, 'a')`,
      `insert into tags values (1, '', 'a'), (2, '0', 'a'), (3, '1', 'a'), (4, ' 1', 'a'), (5, '01', 'a'), (6, '2', 'b')`,
    ])
    const { plan } = await world.trip()
    expect(plan.resources).toEqual({ docs: 1, tags: 1 })
  })
})

describe('keys of PostgreSQL alone', () => {
  it('takes NULLs for equal where the key says so', async () => {
    const world = await createWorld('postgres', blueprint({ docs: named('docs') }), [
      orgs,
      `create table docs (id integer primary key, org_id integer, name text, place text,
         unique nulls not distinct (org_id, name, place))`,
      `insert into docs values (1, 1, 'a', null), (2, 2, 'a', null), (3, 1, null, null), (4, null, 'a', null),
         (5, 3, 'a', null), (6, 1, 'b', 'x')`,
    ])
    const { plan } = await world.trip({}, async () => {
      expect(await world.list('select name from docs order by id')).toEqual([
        'eng_a',
        'a',
        null,
        'a',
        'a',
        'b',
      ])
    })
    expect(plan.conflicts.docs?.map(({ choices }) => choices)).toEqual([['rename', 'rename-target', 'skip']])
  })
})
