import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CompiledQuery, Kysely } from 'kysely'
import { ResettleError } from '../../errors.ts'
import type { Database } from '../database.ts'
import { inTransaction } from '../transaction.ts'
import { areHeld, claimNames } from './claim.ts'
import { sqliteDialect } from './dialect.ts'
import { createThreadedDialect } from './kysely-dialect.ts'
import { isBusy, translateError } from './translate-error.ts'

/** How to open: `create` makes a file that is missing, `onStatement` sees every statement before it runs. */
export interface SqliteOptions {
  readonly onStatement?: ((text: string) => void | Promise<void>) | undefined
  readonly create?: boolean | undefined
  readonly lockTimeoutMs?: number | undefined
}

const patience = 30_000

const setup = [
  `pragma busy_timeout = ${patience}`,
  'pragma foreign_keys = on',
  'pragma recursive_triggers = off',
  'pragma temp_store = memory',
  // 200 MB: a move of 550,000 rows takes half the time it takes with 10 MB (measured).
  'pragma cache_size = -200000',
]

/** Opens a SQLite file: several connections for reading, one for writing, each in its own thread. */
export async function openSqlite(path: string, options: SqliteOptions): Promise<Database> {
  const address = `sqlite:${path}`
  if (!(options.create && (await isAbsent(path)))) await assertReadable(path, address)
  const full = resolve(path)
  const translate = (thrown: unknown) => translateError(thrown, address)
  const reader = new Kysely<unknown>({
    dialect: createThreadedDialect({ path: full, setup: [...setup, 'pragma query_only = on'] }, 4),
  })
  const writer = new Kysely<unknown>({ dialect: createThreadedDialect({ path: full, setup }, 1) })
  const engine = { translate, onStatement: options.onStatement }
  let isClosed = false
  const assertOpen = () => {
    if (isClosed) throw new ResettleError('database.unavailable', `${address} was closed.`)
  }
  const database: Database = {
    dialect: sqliteDialect,
    address,
    async read(work) {
      assertOpen()
      return inTransaction({ ...engine, kysely: reader }, ['begin'], work)
    },
    async write(work, { lockTimeoutMs = options.lockTimeoutMs ?? patience } = {}) {
      assertOpen()
      await assertWritable(full, address)
      const begin = (single: Kysely<unknown>) =>
        beginWriting(single, lockTimeoutMs, engine).catch((error: unknown) => {
          throw translate(error)
        })
      return inTransaction({ ...engine, kysely: writer }, begin, work)
    },
    async claim(names) {
      try {
        return await claimNames(await realpath(full), names)
      } catch (error) {
        throw translate(error)
      }
    },
    async isClaimed(names) {
      try {
        return await areHeld(await realpath(full), names)
      } catch (error) {
        throw translate(error)
      }
    },
    async close() {
      isClosed = true
      await Promise.all([reader.destroy(), writer.destroy()])
    },
    [Symbol.asyncDispose]: () => database.close(),
  }
  try {
    await probe(reader)
  } catch (error) {
    await database.close()
    throw translate(error)
  }
  return database
}

/** A thread that waits in SQLite for a lock hears nothing, not even that the process is to end; so it waits in slices. */
const SLICE_MS = 200

async function beginWriting(
  single: Kysely<unknown>,
  patienceMs: number,
  { onStatement }: Pick<SqliteOptions, 'onStatement'>,
): Promise<void> {
  const say = (text: string) => single.executeQuery(CompiledQuery.raw(text))
  const deadline = performance.now() + patienceMs
  await onStatement?.('begin immediate')
  for (;;) {
    const left = Math.max(0, deadline - performance.now())
    await say(`pragma busy_timeout = ${Math.trunc(Math.min(left, SLICE_MS))}`)
    try {
      await say('begin immediate')
      break
    } catch (error) {
      if (left <= SLICE_MS || !isBusy(error)) throw error
    }
  }
  await say(`pragma busy_timeout = ${Math.trunc(patienceMs)}`)
}

async function probe(reader: Kysely<unknown>): Promise<void> {
  await reader.connection().execute(async (single) => {
    await single.executeQuery(CompiledQuery.raw('select count(*) from sqlite_schema'))
  })
}

async function isAbsent(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    () => true,
  )
}

async function assertReadable(path: string, address: string): Promise<void> {
  try {
    if (!(await stat(path)).isFile()) {
      throw new ResettleError('database.not-a-database', `${address} is not a file.`, {
        context: { address },
      })
    }
    await access(path, constants.R_OK)
  } catch (error) {
    if (error instanceof ResettleError) throw error
    const { code } = error as NodeJS.ErrnoException
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
    const detail = isMissing ? `${address} does not exist.` : `${address} cannot be read.`
    throw new ResettleError(isMissing ? 'database.missing' : 'database.denied', detail, {
      context: { address, code },
      ...(isMissing ? {} : { remedy: 'Give the user that runs Resettle the right to read the file.' }),
    })
  }
}

/** SQLite turns a write transaction on a read-only file into a reading one without a word. */
async function assertWritable(path: string, address: string): Promise<void> {
  await access(path, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new ResettleError('database.read-only', `${address} cannot be written.`, {
      context: { address, code: error.code },
    })
  })
}
