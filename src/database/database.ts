import type { RawBuilder } from 'kysely'
import type { Catalog, Column, Table } from './catalog.ts'

/** One SQL fragment or statement, built with Kysely's `sql` template: values are parameters, names are quoted. */
export type Sql = RawBuilder<unknown>

/** Where statements run: one connection, inside one transaction. */
export interface Connection {
  /** Rows of a statement. Integers beyond 2^53 arrive as bigint, smaller ones as number. */
  query<Row = Record<string, unknown>>(statement: Sql): Promise<Row[]>
  /** Number of rows that a statement changed. */
  execute(statement: Sql): Promise<number>
}

interface WriteOptions {
  /** Longest wait for the write lock, in milliseconds. Default 30 000. */
  readonly lockTimeoutMs?: number
}

/**
 * A database that is reached. Errors of the engine arrive as `ResettleError` (codes `database.*`), or as
 * `StatementError` where a statement was refused.
 */
export interface Database extends AsyncDisposable {
  readonly dialect: Dialect
  /** Address without password, for messages. */
  readonly address: string
  /** One consistent, read-only view. */
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /**
   * One write transaction, committed when `work` resolves and rolled back when it rejects. The write lock is taken
   * at once, so that nothing that was read can be overtaken.
   */
  write<T>(work: (connection: Connection) => Promise<T>, options?: WriteOptions): Promise<T>
  /**
   * Takes all of these locks or none, for as long as this process lives or until `release`; null where another holds
   * one. Dies with the process, so nothing stale can stay.
   */
  claim(names: readonly string[]): Promise<{ release(): Promise<void> } | null>
  /** Whether somebody holds one of these locks at this moment. Takes none. */
  isClaimed(names: readonly string[]): Promise<boolean>
  close(): Promise<void>
}

export type RefusalKind = 'unique' | 'reference' | 'not-null' | 'check' | 'raised' | 'other'

/** A statement that the database refused. The message is the engine's, without row values. */
export class StatementError extends Error {
  override readonly name = 'StatementError'
  readonly kind: RefusalKind
  constructor(kind: RefusalKind, message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
  }
}

/**
 * What differs between engines, as SQL fragments and a few verbs. Everything outside the engine folders asks this and
 * never the engine's name.
 *
 * Values travel as JSON so that a journal needs no type of its own: `encode` turns a column's value into the text of
 * one JSON value that loses nothing (64-bit integers, floats, blobs), `unpack` turns an array of them back into rows.
 */
