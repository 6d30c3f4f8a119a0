import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeReport } from '../../src/report/file.ts'
import { buildExtract, buildReport, type Extract, type Report } from '../../src/report/report.ts'
import { type Language, languages } from '../../src/report/words/language.ts'
import { record, rolledBack } from '../cli/support/documents.ts'
import { people, signingKey } from '../cli/support/reports.ts'
import { openBrowser } from '../support/browser.ts'
import { hostileNames, hostilePeople, hostileRecord } from '../support/hostile.ts'

const made = new Date('2026-01-22T08:00:00.000Z')
const [ada] = people.people
if (ada === undefined) throw new Error('nobody moves')

const documents: Readonly<Record<string, Report | Extract>> = {
  report: buildReport(record, people.people, made),
  'report of a migration that was taken back': buildReport(rolledBack, people.people, made),
  'report of nothing': buildReport(empty(), [], made),
  'report with hostile names': buildReport(hostileRecord(), hostilePeople(), made),
  extract: buildExtract(record, ada, made),
  'extract with hostile names': buildExtract(hostileRecord(), { ...ada, ...hostilePeople()[0] }, made),
}

let browser: Browser
let folder = ''
beforeAll(async () => {
  browser = await openBrowser()
  folder = await mkdtemp(join(tmpdir(), 'resettle-report-'))
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

describe.each(Object.entries(documents))('the page of a %s', (_, document) => {
  it.each(languages)('says nothing to anybody and is open to everybody, in %s', async (language) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await using shown = await show(document, language, { colorScheme })
      const { violations } = await new AxeBuilder({ page: shown.page }).analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      expect(await shown.page.getAttribute('html', 'lang')).toBe(language)
      expect(await shown.page.title()).toContain(document.migration_id)
      expect(shown.heard).toEqual([])
    }
  })

  it('fits a phone and a sheet of paper', async () => {
    await using phone = await show(document, 'en', { viewport: { width: 360, height: 740 } })
    expect(await overflow(phone.page)).toBe(0)
    await phone.page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await phone.page.setViewportSize({ width: 690, height: 1000 })
    expect(await overflow(phone.page)).toBe(0)
    const colours = await phone.page.evaluate<string[]>(
      `(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.querySelector('main')))`,
    )
    expect(colours).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)'])
    const pdf = await phone.page.pdf({ preferCSSPageSize: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  })
})

it('shows each name as text', async () => {
  const document = documents['report with hostile names']
  if (document === undefined) throw new Error('no report')
  await using shown = await show(document, 'en', {})
  const text = await shown.page.innerText('body')
  const plain = hostileNames.filter(
    (name) => !/[\p{Cc}\p{Surrogate}\u202e]/u.test(name) && name.trim() !== '',
  )
  expect(plain.length).toBeGreaterThan(10)
  for (const name of plain) expect(text).toContain(name)
  expect(text).toContain('\\u{202e}gnp.exe')
  expect(text).toContain('line\\r\\nBcc:')
  expect(await shown.page.locator('script, img, svg, iframe, link, form, a').count()).toBe(0)
})

it('shows what a reader looks for', async () => {
  const document = documents.report
  if (document === undefined) throw new Error('no report')
  await using shown = await show(document, 'es', {})
  const { page } = shown
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(
    /Department of Engineering\s*→\s*Faculty of Sciences/,
  )
  const section = (name: string) => page.locator('section', { has: page.getByRole('heading', { name }) })
  expect(await section('Qué se ha movido').locator('tbody tr').allInnerTexts()).toEqual([
    'Usuarios\t3\t3\t3\t✓ igual',
    'Asistentes\t120\t120\t120\t✓ igual',
  ])
  expect(await section('Nombres nuevos').locator('tbody tr').first().innerText()).toBe(
    'Asistente\t12\t5_math\t5_eng_dept_math\testrategia',
  )
  expect(await section('Decisiones').locator('tbody tr').first().innerText()).toMatch(
    /^Usuario\tada@uni.example\tvalor vaciado\tuna persona\t/,
  )
  expect(await section('Deshacer').innerText()).toContain('resettle rollback mig_1 --preview')
  expect(await section('Sello').innerText()).toContain(signingKey.fingerprint)
})

interface Shown extends AsyncDisposable {
  readonly page: Page
  /** Whatever the page said or asked for: console, errors, dialogs, requests beside the file itself. */
  readonly heard: readonly string[]
}

async function show(
  document: Report | Extract,
  language: Language,
  options: Parameters<Browser['newContext']>[0],
): Promise<Shown> {
  const file = writeReport(document, signingKey, { format: 'html', language })
  const path = join(folder, `${crypto.randomUUID()}.html`)
  await writeFile(path, file.text)
  const context: BrowserContext = await browser.newContext(options)
  const page = await context.newPage()
  const heard: string[] = []
  const { href } = pathToFileURL(path)
  page.on('console', (message) => heard.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => heard.push(String(error)))
  page.on('dialog', (dialog) => heard.push(dialog.message()))
  page.on('request', (request) => {
    if (request.url() !== href) heard.push(request.url())
  })
  await page.goto(href)
  return { page, heard, [Symbol.asyncDispose]: () => context.close() }
}

/** By how much the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - window.innerWidth)')
}

function empty(): typeof record {
  const { report } = record
  return {
    ...record,
    report: {
      ...report,
      resources_migrated: {},
      renamed: [],
      skipped: [],
      decisions: [],
      access: [],
      tables: [],
      warnings: [],
      timings: {},
    },
  }
}
