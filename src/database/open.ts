import { ResettleError } from '../errors.ts'
import type { Database } from './database.ts'
import { openPostgres } from './postgres/open-postgres.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'

/** How to open a database. */
export interface OpenOptions {
  /**
   * Called before every statement of a transaction, its begin and commit included. What it throws fails the statement;
   * while it waits, the statement waits.
   */
  readonly onStatement?: (text: string) => void | Promise<void>
  /** Makes a SQLite file that is missing. */
  readonly create?: boolean
  /** Longest wait for the write lock, in milliseconds. Default 30 000. */
  readonly lockTimeoutMs?: number
}

/** Opens the database at an address: `sqlite:PATH`, `postgres://…` or `postgresql://…`. */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  if (/^postgres(?:ql)?:\/\//i.test(url)) return openPostgres(url, options)
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/is.exec(url)?.[1]
  if (path !== undefined) return openSqlite(path, options)
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0] ?? 'no scheme'
  throw new ResettleError('database.url', `An address with ${scheme} is none that Resettle knows.`)
}
