import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { columnOf } from '../../src/database/catalog.ts'
import { openDatabase } from '../../src/database/open.ts'
import { type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { getTable, readCatalog } from './helpers/read-catalog.ts'

let fresh: FreshDatabase
beforeEach(async () => {
  fresh = await freshDatabase('postgres')
})
afterEach(() => fresh.drop())

describe('the catalog of postgres', () => {
  it('reads every schema, and partitioned tables once', async () => {
    const catalog = await readCatalog(
      fresh,
      `create schema billing; create schema resettle; create schema "Other One"`,
      `create table org (id bigint primary key); create table billing.org (id uuid primary key, org bigint references org)`,
      `create table "Other One"."T" (id int, org uuid references billing.org on delete set default)`,
      `create table resettle.journal (id int)`,
      `create table log (id int, org bigint references org, primary key (id, org)) partition by list (org)`,
      `create table log_1 partition of log for values in (1); create table log_rest partition of log default`,
      `create temp table gone (id int)`,
    )
    expect(catalog.tables.map(({ id }) => id)).toEqual(['Other One.T', 'billing.org', 'log', 'org'])
    expect(getTable(catalog, 'billing.org').references).toMatchObject([{ table: 'org', columns: ['org'] }])
    expect(getTable(catalog, 'Other One.T').references).toMatchObject([
      { table: 'billing.org', onDelete: 'set-default' },
    ])
    expect(getTable(catalog, 'log')).toMatchObject({ schema: 'public', primaryKey: ['id', 'org'] })
    expect(getTable(catalog, 'log').references).toHaveLength(1)
  })

  it('sees through domains and enums', async () => {
    const catalog = await readCatalog(
      fresh,
      `create domain slug as varchar(20) check (value ~ '^[a-z]+$' and value <> 'value')`,
      `create domain "Short Slug" as slug not null check (length(value) < 9)`,
      `create type "Role" as enum ('admin', 'member')`,
      `create table t (id integer generated always as identity primary key, s "Short Slug", r "Role" default 'member',
         c char(3), v varchar, n numeric(10, 2), b bytea, j jsonb, a text[], at timestamptz(3), bits bit(3), serial serial)`,
    )
    const table = getTable(catalog, 't')
    expect(
      table.columns.map(({ name, type, family, nullable, maxLength }) => [
        name,
        type,
        family,
        nullable,
        maxLength,
      ]),
    ).toEqual([
      ['id', 'integer', 'integer', false, null],
      ['s', 'character varying', 'text', false, 20],
      ['r', '"Role"', 'other', true, null],
      ['c', 'bpchar', 'text', true, 3],
      ['v', 'character varying', 'text', true, null],
      ['n', 'numeric', 'decimal', true, null],
      ['b', 'bytea', 'blob', true, null],
      ['j', 'jsonb', 'json', true, null],
      ['a', 'text[]', 'other', true, null],
      ['at', 'timestamp with time zone', 'time', true, null],
      ['bits', '"bit"', 'other', true, null],
      ['serial', 'integer', 'integer', false, null],
    ])
    expect(columnOf(table, 'id').isIdentity).toBe(true)
    expect(table.checks.map(({ expression, columns }) => [expression, columns])).toEqual([
      [expect.stringContaining('length(("s")::text) < 9'), ['s']],
      [expect.stringMatching(/"s"\)::text ~ .* <> 'value'/), ['s']],
    ])
  })

  it('tells what else a key may say', async () => {
    const catalog = await readCatalog(
      fresh,
      `create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
      `create table t (id integer primary key, a text collate "C", b text collate folded, c text, d int,
         constraint late unique (d) deferrable initially deferred)`,
      `create unique index plain on t (a, b) include (c)`,
      `create unique index other on t (a collate "POSIX", c collate folded, d) nulls not distinct`,
      `create unique index expression on t (lower(c) collate "C")`,
    )
    const table = getTable(catalog, 't')
    expect([
      columnOf(table, 'a').collation,
      columnOf(table, 'b').collation,
      columnOf(table, 'c').collation,
    ]).toEqual(['C', 'folded', null])
    const byName = (name: string) => table.uniqueKeys.find((key) => key.name === name)
    expect(byName('plain')?.parts.map(({ column, collation }) => [column, collation])).toEqual([
      ['a', null],
      ['b', null],
    ])
    expect(byName('other')).toMatchObject({ nullsEqual: true })
    expect(byName('other')?.parts.map(({ collation }) => collation)).toEqual(['POSIX', 'folded', null])
    expect(byName('expression')?.parts).toMatchObject([{ column: null, columns: ['c'], collation: 'C' }])
    expect(byName('late')).toBeDefined()
  })

  it('tells whether row security hides rows from the role that is connected', async () => {
    await fresh.run(
      `create table open (id int); create table secured (id int); alter table secured enable row level security`,
      `do $$ begin create role tenant login password 'tenant'; exception when duplicate_object then null; end $$`,
      `grant select on open, secured to tenant`,
    )
    for (const [username, password, expected] of [
      ['postgres', 'secret', false],
      ['tenant', 'tenant', true],
    ] as const) {
      await using database = await openDatabase(
        Object.assign(new URL(fresh.url), { username, password }).href,
      )
      const catalog = await database.read((connection) => database.dialect.readCatalog(connection))
      expect(getTable(catalog, 'secured').isRowSecured).toBe(expected)
      expect(getTable(catalog, 'open').isRowSecured).toBe(false)
    }
  })

  it('leaves out triggers that are switched off and those of foreign keys', async () => {
    const catalog = await readCatalog(
      fresh,
      `create table p (id int primary key); create table t (id int references p)`,
      `create function noop() returns trigger language plpgsql as $$ begin return new; end $$`,
      `create trigger a after insert or update or delete on t for each row execute function noop()`,
      `create trigger b after truncate on t execute function noop(); alter table t disable trigger b`,
    )
    expect(getTable(catalog, 't').triggers).toMatchObject([
      { name: 'a', events: ['insert', 'update', 'delete'] },
    ])
    expect(getTable(catalog, 'p').triggers).toEqual([])
  })
})
