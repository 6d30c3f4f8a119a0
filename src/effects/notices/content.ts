import type { PersonExtract } from '../../migration/documents.ts'
import { escapeUnsafe } from '../../report/visible.ts'
import type { Language } from '../../report/words/language.ts'
import type { Words } from '../../report/words/words.ts'
import { wordsOf } from '../../report/words/words-of.ts'
import type { NoticeFacts, NoticeKind } from './documents.ts'
import { type About, draftsOf, isAccountChanged, isolate, type NameChange, roleOf } from './drafts.ts'
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
  const about: About = { say, words, facts, person, source: isolate(source), target: isolate(target) }
  const said = say[kind]
  const addressed = person.moves ? said : said.other
  return {
    language,
    subject: said.subject(short(source), short(target)),
    preheader: addressed.preheader,
    title: addressed.title,
    paragraphs: [
      say.greeting(person.name === null || person.name.trim() === '' ? null : isolate(person.name)),
      addressed.intro(about.source, about.target, at),
      ...accessLine(about, kind),
    ],
    sections: sectionsOf(say, about, kind),
    contact: settings.contact === null ? say.noContact : say.contact(isolate(settings.contact)),
    link: settings.contact === null ? null : linkOf(settings.contact),
    footer: person.moves ? say.footer : say.otherFooter,
  }
}

/** Role and sign-in. Before the move they stand in a list of their own, for those who move. */
function accessLine({ say, words, person, target }: About, kind: NoticeKind): string[] {
  if (person.moves && kind === 'before') return []
  const { login, loginMayChange } = kind === 'before' ? say.before.means : say.after
  const role = person.role_after === null ? [] : [say.after.role(roleOf(words, person.role_after), target)]
  return [[...role, isAccountChanged(person) ? loginMayChange : login].join(' ')]
}

function sectionsOf(say: NoticeWords, about: About, kind: NoticeKind): Section[] {
  return draftsOf(about, kind)
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
