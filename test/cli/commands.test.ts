import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ResettleError } from '../../src/errors.ts'
import * as documents from './support/documents.ts'
import { run } from './support/run.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resettle-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('--json prints the document alone', () => {
  it.each<[string, object]>([
    ['check', documents.check],
    ['organizations', documents.organizations],
    ['plan eng-dept faculty_sci', documents.plan()],
    ['migrate eng-dept faculty_sci --yes', documents.migration],
    ['verify mig_1', documents.verification],
    ['rollback mig_1 --preview', documents.preview],
    ['rollback mig_1 --yes', documents.rollback],
    ['migrations', { kind: 'migrations', version: 1, migrations: [documents.summary] }],
    ['show mig_1', documents.record],
    ['report mig_1', documents.migration],
  ])('%s', async (line, document) => {
    for (const isTTY of [false, true]) {
      const { exit, stdout, stderr } = await run([...line.split(' '), '--json'], {
        isTTY,
        env: { FORCE_COLOR: '1' },
      })
      expect(exit).toBe(0)
      expect(stdout).toBe(`${JSON.stringify(document, null, 2)}\n`)
      expect(stderr).toBe('')
    }
  })

  it('also for a problem', async () => {
    const engine = { verify: async () => Promise.reject(new ResettleError('migration.not-found', 'None.')) }
    const { exit, stderr, json } = await run(['verify', 'mig_x', '--json'], { engine })
    expect(exit).toBe(2)
    expect(stderr).toBe('')
    expect(json()).toMatchObject({ code: 'migration.not-found', status: 404, detail: 'None.' })
  })

  it('also for a bug', async () => {
    const engine = { check: async () => Promise.reject(new TypeError('x is not a function')) }
    const { exit, json } = await run(['check', '--json'], { engine })
    expect(exit).toBe(1)
    expect(json()).toMatchObject({ code: 'internal.unexpected' })
  })
})

describe('exit statuses', () => {
  it.each([
    ['check', { check: async () => documents.mismatch }, 3],
    ['plan a b', { plan: async () => documents.undecided }, 3],
    ['verify mig_1', { verify: async () => documents.failed }, 6],
    ['rollback mig_1 --yes', { rollback: async () => ({ ...documents.rollback, success: false }) }, 6],
    ['migrate a b --yes', { migrate: async () => ({ ...documents.migration, success: false }) }, 5],
  ])('%s', async (line, engine, status) => {
    expect((await run(line.split(' '), { engine })).exit).toBe(status)
    expect((await run([...line.split(' '), '--json'], { engine })).exit).toBe(status)
  })

  it.each([
    ['migration.locked', 4],
    ['migration.failed', 5],
    ['rollback.done', 6],
    ['database.unavailable', 8],
    ['plan.stale', 3],
  ] as const)('%s', async (code, status) => {
    const engine = { migrate: async () => Promise.reject(new ResettleError(code, 'So it is.')) }
    expect((await run(['migrate', 'a', 'b', '--yes'], { engine })).exit).toBe(status)
  })

  it('closes the database, whatever happens', async () => {
    expect((await run(['check'])).calls.at(-1)).toEqual(['close'])
    const engine = { check: async () => Promise.reject(new Error('no')) }
    expect((await run(['check'], { engine })).calls.at(-1)).toEqual(['close'])
  })
})

describe('options of plan and migrate', () => {
  it('reach the engine', async () => {
    const file = join(folder, 'decisions.json')
    await writeFile(file, JSON.stringify({ decisions: [{ resource: 'users', id: 1, choice: 'skip' }] }))
    const argv = [
      ...['plan', 'eng-dept', 'faculty_sci', '--conflict-strategy', 'skip', '--on', 'users=clear'],
      ...['--on', 'rubrics=rename', '--decide', 'users:1=clear', '--decide', 'a:x=rename:new: name'],
      ...['--decisions', file, '--rename-prefix', 'eng', '--rename-style', 'timestamp', '--accept', 'a.b'],
      ...['--preserve-admin-roles', '--owner-becomes', 'admin', '--delete-source', '--accept', 'c.d'],
    ]
    const [, call] = (await run(argv)).calls
    expect(call).toEqual([
      'plan',
      'eng-dept',
      'faculty_sci',
      {
        conflictStrategy: 'skip',
        on: { users: 'clear', rubrics: 'rename' },
        // The command line outranks the file.
        decisions: [
          { resource: 'users', id: 1, choice: 'clear' },
          { resource: 'a', id: 'x', choice: 'rename', name: 'new: name' },
        ],
        renamePrefix: 'eng',
        renameStyle: 'timestamp',
        preserveAdminRoles: true,
        ownerBecomes: 'admin',
        deleteSource: true,
        accept: ['a.b', 'c.d'],
      },
    ])
  })

  it('rename by default, and say nothing else', async () => {
    expect((await run(['migrate', 'a', 'b', '--yes'])).calls[1]).toEqual([
      'migrate',
      'a',
      'b',
      { conflictStrategy: 'rename' },
    ])
  })
})

