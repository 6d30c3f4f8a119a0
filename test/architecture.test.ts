import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkArchitecture, printViolation } from '../scripts/architecture/check.ts'
import { advice, pageRules, type Rule, rules } from '../scripts/architecture/rules.ts'
import { parseSource } from '../scripts/architecture/source.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

describe('the sources', () => {
  const report = checkArchitecture(root)

  it('are read, every one of them, and their imports are followed', () => {
    expect(report.read).toEqual([...walk('src').sort(), ...walk('web').sort()])
    expect(report.read).toContain('src/errors.ts')
    expect(report.read).toContain('web/main.tsx')
    expect(report.followed).toBeGreaterThan(report.read.length)
  })

  it('keep the rules of the house', () => {
    expect(report.violations.map(printViolation)).toEqual([])
  })
})

describe('each rule catches what it is there for', () => {
  it.each<[rule: string, files: Record<string, string>]>([
    ['known-places', { 'src/helpers/a.ts': '' }],
    ['direction', { 'src/errors.ts': `import { a } from './config.ts'`, 'src/config.ts': '' }],
    [
      'direction',
      { 'src/store/a.ts': `import type { B } from '../migration/b.ts'`, 'src/migration/b.ts': '' },
    ],
    ['direction', { 'src/blueprint/a.ts': `export * from '../store/b.ts'`, 'src/store/b.ts': '' }],
    ['direction', { 'src/database/a.ts': `type B = import('../store/b.ts').B`, 'src/store/b.ts': '' }],
    ['direction', { 'src/database/a.ts': `await import('../store/b.ts')`, 'src/store/b.ts': '' }],
    ['direction', { 'src/migration/a.ts': `import '../report/b.ts'`, 'src/report/b.ts': '' }],
    ['direction', { 'src/report/a.ts': `import '../effects/b.ts'`, 'src/effects/b.ts': '' }],
    ['direction', { 'src/cli/a.ts': `import '../http/b.ts'`, 'src/http/b.ts': '' }],
    ['direction', { 'src/cli/commands/plan.ts': `import '../../http/b.ts'`, 'src/http/b.ts': '' }],
    ['direction', { 'src/http/a.ts': `import '../cli/b.ts'`, 'src/cli/b.ts': '' }],
    ['direction', { 'src/cli/a.ts': `import '../../demo/tour.ts'` }],
    ['direction', { 'src/database/a.ts': `new URL('../store/b.ts', import.meta.url)`, 'src/store/b.ts': '' }],
    [
      'direction',
      { 'src/database/a.ts': `new URL(\`../store/b\${x}\`, import.meta.url)`, 'src/store/b.ts': '' },
    ],
    ['existing', { 'src/cli/a.ts': `import './gone.ts'` }],
    ['existing', { 'src/cli/a.ts': `import './b.js'`, 'src/cli/b.ts': '' }],
    [
      'engine-folders',
      { 'src/database/sqlite/a.ts': `import '../postgres/b.ts'`, 'src/database/postgres/b.ts': '' },
    ],
    [
      'engine-folders',
      { 'src/cli/a.ts': `import '../database/sqlite/b.ts'`, 'src/database/sqlite/b.ts': '' },
    ],
    [
      'verify-apart',
      {
        'src/migration/verify/a.ts': `import type { B } from '../execute/b.ts'`,
        'src/migration/execute/b.ts': '',
      },
    ],
    ['commands-apart', { 'src/cli/commands/a.ts': `import './b.ts'`, 'src/cli/commands/b.ts': '' }],
    ['one-door', { 'src/database/open.ts': `import pg from 'pg'` }],
    ['one-door', { 'src/store/a.ts': `import type { DatabaseSync } from 'node:sqlite'` }],
    ['one-door', { 'src/cli/a.ts': `import { sql } from 'kysely'` }],
    ['one-door', { 'src/cli/a.ts': `import { Hono } from 'hono'` }],
    ['one-door', { 'src/effects/a.ts': `import { jwtVerify } from 'jose'` }],
    ['one-door', { 'src/migration/a.ts': `import { Command } from 'commander'` }],
    ['one-door', { 'src/effects/a.ts': `import MailComposer from 'nodemailer/lib/mail-composer'` }],
    ['one-door', { 'src/report/a.ts': `await import('mjml')` }],
    ['one-door', { 'src/effects/a.ts': `import Stripe from 'stripe'` }],
    ['one-door', { 'src/effects/a.ts': `import { DBOS } from '@dbos-inc/dbos-sdk'` }],
    ['plain-imports', { 'src/cli/a.ts': 'await import(path)' }],
    [
      'acyclic',
      {
        'src/store/a.ts': `import type { B } from './b.ts'`,
        'src/store/b.ts': `import { c } from './c.ts'`,
        'src/store/c.ts': `import type { A } from './a.ts'`,
      },
    ],
    ['named-exports', { 'src/store/a.ts': 'export default 1' }],
    ['named-exports', { 'src/store/a.ts': 'const a = 1\nexport { a as default }' }],
    ['engine-names', { 'src/migration/a.ts': `if (name === 'sqlite') go()` }],
    ['engine-names', { 'src/cli/a.ts': 'const name = `postgres`' }],
    ['environment', { 'src/store/a.ts': 'const home = process.env.HOME' }],
    ['environment', { 'src/store/a.ts': `import { env } from 'node:process'` }],
    ['file-size', { 'src/store/a.ts': 'const a = 1\n'.repeat(401) }],
    ['function-size', { 'src/store/a.ts': `function a() {${'\n'.repeat(60)}}` }],
  ])('%s (%#)', (rule, files) => {
    expect(broken(files)).toContain(rule)
  })

  it('and leaves in peace what is right', () => {
    expect(
      broken({
        'src/errors.ts': `export const remedy = 'Use sqlite:PATH or postgres://host/database.'`,
        'src/config.ts': 'export const url = process.env.URL',
        'src/database/open.ts': `import './sqlite/a.ts'\nimport './postgres/a.ts'\nconst name = 'sqlite'`,
        'src/database/sqlite/a.ts': `import { DatabaseSync } from 'node:sqlite'\nimport { sql } from 'kysely'`,
        'src/database/postgres/a.ts': `import pg from 'pg'\nimport '../../errors.ts'`,
        'src/migration/verify/a.ts': `import '../steps/b.ts'`,
        'src/migration/steps/b.ts': `import '../../store/c.ts'`,
        'src/store/c.ts': 'const a = 1\n'.repeat(400),
        'src/index.ts': `export { a } from './resettle.ts'`,
        'src/resettle.ts': `function a() {${'\n'.repeat(59)}}`,
        'src/cli/main.ts': `import './commands/b.ts'\nawait import('../resettle.ts')`,
        'src/cli/program.ts': `new URL('../../package.json', import.meta.url)`,
        'src/cli/commands/b.ts': `import { Command } from 'commander'`,
        'src/cli/commands/serve.ts': `import '../../http/index.ts'`,
        'src/http/index.ts': `import { OpenAPIHono } from '@hono/zod-openapi'\nimport { cors } from 'hono/cors'`,
      }),
    ).toEqual([])
  })

  it('and a file that cannot be parsed is not passed over', () => {
    expect(() => broken({ 'src/store/a.ts': 'import {' })).toThrow('cannot be parsed')
  })
})

