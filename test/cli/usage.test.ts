import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { catalogue } from '../../src/errors.ts'
import { run } from './support/run.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resettle-cli-'))
  await writeFile(join(folder, 'torn.json'), '{"kind":')
  await writeFile(join(folder, 'other.json'), '{"kind":"other"}')
  await writeFile(join(folder, 'hollow.json'), '{"kind":"plan","version":1,"source":null}')
  await writeFile(join(folder, 'choice.json'), '[{"resource":"users","id":1,"choice":"delete"}]')
})
afterAll(() => rm(folder, { recursive: true }))

const bad: [line: string, code: ErrorCode, says: string | RegExp][] = [
  ['', 'usage.invalid', 'No command'],
  ['frobnicate', 'usage.invalid', "Unknown command 'frobnicate'"],
  ['plann a b', 'usage.invalid', 'Did you mean plan?'],
  ['plan', 'usage.invalid', "'source'"],
  ['plan a', 'usage.invalid', "'target'"],
  ['plan a b c', 'usage.invalid', 'Too many arguments'],
  ['plan a b --frob', 'usage.invalid', "'--frob'"],
  ['plan a b --delete-sourc', 'usage.invalid', 'Did you mean --delete-source?'],
  ['plan a b --conflict-strategy merge', 'usage.invalid', 'rename, skip, fail, interactive'],
  ['plan a b --conflict-strategy', 'usage.invalid', 'argument missing'],
  ['plan a b --rename-style loud', 'usage.invalid', 'prefix, timestamp'],
  ['plan a b --owner-becomes king', 'usage.invalid', 'owner, admin, member'],
  ['plan a b --on users', 'usage.invalid', 'TABLE=STRATEGY'],
  ['plan a b --on users=merge', 'usage.invalid', 'TABLE=STRATEGY'],
  ['plan a b --on =skip', 'usage.invalid', 'TABLE=STRATEGY'],
  ['plan a b --decide users', 'decision.invalid', 'TABLE:KEY=CHOICE[:NAME]'],
  ['plan a b --decide users:1=delete', 'decision.invalid', 'TABLE:KEY=CHOICE[:NAME]'],
  ['plan a b --decide users:1=clear:name', 'decision.invalid', 'take a name'],
  ['plan a b --decisions FOLDER/none.json', 'file.unreadable', 'no such file'],
  ['plan a b --decisions FOLDER', 'file.unreadable', 'directory'],
  ['plan a b --decisions FOLDER/torn.json', 'decision.invalid', 'holds no JSON'],
  ['plan a b --decisions FOLDER/choice.json', 'decision.invalid', '0.choice'],
  ['plan a b -o', 'usage.invalid', 'argument missing'],
  ['migrate', 'usage.invalid', "'source'"],
  ['migrate a --yes', 'usage.invalid', "'target'"],
  ['migrate a b', 'usage.invalid', 'asks before it writes'],
  ['migrate a b --yes --plan FOLDER/other.json', 'usage.invalid', 'stands alone'],
  ['migrate --yes --plan FOLDER/other.json --delete-source', 'usage.invalid', 'stands alone'],
  ['migrate --yes --plan FOLDER/none.json', 'file.unreadable', 'no such file'],
  ['migrate --yes --plan FOLDER/torn.json', 'plan.invalid', 'holds no JSON'],
  ['migrate --yes --plan FOLDER/other.json', 'plan.invalid', 'does not hold a plan'],
  ['migrate --yes --plan FOLDER/hollow.json', 'plan.invalid', 'does not hold a plan'],
  ['verify', 'usage.invalid', "'id'"],
  ['rollback', 'usage.invalid', "'id'"],
  ['rollback mig_1', 'usage.invalid', 'asks before it writes'],
  ['rollback mig_1 --conflict-strategy interactive', 'usage.invalid', 'rename, skip, fail'],
  ['show', 'usage.invalid', "'id'"],
  ['report', 'usage.invalid', "'id'"],
  ['report mig_1 --format pdf', 'usage.invalid', 'json, html, csv, text'],
  ['report mig_1 --language fr --format html', 'usage.invalid', 'en, es, ca, eu'],
  ['report mig_1 --format text --person ada@uni.example', 'usage.invalid', '--format html'],
  ['report mig_1 --key SHA256:x', 'usage.invalid', '--verify'],
  ['report mig_1 --verify FOLDER/torn.json', 'usage.invalid', 'takes a file'],
  ['report --verify FOLDER/torn.json --format html', 'usage.invalid', 'takes a file'],
  ['report --verify FOLDER/none.json', 'file.unreadable', 'no such file'],
  ['notices', 'usage.invalid', "'id'"],
  ['notices mig_1 --preview --send', 'usage.invalid', 'only looks'],
  ['notices mig_1 --cancel --send', 'usage.invalid', 'exclude'],
  ['notices mig_1 --language eu', 'usage.invalid', '--preview'],
  ['notices mig_1 --kind during', 'usage.invalid', 'before, after'],
  ['organizations extra', 'usage.invalid', 'Too many arguments'],
  ['migrations --preview', 'usage.invalid', "'--preview'"],
]

