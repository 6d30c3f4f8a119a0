import { copyFile, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { Engine } from '../demo/university/schema.ts'
import { buildUniversity, type University, type UniversityOptions } from '../demo/university/university.ts'
import { openDatabase } from '../src/database/open.ts'
import { startServer } from './postgres-server.ts'

/** A database of its own for one measurement, the same as every other copy. */
export interface Copy {
  readonly url: string
  /** Lets what was written before reach the disk, so that it is not paid for in the next measurement. */
  settle(): Promise<void>
  drop(): Promise<void>
}

/** A university that was built once and is copied for every measurement. */
export interface Original {
  readonly university: University
  copy(): Promise<Copy>
}

/** Where originals are built and copied. */
export interface Workshop {
  /** The engine's own version. */
  readonly version: string
  build(options: UniversityOptions): Promise<Original>
  close(): Promise<void>
}

export function openWorkshop(engine: Engine): Promise<Workshop> {
  return engine === 'sqlite' ? openFolder() : openServer()
}

async function openFolder(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'resettle-bench-'))
  const original = join(folder, 'original.db')
  const remove = async (path: string) => {
    for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true })
  }
  let copies = 0
  return {
    version: askVersion(),
    async build(options) {
      await remove(original)
      const university = await buildIn(`sqlite:${original}`, options)
      return {
        university,
        async copy() {
          const path = join(folder, `copy-${++copies}.db`)
          await copyFile(original, path)
          await flush(path)
          return { url: `sqlite:${path}`, settle: () => flush(path), drop: () => remove(path) }
        },
      }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

function askVersion(): string {
  using database = new DatabaseSync(':memory:')
  return String(database.prepare('select sqlite_version() as version').get()?.version)
}

async function flush(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.sync()
}

async function openServer(): Promise<Workshop> {
  const server = await startServer()
  const urlOf = (name: string) => Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  const run = (text: string, url = server.url) => runOn(url, text)
  const settle = async () => void (await run('checkpoint'))
  let copies = 0
  return {
    version: await run('show server_version'),
    async build(options) {
      await run('drop database if exists original')
      await run('create database original')
      const university = await buildIn(urlOf('original'), options)
      await run('vacuum (analyze)', urlOf('original'))
      return {
        university,
        async copy() {
          const name = `copy_${++copies}`
          await run(`create database ${name} template original strategy file_copy`)
          await settle()
          const drop = async () => void (await run(`drop database ${name} with (force)`))
          return { url: urlOf(name), settle, drop }
        },
      }
    },
    close: () => server.stop(),
  }
}

async function runOn(url: string, text: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return String(Object.values(rows[0] ?? {})[0] ?? '')
  } finally {
    await client.end()
  }
}

async function buildIn(url: string, options: UniversityOptions): Promise<University> {
  await using database = await openDatabase(url, { create: true })
  return await buildUniversity(database, options)
}
