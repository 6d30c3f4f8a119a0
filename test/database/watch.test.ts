import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findTable, type Table } from '../../src/database/catalog.ts'
import type { Connection, Database, Watched } from '../../src/database/database.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'

const schema = [
  `create table org (id integer primary key, name text)`,
  `insert into org values (1, 'source'), (2, 'target'), (3, 'bystander')`,
  `create table item (id integer primary key, org integer references org on delete set null on update cascade,
    name text, note text)`,
  `insert into item values (1, 1, 'a', 'x'), (2, 1, 'b', null), (3, 2, 'c', 'x'), (4, 3, 'd', 'x'), (5, null, 'e', 'x')`,
  `create table part (id integer primary key, item integer references item on delete cascade, size integer)`,
  `insert into part values (1, 1, 10), (2, 4, 10)`,
  `create table quiet (id integer primary key, note text)`,
  `insert into quiet values (1, 'x')`,
]

// What an app's own trigger may do behind a harmless statement.
const triggers = {
  sqlite: (body: string) => `create trigger app after update on item begin ${body}; end`,
  postgres: (body: string) => `
    create function app() returns trigger language plpgsql as $$ begin ${body}; return null; end $$;
    create trigger app after update on item for each row when (pg_trigger_depth() = 0) execute function app()`,
}

