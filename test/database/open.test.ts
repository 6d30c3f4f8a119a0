import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { startFakePostgres } from './helpers/fake-postgres.ts'

/** Opens and says the code of the refusal; no word of it may hold the password. */
async function refusalOf(url: string): Promise<string> {
  try {
    await (await openDatabase(url)).close()
    return 'none'
  } catch (error) {
    const { code, message, stack, context, cause } = error as Record<string, unknown>
    expect(JSON.stringify([message, stack, context, cause])).not.toContain('pass-word')
    return String(code)
  }
}

describe('addresses', () => {
  it.each([
    '',
    'app.db',
    'mysql://root:pass-word@host/app',
    'sqlite:',
    'postgres://user:pass-word@host:port:9/app',
    'postgres://',
  ])('refuses %j', async (url) => {
    expect(await refusalOf(url)).toBe('database.url')
  })
})

describe('a SQLite address', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resettle-open-'))
    await chmod(folder, 0o755)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is refused when there is no file, and makes none', async () => {
    expect(await refusalOf(`sqlite:${folder}/none.db`)).toBe('database.missing')
    expect(await refusalOf(`sqlite:${folder}/none.db`)).toBe('database.missing')
    expect(await refusalOf(`sqlite:${folder}/none/none.db`)).toBe('database.missing')
  })

  it('is refused when it is no database', async () => {
    await writeFile(join(folder, 'notes.txt'), 'these are only notes, '.repeat(100))
    expect(await refusalOf(`sqlite:${folder}/notes.txt`)).toBe('database.not-a-database')
    expect(await refusalOf(`sqlite:${folder}`)).toBe('database.not-a-database')
  })

  it('may be relative, absolute, or with slashes, and makes a file when asked to', async () => {
    await using database = await openDatabase(`sqlite://${folder}/new.db`, { create: true })
    await database.write((connection) => connection.execute(sql`create table t (id integer)`))
    await using again = await openDatabase(`sqlite:${folder}/../${folder.split('/').at(-1)}/new.db`)
    expect(await again.read((connection) => connection.query(sql`select * from t`))).toEqual([])
    expect(again.address).toContain('new.db')
  })

  it.each([true, false])('leaves the way the file is written as it is (wal: %j)', async (wal) => {
    const fresh = await freshDatabase('sqlite', { wal })
    const database = await fresh.open()
    await database.write((connection) => connection.execute(sql`create table t (id integer)`))
    const [row] = await database.read((connection) => connection.query(sql`pragma journal_mode`))
    expect(row).toEqual({ journal_mode: wal ? 'wal' : 'delete' })
    await fresh.drop()
  })

  it('of a file without rights can be read at most', async () => {
    for (const name of ['readable.db', 'closed.db']) {
      await using database = await openDatabase(`sqlite:${folder}/${name}`, { create: true })
      await database.write(async (connection) => {
        await connection.execute(sql`create table t (id integer)`)
      })
    }
    await chmod(join(folder, 'readable.db'), 0o444)
    await chmod(join(folder, 'closed.db'), 0o000)
    expect(await tryAsNobody(`sqlite:${folder}/readable.db`)).toEqual([
      'read: done',
      'write: database.read-only',
      'open: done',
    ])
    expect(await tryAsNobody(`sqlite:${folder}/closed.db`)).toEqual(['open: database.denied'])
    await using database = await openDatabase(`sqlite:${folder}/readable.db`)
    expect(await database.read((connection) => connection.query(sql`select * from t`))).toEqual([])
  })
})

describe('a PostgreSQL address', () => {
  let fresh: FreshDatabase
  let url: URL
  beforeAll(async () => {
    fresh = await freshDatabase('postgres')
    url = new URL(fresh.url)
  })
  afterAll(() => fresh.drop())

  const changed = (change: Partial<URL>) => Object.assign(new URL(url), change).href

  it('hides the password', async () => {
    const database = await fresh.open()
    expect(database.address).toBe(`postgres://postgres@${url.host}${url.pathname}`)
  })

  it.each([
    ['database.denied', { password: 'pass-word' }],
    ['database.denied', { password: '' }],
    ['database.denied', { username: 'nobody', password: 'pass-word' }],
    ['database.missing', { pathname: '/nowhere' }],
    ['database.unavailable', { port: '1', password: 'pass-word' }],
    ['database.unavailable', { host: 'host.invalid:5432', password: 'pass-word' }],
  ])('is refused as %s with %j', async (code, change) => {
    expect(await refusalOf(changed(change))).toBe(code)
  })

  it('is refused when nobody answers in time', async () => {
    const deaf = createServer(() => undefined).listen(0, '127.0.0.1')
    await new Promise((resolve) => deaf.once('listening', resolve))
    const { port } = deaf.address() as { port: number }
    const silent = `postgres://user:pass-word@127.0.0.1:${port}/app?connect_timeout=1`
    expect(await refusalOf(silent)).toBe('database.unavailable')
    deaf.close()
  })

  it('is refused when the server is too old', async () => {
    const old = await startFakePostgres('120022')
    expect(await refusalOf(old.url)).toBe('database.version')
    await old.stop()
  })

  it('is refused a table that the role may not touch, and a write where nothing can be written', async () => {
    await fresh.run(
      'create table t (id integer)',
      `do $$ begin create role reader login password 'pass-word'; exception when duplicate_object then null; end $$`,
      'create table seen (id integer); grant select on seen to reader',
    )
    await using database = await openDatabase(changed({ username: 'reader', password: 'pass-word' }))
    const denied = database.read((connection) => connection.query(sql`select * from t`))
    await expect(denied).rejects.toMatchObject({ code: 'database.denied' })
    await fresh.run('alter role reader set default_transaction_read_only = on')
    expect(await database.read((connection) => connection.query(sql`select * from seen`))).toEqual([])
  })

  it('answers again after the server cut its connections', async () => {
    const database = await fresh.open()
    await database.read((connection) => connection.query(sql`select 1`))
    const cut = database.read(async (connection) => {
      await connection.query(sql`select 1`)
      await fresh.run(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'resettle'`,
      )
      await connection.query(sql`select 1`)
    })
    await expect(cut).rejects.toMatchObject({ code: 'database.unavailable' })
    expect(await database.read((connection) => connection.query(sql`select 1 as one`))).toEqual([{ one: 1 }])
  })
})

async function tryAsNobody(url: string): Promise<string[]> {
  const file = new URL('./helpers/try-database.ts', import.meta.url).pathname
  // Root may read and write everything, so a run as root needs another user.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const { stdout } = await promisify(execFile)(process.execPath, [file, url], { ...user, cwd: '/' })
  return stdout.trim().split('\n')
}
