import { AxeBuilder } from '@axe-core/playwright'
import { simpleParser } from 'mailparser'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toMailbox } from '../../../src/effects/notices/address.ts'
import { buildContent, type ContentInput } from '../../../src/effects/notices/content.ts'
import type { NoticeFacts } from '../../../src/effects/notices/documents.ts'
import { composeMail } from '../../../src/effects/notices/message.ts'
import { createPageRenderer } from '../../../src/effects/notices/page.ts'
import { renderText } from '../../../src/effects/notices/text.ts'
import { noticeWordsOf } from '../../../src/effects/notices/words/words-of.ts'
import type { PersonExtract } from '../../../src/migration/documents.ts'
import { escapeUnsafe } from '../../../src/report/visible.ts'
import { languages } from '../../../src/report/words/language.ts'
import { openBrowser } from '../../support/browser.ts'
import { hostileNames, hostilePeople } from '../../support/hostile.ts'

const facts: NoticeFacts = {
  source: { id: 2, slug: 'eng-dept', name: 'Department of Engineering' },
  target: { id: 3, slug: 'faculty_sci', name: 'Faculty of Sciences' },
  at: '2026-03-01T08:00:00.000Z',
  totals: { users: 66, assistants: 150, templates: 36, kbs: 15 },
  renamed: { assistants: 12 },
}
const ada: PersonExtract = {
  user: 3,
  email: 'ada@uni.example',
  name: 'Ada Lovelace',
  language: null,
  moves: true,
  role_before: 'admin',
  role_after: 'member',
  change: 'loses',
  moved: { assistants: 3, rubrics: 1 },
  renamed: [{ resource: 'assistants', id: 12, from: '5_math', to: '5_eng_dept_math' }],
  changed: [],
  stayed: [{ resource: 'rubrics', id: 7, name: 'Old marks', reason: 'is skipped' }],
}
const settings = { contact: 'help@uni.example', timeZone: 'Europe/Madrid' }

function input(changes: Partial<ContentInput> = {}): ContentInput {
  return { kind: 'after', facts, person: ada, language: 'en', settings, ...changes }
}

async function mailOf(
  changes: Partial<ContentInput> = {},
  from = { name: 'Help desk', address: 'desk@uni.example' },
) {
  const { person, ...rest } = input(changes)
  const content = buildContent({ person, ...rest })
  const mail = await composeMail(
    { id: 'ntc_1', to: 'ada@uni.example', name: person.name, from, replyTo: null, content },
    await createPageRenderer(),
  )
  return { ...mail, parsed: await simpleParser(mail.raw) }
}

