import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { columnOf, type Table } from '../../src/database/catalog.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { getTable, readCatalog } from './helpers/read-catalog.ts'

const keyOf = (table: Table, columns: string) =>
  table.uniqueKeys.find((key) => key.parts.map((part) => part.column ?? part.expression).join() === columns)

describe.each(engines)('the catalog of %s', (engine) => {
  let fresh: FreshDatabase
  beforeEach(async () => {
    fresh = await freshDatabase(engine)
  })
  afterEach(() => fresh.drop())

  it('names keys, columns and references of a plain schema', async () => {
    const catalog = await readCatalog(
      fresh,
      `create table "Org" (id integer primary key, "displayName" varchar(50) not null default 'new')`,
      `create table "user" (id integer primary key, "order" integer, email text unique)`,
      `create table member (
         org integer not null references "Org" (id) on delete cascade on update set null,
         "user" integer not null references "user" on delete restrict,
         role text not null, constraint known_role check (role in ('admin', 'member')), primary key ("user", org))`,
      `create table log (at timestamp, line text)`,
      `create table tag (name text not null, org integer not null, unique (org, name), unique (name))`,
      `create view members as select * from member`,
    )
    expect(catalog.tables.map((table) => table.id)).toEqual(['Org', 'log', 'member', 'tag', 'user'])
    expect(columnOf(getTable(catalog, 'Org'), 'displayName')).toMatchObject({
      family: 'text',
      nullable: false,
      maxLength: engine === 'sqlite' ? null : 50,
      isGenerated: false,
    })
    expect(columnOf(getTable(catalog, 'Org'), 'displayName').default).toContain(`'new'`)
    const member = getTable(catalog, 'member')
    expect(member.primaryKey).toEqual(['user', 'org'])
    expect(member.identity.map((column) => column.name)).toEqual(['user', 'org'])
    expect(keyOf(member, 'user,org')).toMatchObject({ isPrimary: true, predicate: null, nullsEqual: false })
    expect(member.references.map(({ name: _, isDeferrable: __, ...rest }) => rest).toSorted(byTable)).toEqual(
      [
        { columns: ['org'], table: 'Org', parentColumns: ['id'], onDelete: 'cascade', onUpdate: 'set-null' },
        { columns: ['user'], table: 'user', parentColumns: ['id'], onDelete: 'restrict', onUpdate: 'none' },
      ],
    )
    expect(member.checks).toMatchObject([{ name: 'known_role', columns: ['role'] }])
    expect(getTable(catalog, 'log').identity.map((column) => column.name)).toEqual(
      engine === 'sqlite' ? ['rowid'] : [],
    )
    expect(getTable(catalog, 'log').uniqueKeys).toEqual([])
    expect(getTable(catalog, 'tag').identity.length).toBeGreaterThan(0)
    expect(getTable(catalog, 'tag').identity.every((column) => column.name !== 'rowid')).toBe(true)
    expect(keyOf(getTable(catalog, 'tag'), 'org,name')).toMatchObject({ isPrimary: false })
    expect(keyOf(getTable(catalog, 'user'), 'email')).toBeDefined()
    expect(getTable(catalog, 'user').indexes.flatMap((index) => index.columns)).toContain('email')
  })

  it('tells partial keys and keys over expressions, with the columns that they read', async () => {
    const catalog = await readCatalog(
      fresh,
      `create table t (id integer primary key, org integer, "Name" text, kind text, lower text, gone text)`,
      `create unique index one on t (org, lower("Name")) where gone is null /* not (deleted */ and kind <> 'a, ) b'`,
      `create unique index two on t (coalesce(org, 0) desc, lower)`,
      `create index three on t (org) where org > 5`,
    )
    const table = getTable(catalog, 't')
    const one = table.uniqueKeys.find((key) => key.name === 'one')
    expect(one?.parts).toMatchObject([
      { column: 'org', expression: null, columns: ['org'] },
      { column: null, columns: ['Name'] },
    ])
    expect(one?.parts[1]?.expression).toContain('lower(')
    expect(one?.predicate?.toLowerCase()).toContain('gone is null')
    expect(one?.predicate).toContain(`'a, ) b'`)
    const two = table.uniqueKeys.find((key) => key.name === 'two')
    expect(two?.parts.map((part) => part.columns)).toEqual([['org'], ['lower']])
    expect(two?.parts[0]?.expression?.toLowerCase()).toBe('coalesce(org, 0)')
    expect(table.indexes.find((index) => index.name === 'three')).toEqual({
      name: 'three',
      columns: ['org'],
      isPartial: true,
    })
    expect(table.uniqueKeys.map((key) => key.name)).not.toContain('three')
  })

  it('tells composite references, however their columns are ordered, and generated columns', async () => {
    const catalog = await readCatalog(
      fresh,
      `create table p (id integer primary key, org integer, unique (org, id))`,
      `create table c (id integer primary key, p integer, org integer,
         twice integer generated always as (org * 2) stored, foreign key (p, org) references p (id, org))`,
    )
    expect(getTable(catalog, 'c').references).toMatchObject([
      { columns: ['p', 'org'], table: 'p', parentColumns: ['id', 'org'] },
    ])
    expect(columnOf(getTable(catalog, 'c'), 'twice')).toMatchObject({ isGenerated: true, default: null })
  })

  it('lists triggers with their events and text', async () => {
    const body = engine === 'sqlite' ? `begin select 1; end` : `execute function noop()`
    const each = engine === 'sqlite' ? '' : 'for each row'
    const catalog = await readCatalog(
      fresh,
      ...(engine === 'sqlite'
        ? []
        : [`create function noop() returns trigger language plpgsql as $$ begin return new; end $$`]),
      `create table t (id integer primary key, v text)`,
      `create trigger "on it" before update of v on t ${each} ${body}`,
    )
    expect(getTable(catalog, 't').triggers).toMatchObject([
      { name: 'on it', events: ['update'], definition: expect.stringMatching(/create trigger/i) },
    ])
  })
})

function byTable(left: { table: string }, right: { table: string }): number {
  return left.table < right.table ? -1 : 1
}
