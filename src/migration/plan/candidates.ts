import type { RenameRule } from '../../blueprint/model.ts'
import type { PlanOptions } from '../documents.ts'

/** What a new name is made of. */
export interface Naming {
  /** Slug of the organization that the row comes from. */
  readonly slug: string
  /** Its key, for names in which nothing of the slug can stand. */
  readonly key: string
  readonly prefix: string | null
  readonly style: PlanOptions['rename_style']
  /** Unix seconds, for the timestamp style. */
  readonly seconds: number
  /** No longer than this. */
  readonly limit?: number
}

const PLAIN = /^[a-z0-9_]*$/
const ASCII = /^[ -~]*$/

/**
 * The n-th candidate (from 1) for a new name. `math` of `eng-dept` becomes `eng-dept_math`, then `eng-dept_math_2` …
 * A leading part that the blueprint protects stays in front; a plain name (lower-case ASCII letters, digits, `_`)
 * stays plain, an ASCII name that is no longer than the app makes them stays so; and no name grows beyond its column.
 */
export function candidate(name: string, n: number, rule: RenameRule, naming: Naming): string {
  const leading = rule.keepLeading?.exec(name)?.[0] ?? ''
  const base = name.slice(leading.length)
  const isPlain = rule.plainMaxLength !== null && PLAIN.test(base)
  const isShort = ASCII.test(name) && name.length <= (rule.plainMaxLength ?? -1)
  const limit = Math.min(
    naming.limit ?? Number.POSITIVE_INFINITY,
    rule.column.maxLength ?? Number.POSITIVE_INFINITY,
    isShort ? (rule.plainMaxLength ?? 0) : Number.POSITIVE_INFINITY,
  )
  const number = n === 1 ? '' : `_${n}`
  if (naming.style === 'timestamp') {
    const suffix = `_migrated_${naming.seconds}${number}`
    return leading + cut(base, limit - leading.length - suffix.length) + suffix
  }
  const given = prefixOf(naming)
  const prefix = isPlain || (isShort && !ASCII.test(given)) ? plainPrefix(given, naming.key) : given
  const room = limit - leading.length - number.length
  // A long slug must not push the name itself out: at least half of the room is the name's.
  const head = cut(prefix, Math.max(room - base.length, Math.floor(room / 2)))
  return leading + head + cut(base, room - length(head)) + number
}

/**
 * The rule of the app that a name of one's own breaks, in words that follow "must"; null where it keeps them all. What
 * held for the old name must hold for the new one.
 */
export function findBreach(wanted: string, old: string, rule: RenameRule): string | null {
  const leading = rule.keepLeading?.exec(old)?.[0] ?? ''
  const base = wanted.slice(leading.length)
  if (!wanted.startsWith(leading) || base === '') return `begin with "${leading}" and go on after that`
  if (rule.plainMaxLength === null) return null
  const isShort = ASCII.test(old) && old.length <= rule.plainMaxLength
  if (PLAIN.test(old.slice(leading.length)) && !PLAIN.test(base)) {
    return `hold nothing but lower-case letters from a to z, digits and "_"${leading === '' ? '' : ` after "${leading}"`}`
  }
  if (isShort && !ASCII.test(wanted)) return 'hold nothing but plain ASCII characters'
  return isShort && wanted.length > rule.plainMaxLength
    ? `have at most ${rule.plainMaxLength} characters`
    : null
}

/** `<slug>_`, or the given prefix; a separator is added where the prefix ends in a letter or digit. */
function prefixOf({ slug, prefix }: Naming): string {
  const text = prefix ?? slug
  return text === '' || !/[\p{L}\p{N}]$/u.test(text) ? text : `${text}_`
}

/** Of letters from outside ASCII nothing is left to tell organizations apart; their keys do. */
function plainPrefix(given: string, key: string): string {
  const plain = toPlain(given)
  if (given === '' || plain === given) return given
  const kept = plain.replace(/^_+/, '')
  return /[a-z0-9]/.test(kept) ? kept : `${toPlain(key)}_`
}

function toPlain(text: string): string {
  const ascii = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return ascii.replace(/[^a-z0-9_]+/g, '_')
}

/** Lengths are in characters as databases count them, not in UTF-16 units. */
function length(text: string): number {
  return Array.from(text).length
}

function cut(text: string, size: number): string {
  if (text.length <= size) return text
  return Array.from(text).slice(0, Math.max(size, 0)).join('')
}
