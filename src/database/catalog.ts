/** A neutral picture of a live schema. Engines fill it; nothing in it says which engine it was. */
export interface Catalog {
  readonly tables: readonly Table[]
}

export interface Table {
  /** `schema.name`, or `name` alone where the schema is the default one. Unique in the catalog; used in documents. */
  readonly id: string
  readonly schema: string | null
  readonly name: string
  readonly columns: readonly Column[]
  /** Columns of the primary key in key order; empty where there is none. */
  readonly primaryKey: readonly string[]
  /**
   * Columns that address one row: the primary key, else a unique key whose columns are all NOT NULL, else the engine's
   * own row number where that is stable; empty where a row has no address.
   */
  readonly identity: readonly Column[]
  /** Every unique key, the primary key among them, declared as constraint or as index. */
  readonly uniqueKeys: readonly UniqueKey[]
  readonly indexes: readonly Index[]
  readonly references: readonly Reference[]
  readonly checks: readonly Check[]
  readonly triggers: readonly Trigger[]
  /** Row level security is on for this table and the connected role does not bypass it. */
  readonly isRowSecured: boolean
  /** The connected role may read its rows. */
  readonly isReadable: boolean
}

export type Family =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'text'
  | 'boolean'
  | 'uuid'
  | 'json'
  | 'time'
  | 'blob'
  | 'other'

export interface Column {
  readonly name: string
  /** The engine's own type text, fit for a cast. */
  readonly type: string
  readonly family: Family
  readonly nullable: boolean
  readonly default: string | null
  readonly isGenerated: boolean
  readonly isIdentity: boolean
  readonly collation: string | null
  /** Characters that fit; null where the type sets no limit. */
  readonly maxLength: number | null
}

export interface UniqueKey {
  readonly name: string
  readonly parts: readonly KeyPart[]
  /** SQL over the table's bare column names; null for a key over all rows. */
  readonly predicate: string | null
  /** NULLS NOT DISTINCT. */
  readonly nullsEqual: boolean
  readonly isPrimary: boolean
}

export interface KeyPart {
  /** Null for an expression. */
  readonly column: string | null
  /** SQL over the table's bare column names; null for a column. */
  readonly expression: string | null
  /** The columns that this part reads: the column itself, or those named in the expression. */
  readonly columns: readonly string[]
  readonly collation: string | null
}

export interface Index {
  readonly name: string
  /** Leading columns, null for an expression. */
  readonly columns: readonly (string | null)[]
  readonly isPartial: boolean
}

export type ReferenceAction = 'none' | 'restrict' | 'cascade' | 'set-null' | 'set-default'

export interface Reference {
  readonly name: string
  readonly columns: readonly string[]
  /** `id` of the table referred to. May be absent from the catalog (SQLite allows that). */
  readonly table: string
  readonly parentColumns: readonly string[]
  readonly onDelete: ReferenceAction
  readonly onUpdate: ReferenceAction
  readonly isDeferrable: boolean
}

export interface Check {
  readonly name: string
  /** SQL over the table's bare column names. */
  readonly expression: string
  readonly columns: readonly string[]
}

export interface Trigger {
  readonly name: string
  /** Such as `update`, `insert`, `delete`. */
  readonly events: readonly string[]
  readonly definition: string
}

/** The table with this id. Throws nothing: undefined where there is none. */
export function findTable(catalog: Catalog, id: string): Table | undefined {
  return catalog.tables.find((table) => table.id === id)
}

/** The column of this name; a missing one is a bug of the caller, who resolved the name before. */
export function columnOf(table: Table, name: string): Column {
  const column =
    table.columns.find((candidate) => candidate.name === name) ??
    table.identity.find((candidate) => candidate.name === name)
  if (column === undefined) throw new Error(`${table.id} has no column ${name}`)
  return column
}

/** Columns of no table: for lists that are handed to the database as JSON. */
export const textColumn: Column = plain('text', 'text')
export const integerColumn: Column = plain('bigint', 'integer')

function plain(type: string, family: Family): Column {
  return {
    name: '',
    type,
    family,
    nullable: true,
    default: null,
    isGenerated: false,
    isIdentity: false,
    collation: null,
    maxLength: null,
  }
}