describe.each(engines)('a watch on %s', (engine) => {
  let fresh: FreshDatabase
  let database: Database

  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    await fresh.run(...schema)
    database = await fresh.open()
  })
  afterEach(() => fresh.drop())

  /** Watches a move of organization 1 to 2 and says what was seen while `work` ran. */
  async function seen(
    work: (connection: Connection) => Promise<unknown>,
    change: Partial<Watched> = {},
  ): Promise<string[]> {
    const { dialect } = database
    return database.write(async (connection) => {
      const catalog = await dialect.readCatalog(connection)
      const still = { scope: [], organizations: ['1', '2'], changing: [], rows: null }
      const tables = ['part', 'quiet'].map((id): Watched => {
        return { ...still, table: findTable(catalog, id) as Table, mayInsert: false, mayDelete: false }
      })
      const item: Watched = {
        table: findTable(catalog, 'item') as Table,
        scope: ['org'],
        organizations: ['1', '2'],
        changing: ['org', 'name'],
        rows: sql`org = 1`,
        mayInsert: false,
        mayDelete: false,
        ...change,
      }
      const watch = await dialect.watch(connection, [item, ...tables])
      await work(connection)
      const unexpected = await watch.unexpected(connection)
      await watch.stop(connection)
      expect(unexpected.every(({ count, what }) => count > 0 && what !== '')).toBe(true)
      return [...new Set(unexpected.map(({ table }) => table))]
    })
  }
  const run =
    (...texts: string[]) =>
    async (connection: Connection) => {
      for (const text of texts) await connection.execute(sql.raw(text))
    }
  const move = 'update item set org = 2 where org = 1'
  const rename = `update item set name = 'source_' || name where org = 1`

  it('says nothing of the move itself', async () => {
    expect(await seen(run(move))).toEqual([])
  })

  it('says nothing of a rename before or after the move', async () => {
    expect(await seen(run(rename, move))).toEqual([])
    await fresh.run('update item set org = 1 where id in (1, 2)')
    expect(await seen(run(move, `update item set name = 'b_2' where id = 2`))).toEqual([])
  })

  it('says nothing of what was declared to come and to go', async () => {
    const change = { mayInsert: true, mayDelete: true, rows: sql`id = 1` }
    const insert = `insert into item values (9, 2, 'new', null)`
    expect(
      await seen(
        run('update item set org = 2 where id = 1', 'delete from item where id = 2', insert),
        change,
      ),
    ).toEqual([])
  })

  it.each([
    ['a row of a bystander', `update item set name = 'q' where id = 4`],
    ['a row of a bystander that is taken', `update item set org = 2 where id = 4`],
    ['a row that is given to a bystander', `update item set org = 3 where id = 1`],
    ['a row without organization', `update item set name = 'q' where id = 5`],
    ['an organization that is lost', `update item set org = null where id = 1`],
    ['a column that must stay', `update item set note = 'q' where id = 1`],
    ['a column that becomes null', `update item set note = null where id = 1`],
    ['a column that was null', `update item set note = '' where id = 2`],
    ['a row that appears', `insert into item values (9, 2, 'new', null)`],
    ['a row that disappears', `delete from item where id = 2`],
  ])('sees %s', async (_, text) => {
    expect(await seen(run(move, text))).toEqual(['item'])
  })

  it('sees rows of bystanders come and go where others may', async () => {
    const change = { mayInsert: true, mayDelete: true }
    expect(await seen(run(`insert into item values (9, 3, 'new', null)`), change)).toEqual(['item'])
  })

  it.each([
    ['changes', `update quiet set note = 'y'`],
    ['appears', `insert into quiet values (2, null)`],
    ['disappears', 'delete from quiet'],
  ])('sees a row that %s in a table that is kept', async (_, text) => {
    expect(await seen(run(move, text))).toEqual(['quiet'])
  })

  it('sees what a foreign key deletes, empties and updates by itself', async () => {
    expect(await seen(run('delete from item where id = 1'), { mayDelete: true, rows: null })).toEqual([
      'part',
    ])
    expect(await seen(run('delete from org where id = 3'))).toEqual(['item'])
    expect(await seen(run('update org set id = 7 where id = 2'), { rows: null })).toEqual(['item'])
  })

  it.each([
    ['a kept table', `update quiet set note = 'by trigger'`, ['quiet']],
    ['a row of a bystander', `update item set note = 'by trigger' where id = 4`, ['item']],
    [
      'a row of a bystander in a column that may change',
      `update item set name = 'by trigger' where id = 4`,
      ['item'],
    ],
  ])('sees an app trigger that changes %s', async (_, body, expected) => {
    await fresh.run(triggers[engine](body))
    expect(await seen(run(move))).toEqual(expected)
  })

  it.runIf(engine === 'postgres')('sees changes in a block with its own exception handler', async () => {
    const body = `begin update item set name = 'by trigger' where id = 4; exception when others then null; end`
    await fresh.run(triggers.postgres(body))
    expect(await seen(run(move))).toEqual(['item'])
  })

  it.runIf(engine === 'postgres')('does not mistake the work of others for its own', async () => {
    await fresh.run('alter table item drop constraint item_org_fkey')
    const others = () =>
      fresh.run(
        `update quiet set note = 'elsewhere'; insert into quiet values (8, 'elsewhere')`,
        `insert into item values (8, 3, 'elsewhere', null); update item set note = 'elsewhere' where id = 4`,
      )
    expect(
      await seen(async (connection) => {
        await others()
        await connection.execute(sql.raw(move))
        await fresh.run('delete from quiet')
      }),
    ).toEqual([])
  })

  it.runIf(engine === 'postgres')('follows rows that change their partition', async () => {
    await fresh.run(
      `drop table part, item;
       create table item (id integer, org integer, name text, note text, primary key (id, org)) partition by list (org);
       create table item_1 partition of item for values in (1); create table item_rest partition of item default;
       create table part (id integer primary key);
       insert into item values (1, 1, 'a', 'x'), (2, 1, 'b', null), (4, 3, 'd', 'x')`,
    )
    expect(await seen(run(move))).toEqual([])
    await fresh.run('update item set org = 1 where org = 2')
    expect(await seen(run(move, `update item set note = 'q' where id = 1`))).toEqual(['item'])
    await fresh.run('update item set org = 1 where org = 2')
    expect(await seen(run(move, 'update item set org = 1 where id = 4'))).toEqual(['item'])
    expect(await seen(run('delete from item where id = 4'))).toEqual(['item'])
  })

  it('takes organizations of any name, nulls and several columns for one', async () => {
    const key = `it's "1"`
    await fresh.run(
      `drop table part; drop table item; create table part (id integer primary key);
       create table item (id integer primary key, org text, owner text, name text, note text);
       insert into item (id, org, owner) values (1, 'it''s "1"', null), (2, null, 'it''s "1"'), (4, 'x', 'x')`,
    )
    const change = { scope: ['org', 'owner'], changing: ['org', 'owner', 'name'], organizations: [key, '2'] }
    const both = `update item set org = replace(org, 'it''s "1"', '2'), owner = replace(owner, 'it''s "1"', '2') where id < 3`
    expect(await seen(run(both), { ...change, rows: sql`id < 3` })).toEqual([])
    expect(
      await seen(run(`update item set name = 'q' where id = 4`), { ...change, rows: sql`id < 3` }),
    ).toEqual(['item'])
    expect(
      await seen(run('update item set org = null, owner = null where id = 1'), {
        ...change,
        rows: sql`id = 1`,
      }),
    ).toEqual(['item'])
  })

  it('leaves nothing behind', async () => {
    await seen(run(move))
    await database.write(async (connection) => {
      await connection.execute(sql`update item set note = 'later' where id = 4`)
      if (engine === 'sqlite')
        expect(await connection.query(sql`select * from temp.sqlite_schema`)).toEqual([])
    })
  })

  it('can be started again after a transaction that was given up', async () => {
    await expect(seen(() => Promise.reject(new Error('given up')))).rejects.toThrow('given up')
    expect(await seen(run(move))).toEqual([])
  })
})
