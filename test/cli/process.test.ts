import { execFile, spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildUniversity } from '../../demo/university/university.ts'
import { bareEnvironment } from '../support/bare-environment.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

interface Ended {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** The command line as a process of its own, as people run it. */
async function resettle(...argv: string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...argv], {
      maxBuffer: 1e8,
      env: bareEnvironment(),
    })
    return { exit: 0, stdout, stderr }
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string }
    return { exit: code, stdout, stderr }
  }
}

describe.each(engines)('the whole way on %s', (engine) => {
  let database: FreshDatabase
  let flags: string[] = []
  beforeAll(async () => {
    database = await freshDatabase(engine)
    const connection = await database.open()
    await buildUniversity(connection)
    await connection.close()
    flags = ['--db', database.url, '--blueprint', 'lamb', '--json']
  })
  afterAll(() => database.drop())

  it('is planned, migrated, verified and taken back, one document each', async () => {
    const before = await snapshot(database)
    const plan = await resettle(...flags, 'plan', 'eng-dept', 'faculty_sci')
    expect([plan.exit, plan.stderr]).toEqual([3, ''])
    expect(JSON.parse(plan.stdout)).toMatchObject({ kind: 'plan', can_migrate: false })

    const options = ['--conflict-strategy', 'rename', '--preserve-admin-roles', '--on', 'users=clear']
    const migrated = await resettle('migrate', 'eng-dept', 'faculty_sci', ...options, '--yes', ...flags)
    expect([migrated.exit, migrated.stderr]).toEqual([0, ''])
    const migration = JSON.parse(migrated.stdout)
    expect(migration).toMatchObject({ kind: 'migration', success: true, verification: { ok: true } })

    const id = migration.migration_id as string
    const verified = await resettle(...flags, 'verify', id)
    expect([verified.exit, verified.stderr]).toEqual([0, ''])
    expect(JSON.parse(verified.stdout)).toMatchObject({ kind: 'verification', ok: true })

    const shown = await resettle('--db', database.url, '--blueprint', 'lamb', 'report', id)
    expect([shown.exit, shown.stderr]).toEqual([0, ''])
    expect(shown.stdout).toContain('It stands, and can be taken back.')

    const taken = await resettle(...flags, 'rollback', id, '--yes')
    expect([taken.exit, taken.stderr]).toEqual([0, ''])
    expect(JSON.parse(taken.stdout)).toMatchObject({ kind: 'rollback', success: true })
    expect(await snapshot(database)).toEqual(before)
    const again = await resettle(...flags, 'rollback', id, '--yes')
    expect(again.exit).toBe(6)
    expect(JSON.parse(again.stdout)).toMatchObject({ code: 'rollback.done' })
  })

  it('refuses a plan file after the data changed, and says what', async () => {
    const file = join(tmpdir(), `resettle-plan-${process.pid}-${engine}.json`)
    const options = ['--on', 'users=clear', '-o', file]
    expect((await resettle(...flags, 'plan', 'eng-dept', 'faculty_sci', ...options)).exit).toBe(0)
    await database.run(`update "LAMB_prompt_templates" set name = 'another' where id = 1`)
    const before = await snapshot(database)
    const refused = await resettle(...flags, 'migrate', '--plan', file, '--yes')
    expect(refused.exit).toBe(3)
    const problem = JSON.parse(refused.stdout)
    expect(problem.code).toBe('plan.stale')
    expect(problem.context.changes.join('\n')).toContain('templates')
    expect(await snapshot(database)).toEqual(before)

    await writeFile(file, (await readFile(file, 'utf8')).replace('"kind": "plan"', '"kind": "plans"'))
    const malformed = await resettle(...flags, 'migrate', '--plan', file, '--yes')
    expect(malformed.exit).toBe(2)
    expect(JSON.parse(malformed.stdout)).toMatchObject({ code: 'plan.invalid' })
  })
})

describe.each(engines)('interrupted on %s', (engine) => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase(engine)
    const connection = await database.open()
    await buildUniversity(connection, { scale: 0.1, usageLogs: 60 })
    await connection.close()
  })
  afterAll(() => database.drop())

  it.each([
    ['SIGINT', false],
    ['SIGTERM', false],
    ['SIGINT', true],
  ] as const)(
    'by %s (--json: %s) while it waits for the app, it says so once and has changed nothing',
    async (signal, isJson) => {
      const before = await snapshot(database)
      const app = await database.open()
      const child = await app.write(async (connection) => {
        // The app is in the middle of something.
        await connection.execute(
          sql`update "LAMB_organizations" set updated_at = updated_at where id in (2, 3)`,
        )
        const words = ['migrate', 'eng-dept', 'faculty_sci', '--on', 'users=clear', '--yes']
        const flags = ['--db', database.url, '--blueprint', 'lamb', ...(isJson ? ['--json'] : [])]
        const started = start(...flags, ...words)
        await started.says('Waiting')
        started.child.kill(signal)
        return { ...(await started.ended), isJson }
      })
      expect(child.exit).toBe(5)
      if (isJson) expect(JSON.parse(child.stdout)).toMatchObject({ code: 'command.interrupted' })
      else {
        expect(child.stdout).toBe('')
        expect(child.stderr.match(/It was interrupted, so nothing was changed/g)).toHaveLength(1)
        expect(child.stderr).toContain(`${signal} ended it`)
      }
      await app.close()
      expect(await snapshot(database)).toEqual(before)
    },
  )
})

describe('as a process', () => {
  it('ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [program, 'plan', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk)
    })
    const exit = await new Promise((resolve) => child.on('close', resolve))
    expect([exit, stderr]).toEqual([0, ''])
  })

  it('answers an unusable address with a problem', async () => {
    const flags = ['--blueprint', 'lamb', '--json', 'organizations']
    const missing = await resettle('--db', `sqlite:${join(tmpdir(), 'no-such.db')}`, ...flags)
    expect(missing.exit).toBe(8)
    expect(JSON.parse(missing.stdout)).toMatchObject({ code: 'database.missing' })
    const other = await resettle('--db', `sqlite:${program}`, ...flags)
    expect(other.exit).toBe(8)
    expect(JSON.parse(other.stdout)).toMatchObject({ code: 'database.not-a-database' })
    const away = await resettle('--db', 'postgres://a:b@127.0.0.1:1/x', ...flags)
    expect(away.exit).toBe(8)
    expect(JSON.parse(away.stdout)).toMatchObject({ code: 'database.unavailable' })
  })
})

/** Starts the command line and lets it run. */
function start(...argv: string[]) {
  const child = spawn(process.execPath, [program, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: bareEnvironment(),
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  const says = (word: string): Promise<void> =>
    new Promise((resolve) => {
      child.stderr.on('data', (chunk) => {
        stderr += String(chunk)
        if (stderr.includes(word)) resolve()
      })
    })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ exit: code ?? -1, stdout, stderr }))
  })
  return { child, says, ended }
}

async function snapshot(database: FreshDatabase): Promise<unknown> {
  const connection = await database.open()
  try {
    return await dump(connection)
  } finally {
    await connection.close()
  }
}
