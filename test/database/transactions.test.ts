import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Connection, type Database, StatementError } from '../../src/database/database.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'

describe('limits that a PostgreSQL server sets on its sessions', () => {
  it('do not end a long migration halfway', async () => {
    const fresh = await freshDatabase('postgres')
    const name = new URL(fresh.url).pathname.slice(1)
    await fresh.run(
      `alter database "${name}" set statement_timeout = '5s'`,
      `do $$ begin if current_setting('server_version_num')::integer >= 170000 then
         alter database "${name}" set transaction_timeout = '5s'; end if; end $$`,
    )
    const database = await fresh.open()
    const limits = await database.write((connection) =>
      connection.query<{ setting: string }>(
        sql`select setting from pg_settings where name in ('statement_timeout', 'transaction_timeout')`,
      ),
    )
    expect(new Set(limits.map(({ setting }) => setting))).toEqual(new Set(['0']))
    await fresh.drop()
  })
})

describe.each(engines)('transactions on %s', (engine) => {
  let fresh: FreshDatabase
  let database: Database

  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    await fresh.run(
      'create table t (id integer primary key, v text)',
      `insert into t values (1, 'a'), (2, 'b')`,
    )
    database = await fresh.open()
  })
  afterEach(() => fresh.drop())

  const count = async (connection: Connection) => {
    const [row] = await connection.query<{ n: number }>(sql`select count(*) as n from t`)
    return row?.n
  }
  const insert = (id: number) => (connection: Connection) =>
    connection.execute(sql`insert into t values (${id}, null)`)

  it('commits what resolves and rolls back what rejects', async () => {
    expect(await database.write(insert(3))).toBe(1)
    const failing = database.write(async (connection) => {
      await insert(4)(connection)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await database.read(count)).toBe(3)
  })

  it('counts the rows that a statement changed', async () => {
    await database.write(async (connection) => {
      expect(await connection.execute(sql`update t set v = 'c'`)).toBe(2)
      expect(await connection.execute(sql`create table u (id integer)`)).toBe(0)
      expect(await connection.execute(sql`insert into u select id from t`)).toBe(2)
      expect(await connection.execute(sql`delete from t where id = 9`)).toBe(0)
      expect(await connection.execute(sql`delete from t returning id`)).toBe(2)
    })
  })

  it('sees one state while reading, whatever others write', async () => {
    await database.read(async (connection) => {
      expect(await count(connection)).toBe(2)
      await database.write(insert(3))
      expect(await count(connection)).toBe(2)
    })
    expect(await database.read(count)).toBe(3)
  })

  it('refuses to write while reading', async () => {
    await expect(database.read(insert(3))).rejects.toMatchObject({ code: 'database.read-only' })
  })

  it('refuses everything after a statement that failed, even when the caller goes on', async () => {
    const stubborn = database.write(async (connection) => {
      await insert(3)(connection)
      await insert(1)(connection).catch(() => undefined)
      await insert(4)(connection).catch(() => undefined)
    })
    await expect(stubborn).rejects.toMatchObject({ kind: 'unique' })
    expect(await database.read(count)).toBe(2)
  })

  it('refuses statements after the end', async () => {
    const leaked = await database.write(async (connection) => connection)
    await expect(count(leaked)).rejects.toThrow('after the end')
  })

  it('queues writers and loses none', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => database.write(insert(index + 10))))
    expect(await database.read(count)).toBe(22)
  })

  it('reads while another writes', async () => {
    await database.write(async (connection) => {
      await insert(3)(connection)
      expect(await Promise.all([database.read(count), database.read(count)])).toEqual([2, 2])
    })
  })

  it('stays responsive during a long statement', async () => {
    const slow =
      engine === 'sqlite'
        ? sql`with recursive c(n) as (select 1 union all select n + 1 from c where n < 3000000) select count(*) from c`
        : sql`select pg_sleep(0.5)`
    let ticks = 0
    const timer = setInterval(() => ticks++, 10)
    await database.read((connection) => connection.query(slow))
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(10)
  })

  it('shows every statement to the hook, which may fail or hold it', async () => {
    const seen: string[] = []
    let broken: string | undefined
    const hooked = await fresh.open({
      onStatement: async (text) => {
        await pause(1)
        seen.push(text)
        if (broken !== undefined && text.startsWith(broken)) throw new Error('broken')
      },
    })
    await hooked.write(insert(3))
    expect(seen.filter((text) => /^(begin|insert|commit)/.test(text))).toHaveLength(3)
    for (broken of ['begin', 'insert', 'commit']) {
      await expect(hooked.write(insert(4))).rejects.toThrow('broken')
      expect(await database.read(count)).toBe(3)
    }
    broken = undefined
    await hooked.write(insert(4))
    expect(await database.read(count)).toBe(4)
  })

  it('gives up when another holds the lock for too long', async () => {
    const other = await fresh.open()
    await database.write(async (connection) => {
      await connection.execute(sql`update t set v = 'x' where id = 1`)
      const waiting = other.write((second) => second.execute(sql`update t set v = 'y' where id = 1`), {
        lockTimeoutMs: 100,
      })
      await expect(waiting).rejects.toMatchObject({ code: 'database.busy' })
    })
    expect(await other.write((second) => second.execute(sql`update t set v = 'y' where id = 1`))).toBe(1)
  })

  it('ends with its connections', async () => {
    await database.close()
    await expect(database.read(count)).rejects.toThrow()
    await expect(database.write(insert(5))).rejects.toThrow()
  })

  describe('refusals', () => {
    const kindOf = async (...texts: string[]) => {
      const error: unknown = await database
        .write(async (connection) => {
          for (const text of texts) await connection.execute(sql.raw(text))
        })
        .catch((thrown: unknown) => thrown)
      if (!(error instanceof StatementError)) throw new Error(`refused otherwise: ${error}`)
      expect(JSON.stringify([error.message, error.cause, error.stack])).not.toContain('secret')
      return error.kind
    }

    beforeEach(() =>
      fresh.run(
        `create table c (id integer primary key, t integer references t, n text not null check (n <> 'bad'), u text unique)`,
        `insert into c values (1, 1, 'n', 'secret')`,
      ),
    )

    it.each([
      ['unique', `insert into c values (2, 1, 'n', 'secret')`],
      ['unique', `insert into c values (1, 1, 'n', 'secret2')`],
      ['reference', `insert into c values (2, 77, 'secret', 'v')`],
      ['reference', `delete from t where id = 1`],
      ['not-null', `insert into c values (2, 1, null, 'secret2')`],
      ['check', `insert into c values (2, 1, 'bad', 'secret2')`],
      ['other', `select * from nowhere`],
      ['other', `selec`],
    ])('tells a refusal of kind %s: %s', async (kind, text) => {
      expect(await kindOf(text)).toBe(kind)
    })

    it('passes on what a trigger of the app says', async () => {
      await fresh.run(
        engine === 'sqlite'
          ? `create trigger no before update on c begin select raise(abort, 'must not move'); end`
          : `create function no() returns trigger language plpgsql as $$ begin raise 'must not move' using errcode = 'ZZ001'; end $$;
             create trigger no before update on c for each row execute function no()`,
      )
      expect(await kindOf(`update c set n = 'm'`)).toBe('raised')
    })

    it.runIf(engine === 'sqlite')(
      'does not go on without a transaction when a trigger rolls it back',
      async () => {
        await fresh.run(
          `create trigger no before update on c begin select raise(rollback, 'all undone'); end`,
        )
        const stubborn = database.write(async (connection) => {
          await connection.execute(sql`update c set n = 'm'`).catch(() => undefined)
          await connection.execute(sql`insert into t values (9, 'stray')`).catch(() => undefined)
        })
        await expect(stubborn).rejects.toMatchObject({ kind: 'raised' })
        expect(await database.read(count)).toBe(2)
      },
    )

    it.runIf(engine === 'postgres')('keeps values out of messages', async () => {
      expect(await kindOf(`select 'secret'::integer`)).toBe('other')
      expect(await kindOf(`select '{"a": secret}'::json`)).toBe('other')
      expect(await kindOf(`select 'secret'::date`)).toBe('other')
    })
  })

  it('updates rows that refer to each other together', async () => {
    await fresh.run(
      `create table p (id integer, org integer, primary key (id), unique (id, org))`,
      `create table c (id integer primary key, p integer, org integer, foreign key (p, org) references p (id, org))`,
      `insert into p values (1, 1), (2, 1), (3, 3)`,
      `insert into c values (1, 1, 1), (2, 2, 1), (3, 3, 3)`,
    )
    const { dialect } = database
    const update = (table: string, where = sql`org = ${1}`) =>
      sql`update ${sql.id(table)} set org = ${2} where ${where}`
    await expect(database.write((connection) => connection.execute(update('p')))).rejects.toMatchObject({
      kind: 'reference',
    })
    await database.write(async (connection) => {
      expect(await dialect.together(connection, [])).toEqual([])
      expect(await dialect.together(connection, [update('c', sql`id = 99`)])).toEqual([0])
      expect(await dialect.together(connection, [update('p'), update('c')])).toEqual([2, 2])
    })
    const broken = database.write((connection) =>
      dialect.together(connection, [update('c', sql`id = 3`), update('c', sql`id = 99`)]),
    )
    await expect(broken).rejects.toMatchObject({ kind: 'reference' })
    expect(
      await database.read((connection) => connection.query(sql`select p, org from c order by id`)),
    ).toEqual([
      { p: 1, org: 2 },
      { p: 2, org: 2 },
      { p: 3, org: 3 },
    ])
  })
})
