import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columnOf, findTable, type Table } from '../../src/database/catalog.ts'
import type { Database, Sql } from '../../src/database/database.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'

const columns = {
  sqlite:
    'id integer primary key, n integer, x real, t text, b blob, untyped, j json, flag boolean, at datetime',
  postgres: `id bigint primary key, n bigint, x float8, t text, b bytea, untyped "Mood", j json, flag boolean,
    at timestamptz, exact numeric(30, 10), short varchar(5), fixed char(5), tags text[], u uuid, d slug, span interval`,
}

// Any text that both engines can hold; the interesting ones first.
const anyText = fc.oneof(
  fc.constantFrom(
    '',
    'null',
    'NULL',
    '"',
    "'",
    '\\',
    '\n\t',
    '{"r":"1"}',
    '[1]',
    '😀',
    '\u2028',
    '1',
    '1.0',
    '\\x41',
  ),
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed()),
)
const anyInteger = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const anyBlob = fc.uint8Array({ maxLength: 40 })
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

describe.each(engines)('values on %s', (engine) => {
  let fresh: FreshDatabase
  let database: Database
  let table: Table

  beforeAll(async () => {
    fresh = await freshDatabase(engine)
    if (engine === 'postgres') {
      await fresh.run(`create type "Mood" as enum ('sad', 'Very glad'); create domain slug as varchar(9)`)
    }
    await fresh.run(`create table "order" (${columns[engine]})`, `create table copy (${columns[engine]})`)
    database = await fresh.open()
    const catalog = await database.read((connection) => database.dialect.readCatalog(connection))
    table = findTable(catalog, 'order') as Table
  })
  afterAll(() => fresh.drop())

  const cellsOf = (names: readonly string[], alias = 'o') =>
    names.map((name) => ({ fragment: sql.id(alias, name) as Sql, column: columnOf(table, name) }))

  /** Writes one row, packs it, unpacks it, and says which columns came back otherwise. */
  async function differencesOf(values: Record<string, unknown>): Promise<string[]> {
    const names = Object.keys(values)
    const { dialect } = database
    return database.write(async (connection) => {
      await connection.execute(sql`delete from "order"`)
      await connection.execute(
        sql`insert into "order" (${sql.join(names.map((name) => sql.id(name)))}) values (${sql.join(Object.values(values))})`,
      )
      const packed = sql`(select ${dialect.aggregate(dialect.encodeRow(cellsOf(names)))} as json from "order" o)`
      const [row] = await connection.query<{ json: string }>(sql`select json from ${packed} as p`)
      JSON.parse(row?.json ?? 'nothing')
      const cells = names.map((name) => ({ name: `c_${name}`, column: columnOf(table, name) }))
      const compare = async (from: Sql, aliasOf: (index: number) => string) => {
        const same = names.map((name, index) => {
          const [left, right] = [sql.id('o', name), sql.id(aliasOf(index), `c_${name}`)]
          const isSame = dialect.isSame(dialect.text(left), dialect.text(right))
          const hasClass =
            engine === 'sqlite' ? sql`typeof(${left}) = typeof(${right}) and ${left} is ${right}` : sql`true`
          return sql`(${isSame} and ${hasClass}) as ${sql.id(name)}`
        })
        const [found] = await connection.query(sql`select ${sql.join(same)} from "order" o, ${from}`)
        return found
      }
      const given = dialect.unpack(dialect.textParameter(row?.json ?? ''), cells)
      const kept = dialect.unpackColumn(packed, 'json', cells)
      const alone = cellsOf(names).map(({ fragment, column }, index) => {
        const values = sql`(select ${dialect.aggregate(dialect.encode(fragment, column))} as json from "order" o)`
        const unpacked = dialect.unpackValues(values, 'json', { name: `c_${names[index]}`, column })
        return sql`${unpacked} as ${sql.id(`u${index}`)}`
      })
      const found = [
        await compare(sql`${given} as u`, () => 'u'),
        await compare(sql`${kept} as u`, () => 'u'),
        await compare(sql.join(alone), (index) => `u${index}`),
      ]
      return names.filter((name) => found.some((one) => !one?.[name]))
    })
  }

  it('brings back integers, floats, texts and blobs as they were', async () => {
    const rows = fc.record({
      id: anyInteger,
      n: fc.option(anyInteger),
      x: fc.option(
        fc.oneof(finite, fc.constantFrom(Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 0.1)),
      ),
      t: fc.option(anyText),
      b: fc.option(anyBlob.map((bytes) => Buffer.from(bytes))),
    })
    await fc.assert(
      fc.asyncProperty(rows, async (row) => {
        expect(await differencesOf(row)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it.runIf(engine === 'sqlite')('brings back what a column was not made for', async () => {
    const any = fc.oneof(
      anyInteger,
      finite,
      anyText,
      anyBlob.map((bytes) => Buffer.from(bytes)),
      fc.constant(null),
    )
    const rows = fc.record({
      id: anyInteger,
      n: any,
      x: any,
      t: any,
      b: any,
      untyped: any,
      j: any,
      flag: any,
      at: any,
    })
    await fc.assert(
      fc.asyncProperty(rows, async (row) => {
        expect(await differencesOf(row)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it.runIf(engine === 'postgres')('brings back every type through its text', async () => {
    expect(
      await differencesOf({
        id: 1,
        untyped: 'Very glad',
        j: '{"b": 1,  "a": 1.10}',
        flag: false,
        at: '0044-03-15 12:00:00.123456+00 BC',
        exact: '12345678901234567890.0123456789',
        short: 'ab"c',
        fixed: 'a',
        tags: '{"a,b",NULL,"{}"}',
        u: '6f9619ff-8b86-d011-b42d-00c04fc964ff',
        d: 'a-slug',
        span: '1 mon 2 days 03:04:05.6',
      }),
    ).toEqual([])
  })

  it('answers integers without loss and everything else as text or number', async () => {
    const big = 2n ** 62n + 1n
    const [row] = await database.read((connection) =>
      connection.query(
        sql`select ${database.dialect.integerParameter(5)} as small, cast(${big} as bigint) as big, ${database.dialect.textParameter('5')} as text`,
      ),
    )
    expect(row).toEqual({ small: 5, big, text: '5' })
  })

  it('finds unpacked keys through the primary key', async () => {
    const { dialect } = database
    const keys = dialect.unpack(dialect.textParameter('[[1],[2]]'), [
      { name: 'k', column: columnOf(table, 'id') },
    ])
    await fresh.run(
      `with recursive c(n) as (select 1 union all select n + 1 from c where n < 99999) insert into copy (id) select n from c`,
      'analyze',
    )
    const explain = engine === 'sqlite' ? sql`explain query plan` : sql`explain`
    const plan = await database.read(async (connection) =>
      JSON.stringify(
        await connection.query(
          sql`${explain} update copy set n = 1 where id in (select u.k from ${keys} as u)`,
        ),
      ),
    )
    expect(plan).toMatch(engine === 'sqlite' ? /INTEGER PRIMARY KEY/ : /copy_pkey/)
  })

  it('packs many rows in one order and none as an empty array', async () => {
    const { dialect } = database
    await database.write(async (connection) => {
      await connection.execute(sql`delete from "order"`)
      await connection.execute(sql`insert into "order" (id, t) values (1, 'a'), (2, null), (3, 'c')`)
      const ids = dialect.aggregate(dialect.encodeRow(cellsOf(['id'])))
      const texts = dialect.aggregate(dialect.encodeRow(cellsOf(['t', 'id'])))
      const [row] = await connection.query<{ ids: string; texts: string }>(
        sql`select ${ids} as ids, ${texts} as texts from "order" o`,
      )
      const order = JSON.parse(row?.ids ?? '').flat()
      expect(order.toSorted()).toEqual([1, 2, 3])
      expect(JSON.parse(row?.texts ?? '').map((cells: unknown[]) => cells[1])).toEqual(order)
      const [none] = await connection.query(sql`select ${ids} as ids from "order" o where id = 9`)
      expect(none).toEqual({ ids: '[]' })
    })
  })

  it('turns given text into values of the column', async () => {
    const { dialect } = database
    await database.write(async (connection) => {
      await connection.execute(sql`delete from "order"`)
      await connection.execute(
        sql`insert into "order" (id, n, x, t, flag) values (7, ${2n ** 60n}, 1.5, '007', ${engine === 'sqlite' ? 1 : true})`,
      )
      for (const [name, text] of [
        ['id', '7'],
        ['n', String(2n ** 60n)],
        ['x', '1.5'],
        ['t', '007'],
        ['flag', 'true'],
      ]) {
        const column = columnOf(table, name as string)
        const value = dialect.value(text as string, column)
        const [row] = await connection.query<{ same: unknown; again: string }>(
          sql`select ${dialect.isSame(sql.id(column.name), value)} as same, ${dialect.text(value)} as again from "order"`,
        )
        expect([name, Boolean(row?.same)]).toEqual([name, true])
        if (name !== 'flag') expect(row?.again).toBe(text)
      }
      const [none] = await connection.query(
        sql`select ${dialect.isSame(dialect.value(null, columnOf(table, 'n')), sql`null`)} as same`,
      )
      expect(Boolean(none?.same)).toBe(true)
    })
  })

  it('tells the time of the database', async () => {
    const now = await database.read((connection) => database.dialect.now(connection))
    expect(Math.abs(now - Date.now())).toBeLessThan(5_000)
  })

  it('knows whether a table of ours is there', async () => {
    const { dialect } = database
    await database.write(async (connection) => {
      expect(await dialect.hasOwn(connection, 'thing')).toBe(false)
      if (engine === 'postgres') await connection.execute(sql`create schema resettle`)
      await connection.execute(sql`create table ${dialect.own('thing')} (id integer)`)
      expect(await dialect.hasOwn(connection, 'thing')).toBe(true)
      const { tables } = await dialect.readCatalog(connection)
      expect(tables.map(({ id }) => id)).toEqual(['copy', 'order'])
    })
  })
})
