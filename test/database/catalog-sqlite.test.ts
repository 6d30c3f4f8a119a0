import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { columnOf } from '../../src/database/catalog.ts'
import { type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { getTable, readCatalog } from './helpers/read-catalog.ts'

let fresh: FreshDatabase
beforeEach(async () => {
  fresh = await freshDatabase('sqlite')
})
afterEach(() => fresh.drop())

describe('the catalog of sqlite', () => {
  it('reads what only the text of the schema tells', async () => {
    const catalog = await readCatalog(
      fresh,
      `create table t (
         a TEXT COLLATE NOCASE check (length(a) > 1 and a <> ')'), -- a comment, with ( and '
         [b c] text constraint "short b" check ([b c] <> ''), \`d\` BOOLEAN default (1), e, f JSON, g DECIMAL(10, 2),
         h DATETIME, i bigint, j double precision, k BLOB, "l" uuid,
         constraint named unique (a, "b c" collate binary), CHECK (i > 0 or (h is null and "l" = 'check (x)')))`,
      `create unique index "on t" on t (a collate binary, "b c" collate RTRIM desc)`,
    )
    const table = getTable(catalog, 't')
    expect(Object.fromEntries(table.columns.map(({ name, family }) => [name, family]))).toEqual({
      a: 'text',
      'b c': 'text',
      d: 'boolean',
      e: 'other',
      f: 'json',
      g: 'decimal',
      h: 'time',
      i: 'integer',
      j: 'float',
      k: 'blob',
      l: 'uuid',
    })
    expect(columnOf(table, 'a').collation).toBe('NOCASE')
    expect(columnOf(table, 'b c').collation).toBeNull()
    expect(table.checks).toEqual([
      { name: 'check_1', expression: `length(a) > 1 and a <> ')'`, columns: ['a'] },
      { name: 'short b', expression: `[b c] <> ''`, columns: ['b c'] },
      { name: 'check_3', expression: `i > 0 or (h is null and "l" = 'check (x)')`, columns: ['h', 'i', 'l'] },
    ])
    const key = table.uniqueKeys.find(({ name }) => name === 'on t')
    expect(key?.parts.map((part) => part.collation)).toEqual(['binary', 'RTRIM'])
  })

  it('knows row numbers, their other names, and tables without them', async () => {
    const catalog = await readCatalog(
      fresh,
      `create table plain (rowid text)`,
      `create table bare (k text primary key, v) without rowid`,
      `create table odd (k text primary key)`,
      `create table alias (ID INTEGER PRIMARY KEY AUTOINCREMENT)`,
      `create table child (id integer primary key, parent references ALIAS, other integer references gone (x))`,
      `create virtual table words using fts5 (w)`,
    )
    expect(catalog.tables.map(({ id }) => id)).toEqual(['alias', 'bare', 'child', 'odd', 'plain'])
    expect(getTable(catalog, 'plain').identity.map(({ name }) => name)).toEqual(['_rowid_'])
    expect(getTable(catalog, 'bare').identity).toMatchObject([
      { name: 'k', nullable: false, isIdentity: false },
    ])
    expect(getTable(catalog, 'odd').identity).toMatchObject([{ name: 'k', nullable: true }])
    expect(getTable(catalog, 'alias').identity).toMatchObject([
      { name: 'ID', nullable: false, isIdentity: true },
    ])
    expect(getTable(catalog, 'child').references).toMatchObject([
      { columns: ['parent'], table: 'alias', parentColumns: ['ID'] },
      { columns: ['other'], table: 'gone', parentColumns: ['x'] },
    ])
  })
})