describe.each(languages)('a notice in %s', (language) => {
  it.each(['before', 'after'] as const)(
    'says what the seed’s template says, %s the migration',
    async (kind) => {
      const { parsed } = await mailOf({ kind, language })
      for (const fact of [
        'Department of Engineering',
        'Faculty of Sciences',
        '2026',
        '09:00',
        'Ada Lovelace',
      ]) {
        expect(parsed.text).toContain(fact)
        expect(parsed.html).toContain(fact)
      }
      expect(parsed.text).toContain('5_math → 5_eng_dept_math')
      expect(parsed.text).toContain('Old marks')
      expect(parsed.text).toContain('help@uni.example')
      expect(parsed.html).toContain('href="mailto:help@uni.example"')
      expect(parsed.subject).toContain('Faculty of Sciences')
      expect(parsed.headers.get('content-language')).toBe(language)
      if (kind === 'after')
        for (const count of ['66', '150', '36', '15', '12']) expect(parsed.text).toContain(count)
    },
  )

  it.each(['before', 'after'] as const)(
    'tells who stays only what concerns them, %s the migration',
    (kind) => {
      const bea: PersonExtract = {
        ...ada,
        ...{ user: 9, name: 'Bea', moves: false, role_before: 'admin', role_after: null, change: 'loses' },
        ...{ moved: { templates: 2 }, stayed: [] },
        renamed: [{ resource: 'assistants', id: 4, from: '9_algebra', to: '9_fac_algebra' }],
      }
      const say = noticeWordsOf(language)
      const content = buildContent(input({ kind, language, person: bea }))
      const text = renderText(content)
      expect([content.title, content.footer]).toEqual([say[kind].other.title, say.otherFooter])
      expect(text).toContain('9_algebra → 9_fac_algebra')
      expect(text).toContain(say[kind].other.lostTitle)
      expect(text).not.toContain(say[kind].title)
      expect(text).not.toContain(say.before.means.all)
      const titles = content.sections.map(({ title }) => title.replaceAll(/[\u2068\u2069]/g, ''))
      expect(titles).toContain(say[kind].other.moved('Faculty of Sciences'))
      const kept = { ...bea, change: 'stays' as const, moved: {} }
      const less = buildContent(input({ kind, language, person: kept })).sections.map(({ title }) => title)
      expect(less).not.toContain(say[kind].other.lostTitle)
      expect(less.length).toBe(titles.length - 2)
    },
  )

  it.each(['before', 'after'] as const)(
    'does not promise the same sign-in to an account that loses a value, %s the migration',
    (kind) => {
      const account = { resource: 'users', id: 3, name: '4711', change: 'cleared', is_account: true } as const
      const key = { resource: 'lti_creator_keys', id: 5, name: null, change: 'switched-off' } as const
      const changed = [
        { ...account, columns: ['lti_user_id'] },
        { ...key, columns: ['enabled'], is_account: false },
      ]
      const say = noticeWordsOf(language)
      const [promise, doubt] =
        kind === 'before'
          ? [say.before.means.login, say.before.means.loginMayChange]
          : [say.after.login, say.after.loginMayChange]
      const told = renderText(buildContent(input({ kind, language, person: { ...ada, changed } })))
      expect(told).toContain(doubt)
      expect(told).not.toContain(promise)
      expect(told).toContain(say[kind].changed.cleared(say.account, 'lti user id', 'Faculty of Sciences'))
      expect(told).toContain('#5')
      expect(renderText(buildContent(input({ kind, language })))).toContain(promise)
    },
  )

  it('is whole without names to tell, and without a time', async () => {
    const person = { ...ada, name: null, renamed: [], stayed: [], moved: {}, role_after: null }
    for (const kind of ['before', 'after'] as const) {
      const content = buildContent(input({ kind, language, person, facts: { ...facts, at: null } }))
      expect(renderText(content)).not.toMatch(/null|undefined|NaN|Invalid/)
      expect(
        content.sections.every((one) => one.items.length + one.names.length > 0 || one.intro !== null),
      ).toBe(true)
      expect(renderText(content)).not.toContain('→ 5_')
    }
  })
})

describe('names that people gave', () => {
  it.each(hostileNames.map((name) => [JSON.stringify(name).slice(0, 50), name]))(
    'cannot do anything but be read: %s',
    async (_, name) => {
      const [person] = hostilePeople()
      if (person === undefined) throw new Error('nobody')
      const named = {
        ...person,
        name,
        renamed: [{ resource: 'assistants', id: 1, from: name, to: `eng_${name}` }],
      }
      const organizations = {
        ...facts,
        source: { id: 2, slug: name, name },
        target: { id: 3, slug: name, name },
      }
      const { raw, parsed } = await mailOf(
        { person: named, facts: organizations, kind: 'before' },
        {
          name,
          address: 'desk@uni.example',
        },
      )
      const [head = ''] = raw.toString('utf8').split('\r\n\r\n')
      const names = [...head.matchAll(/^([\w-]+):/gm)].map(([, header]) => header?.toLowerCase())
      expect(names.filter((header) => header === 'bcc' || header === 'cc')).toEqual([])
      expect(new Set(names).size).toBe(names.length)
      expect([parsed.from, parsed.to].flat().map((one) => one?.value.map(({ address }) => address))).toEqual([
        ['desk@uni.example'],
        ['ada@uni.example'],
      ])
      expect(parsed.subject).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
      expect((parsed.subject ?? '').length).toBeLessThan(200)
      expect(parsed.attachments).toEqual([])
      expect(parsed.html).not.toMatch(/<(script|img|svg|iframe|form|link)\b/i)
      const plain = (parsed.text ?? '').replaceAll(/[\u2068\u2069]/g, '')
      expect(plain).toContain(name.trim() === '' ? `"${name}" → eng_` : `${escapeUnsafe(name)} → eng_`)
    },
  )

  it('of 400 characters, and two hundred of them, make no endless mail', () => {
    const renamed = Array.from({ length: 200 }, (_, id) => ({
      resource: 'assistants',
      id,
      from: `${id}`,
      to: `x${id}`,
    }))
    const content = buildContent(input({ person: { ...ada, renamed } }))
    const [names] = content.sections.filter((one) => one.names.length > 0)
    expect([names?.names.length, names?.items]).toEqual([40, ['… and 160 more']])
    const long = { id: 1, slug: null, name: 'very '.repeat(80) }
    expect(
      buildContent(input({ facts: { ...facts, source: long, target: long } })).subject.length,
    ).toBeLessThan(180)
  })

  it('that look like a slot of the page stay names', async () => {
    const person = { ...ada, name: 'slot-body slot-footer $& $1' }
    const { parsed } = await mailOf({ person })
    expect(parsed.text).toContain('Hello slot-body slot-footer $& $1,')
    expect(parsed.html).toContain('Hello <bdi>slot-body slot-footer $&amp; $1</bdi>,')
  })
})

