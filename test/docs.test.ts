import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listSources } from '../scripts/architecture/source.ts'
import { blueprintSchema } from '../src/blueprint/blueprint.ts'
import { createProgram } from '../src/cli/program.ts'
import type { Io, Tools } from '../src/cli/session.ts'
import { settingNames } from '../src/config.ts'
import { type CatalogueEntry, catalogue } from '../src/errors.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('docs/errors.md', () => {
  const page = read('docs/errors.md')
  const entries: [string, CatalogueEntry][] = Object.entries(catalogue)

  it('has a section for each error, and for nothing else', () => {
    expect(sectionsOf(page)).toEqual(entries.map(([code]) => code).sort())
  })

  it.each(entries)('says how %s ends', (code, { exit, status, retryable }) => {
    const [, line] = textOf(page, code).split('\n\n')
    expect(line).toBe(`Exit ${exit} · HTTP ${status}${retryable ? ' · may be repeated' : ''}`)
  })
})

describe('docs/findings.md', () => {
  it('has a section for each finding and a line for each check, and for nothing else', () => {
    const literals = listSources(root, 'src').flatMap((path) =>
      Array.from(
        read(path).matchAll(/\b(?:code:|finding\()\s*'([a-z-]+\.[a-z-]+)'/g),
        ([, code]) => code ?? '',
      ),
    )
    const codes = new Set(literals.filter((code) => !Object.hasOwn(catalogue, code)))
    const page = read('docs/findings.md')
    const checks = Array.from(page.matchAll(/^\| `([a-z-]+\.[a-z-]+)` \|/gm), ([, code]) => code ?? '')
    expect([...sectionsOf(page), ...checks].sort()).toEqual([...codes].sort())
  })
})

describe('docs/blueprint.md', () => {
  const page = read('docs/blueprint.md')
  const known = fieldsOf(z.toJSONSchema(blueprintSchema, { io: 'input' }))
  const documented = Array.from(page.matchAll(/^\| `(\w+)` \|/gm), ([, name]) => name ?? '')

  it('names each field of a blueprint, and no other', () => {
    expect(known).toContain('keep_leading')
    const mentioned = new Set(Array.from(page.matchAll(/`(\w+)`/g), ([, name]) => name))
    expect(known.filter((name) => !mentioned.has(name))).toEqual([])
    expect(documented.filter((name) => !known.includes(name))).toEqual([])
  })

  it('shows an example that is a blueprint', () => {
    const [, example = ''] = /```json\n(.*?)```/s.exec(page) ?? []
    expect(blueprintSchema.safeParse(JSON.parse(example)).error?.issues ?? []).toEqual([])
  })
})

describe('docs/cli.md', () => {
  const page = read('docs/cli.md')
  const program = createProgram({} as Io, {} as Tools, { exit: 0 })

  it('names each command, and no other', () => {
    const table = page.split(/^## /m).find((section) => section.startsWith('Commands')) ?? ''
    const documented = Array.from(table.matchAll(/^\| `([a-z]+)/gm), ([, name]) => name ?? '')
    expect([...new Set(documented)].sort()).toEqual(program.commands.map((one) => one.name()).sort())
  })

  it('names each option, and no other', () => {
    const known = withChildren(program).flatMap((one) => one.options.map(({ long }) => long))
    const documented = Array.from(page.matchAll(/^\|.*?`(--[a-z-]+)/gm), ([, option]) => option)
    expect([...new Set(documented)].sort()).toEqual([...new Set([...known, '--help'])].sort())
  })

  it('gives each exit status that an error has', () => {
    const documented = Array.from(page.matchAll(/^\| (\d) \|/gm), ([, status]) => Number(status))
    const known = Object.values(catalogue).map(({ exit }) => exit)
    expect([...new Set([0, ...known])].sort()).toEqual(documented)
  })
})

describe('docs/security.md', () => {
  it('has a test for each threat, and each such test a threat', () => {
    const threats = Array.from(
      read('docs/security.md').matchAll(/^\| (S\d+) \|/gm),
      ([, number]) => number ?? '',
    )
    const folder = join(root, 'test/http/security')
    const tests = readdirSync(folder).flatMap((name) =>
      Array.from(
        readFileSync(join(folder, name), 'utf8').matchAll(/\bit\('(S\d+): /g),
        ([, number]) => number ?? '',
      ),
    )
    expect(tests.sort()).toEqual(threats.sort())
    expect(threats.length).toBeGreaterThan(20)
  })
})

describe('settings', () => {
  it('are spoken of in the docs, each of them', () => {
    const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
    const documented = pages.flatMap((name) => read(`docs/${name}`).match(/RESETTLE_[A-Z_]+/g) ?? [])
    expect(settingNames.filter((name) => !documented.includes(name))).toEqual([])
  })
})

describe('links between pages', () => {
  const pages = [
    ...readdirSync(root).filter((name) => name.endsWith('.md')),
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]

  it.each(pages)('lead somewhere: %s', (page) => {
    const targets = Array.from(read(page).matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target ?? '')
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => join(dirname(page), target.replace(/#.*/, '')))
    const missing = targets.filter((target) => !existsSync(join(root, target)))
    expect(missing).toEqual([])
  })
})

function withChildren(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withChildren)]
}

/** Codes that are headings: ### `area.reason`. */
function sectionsOf(page: string): string[] {
  return Array.from(page.matchAll(/^### `([^`]+)`$/gm), ([, code]) => code ?? '').sort()
}

function textOf(page: string, code: string): string {
  return page.split(/^(?=#{2,3} )/m).find((section) => section.startsWith(`### \`${code}\`\n`)) ?? ''
}

/** Names of all fields of a JSON schema, at any depth. */
function fieldsOf(schema: unknown): string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('properties' in value) for (const name of Object.keys(value.properties ?? {})) names.add(name)
    for (const inner of Object.values(value)) visit(inner)
  }
  visit(schema)
  return [...names].sort()
}