describe('each rule of the page catches what it is there for', () => {
  it.each<[rule: string, text: string]>([
    ['page-apart', `import { a } from '../src/errors.ts'`],
    ['page-apart', `import { type A, b } from '../src/errors.ts'`],
    ['page-apart', `export * from '../src/errors.ts'`],
    ['page-apart', `import type { A } from '../demo/tour.ts'`],
    ['named-exports', 'export default 1'],
    ['environment', 'const home = process.env.HOME'],
    ['file-size', 'const a = 1\n'.repeat(401)],
  ])('%s (%#)', (rule, text) => {
    expect(broken({ 'web/a.tsx': text }, pageRules)).toContain(rule)
  })

  it('and leaves in peace what is right', () => {
    const text = `import type { A } from '../src/errors.ts'\nexport type { B } from '../src/errors.ts'\nimport './b.css'`
    expect(broken({ 'web/a.tsx': text, 'web/vite.config.ts': 'export default 1' }, pageRules)).toEqual([])
  })
})

function broken(files: Record<string, string>, all: readonly Rule[] = [...rules, ...advice]): string[] {
  const sources = Object.entries(files).map(([path, text]) => parseSource(path, text))
  return all.flatMap((rule) => rule(sources)).map(({ rule }) => rule)
}

/** Lists the files in another way than the check does. */
function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return walk(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })
}
