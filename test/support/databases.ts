import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { inject } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { type OpenOptions, openDatabase } from '../../src/database/open.ts'
import { scratchFolder } from './scratch.ts'

/** The engines that every behaviour is tested on. */
export const engines = ['sqlite', 'postgres'] as const

export type EngineName = (typeof engines)[number]

/** A database made for one test. */
export interface FreshDatabase {
  readonly engine: EngineName
  readonly url: string
  /** Opens it; closed by `drop` when the test did not. */
  open(options?: OpenOptions): Promise<Database>
  /** Runs scripts of any number of statements as the app would, outside of what is tested. */
  run(...scripts: string[]): Promise<void>
  drop(): Promise<void>
}

/** How to make a database: `wal` for SQLite's log, `template` to copy another PostgreSQL database. */
export interface FreshOptions {
  readonly wal?: boolean
  readonly template?: string
  /** Address of a PostgreSQL server, for use outside of vitest. */
  readonly server?: string
}

/** Makes an empty database of this engine. */
export async function freshDatabase(engine: EngineName, options: FreshOptions = {}): Promise<FreshDatabase> {
  return engine === 'sqlite' ? freshSqlite(options) : freshPostgres(options)
}

async function freshSqlite({ wal = true }: FreshOptions): Promise<FreshDatabase> {
  const folder = await mkdtemp(join(scratchFolder(), 'resettle-test-'))
  const path = join(folder, 'app.db')
  const script = async (text: string) => {
    const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 10_000 })
    try {
      database.exec(text)
    } finally {
      database.close()
    }
  }
  await script(`pragma journal_mode = ${wal ? 'wal' : 'delete'}; pragma user_version = 1`)
  return withOpen('sqlite', `sqlite:${path}`, script, () => rm(folder, { recursive: true, force: true }))
}

async function freshPostgres({ template = 'template0', server }: FreshOptions): Promise<FreshDatabase> {
  const home = server ?? inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  await runOnPostgres(home, `create database "${name}" template "${template}"`)
  const url = Object.assign(new URL(home), { pathname: `/${name}` }).href
  const drop = () => runOnPostgres(home, `drop database if exists "${name}" with (force)`)
  return withOpen('postgres', url, (text) => runOnPostgres(url, text), drop)
}

async function runOnPostgres(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

function withOpen(
  engine: EngineName,
  url: string,
  script: (text: string) => Promise<void>,
  remove: () => Promise<void>,
): FreshDatabase {
  const opened: Database[] = []
  return {
    engine,
    url,
    async open(options) {
      const database = await openDatabase(url, options)
      opened.push(database)
      return database
    },
    async run(...scripts) {
      for (const text of scripts) await script(text)
    },
    async drop() {
      await Promise.all(opened.map((database) => database.close()))
      await remove()
    },
  }
}
