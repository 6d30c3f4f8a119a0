import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { ResettleError } from '../../errors.ts'
import type { Database } from '../database.ts'
import { inTransaction } from '../transaction.ts'
import { areHeld, claimNames } from './claim.ts'
import { createPostgresDialect } from './dialect.ts'
import { translateError } from './translate-error.ts'
import { valueParsers } from './value-parsers.ts'

/** How to open: `onStatement` sees every statement before it runs. */
export interface PostgresOptions {
  readonly onStatement?: ((text: string) => void | Promise<void>) | undefined
  readonly lockTimeoutMs?: number | undefined
}

const oldestVersion = 130_000
const defaultConnectTimeoutMs = 10_000
const defaultLockTimeoutMs = 30_000

// Values are journaled as text and come back in other sessions: their form must not depend on anyone's settings.
const sessionSettings = `select set_config('datestyle', 'ISO, MDY', false),
  set_config('intervalstyle', 'postgres', false), set_config('bytea_output', 'hex', false),
  set_config('extra_float_digits', '1', false), set_config('statement_timeout', '0', false),
  set_config('idle_in_transaction_session_timeout', '0', false), set_config('client_encoding', 'UTF8', false),
  (select set_config(name, '0', false) from pg_settings where name = 'transaction_timeout')`

/** Opens a PostgreSQL database through a pool of connections. */
export async function openPostgres(url: string, options: PostgresOptions): Promise<Database> {
  const parsed = parseUrl(url)
  const address = addressOf(parsed)
  const config: pg.ClientConfig = {
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutOf(parsed),
    application_name: 'resettle',
    keepAlive: true,
    types: valueParsers,
  }
  const pool = createPool(config)
  const kysely = new Kysely<unknown>({
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => {
        await connection.executeQuery(CompiledQuery.raw(sessionSettings))
      },
    }),
  })
  const translate = (thrown: unknown) => translateError(thrown, address)
  const engine = { kysely, translate, onStatement: options.onStatement }
  let version: number
  try {
    version = await readVersion(kysely)
  } catch (error) {
    await kysely.destroy()
    throw translate(error)
  }
  if (version < oldestVersion) {
    await kysely.destroy()
    throw new ResettleError('database.version', `${address} is PostgreSQL ${Math.trunc(version / 10_000)}.`)
  }
  const database: Database = {
    dialect: createPostgresDialect(version),
    address,
    read: (work) => inTransaction(engine, ['begin isolation level repeatable read read only'], work),
    write(work, { lockTimeoutMs = options.lockTimeoutMs ?? defaultLockTimeoutMs } = {}) {
      const timeout = `set local lock_timeout = ${Math.trunc(lockTimeoutMs)}`
      return inTransaction(engine, ['begin isolation level read committed read write', timeout], work)
    },
    async claim(names) {
      try {
        return await claimNames(createClient(config), names)
      } catch (error) {
        throw translate(error)
      }
    },
    async isClaimed(names) {
      try {
        return (
          (await sql<{ held: boolean }>`select ${areHeld(names)} as held`.execute(kysely)).rows[0]?.held ===
          true
        )
      } catch (error) {
        throw translate(error)
      }
    },
    close: () => kysely.destroy(),
    [Symbol.asyncDispose]: () => database.close(),
  }
  return database
}

function createPool(config: pg.ClientConfig): pg.Pool {
  try {
    const pool = new pg.Pool({
      ...config,
      max: 20,
      // The pool would count waiting for a free connection as connecting; only the client should time out.
      connectionTimeoutMillis: 0,
      Client: class extends pg.Client {
        constructor() {
          super(config)
        }
      },
    })
    // Whoever uses a connection that dies hears of it from the statement; unheard events would end the process.
    pool.on('connect', (client) => client.on('error', () => undefined))
    // A connection that dies while idle is replaced by the next caller.
    pool.on('error', () => undefined)
    return pool
  } catch (error) {
    throw notUsable(error)
  }
}

function createClient(config: pg.ClientConfig): pg.Client {
  return new pg.Client(config)
}

async function readVersion(kysely: Kysely<unknown>): Promise<number> {
  const text = `select current_setting('server_version_num')::integer as version`
  const { rows } = await kysely.executeQuery(CompiledQuery.raw(text))
  return (rows[0] as { version: number }).version
}

function parseUrl(url: string): URL {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch (error) {
    throw notUsable(error)
  }
  if (parsed.host === '' && parsed.pathname.length <= 1) throw notUsable(undefined)
  return parsed
}

/** The address without its password and its options, which may hold one as well. */
function addressOf({ protocol, username, host, pathname }: URL): string {
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`
}

/** `connect_timeout` in seconds, as PostgreSQL's own tools take it. */
function connectTimeoutOf(url: URL): number {
  const seconds = Number(url.searchParams.get('connect_timeout') ?? '')
  return seconds > 0 ? seconds * 1000 : defaultConnectTimeoutMs
}

function notUsable(error: unknown): ResettleError {
  const code = (error as { code?: unknown } | undefined)?.code
  return new ResettleError('database.url', 'The PostgreSQL address is not a well-formed URL.', {
    context: { reason: typeof code === 'string' ? code : 'malformed' },
  })
}
