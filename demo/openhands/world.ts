import { createHash } from 'node:crypto'
import { Random } from '../random.ts'
import { encryptLegacy } from './legacy-encryption.ts'
import type { LiteLlmKey, Outside } from './outside.ts'
import type { ColumnNote } from './schema/notation.ts'
import type { SchemaShape } from './schema.ts'
import { isCounted, openHandsColumns, schemaShapes } from './schema.ts'

export type Value = string | number | boolean | null | Json
export type Row = Readonly<Record<string, Value>>
/** A value of a JSON column. */
export type Json = readonly Value[] | { readonly [name: string]: Value }

export interface WorldOptions {
  readonly shape: SchemaShape
  readonly seed: number
  /** What the app encrypts its older secrets with. */
  readonly secret: string
  /** The LiteLLM team that all legacy keys share; null: they are in none. */
  readonly legacyTeam: string | null
}

/** The app's own LiteLLM proxy; who uses it has no key of their own. */
export const managedProxy = 'https://llm-proxy.portlindar.example'

/** The rows of an installation that is being thought up, and what stands outside. Nothing is written here. */
export class World {
  readonly random: Random
  readonly shape: SchemaShape
  readonly secret: string
  readonly legacyTeam: string | null
  readonly rows = new Map<string, Row[]>()
  readonly outside: Outside = {
    litellm: { users: [], teams: [], keys: [] },
    stripe: { customers: [], subscriptions: [] },
  }
  /** The moment the installation is looked at, in seconds. */
  readonly now: number
  readonly #tables: ReadonlyMap<string, readonly Filler[]>

  constructor({ shape, seed, secret, legacyTeam }: WorldOptions) {
    this.random = new Random(seed)
    this.shape = shape
    this.secret = secret
    this.legacyTeam = legacyTeam
    this.now = shape === 'flat' ? 1_769_904_000 : 1_788_220_800
    const tables = [...openHandsColumns(shape)]
    this.#tables = new Map(
      tables.map(([table, columns]) => [table, columns.map((note) => this.#filler(note))]),
    )
  }

  /** Whether this shape has a table, or a column given as `table.column`. */
  has(path: string): boolean {
    const [table = '', column] = path.split('.')
    const columns = this.#tables.get(table)
    return columns !== undefined && (column === undefined || columns.some(({ name }) => name === column))
  }

  /** A row more; answers its counted id, or 0. What this shape does not know is left out. */
  add(table: string, row: Row): number {
    assertKnown(table, row)
    const fillers = this.#tables.get(table)
    if (fillers === undefined) return 0
    const stored = this.rows.get(table) ?? []
    this.rows.set(table, stored)
    const id = stored.length + 1
    const made: Record<string, Value> = {}
    for (const { name, isCounted, fallback } of fillers) {
      const value = row[name] === undefined ? (isCounted ? id : fallback) : row[name]
      if (value !== null) made[name] = value
    }
    stored.push(made)
    return fillers.some(({ isCounted }) => isCounted) ? id : 0
  }

  /** A moment of the year before now, as the app writes times of UTC without a zone. */
  moment(): string {
    return this.time(-3600 - this.random.below(300 * 86_400))
  }

  /** So many seconds from now. */
  time(seconds: number): string {
    return new Date((this.now + seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')
  }

  encrypt(text: string, secret: string = this.secret): string {
    return encryptLegacy(text, secret, { seconds: this.now, vector: this.random.hex(32) })
  }

  /** An invented secret of a kind that older tables keep as it is, and newer ones as a token of their own. */
  sealed(): string {
    return `eyJhbGciOiJkaXIi..${this.random.hex(16)}.${this.random.hex(32)}.${this.random.hex(16)}`
  }

  addKey(key: Omit<LiteLlmKey, 'token' | 'key' | 'spend'> & { readonly spend?: number }): LiteLlmKey {
    const plain = `sk-${this.random.hex(22)}`
    const made = { spend: 0, ...key, key: plain, token: tokenOf(plain) }
    this.outside.litellm.keys.push(made)
    return made
  }

  #filler(note: ColumnNote): Filler {
    const { name, fallback } = note
    return { name, isCounted: isCounted(note), fallback: fallback === null ? null : this.#literal(fallback) }
  }

  #literal(fallback: string): Value {
    if (fallback === 'now') return this.time(0)
    return fallback.startsWith("'") ? fallback.slice(1, -1) : JSON.parse(fallback)
  }
}

/** What a column holds where a row does not say. */
interface Filler {
  readonly name: string
  readonly isCounted: boolean
  readonly fallback: Value
}

/** How LiteLLM keeps a key. */
function tokenOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

const known = new Map<string, Set<string>>()
for (const [table, columns] of schemaShapes.flatMap((shape) => [...openHandsColumns(shape)])) {
  known.set(table, new Set([...(known.get(table) ?? []), ...columns.map(({ name }) => name)]))
}

/** A misspelt column would else be left out in silence. */
function assertKnown(table: string, row: Row): void {
  for (const name in row)
    if (known.get(table)?.has(name) !== true) throw new Error(`no shape has ${table}.${name}`)
}
