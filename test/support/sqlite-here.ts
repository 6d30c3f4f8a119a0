import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Connection, Database } from '../../src/database/database.ts'
import { sqliteDialect } from '../../src/database/sqlite/dialect.ts'

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** A SQLite file for tests to look into, without the two threads that a real connection starts. */
export function openHere(path: string): Pick<Database, 'dialect' | 'read' | 'close'> {
  const raw = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 10_000 })
  const connection: Connection = {
    query: <Row>(statement: Parameters<Connection['query']>[0]) => {
      const { sql, parameters } = statement.compile(compiler)
      const prepared = raw.prepare(sql)
      prepared.setReadBigInts(true)
      const rows = prepared.all(...(parameters as SQLInputValue[]))
      return Promise.resolve(rows.map(toSmall) as Row[])
    },
    execute: () => Promise.reject(new Error('only for looking')),
  }
  return {
    dialect: sqliteDialect,
    read: (work) => work(connection),
    close: () => Promise.resolve(raw.close()),
  }
}

/** Integers that a number can hold arrive as one, as from a real connection. */
function toSmall(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value,
    ]),
  )
}
