import type { PersonExtract } from '../../migration/documents.ts'
import { escapeUnsafe } from '../../report/visible.ts'
import type { Language } from '../../report/words/language.ts'
import { formatCount, resourceName, roleName, type Words } from '../../report/words/words.ts'
import { wordsOf } from '../../report/words/words-of.ts'
import type { NoticeFacts, NoticeKind } from './documents.ts'
import type { NoticeWords } from './words/words.ts'
import { noticeWordsOf } from './words/words-of.ts'

/** What a notice says, before it is text or a page. Every name in it is harmless and keeps its direction to itself. */
export interface Content {
  readonly language: Language
  readonly subject: string
  readonly preheader: string
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly sections: readonly Section[]
  readonly contact: string
  /** Where the contact can be clicked. */
  readonly link: string | null
  readonly footer: string
}

export interface Section {
  readonly title: string
  readonly intro: string | null
  readonly items: readonly string[]
  readonly names: readonly NameChange[]
  readonly heads: readonly [before: string, after: string]
}

export interface NameChange {
  readonly kind: string
  readonly from: string
  readonly to: string
}

export interface ContentSettings {
  /** Where people may turn; shown as it is. */
  readonly contact: string | null
  readonly timeZone: string
}

/** Longest list in a mail; nobody reads on, and the app shows the rest. */
const LISTED = 40
/** Longest name in a subject. */
const SUBJECT_NAME = 60

export interface ContentInput {
  readonly kind: NoticeKind
  readonly facts: NoticeFacts
  readonly person: PersonExtract
  readonly language: Language
  readonly settings: ContentSettings
}

export function buildContent(input: ContentInput): Content {
  const { kind, facts, person, language, settings } = input
  const say = noticeWordsOf(language)
  const words = wordsOf(language)
  const [source, target] = [facts.source, facts.target].map(({ name, slug }) => name ?? slug ?? '?') as [
    string,
    string,
  ]
  const at = facts.at === null ? null : formatDay(words, facts.at, settings.timeZone)
  const parts = kind === 'before' ? before : after
  const said = say[kind]
  return {
    language,
    subject: said.subject(short(source), short(target)),
    preheader: said.preheader,
    title: said.title,
    paragraphs: [
      say.greeting(person.name === null || person.name.trim() === '' ? null : isolate(person.name)),
      said.intro(isolate(source), isolate(target), at),
      ...(kind === 'after' ? [forYou(say, words, person, isolate(target))] : []),
    ],
    sections: parts({ say, words, facts, person, source: isolate(source), target: isolate(target) }),
    contact: settings.contact === null ? say.noContact : say.contact(isolate(settings.contact)),
    link: settings.contact === null ? null : linkOf(settings.contact),
    footer: say.footer,
  }
}

interface Parts {
  readonly say: NoticeWords
  readonly words: Words
  readonly facts: NoticeFacts
  readonly person: PersonExtract
  readonly source: string
  readonly target: string
}

function before({ say, words, person, source, target }: Parts): Section[] {
  const { before: said } = say
  const role = person.role_after === null ? [] : [said.role(roleOf(words, person.role_after), target)]
  return sectionsOf(say, [
    { title: said.meansTitle, items: [...said.means, ...role] },
    { title: said.yours, items: belongings(words, person) },
    {
      title: said.renamedTitle,
      intro: person.renamed.length > 0 ? said.renamed(target) : said.mayChange,
      names: changes(words, person),
    },
    { title: said.stayedTitle(source), intro: said.stayed, items: stayed(words, person), isOptional: true },
  ])
}

function after({ say, words, facts, person, source, target }: Parts): Section[] {
  const { after: said } = say
  const own = belongings(words, person)
  return sectionsOf(say, [
    {
      title: said.renamedTitle,
      intro: person.renamed.length > 0 ? said.renamed(target) : said.notRenamed,
      names: changes(words, person),
    },
    { title: said.yours, items: own.length > 0 ? own : [said.nothing] },
    { title: said.stayedTitle(source), intro: said.stayed, items: stayed(words, person), isOptional: true },
    { title: said.allTitle, items: totals(say, words, facts) },
  ])
}

