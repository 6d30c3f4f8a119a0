import { Random } from '../random.ts'
import type { ColumnNote } from './schema/notation.ts'
import type { Engine, LambVersion } from './schema.ts'
import { lambColumns } from './schema.ts'

export type Value = string | number | boolean | null
export type Row = Readonly<Record<string, Value>>

/** One row: table name without prefix, and its key. */
export interface Address {
  readonly table: string
  readonly id: number | string
}

/** Two rows that may not both live in the target. */
export interface Conflict {
  readonly table: string
  /** The columns of the unique key, the organization among them. */
  readonly key: readonly string[]
  readonly source: number | string
  readonly target: number | string
  /** The name both bear; null where the key holds no name. */
  readonly name: string | null
}

/** Something awkward that the university holds on purpose. */
export interface Fact<Name extends string = string> {
  readonly hazard: Name
  /** One sentence for people. */
  readonly says: string
  /** The rows that were written for it. */
  readonly rows: readonly Address[]
  readonly conflicts: readonly Conflict[]
}

export interface WorldOptions {
  readonly version: LambVersion
  readonly engine: Engine
  readonly seed: number
}

const keys: Readonly<Record<string, readonly string[]>> = {
  assistants: ['organization_id', 'name', 'owner'],
  prompt_templates: ['organization_id', 'owner_email', 'name'],
  Creator_users: ['organization_id', 'lti_user_id'],
  organization_roles: ['organization_id', 'user_id'],
  libraries: ['organization_id', 'name'],
  collections: ['organization_id', 'collection_name'],
  knowledge_stores: ['organization_id', 'name'],
  lti_creator_keys: ['organization_id'],
}

const namedBy: readonly string[] = ['name', 'collection_name', 'lti_user_id']

/** The rows of a university that is being thought up. Nothing is written to a database here. */
export class World {
  readonly random: Random
  readonly engine: Engine
  readonly version: LambVersion
  /** Rows that obey every constraint. */
  readonly rows = new Map<string, Row[]>()
  /** Rows that refer to something missing, as databases hold them that once ran without foreign keys. */
  readonly broken = new Map<string, Row[]>()
  /** The moment the university is looked at, in seconds. */
  readonly now: number
  readonly #columns: ReadonlyMap<string, readonly ColumnNote[]>
  readonly #lastIds = new Map<string, number>()
  #seen: Address[] = []
  #conflicts: Conflict[] = []

  constructor(options: WorldOptions) {
    this.random = new Random(options.seed)
    this.engine = options.engine
    this.version = options.version
    this.now = options.version === 'october-2025' ? 1_759_190_400 : 1_780_272_000
    this.#columns = lambColumns(options.version)
  }

  /** Whether this version has a table, or a column given as `table.column`. */
  has(path: string): boolean {
    const [table = '', column] = path.split('.')
    const columns = this.#columns.get(table)
    return columns !== undefined && (column === undefined || columns.some(({ name }) => name === column))
  }

  /** A row more. Counted ids are given here; what this version does not know is left out. */
  add(table: string, row: Row): number {
    return Number(this.#store(this.rows, table, row))
  }

  /** The same for a table whose rows bring their own key. */
  addNamed<Id extends string | number>(table: string, row: Row & { readonly id: Id }): Id {
    this.#store(this.rows, table, row)
    return row.id
  }

  /** A row whose references lead nowhere. */
  addBroken(table: string, row: Row): number {
    return Number(this.#store(this.broken, table, row))
  }

  /** Notes that these two rows may not share an organization. */
  conflict(table: string, source: number | string, target: number | string): void {
    const key = keys[table]
    if (key === undefined || !this.has(table)) return
    const row = [...(this.rows.get(table) ?? []), ...(this.broken.get(table) ?? [])].find(
      ({ id }) => id === source,
    )
    const column = key.find((name) => namedBy.includes(name))
    const name = column === undefined ? null : (row?.[column] ?? null)
    this.#conflicts.push({ table, key, source, target, name: name === null ? null : String(name) })
  }

  /** Everything that `write` adds, as one fact. */
  record<Name extends string>(hazard: Name, says: string, write: () => void): Fact<Name> {
    this.#seen = []
    this.#conflicts = []
    write()
    return { hazard, says, rows: this.#seen, conflicts: this.#conflicts }
  }

  /** A moment in the year before now. */
  moment(): number {
    return this.now - 3600 - this.random.below(300 * 86_400)
  }

  /** The same as text in UTC without a zone, as the youngest tables keep it. */
  momentText(): string {
    return new Date(this.moment() * 1000).toISOString().slice(0, 19)
  }

  times(): { created_at: number; updated_at: number } {
    const created = this.moment()
    return { created_at: created, updated_at: created + this.random.below(3600) }
  }

  #store(rows: Map<string, Row[]>, table: string, row: Row): number | string {
    const columns = this.#columns.get(table)
    if (columns === undefined) return 0
    const isCounted = columns.some(({ name, type }) => name === 'id' && type === 'serial')
    const last = this.#lastIds.get(table) ?? 0
    const id = isCounted ? last + 1 : (row.id ?? row.assistant_id ?? 0)
    if (isCounted) this.#lastIds.set(table, last + 1)
    const whole: Row = isCounted ? { id, ...row } : row
    const known = Object.entries(whole).filter(([name]) => columns.some((column) => column.name === name))
    if (typeof id === 'boolean') throw new Error(`${table} has no key`)
    const stored = rows.get(table) ?? []
    rows.set(table, stored)
    stored.push(Object.fromEntries(known))
    this.#seen.push({ table, id })
    return id
  }
}