describe('the page of a notice', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.close())

  it.each([
    ['en', 'before', 'light', ada],
    ['es', 'after', 'dark', ada],
    ['ca', 'after', 'light', { ...ada, ...hostilePeople()[0] }],
    ['eu', 'before', 'dark', ada],
  ] as const)(
    'asks for nothing and is open to everybody: %s %s %s',
    async (language, kind, colorScheme, person) => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 380, height: 800 } })
      const page = await context.newPage()
      const heard: string[] = []
      page.on('console', (message) => heard.push(message.text()))
      page.on('dialog', (dialog) => heard.push(dialog.message()))
      page.on('request', (request) => heard.push(request.url()))
      const render = await createPageRenderer()
      await page.setContent(
        render(buildContent(input({ language, kind, person: { ...person, role_after: 'member' } }))),
      )
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.filter(({ id }) => !['region', 'landmark-one-main'].includes(id))
      expect(found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      expect(heard).toEqual([])
      expect(
        await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth'),
      ).toBeLessThanOrEqual(0)
      expect(await page.getAttribute('html', 'lang')).toBe(language)
      await context.close()
    },
  )
})

describe('an address', () => {
  it.each([
    'ada@uni.example',
    ' ada@uni.example ',
    "o'brien@uni.example".replace("'", ''),
    'ada+tag@sub.uni.example',
    'añá@universität.example',
    'a@localhost',
  ])('is one: %s', (address) => {
    expect(toMailbox(address, null)).toBe(address.trim())
  })

  it.each([
    null,
    '',
    'ada',
    '@uni.example',
    'ada@',
    'ada@uni example',
    'ada@uni.example, eve@uni.example',
    'ada@uni.example\r\nBcc: eve@uni.example',
    'ada@uni.example\nDATA',
    'ada\u0000@uni.example',
    '<ada@uni.example>',
    '"ada lovelace"@uni.example',
    'Ada <ada@uni.example>',
    'ada@uni@example',
    'ada@-uni.example',
    'ada@uni..example',
    'ada@[127.0.0.1]',
    `${'a'.repeat(65)}@uni.example`,
    `ada@${'a.'.repeat(130)}example`,
    '\u202eada@uni.example',
  ])('is none: %j', (address) => {
    expect(toMailbox(address, null)).toBe(null)
  })

  it('that the app made up gets no mail', () => {
    const madeUp = /@lamb-lti\.local$/iu
    expect(toMailbox('lti_creator_eng_4711@lamb-lti.local', madeUp)).toBe(null)
    expect(toMailbox('lti@lamb-lti.local.example', madeUp)).toBe('lti@lamb-lti.local.example')
  })
})