describe('bad use is one clear problem, and nothing is done', () => {
  it.each(bad)('%s', async (line, code, says) => {
    const { exit, stdout, stderr, calls } = await run(words(line))
    expect(exit).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(catalogue[code].title)
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(typeof says === 'string' ? literal(says) : says)
    expect(stderr).toContain(`  ${code}\n`)
    expect(written(calls)).toEqual([])
  })

  it.each(bad)('with --json too: %s', async (line, code) => {
    const { exit, json, calls } = await run([...words(line), '--json'])
    expect(exit).toBe(2)
    // Whatever comes after an option that waits for its value is that value.
    if (!/(-o|strategy)$/.test(line)) expect(json()).toMatchObject({ code, title: catalogue[code].title })
    expect(written(calls)).toEqual([])
  })
})

describe('a missing address', () => {
  it.each([
    ['RESETTLE_DB', '--db', 'RESETTLE_BLUEPRINT'],
    ['RESETTLE_BLUEPRINT', '--blueprint', 'RESETTLE_DB'],
  ])('%s names the option and the variable', async (variable, option, other) => {
    const { exit, stderr, calls } = await run(['organizations'], { env: { [variable]: '', [other]: 'x' } })
    expect(exit).toBe(2)
    expect(stderr).toContain('usage.invalid')
    expect(stderr).toContain(option)
    expect(stderr).toContain(variable)
    expect(calls).toEqual([])
  })
})

describe('global options', () => {
  it.each([
    [['--db', 'sqlite:x.db', '--blueprint', 'own.json', '--json', 'verify', 'mig_1']],
    [['verify', 'mig_1', '--json', '--db', 'sqlite:x.db', '--blueprint', 'own.json']],
    [['--json', 'verify', '--db=sqlite:x.db', 'mig_1', '--blueprint=own.json']],
  ])('stand before or after the command: %j', async (argv) => {
    const { exit, calls, json } = await run(argv)
    expect(exit).toBe(0)
    expect(calls.slice(0, 2)).toEqual([
      ['open', 'sqlite:x.db', 'own.json'],
      ['verify', 'mig_1'],
    ])
    expect(json()).toMatchObject({ kind: 'verification' })
  })

  it('come from the environment otherwise, and the option wins', async () => {
    const env = { RESETTLE_DB: 'sqlite:env.db', RESETTLE_BLUEPRINT: 'env' }
    expect((await run(['check'], { env })).calls[0]).toEqual(['open', 'sqlite:env.db', 'env'])
    expect((await run(['check', '--db', 'sqlite:x.db'], { env })).calls[0]).toEqual([
      'open',
      'sqlite:x.db',
      'env',
    ])
  })
})

describe('help', () => {
  it.each([['--help'], ['help'], ['plan', '--help'], ['help', 'migrate'], ['-h']])('%j', async (...argv) => {
    const { exit, stdout, stderr, calls } = await run(argv)
    expect(exit).toBe(0)
    expect(stdout).toContain('Usage: resettle')
    expect(stderr).toBe('')
    expect(calls).toEqual([])
  })

  it('lists every command', async () => {
    const { stdout } = await run(['--help'])
    for (const name of [
      'check',
      'organizations',
      'plan',
      'migrate',
      'verify',
      'rollback',
      'migrations',
      'show',
      'report',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    }
  })

  it('prints the version', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

function words(line: string): string[] {
  return line
    .split(' ')
    .filter(Boolean)
    .map((word) => word.replace('FOLDER', folder))
}

function literal(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
}

/** Verbs that write. */
function written(calls: readonly (readonly unknown[])[]): unknown[] {
  return calls.filter(([verb]) => ['migrate', 'migratePlan', 'rollback'].includes(String(verb)))
}
