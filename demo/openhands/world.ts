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
  readonly #columns: ReadonlyMap<string, readonly ColumnNote[]>

  constructor({ shape, seed, secret, legacyTeam }: WorldOptions) {
    this.random = new Random(seed)
    this.shape = shape
    this.secret = secret
    this.legacyTeam = legacyTeam
    this.now = shape === 'flat' ? 1_769_904_000 : 1_788_220_800
    this.#columns = openHandsColumns(shape)
  }

  /** Whether this shape has a table, or a column given as `table.column`. */
  has(path: string): boolean {
    const [table = '', column] = path.split('.')
    const columns = this.#columns.get(table)
    return columns !== undefined && (column === undefined || columns.some(({ name }) => name === column))
  }

  /** A row more; answers its counted id, or 0. What this shape does not know is left out. */
  add(table: string, row: Row): number {
    for (const name of Object.keys(row)) assertKnown(table, name)
    const columns = this.#columns.get(table)
    if (columns === undefined) return 0
    const stored = this.rows.get(table) ?? []
    this.rows.set(table, stored)
    const id = columns.some(isCounted) ? stored.length + 1 : 0
    const cells = columns.map((column) => [column.name, this.#cell(column, row, id)] as const)
    stored.push(Object.fromEntries(cells.filter(([, value]) => value !== null)))
    return id
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

  #cell({ name, type, fallback }: ColumnNote, row: Row, id: number): Value {
    const value = row[name]
    if (value !== undefined) return value
    if (type === 'identity' || type === 'serial') return id
    if (fallback === null) return null
    if (fallback === 'now') return this.time(0)
    return fallback.startsWith("'") ? fallback.slice(1, -1) : JSON.parse(fallback)
  }
}

/** How LiteLLM keeps a key. */
export function tokenOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

const known = new Set(
  schemaShapes.flatMap((shape) =>
    [...openHandsColumns(shape)].flatMap(([table, columns]) => columns.map(({ name }) => `${table}.${name}`)),
  ),
)

/** A misspelt column would else be left out in silence. */
function assertKnown(table: string, column: string): void {
  if (!known.has(`${table}.${column}`)) throw new Error(`no shape has ${table}.${column}`)
}
