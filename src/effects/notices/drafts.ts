import type { Changed, PersonExtract } from '../../migration/documents.ts'
import { lostRole } from '../../report/html/people.ts'
import { idText } from '../../report/person.ts'
import { escapeUnsafe } from '../../report/visible.ts'
import { formatCount, resourceName, roleName, type Words } from '../../report/words/words.ts'
import type { NoticeFacts, NoticeKind } from './documents.ts'
import type { NoticeWords } from './words/words.ts'

/** What the sections of a notice are made of. */
export interface About {
  readonly say: NoticeWords
  readonly words: Words
  readonly facts: NoticeFacts
  readonly person: PersonExtract
  /** Names of the organizations, isolated. */
  readonly source: string
  readonly target: string
}

export interface NameChange {
  readonly kind: string
  readonly from: string
  readonly to: string
}

/** One section, of any length. */
export interface Draft {
  readonly title: string
  readonly intro?: string
  readonly items?: readonly string[]
  readonly names?: readonly NameChange[]
  /** Left out where it lists nothing. */
  readonly isOptional?: boolean
}

/** The sections in the order in which they matter to the person. */
export function draftsOf(about: About, kind: NoticeKind): Draft[] {
  if (!about.person.moves) return forOthers(about, kind)
  return kind === 'before' ? before(about) : after(about)
}

function before(about: About): Draft[] {
  const { say, words, person, target } = about
  const { before: said } = say
  return [
    { title: said.meansTitle, items: meaning(about) },
    { title: said.yours, items: belongings(words, person) },
    {
      title: said.renamedTitle,
      intro: person.renamed.length > 0 ? said.renamed(target) : said.mayChange,
      names: renames(words, person),
    },
    { title: said.changed.title, items: changes(about, 'before') },
    stayed(about, 'before'),
  ]
}

function meaning({ say, words, person, target }: About): string[] {
  const { means, role } = say.before
  return [
    person.stayed.length === 0 ? means.all : means.allButNamed,
    means.access,
    isAccountChanged(person) ? means.loginMayChange : means.login,
    ...(person.role_after === null ? [] : [role(roleOf(words, person.role_after), target)]),
  ]
}

function after(about: About): Draft[] {
  const { say, words, facts, person, target } = about
  const { after: said } = say
  const own = belongings(words, person)
  return [
    {
      title: said.renamedTitle,
      intro: person.renamed.length > 0 ? said.renamed(target) : said.notRenamed,
      names: renames(words, person),
    },
    { title: said.changed.title, items: changes(about, 'after') },
    { title: said.yours, items: own.length > 0 ? own : [said.nothing] },
    stayed(about, 'after'),
    { title: said.allTitle, items: totals(say, words, facts) },
  ]
}

function forOthers(about: About, kind: NoticeKind): Draft[] {
  const { say, words, facts, person, source, target } = about
  const said = say[kind]
  const { other } = said
  const role = lostRole(person)
  return [
    { title: other.lostTitle, items: role === null ? [] : [other.lost(roleOf(words, role), source)] },
    {
      title: said.renamedTitle,
      intro: other.renamed(target),
      names: renames(words, person),
      isOptional: true,
    },
    { title: other.moved(target), items: belongings(words, person) },
    { title: said.changed.title, items: changes(about, kind) },
    stayed(about, kind),
    ...(kind === 'after' ? [{ title: say.after.allTitle, items: totals(say, words, facts) }] : []),
  ]
}

function stayed({ say, words, person, source }: About, kind: NoticeKind): Draft {
  const said = say[kind]
  const items = person.stayed.map(
    ({ resource, name }) => `${resourceName(words, resource, 1)}: ${isolate(shown(name))}`,
  )
  return { title: said.stayedTitle(source), intro: said.stayed, items, isOptional: true }
}

/** `Assistants: 3`. */
function belongings(words: Words, { moved }: PersonExtract): string[] {
  return Object.entries(moved)
    .filter(([, rows]) => rows > 0)
    .map(([resource, rows]) => `${resourceName(words, resource, rows)}: ${formatCount(words, rows)}`)
}

function renames(words: Words, { renamed }: PersonExtract): NameChange[] {
  return renamed.map(({ resource, from, to }) => ({
    kind: resourceName(words, resource, 1),
    from: isolate(shown(from)),
    to: isolate(shown(to)),
  }))
}

function changes(about: About, kind: NoticeKind): string[] {
  const { say, person, source, target } = about
  const { changed: said } = say[kind]
  return person.changed.map((one) =>
    one.change === 'cleared'
      ? said.cleared(thingOf(about, one), columnsOf(one), target)
      : said.switchedOff(thingOf(about, one), source, target),
  )
}

function thingOf({ say, words }: About, one: Changed): string {
  if (one.is_account) return say.account
  const { resource, name, id } = one
  return `${resourceName(words, resource, 1)} ${isolate(name === null ? `#${idText(id)}` : shown(name))}`
}

/** Columns as the app's people may know them: `lti_user_id` is "lti user id". */
function columnsOf({ columns }: Changed): string {
  return isolate(columns.map((column) => column.replaceAll('_', ' ')).join(', '))
}

/** The person's own account loses a value: it may be what they sign in with. */
export function isAccountChanged(person: PersonExtract): boolean {
  return person.changed.some((one) => one.is_account)
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

export function roleOf(words: Words, role: string): string {
  return isolate(roleName(words, role))
}

/** Names keep their own direction, whatever stands around them (Unicode UAX #9, FSI and PDI). */
export function isolate(name: string): string {
  return `\u2068${escapeUnsafe(name)}\u2069`
}