function forYou(say: NoticeWords, words: Words, person: PersonExtract, target: string): string {
  const { after: said } = say
  const role = person.role_after === null ? [] : [said.role(roleOf(words, person.role_after), target)]
  return [...role, said.login].join(' ')
}

interface Draft {
  readonly title: string
  readonly intro?: string
  readonly items?: readonly string[]
  readonly names?: readonly NameChange[]
  /** Left out where it lists nothing. */
  readonly isOptional?: boolean
}

function sectionsOf(say: NoticeWords, drafts: readonly Draft[]): Section[] {
  return drafts
    .filter(({ items, names, intro, isOptional }) => {
      const isEmpty = (items ?? []).length + (names ?? []).length === 0
      return !isEmpty || (intro !== undefined && isOptional !== true)
    })
    .map(({ title, intro, items = [], names = [] }) => ({
      title,
      intro: intro ?? null,
      items: items.slice(0, LISTED).concat(rest(say, items.length)),
      names: names.slice(0, LISTED),
      heads: [say.oldName, say.newName] as const,
      ...(names.length > LISTED ? { items: rest(say, names.length) } : {}),
    }))
}

function rest(say: NoticeWords, length: number): string[] {
  return length > LISTED ? [say.more(String(length - LISTED))] : []
}

/** `Assistants: 3`. */
function belongings(words: Words, { moved }: PersonExtract): string[] {
  return Object.entries(moved)
    .filter(([, rows]) => rows > 0)
    .map(([resource, rows]) => `${resourceName(words, resource, rows)}: ${formatCount(words, rows)}`)
}

function changes(words: Words, { renamed }: PersonExtract): NameChange[] {
  return renamed.map(({ resource, from, to }) => ({
    kind: resourceName(words, resource, 1),
    from: isolate(shown(from)),
    to: isolate(shown(to)),
  }))
}

function stayed(words: Words, { stayed: rows }: PersonExtract): string[] {
  return rows.map(({ resource, name }) => `${resourceName(words, resource, 1)}: ${isolate(shown(name))}`)
}

/** The seed's summary: people and what they own, with how many have a new name. */
function totals(say: NoticeWords, words: Words, { totals: rows, renamed }: NoticeFacts): string[] {
  return Object.entries(rows)
    .filter(([, count]) => count > 0)
    .map(([resource, count]) => {
      const named = renamed[resource] ?? 0
      const added = named === 0 ? '' : ` (${say.withNewName(formatCount(words, named))})`
      const label = resource === 'users' ? say.people : resourceName(words, resource, count)
      return `${label}: ${formatCount(words, count)}${added}`
    })
}

/** A name of nothing but spaces would look like a mistake of ours. */
function shown(name: string | null): string {
  return name === null || name.trim() === '' ? `"${name ?? ''}"` : name
}

function roleOf(words: Words, role: string): string {
  return isolate(roleName(words, role))
}

/** Names keep their own direction, whatever stands around them (Unicode UAX #9, FSI and PDI). */
function isolate(name: string): string {
  return `\u2068${escapeUnsafe(name)}\u2069`
}

/** A contact may be an address, a page, or a sentence with neither. */
function linkOf(contact: string): string | null {
  if (/^https?:\/\/[^\s"'<>]+$/.test(contact)) return contact
  return /^[^\s@"'<>?&]+@[^\s@"'<>?&]+$/.test(contact) ? `mailto:${contact}` : null
}

/** For a header: one line, no direction marks, not endless. */
function short(name: string): string {
  const plain = escapeUnsafe(name).trim()
  const parts = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(plain)]
  if (parts.length <= SUBJECT_NAME) return plain
  const kept = parts.slice(0, SUBJECT_NAME - 1).map(({ segment }) => segment)
  return `${kept.join('')}…`
}

/** `Tuesday, 20 January 2026 at 14:03 CET`. */
function formatDay(words: Words, iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(words.locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(iso))
}