describe('a plan file', () => {
  it('is written, and executed as it is', async () => {
    const file = join(folder, 'plan.json')
    const written = await run(['plan', 'eng-dept', 'faculty_sci', '-o', file])
    expect(written.exit).toBe(0)
    expect(written.stderr).toContain(file)
    expect(written.stdout).toContain(`migrate --plan ${file}`)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(documents.plan())
    const done = await run(['migrate', '--plan', file, '--yes'])
    expect(done.exit).toBe(0)
    expect(done.calls[1]).toEqual(['migratePlan', documents.plan()])
  })

  it('that cannot be written is a problem', async () => {
    const { exit, json } = await run(['plan', 'a', 'b', '-o', join(folder, 'none', 'plan.json'), '--json'])
    expect(exit).toBe(2)
    expect(json()).toMatchObject({ code: 'file.unwritable' })
  })

  it('that is stale prints what changed, line by line', async () => {
    const file = join(folder, 'stale.json')
    await writeFile(file, JSON.stringify(documents.plan()))
    const changes = ['usage_logs: rows in the source 20000 → 20004', 'assistants: conflicts 33 → 32']
    const stale = new ResettleError('plan.stale', `Since then: ${changes.join('; ')}.`, {
      context: { changes },
    })
    const { exit, stderr } = await run(['migrate', '--plan', file, '--yes'], {
      engine: { migratePlan: async () => Promise.reject(stale) },
    })
    expect(exit).toBe(3)
    expect(stderr).toContain('What changed since\n')
    for (const change of changes) expect(stderr).toContain(`  ~ ${change}\n`)
  })
})

describe('a report', () => {
  it('goes to a file as text or JSON, and leaves stdout alone', async () => {
    const file = join(folder, 'report')
    const text = await run(['report', 'mig_1', '-o', file], { env: { FORCE_COLOR: '1' } })
    expect([text.exit, text.stdout]).toEqual([0, ''])
    expect(await readFile(file, 'utf8')).toMatch(/^\nMigration {2}eng-dept → faculty_sci\n/)
    const json = await run(['report', 'mig_1', '--format', 'json', '-o', file])
    expect([json.exit, json.stdout]).toEqual([0, ''])
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(documents.migration)
  })

  it('is JSON on stdout with --format json', async () => {
    expect((await run(['report', 'mig_1', '--format', 'json'])).json()).toEqual(documents.migration)
  })

  it('says when the migration was taken back', async () => {
    const { stdout } = await run(['report', 'mig_1'], { engine: { show: async () => documents.rolledBack } })
    expect(stdout).toContain('It was taken back on 2026-01-21 09:00 UTC.')
    expect(stdout).not.toContain('can be taken back')
  })
})

describe('undecided conflicts without a terminal', () => {
  it('are listed, each with the options that settle it', async () => {
    const engine = {
      plan: async () => documents.undecided,
      migrate: async () => Promise.reject(new ResettleError('plan.undecided', '1 conflict.')),
    }
    const argv = ['migrate', 'a', 'b', '--conflict-strategy', 'interactive', '--yes']
    const { exit, stderr } = await run(argv, { engine })
    expect(exit).toBe(3)
    expect(stderr).toContain('users #18 ada@uni.example')
    expect(stderr).toContain('--decide users:18=clear\n')
    expect(stderr).toContain('--decide users:18=skip\n')
    const { json } = await run([...argv, '--json'], { engine })
    expect(json()).toMatchObject({
      code: 'plan.undecided',
      context: {
        undecided: [{ resource: 'users', id: 18, choices: ['clear', 'skip'] }],
        findings: [{ code: 'conflict.undecided' }],
      },
    })
  })
})

describe('next steps', () => {
  it('can be pasted: same database, same blueprint, same options', async () => {
    const argv = ['--db', 'sqlite:my app.db', 'plan', 'eng-dept', 'faculty_sci']
    const { stdout } = await run(argv)
    expect(stdout).toContain(
      "  resettle --db 'sqlite:my app.db' migrate eng-dept faculty_sci --preserve-admin-roles\n",
    )
  })

  it('never hold a password', async () => {
    const argv = ['--db', 'postgres://ada:s3cr3t@host/db?password=s3cr3t', 'migrations']
    const { stdout } = await run(argv)
    expect(stdout).toContain('postgres://ada:***@host/db?password=***')
    expect(stdout).not.toContain('s3cr3t')
  })

  it('go through npm in a checkout', async () => {
    const { stdout } = await run(['migrations'], { env: { npm_package_name: 'resettle' } })
    expect(stdout).toContain('  npm run --silent resettle -- show ID\n')
  })
})
