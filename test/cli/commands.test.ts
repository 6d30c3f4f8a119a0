import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/run.ts'
import type { NoticeList } from '../../src/effects/notices/documents.ts'
import { ResettleError } from '../../src/errors.ts'
import type { Resettle } from '../../src/resettle.ts'
import * as documents from './support/documents.ts'
import * as notices from './support/notices.ts'
import * as reports from './support/reports.ts'
import { run } from './support/run.ts'

let folder = ''
let sealed = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resettle-cli-'))
  sealed = join(folder, 'sealed.json')
  await writeFile(sealed, reports.reportFile().text)
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
    ['report mig_1', JSON.parse(reports.reportFile().text)],
    ['report mig_1 --person 3', JSON.parse(reports.reportFile({ person: '3' }).text)],
    ['report --verify SEALED', reports.reportVerification],
    ['notices mig_1', notices.list()],
    ['notices mig_1 --preview', notices.previews],
    ['notices mig_1 --send', notices.list()],
  ])('%s', async (line, document) => {
    for (const isTTY of [false, true]) {
      const argv = line.split(' ').map((word) => (word === 'SEALED' ? sealed : word))
      const { exit, stdout, stderr } = await run([...argv, '--json'], {
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
  it('goes to a file as text, JSON, HTML or CSV, and leaves stdout alone', async () => {
    const file = join(folder, 'report')
    const text = await run(['report', 'mig_1', '-o', file], { env: { FORCE_COLOR: '1' } })
    expect([text.exit, text.stdout]).toEqual([0, ''])
    expect(await readFile(file, 'utf8')).toMatch(/^\nMigration {2}eng-dept → faculty_sci\n/)
    for (const format of ['json', 'html', 'csv'] as const) {
      const written = await run(['report', 'mig_1', '--format', format, '-o', file])
      expect([written.exit, written.stdout]).toEqual([0, ''])
      expect(written.stderr).toBe(`Report written to ${file}, signed by ${reports.signingKey.fingerprint}\n`)
      expect(await readFile(file, 'utf8')).toBe(reports.reportFile({ format }).text)
    }
  })

  it('is on stdout as it was signed with --format', async () => {
    for (const format of ['json', 'html', 'csv'] as const) {
      const { stdout } = await run(['report', 'mig_1', '--format', format])
      expect(stdout).toBe(reports.reportFile({ format }).text)
    }
  })

  it('says who vouches for the file with --json, when the file is no JSON', async () => {
    const file = join(folder, 'report.html')
    const { json, stderr } = await run(['report', 'mig_1', '--format', 'html', '-o', file, '--json'])
    expect(json()).toEqual(reports.reportFile({ format: 'html' }).seal)
    expect(stderr).toContain(file)
  })

  it('asks for a language and a person', async () => {
    const argv = ['report', 'mig_1', '--format', 'html', '--language', 'eu', '--person', 'ada@uni.example']
    expect((await run(argv)).calls[1]).toEqual([
      'report',
      'mig_1',
      { format: 'html', language: 'eu', person: 'ada@uni.example' },
    ])
  })

  it('says when the migration was taken back', async () => {
    const { stdout } = await run(['report', 'mig_1'], { engine: { show: async () => documents.rolledBack } })
    expect(stdout).toContain('It was taken back on 2026-01-21 09:00 UTC.')
    expect(stdout).not.toContain('can be taken back')
  })
})

describe('a report file', () => {
  const bare = { RESETTLE_DB: '', RESETTLE_BLUEPRINT: '' }

  it('is checked without a database, and against a fingerprint', async () => {
    const argv = ['report', '--verify', sealed]
    const { exit, stdout, calls } = await run(argv, { env: bare })
    expect([exit, calls]).toEqual([0, []])
    expect(stdout).toContain('✓ The file is what was signed.')
    expect(stdout).toContain(`  ${reports.signingKey.fingerprint}\n`)
    expect(stdout).toContain('Nobody here knows this key')
    const known = await run([...argv, '--key', reports.signingKey.fingerprint], { env: bare })
    expect([known.exit, known.stdout.includes('Nobody here')]).toEqual([0, false])
    const other = await run([...argv, '--key', 'SHA256:other'], { env: bare })
    expect(other.exit).toBe(6)
    expect(other.stdout).toContain('✗ Do not trust this file.')
  })

  it('is checked against the key in the environment', async () => {
    const argv = ['report', '--verify', sealed, '--json']
    const mine = await run(argv, { env: { ...bare, RESETTLE_SIGNING_KEY: '07'.repeat(32) } })
    expect(mine.json()).toMatchObject({ ok: true, known_from: 'setting' })
    const other = await run(argv, { env: { ...bare, RESETTLE_SIGNING_KEY: '08'.repeat(32) } })
    expect([other.exit, other.json()]).toMatchObject([6, { ok: false, known_from: null }])
  })

  it('is checked against the keys of the database that was named', async () => {
    const { calls } = await run(['report', '--verify', sealed, '--key', 'SHA256:x'])
    expect(calls[1]).toEqual(['verifyReport', Buffer.from(reports.reportFile().text), 'SHA256:x'])
  })

  it('that was altered ends with 6', async () => {
    const altered = join(folder, 'altered.json')
    await writeFile(altered, reports.reportFile().text.replace('5_eng_dept_math', '5_eng_dept_mathx'))
    const { exit, stdout } = await run(['report', '--verify', altered], { env: bare })
    expect(exit).toBe(6)
    expect(stdout).toContain('✗ content      the content is not what was sealed')
    expect(stdout).toContain('not what they were: renamed')
    await writeFile(altered, reports.reportFile({ format: 'csv' }).text.trimEnd())
    const torn = await run(['report', '--verify', altered, '--json'], { env: bare })
    expect([torn.exit, torn.json()]).toMatchObject([6, { code: 'report.unsealed' }])
  })
})

describe('notices', () => {
  const env = { RESETTLE_MAIL_FOLDER: '/mail', RESETTLE_MAIL_FROM: 'Desk <desk@uni.example>' }
  const desk = (list: NoticeList): Partial<Resettle> => ({ notices: fakeNotices(list) })

  it('are written, let go and sent, where none were', async () => {
    const seen: string[] = []
    const { exit } = await run(['notices', 'mig_1', '--send'], {
      env,
      engine: { notices: fakeNotices(notices.list([]), seen) },
    })
    expect(seen).toEqual(['list', 'prepare', 'release', 'send', 'list'])
    expect(exit).toBe(0)
    seen.length = 0
    await run(['notices', 'mig_1', '--send', '--kind', 'after'], {
      env,
      engine: { notices: fakeNotices(notices.list(), seen) },
    })
    expect(seen).toEqual(['list', 'release', 'send', 'list'])
  })

  it('that could not all be sent end with 7, and say why', async () => {
    const { exit, stdout } = await run(['notices', 'mig_1', '--send'], { env, engine: desk(notices.mixed) })
    expect(exit).toBe(7)
    expect(stdout).toContain('gone@uni.example: 550 5.1.1 <recipient>: no such mailbox')
    expect((await run(['notices', 'mig_1'], { engine: desk(notices.mixed) })).exit).toBe(0)
  })

  it('that got stuck are let go again, all of them or one person’s', async () => {
    const seen: string[] = []
    const engine = { notices: fakeNotices(notices.mixed, seen) }
    await run(['notices', 'mig_1', '--retry'], { engine })
    expect(seen).toEqual(['list', 'retry ntc_4', 'retry ntc_6', 'list'])
    seen.length = 0
    await run(['notices', 'mig_1', '--retry', '--person', 'LOST@uni.example'], { engine })
    expect(seen).toEqual(['list', 'retry ntc_6', 'list'])
    seen.length = 0
    await run(['notices', 'mig_1', '--cancel', '--kind', 'before'], { engine })
    expect(seen).toEqual(['cancel', 'list'])
  })

  it('are shown as people would read them, for one person and in a language', async () => {
    const argv = ['notices', 'mig_1', '--preview', '--person', '3', '--language', 'eu', '--kind', 'before']
    const { calls } = await run(argv)
    expect(calls[1]).toEqual([
      'notices.preview',
      { migrationId: 'mig_1' },
      { kind: 'before', language: 'eu', person: '3' },
    ])
  })

  it('need a server or a folder', async () => {
    const engine = { notices: { ...fakeNotices(notices.list()), canSend: false } }
    const { exit, json } = await run(['notices', 'mig_1', '--send', '--json'], { engine })
    expect([exit, json()]).toMatchObject([2, { code: 'mail.unconfigured' }])
    const both = { ...env, RESETTLE_SMTP_URL: 'smtp://127.0.0.1' }
    const refused = await run(['notices', 'mig_1', '--json'], { env: both })
    expect([refused.exit, refused.json()]).toMatchObject([2, { code: 'config.invalid' }])
  })

  it('are written with a migration when asked for', async () => {
    const seen: unknown[] = []
    const engine = {
      migrate: async (...words: unknown[]) => {
        seen.push(words[3])
        return documents.migration
      },
    } as Partial<Resettle>
    await run(['migrate', 'a', 'b', '--yes', '--notices'], { engine })
    await run(['migrate', 'a', 'b', '--yes'], { engine })
    expect(seen).toMatchObject([{ notices: { after: true, send: false } }, { notices: {} }])
  })
})

/** Verbs that answer with this list and remember that they were called. */
function fakeNotices(list: NoticeList, seen: string[] = []): Resettle['notices'] {
  const say =
    <Result>(word: string, result: Result) =>
    async (id?: unknown): Promise<Result> => {
      seen.push(word === 'retry' ? `retry ${String(id)}` : word)
      return result
    }
  return {
    canSend: true,
    preview: say('preview', notices.previews),
    schedule: say('schedule', list),
    prepare: say('prepare', list),
    list: say('list', list),
    release: say('release', list),
    cancel: say('cancel', list),
    retry: say('retry', notices.notice()),
    send: say('send', list.counts),
  }
}

describe('what the environment says about reports', () => {
  it('reaches the engine', async () => {
    const env = { RESETTLE_SIGNING_KEY: '07'.repeat(32), RESETTLE_LANGUAGE: 'ca' }
    const seen: unknown[] = []
    const io = {
      stdin: new PassThrough(),
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      env: { RESETTLE_DB: 'sqlite:a.db', RESETTLE_BLUEPRINT: 'lamb', ...env },
      isTTY: false,
    }
    const open = async (options: object) => {
      seen.push(options)
      throw new ResettleError('database.missing', 'None.')
    }
    expect(await main(['report', 'mig_1'], io, { open })).toBe(8)
    expect(seen).toMatchObject([
      { db: 'sqlite:a.db', blueprint: 'lamb', signingKey: '07'.repeat(32), language: 'ca' },
    ])
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
    expect(stderr).toContain('users #18: ')
    // Problems end in logs.
    expect(stderr).not.toContain('ada@uni.example')
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
