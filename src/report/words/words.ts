import type { Choice } from '../../blueprint/blueprint.ts'
import type { AccessChange, ConflictItem } from '../../migration/documents.ts'
import type { Language } from './language.ts'

/** What a report says in one language. */
export interface Words {
  readonly language: Language
  /** Locale of numbers and dates. */
  readonly locale: string
  /** One of a kind and many of it, by the name of the resource; others go by their own name. */
  readonly resources: Readonly<Record<string, readonly [one: string, many: string]>>
  /** By the name of the role; others go by their own name. */
  readonly roles: Readonly<Record<string, string>>
  readonly title: string
  readonly proven: string
  readonly notProven: string
  readonly stands: string
  readonly takenBack: (at: string) => string
  readonly facts: Readonly<
    Record<
      | 'migration'
      | 'started'
      | 'finished'
      | 'took'
      | 'rows'
      | 'renamed'
      | 'stayed'
      | 'people'
      | 'source'
      | 'fingerprint',
      string
    >
  >
  readonly sourceDeleted: string
  readonly sourceStays: string
  readonly sections: Readonly<
    Record<
      | 'moved'
      | 'renamed'
      | 'access'
      | 'decisions'
      | 'stayed'
      | 'people'
      | 'others'
      | 'warnings'
      | 'proof'
      | 'timings'
      | 'undo'
      | 'seal',
      string
    >
  >
  readonly heads: Readonly<
    Record<
      | 'resource'
      | 'planned'
      | 'done'
      | 'verified'
      | 'id'
      | 'person'
      | 'oldName'
      | 'newName'
      | 'roleBefore'
      | 'roleInTarget'
      | 'roleAfter'
      | 'change'
      | 'name'
      | 'decision'
      | 'decidedBy'
      | 'why'
      | 'check'
      | 'places'
      | 'phase'
      | 'time'
      | 'movedAlong'
      | 'changed',
      string
    >
  >
  readonly changes: Readonly<Record<AccessChange['change'], string>>
  readonly choices: Readonly<Record<Choice, string>>
  readonly deciders: Readonly<Record<NonNullable<ConflictItem['decided_by']> | 'nobody', string>>
  readonly phases: Readonly<Record<string, string>>
  /** What a verification checks, by the name of the check; others go by their own name. */
  readonly checks: Readonly<Record<string, string>>
  /** Why a conflict is one; `columns` are those of the key. */
  readonly clash: (columns: string) => string
  readonly gained: (count: string) => string
  readonly more: (rows: string) => string
  readonly checksHold: (held: string, all: string) => string
  readonly equal: string
  readonly different: string
  readonly wentBack: (rows: string, kept: string, conflicts: string) => string
  readonly howToUndo: string
  readonly seal: Readonly<Record<'explained' | 'key' | 'checksum' | 'verify', string>>
  /** What was done to something that keeps its name. */
  readonly cleared: (columns: string) => string
  readonly switchedOff: string
  readonly roleGone: (role: string) => string
  /** What a person reads about their own move. */
  readonly own: {
    readonly title: string
    readonly moved: (source: string, target: string, at: string) => string
    readonly takenBack: (source: string, at: string) => string
    readonly role: string
    readonly along: string
    readonly nothing: string
    readonly renamed: string
    readonly notRenamed: string
    readonly stayed: (source: string) => string
    /** To somebody who does not move. */
    readonly other: {
      readonly title: string
      readonly stands: (source: string, target: string, at: string) => string
      readonly takenBack: (at: string) => string
      readonly moved: string
    }
    readonly access: string
    readonly changed: string
  }
}

/** `assistants` in the words of the language, as a heading: "Assistants". Apps of others keep their own names. */
export function resourceName(words: Words, resource: string, count = 2): string {
  const [one, many] = words.resources[resource] ?? []
  const name = (count === 1 ? one : many) ?? resource.replaceAll('_', ' ')
  return `${name.charAt(0).toLocaleUpperCase(words.locale)}${name.slice(1)}`
}

export function roleName(words: Words, role: string): string {
  return words.roles[role] ?? role
}

export function formatCount(words: Words, count: number): string {
  return new Intl.NumberFormat(words.locale, { useGrouping: true }).format(count)
}

/** Day and time in UTC, since who reads a report may be anywhere. */
export function formatMoment(words: Words, iso: string, timeZone = 'UTC'): string {
  const format = new Intl.DateTimeFormat(words.locale, {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone,
  })
  return format.format(new Date(iso))
}

/** `0.4 s`, `12 s`, `3 min`. */
export function formatDuration(words: Words, ms: number): string {
  const unit = ms < 99.5 ? 'millisecond' : ms < 99_500 ? 'second' : 'minute'
  const value = { millisecond: ms, second: ms / 1000, minute: ms / 60_000 }[unit]
  const maximumFractionDigits = value < 9.95 && unit !== 'millisecond' ? 1 : 0
  return new Intl.NumberFormat(words.locale, {
    style: 'unit',
    unit,
    unitDisplay: 'narrow',
    maximumFractionDigits,
  }).format(value)
}
