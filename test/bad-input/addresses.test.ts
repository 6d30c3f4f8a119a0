import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { createScene, type Scene } from '../crash/support/scene.ts'
import { expectRefusal } from './support/ask.ts'
import { commands, type Desk, openDesk } from './support/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.clear())

/** Every command refuses this database, with this problem. */
async function refuseAll(db: string, code: ErrorCode, only = commands): Promise<void> {
  for (const words of only) {
    await expectRefusal(['--db', db, '--blueprint', desk.blueprint, ...words], code)
  }
}

const needsTables = commands.filter(([name]) =>
  ['check', 'organizations', 'plan', 'migrate'].includes(name ?? ''),
)

describe('a SQLite file', () => {
  it('that is missing is a problem of every command, and is not made', async () => {
    await refuseAll(`sqlite:${desk.folder}/none.db`, 'database.missing')
    await refuseAll(`sqlite:${desk.folder}/none/none.db`, 'database.missing', [['check']])
    expect(await readdir(desk.folder)).toEqual(['guilds.json'])
  })

  it('that is a folder, or holds something else, is a problem of every command', async () => {
    await mkdir(join(desk.folder, 'folder.db'))
    const notes = await desk.put('notes.db', 'these are only notes of somebody, no secret. '.repeat(100))
    const before = await readFile(notes)
    await refuseAll(`sqlite:${desk.folder}/folder.db`, 'database.not-a-database')
    await refuseAll(`sqlite:${notes}`, 'database.not-a-database')
    expect(await readFile(notes)).toEqual(before)
    expect(await readdir(join(desk.folder, 'folder.db'))).toEqual([])
  })

  it('that is empty, or holds another app, is a mismatch, and stays as it is', async () => {
    const empty = await desk.put('empty.db', '')
    await refuseAll(`sqlite:${empty}`, 'blueprint.mismatch', needsTables)
    expect((await readFile(empty)).length).toBe(0)

    const other = join(desk.folder, 'other.db')
    const database = new DatabaseSync(other)
    database.exec(
      `create table notes (id integer primary key, body text); insert into notes values (1, 'secret')`,
    )
    database.close()
    const before = await readFile(other)
    await refuseAll(`sqlite:${other}`, 'blueprint.mismatch', needsTables)
    await refuseAll(`sqlite:${other}`, 'migration.not-found', [
      ['rollback', 'mig_1', '--yes'],
      ['show', 'mig_1'],
      ['report', 'mig_1'],
    ])
    expect(await readFile(other)).toEqual(before)
  })

  it('that is torn in the middle is no database', async () => {
    const scene = await createScene('sqlite', { logs: 3000 })
    const whole = scene.fresh.url.slice('sqlite:'.length)
    const torn = join(desk.folder, 'torn.db')
    await copyFile(whole, torn)
    await scene.drop()
    const bytes = await readFile(torn)
    for (const part of [0.9, 0.5, 0.1]) {
      await writeFile(torn, bytes.subarray(0, Math.floor(bytes.length * part)))
      const cut = await readFile(torn)
      await refuseAll(`sqlite:${torn}`, 'database.not-a-database', [
        ['plan', 'north', 'south'],
        ['migrate', 'north', 'south', '--on', 'people=clear', '--yes'],
      ])
      expect((await readFile(torn)).equals(cut)).toBe(true)
    }
  })
})

describe('a PostgreSQL server', () => {
  let scene: Scene
  let url: URL
  beforeAll(async () => {
    scene = await createScene('postgres')
    url = new URL(scene.fresh.url)
  })
  afterAll(() => scene.drop())

  const changed = (change: Partial<URL>) => Object.assign(new URL(url), change).href

  it.each<[ErrorCode, string, Partial<URL>]>([
    ['database.denied', 'a wrong password', { password: 'pass-word' }],
    ['database.denied', 'an unknown user', { username: 'nobody', password: 'pass-word' }],
    ['database.missing', 'an unknown database', { pathname: '/nowhere' }],
    ['database.unavailable', 'a closed port', { port: '1' }],
    ['database.unavailable', 'an unknown host', { hostname: 'host.invalid' }],
  ])('answers with %s to %s, whatever the command', async (code, _, change) => {
    const before = await scene.observer.app()
    await refuseAll(changed(change), code)
    expect(await scene.observer.app()).toBe(before)
    expect(await scene.observer.own()).toBeNull()
  })

  it('that does not answer is given up', async () => {
    const deaf = createServer(() => undefined).listen(0, '127.0.0.1')
    await new Promise((resolve) => deaf.once('listening', resolve))
    const { port } = deaf.address() as { port: number }
    const silent = `postgres://user:pass-word@127.0.0.1:${port}/app?connect_timeout=1`
    await refuseAll(silent, 'database.unavailable', [['migrate', 'north', 'south', '--yes']])
    deaf.close()
  })

  it('without the tables of the app is a mismatch', async () => {
    await scene.fresh.run('create schema elsewhere')
    await refuseAll(`${url.href}?options=-csearch_path%3Delsewhere`, 'blueprint.mismatch', needsTables)
    await scene.fresh.run('drop schema elsewhere')
    expect(await scene.observer.own()).toBeNull()
  })
})

describe('an address', () => {
  it.each(['', 'app.db', 'mysql://root:pass-word@host/app', 'postgres://user:pass-word@host:port/app'])(
    'like %j is none',
    async (db) => {
      await refuseAll(db, db === '' ? 'usage.invalid' : 'database.url', [['check']])
    },
  )
})

describe('a blueprint', () => {
  it.each<[string, ErrorCode, string]>([
    ['is unknown', 'blueprint.not-found', 'nothing'],
    ['is a folder', 'file.unreadable', '.'],
    ['is no JSON', 'blueprint.invalid', 'torn.json'],
    ['says nothing', 'blueprint.invalid', 'hollow.json'],
    ['is of another app', 'blueprint.mismatch', 'lamb'],
  ])('that %s is a problem before anything is done', async (_, code, name) => {
    await desk.put('torn.json', '{"version": 1')
    await desk.put('hollow.json', '{}')
    const scene = await createScene('sqlite')
    const path = name.endsWith('.json') || name === '.' ? join(desk.folder, name) : name
    for (const words of needsTables) {
      await expectRefusal(['--db', scene.fresh.url, '--blueprint', path, ...words], code)
    }
    expect(await scene.observer.own()).toBeNull()
    await scene.drop()
  })
})