export interface Dialect {
  /** Null-safe equality. */
  isSame(left: Sql, right: Sql): Sql
  /** A row of values, none of them null, is among those of a SELECT that may give hundreds of thousands. */
  isOneOf(row: readonly Sql[], select: Sql): Sql
  /** A quoted table name, with its schema where it is not the default one. */
  table(table: Pick<Table, 'schema' | 'name'>): Sql
  /** A table of ours (`resettle_<name>` or `resettle.<name>`). */
  own(name: string): Sql
  /** A value given as text or null, in the column's own type. */
  value(text: string | null, column: Column): Sql
  /** Collation for a comparison; the fragment unchanged where there is nothing to say. */
  collate(fragment: Sql, collation: string | null): Sql
  /** Text of one JSON value holding `fragment`, which has the column's type. */
  encode(fragment: Sql, column: Column): Sql
  /** Text of a JSON array of these. One column: the same as `[encode]`. */
  encodeRow(cells: readonly { fragment: Sql; column: Column }[]): Sql
  /** Text of a JSON array of all `element` texts of a group. */
  aggregate(element: Sql): Sql
  /**
   * A parenthesised subselect for FROM. `json` is text of an array of arrays as `encodeRow` makes them; its columns
   * are those given, decoded to their own types, under the names given.
   */
  unpack(json: Sql, columns: readonly { name: string; column: Column }[]): Sql
  /**
   * Keeps rows of texts until the transaction ends, for many statements; null where the engine has no use for that, or
   * may not.
   */
  keep(connection: Connection, rows: readonly (readonly string[])[]): Promise<KeptList | null>
  /**
   * Like `unpack`, for arrays kept in a column: `from` is anything that may stand in FROM, without an alias, and holds a
   * text column named `json`; its other columns pass.
   */
  unpackColumn(from: Sql, json: string, columns: readonly { name: string; column: Column }[]): Sql
  /** Like `unpackColumn`, for arrays of single values as `encode` makes them. */
  unpackValues(from: Sql, json: string, value: { readonly name: string; readonly column: Column }): Sql
  /** Text at a path of a JSON text, null where absent or where the text is not JSON. */
  jsonText(json: Sql, path: readonly string[]): Sql
  /** Text of a value of any type. */
  text(fragment: Sql): Sql
  /** A number that two texts hardly ever share; the sum of it tells two sets of texts apart. */
  mark(text: Sql): Sql
  /**
   * Runs updates whose references point at each other (composite keys that hold the organization) so that no
   * reference breaks between them; answers the number of changed rows of each. An update of rows that would pull rows
   * of the same table along (ON UPDATE CASCADE) comes with a form that changes only those that pull none.
   */
  together(
    connection: Connection,
    updates: readonly Sql[],
    leaves?: readonly (Sql | null)[],
  ): Promise<number[]>
  readCatalog(connection: Connection): Promise<Catalog>
  /** Milliseconds since the epoch by the database's clock. */
  now(connection: Connection): Promise<number>
  /** Watches which rows of these tables change. Must start before the first change of the transaction. */
  watch(connection: Connection, tables: readonly Watched[]): Promise<Watch>
  /** For the store's schema files and for messages only. */
  readonly name: 'sqlite' | 'postgres'
  /** Whether a table of ours exists. */
  hasOwn(connection: Connection, name: string): Promise<boolean>
  /** A text parameter where the engine cannot tell its type from the context. */
  textParameter(value: string): Sql
  /** An integer parameter where the engine cannot tell its type from the context. */
  integerParameter(value: number): Sql
  /** Whether others can commit between two statements of one transaction, so that two counts may differ for good. */
  readonly hasOtherWriters: boolean
  /** Added to a SELECT of organizations: holds their rows until the transaction ends. Empty where one writer is all. */
  readonly forUpdate: Sql
  /** After `forUpdate`: rows that another transaction holds are passed over. */
  readonly skipLocked: Sql
  /** Stands between columns and values of an INSERT that gives identity columns a value. */
  readonly overriding: Sql
}

/**
 * A kept list as a FROM item like those of `unpack`: columns by their places in the rows, all rows or those that hold a
 * certain text in one place.
 */
export type KeptList = (
  columns: readonly { readonly name: string; readonly column: Column; readonly place: number }[],
  only?: { readonly place: number; readonly equals: string },
) => Sql

/** What may change in a table while it is watched. Anything else that changes is unexpected. */
export interface Watched {
  readonly table: Table
  /**
   * Columns that hold an organization. Only rows that hold one of `organizations` in one of these columns may change,
   * before and after. Empty: no row of the table may change at all.
   */
  readonly scope: readonly string[]
  /** Encoded as text, as `Dialect.value` takes them. */
  readonly organizations: readonly string[]
  /** Columns that may change, those of `scope` included. */
  readonly changing: readonly string[]
  /**
   * Columns of `changing` that change in a few rows only: a parenthesised subselect gives each of these rows once, with
   * the value `before` and the value `after`.
   */
  readonly few?: readonly { readonly column: string; readonly changes: Sql }[]
  /** Exactly the rows that will be updated, as a condition over the bare columns before the change; null: none. */
  readonly rows: Sql | null
  readonly mayInsert: boolean
  readonly mayDelete: boolean
}

export interface Watch {
  /** Tables in which something changed that was not allowed, with a count. Empty: all as declared. */
  unexpected(connection: Connection): Promise<{ table: string; count: number; what: string }[]>
  stop(connection: Connection): Promise<void>
}
