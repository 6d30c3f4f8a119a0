import type { ValueSource } from '../../blueprint/promotion.ts'
import type { Column, Family } from '../../database/catalog.ts'
import { ResettleError } from '../../errors.ts'

/** A value as JavaScript has it: JSON stays text, times stay text, digits that would be rounded stay text. */
export type Scalar = string | number | boolean | null

/** What the values of a person's new rows can be made of. */
export interface Material {
  readonly user: string
  readonly organization: string
  /** Columns of the legacy row; empty where there is none. */
  readonly legacy: ReadonlyMap<string, Scalar>
  readonly reads: ReadonlyMap<string, Scalar>
  readonly profile: { readonly name: string | null; readonly email: string | null }
}

/** A named function of the preset. Throws nothing: what it cannot do it says by `warn`, and answers something usable. */
export type ValueFunction = (values: readonly Scalar[], tools: ValueTools) => Scalar

export interface ValueTools extends AppConfig {
  readonly warn: (code: string) => void
  /** To be told when a stored value was opened with a secret. */
  readonly opened: () => void
  readonly into: Place
}

/** What the app is configured with, by name; null where it is not known. */
export interface AppConfig {
  readonly secret: (name: string) => string | null
  readonly setting: (name: string) => string | null
}

/** Where a value goes. */
export interface Place {
  /** What the column holds; null where the value goes into none. */
  readonly family: Family | null
  /** Names of all columns of the row that is made. */
  readonly row: ReadonlySet<string>
}

export interface Functions extends AppConfig {
  readonly named: Readonly<Record<string, ValueFunction>>
  /** Told each time that a stored value was opened with a secret: it is the right one. */
  readonly onOpened?: () => void
}

/** For values that go into no column. */
const nowhere: Place = { family: null, row: new Set() }

/** The value that a source stands for. `warn` takes codes of what a function could not do. */
export function evaluate(
  source: ValueSource,
  material: Material,
  functions: Functions,
  warn: (code: string) => void,
  into: Place = nowhere,
): Scalar {
  const again = (inner: ValueSource): Scalar => evaluate(inner, material, functions, warn, into)
  if ('legacy' in source) return material.legacy.get(source.legacy) ?? null
  if ('value' in source) return source.value
  if ('id' in source) return source.id === 'user' ? material.user : material.organization
  if ('profile' in source) return material.profile[source.profile]
  if ('read' in source) return material.reads.get(source.read) ?? null
  if ('first' in source) {
    for (const one of source.first) {
      const value = again(one)
      if (value !== null) return value
    }
    return null
  }
  if ('text' in source) return fill(source.text, material)
  const named = functions.named[source.call]
  if (named === undefined) {
    throw new ResettleError('blueprint.invalid', `The blueprint calls ${source.call}, which there is not.`)
  }
  const { secret, setting, onOpened: opened = () => undefined } = functions
  return named(source.with.map(again), { secret, setting, warn, opened, into })
}

function fill(text: string, { user, organization, profile }: Material): string {
  const words: Readonly<Record<string, string | null>> = { user, organization, ...profile }
  return text.replace(/\{(user|organization|name|email)\}/g, (_, word: string) => words[word] ?? '')
}

/** A cell of a journaled row, as `Dialect.encodeRow` gives it, as a value. */
export function toScalar(cell: unknown, column: Column): Scalar {
  if (cell === null || cell === undefined) return null
  // Engines differ in how many digits they write; all of them name the same number.
  if (column.family === 'float') return toFloat(cell)
  if (typeof cell === 'object') return String(Object.values(cell)[0])
  if (column.family === 'boolean') return cell === true || cell === 1 || cell === 'true'
  return typeof cell === 'string' || typeof cell === 'number' ? cell : String(cell)
}

function toFloat(cell: unknown): Scalar {
  const digits = typeof cell === 'object' && cell !== null ? Object.values(cell)[0] : cell
  const number = Number(digits)
  return Number.isFinite(number) ? number : String(digits)
}

/** Whether two values are the same where engines differ in what they call true. */
export function isEqual(value: Scalar, other: Scalar): boolean {
  return value === other || (value !== null && other !== null && String(value) === String(other))
}
