import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openResettle } from '../../src/resettle.ts'
import { observe } from '../crash/support/observer.ts'
import { createScene, type Scene } from '../crash/support/scene.ts'
import { guilds, guildsScript } from '../crash/support/world.ts'
import { type Answer, ask, expectProblem, expectRefusal } from './support/ask.ts'
import { type Desk, openDesk } from './support/desk.ts'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

// Another user cannot write what makes starting fast, but may use it.
const env = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }

/** The command line as a user with few rights: root may write everything, so a run as root takes another user. */
function askAsNobody(argv: readonly string[]): Promise<Answer> {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  return collect(spawn(process.execPath, [program, ...argv], { ...user, cwd: '/', env }))
}

/** The command line where no file may grow beyond 50 blocks, as on a disk without room. */
function askOnFullDisk(argv: readonly string[]): Promise<Answer> {
  const limited = ['-c', 'ulimit -f 50 && exec "$0" "$@"', process.execPath, program, ...argv]
  return collect(spawn('sh', limited, { env }))
}

async function collect(child: ChildProcessWithoutNullStreams): Promise<Answer> {
  const [stdout, stderr, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1))),
  ])
  return { exit, stdout, stderr }
}

const migrate = ['migrate', 'north', 'south', '--on', 'people=clear', '--yes', '--json']
const plan = ['plan', 'north', 'south', '--on', 'people=clear', '--json']

describe('a SQLite file that may only be read', () => {
  let desk: Desk
  let folder: string
  let path: string
  let flags: string[]

  beforeEach(async () => {
    desk = await openDesk()
    folder = await mkdtemp(join(tmpdir(), 'resettle-rights-'))
    path = join(folder, 'app.db')
    flags = ['--db', `sqlite:${path}`, '--blueprint', desk.blueprint]
    await chmod(desk.folder, 0o755)
  })
  afterEach(async () => {
    await chmod(folder, 0o755)
    await rm(folder, { recursive: true, force: true })
    await desk.clear()
  })

  const make = async (mode: 'wal' | 'delete', file: number, around: number) => {
    const database = new DatabaseSync(path)
    database.exec(`pragma journal_mode = ${mode}; ${guildsScript('sqlite')}`)
    database.close()
    await chmod(path, file)
    await chmod(folder, around)
  }
  const look = () => {
    const { app, own } = observe({ engine: 'sqlite', url: `sqlite:${path}` })
    return Promise.all([app(), own()])
  }

  it('can be planned, and a migration is refused', async () => {
    await make('delete', 0o444, 0o777)
    const before = await look()
    expect((await askAsNobody([...flags, ...plan])).exit).toBe(0)
    expectProblem(await askAsNobody([...flags, ...migrate]), 'database.read-only')
    expect(await look()).toEqual(before)
  })

  it.each(['wal', 'delete'] as const)('because of its folder is refused the same way (%s)', async (mode) => {
    await make(mode, 0o666, 0o555)
    const before = await look()
    const problem = expectProblem(await askAsNobody([...flags, ...migrate]), 'database.read-only')
    expect(problem.remedy).toContain('folder')
    await chmod(folder, 0o777)
    expect(await look()).toEqual(before)
    expect((await askAsNobody([...flags, ...migrate])).exit).toBe(0)
  })

  it('not even read is denied', async () => {
    await make('delete', 0o000, 0o755)
    expectProblem(await askAsNobody([...flags, ...plan]), 'database.denied')
    expectProblem(await askAsNobody([...flags, ...migrate]), 'database.denied')
  })

  it('by one user does not keep another from the lock', async () => {
    await make('wal', 0o666, 0o777)
    await using resettle = await openResettle({ db: `sqlite:${path}`, blueprint: guilds })
    const { migration_id: id } = await resettle.migrate('north', 'south', { on: { people: 'clear' } })
    for (const name of ['app.db-wal', 'app.db-shm'])
      await chmod(join(folder, name), 0o666).catch(() => undefined)
    const back = await askAsNobody([...flags, 'rollback', id, '--yes', '--json'])
    expect([back.exit, back.stderr], back.stdout).toEqual([0, ''])
  })
})

describe('a SQLite file on a full disk', () => {
  it.each(['wal', 'delete'] as const)('stays as it was (%s)', async (mode) => {
    const desk = await openDesk()
    const path = join(desk.folder, 'app.db')
    const database = new DatabaseSync(path)
    database.exec(`pragma journal_mode = ${mode}; ${guildsScript('sqlite', 5000)}`)
    database.close()
    const { app, own } = observe({ engine: 'sqlite', url: `sqlite:${path}` })
    const before = await app()
    const flags = ['--db', `sqlite:${path}`, '--blueprint', desk.blueprint]
    const problem = expectProblem(await askOnFullDisk([...flags, ...migrate]), 'database.unavailable')
    expect(problem.remedy).toContain('disk')
    expect([await app(), await own()]).toEqual([before, null])
    expect((await ask([...flags, ...migrate])).exit).toBe(0)
    await desk.clear()
  })
})

describe('a PostgreSQL role', () => {
  let scene: Scene
  let desk: Desk
  let name: string

  beforeEach(async () => {
    desk = await openDesk()
    scene = await createScene('postgres')
    name = `role_${new URL(scene.fresh.url).pathname.slice(-8)}`
    await scene.fresh.run(
      `create role ${name} login password 'pass-word'; grant select on all tables in schema public to ${name}`,
    )
  })
  afterEach(async () => {
    await scene.fresh.run(`drop owned by ${name} cascade; drop role ${name}`)
    await scene.drop()
    await desk.clear()
  })

  const flags = () => [
    '--db',
    Object.assign(new URL(scene.fresh.url), { username: name, password: 'pass-word' }).href,
    '--blueprint',
    desk.blueprint,
  ]

  it('that may only read can plan, and is refused a migration', async () => {
    const before = await scene.observer.app()
    const words = plan.filter((word) => word !== '--json')
    expect((await ask([...flags(), ...words])).exit).toBe(0)
    const problem = await expectRefusal(
      [...flags(), ...migrate.filter((word) => word !== '--json')],
      'database.denied',
    )
    expect(problem.detail).toContain('orgs')
    expect(await scene.observer.app()).toBe(before)
    expect(await scene.observer.own()).toBeNull()
  })

  it('that may not read a table of no concern is told so, and not stopped', async () => {
    await scene.fresh.run('create table private (id integer primary key, note text)')
    const { exit, stdout } = await ask([...flags(), 'check', '--json'])
    expect(exit).toBe(0)
    const { findings } = JSON.parse(stdout) as { findings: { code: string; samples: string[] }[] }
    expect(findings.find(({ code }) => code === 'table.unreadable')?.samples).toEqual(['private'])
  })

  it('that may not make a schema is refused, and works when it was made for it', async () => {
    await scene.fresh.run(`grant insert, update, delete on all tables in schema public to ${name}`)
    const before = await scene.observer.app()
    const words = migrate.filter((word) => word !== '--json')
    const problem = await expectRefusal([...flags(), ...words], 'database.denied')
    expect(problem.remedy).toContain('schema')
    expect(await scene.observer.app()).toBe(before)
    expect(await scene.observer.own()).toBeNull()
    await scene.fresh.run(`create schema resettle authorization ${name}`)
    const done = await ask([...flags(), ...migrate])
    expect([done.exit, done.stderr], done.stdout).toEqual([0, ''])
  })
})
