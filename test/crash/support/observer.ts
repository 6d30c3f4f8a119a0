import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { FreshDatabase } from '../../support/databases.ts'

/** What somebody who shares no code with Resettle sees in a database. */
export interface Observer {
  /** Every row of every table of the app, and the schema itself, as exact text. */
  app(): Promise<string>
  /** Every row of our own tables; null where there is no table of ours. */
  own(): Promise<string | null>
  /** Removes our own tables, as if Resettle had never been here. */
  forget(): Promise<void>
  /** Waits until no session of a process that was killed is left. */
  settle(): Promise<void>
  close(): Promise<void>
}

export function observe(fresh: Pick<FreshDatabase, 'engine' | 'url'>): Observer {
  return fresh.engine === 'sqlite'
    ? observeSqlite(fresh.url.replace(/^sqlite:/, ''))
    : observePostgres(fresh.url)
}

/** What differs between two runs of the same thing: ids of migrations, the time, numbers the engine hands out. */
export function masked(text: string): string {
  return text
    .replaceAll(/mig_\d+_[0-9a-f]{6}/g, 'mig')
    .replaceAll(/\b1[789]\d{8}\b/g, 'now')
    .replaceAll(/(?<=^(?:roles: )\D*)1\d{3}\b/gm, 'new')
}

/** Opened anew each time, so that it also recovers what a killed process left in the write-ahead log. */
function observeSqlite(path: string): Observer {
  const look = <T>(work: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(path, { timeout: 5000 })
    try {
      return work(database)
    } finally {
      database.close()
    }
  }
  const read = (database: DatabaseSync, table: string): string[] => {
    const columns = database.prepare(`select name from pragma_table_info(?)`).all(table)
    const cells = columns.map(({ name }) => `quote("${String(name)}")`).join(` || ',' || `)
    const rows = database.prepare(`select ${cells} as line from "${table}"`).all()
    return rows.map(({ line }) => `${table}: ${String(line)}`).sort()
  }
  const tablesOf = (database: DatabaseSync, isOurs: boolean): string[] =>
    database
      .prepare(
        `select name from sqlite_schema where type = 'table' and name ${isOurs ? '' : 'not'} like 'resettle~_%'
          escape '~' and name not like 'sqlite~_%' escape '~' order by name`,
      )
      .all()
      .map(({ name }) => String(name))
  return {
    async app() {
      return look((database) => {
        const schema = database
          .prepare(
            `select type, name, sql from sqlite_schema where tbl_name not like 'resettle~_%' escape '~' order by name`,
          )
          .all()
        const settings = ['journal_mode', 'user_version', 'quick_check', 'foreign_key_check'].map((name) =>
          JSON.stringify(database.prepare(`pragma ${name}`).all()),
        )
        const rows = tablesOf(database, false).flatMap((table) => read(database, table))
        return [...settings, ...schema.map((one) => JSON.stringify(one)), ...rows].join('\n')
      })
    },
    async own() {
      return look((database) => {
        const tables = tablesOf(database, true)
        return tables.length === 0 ? null : tables.flatMap((table) => read(database, table)).join('\n')
      })
    },
    async forget() {
      look((database) => {
        for (const table of tablesOf(database, true)) database.exec(`drop table "${table}"`)
      })
    },
    settle: async () => undefined,
    close: async () => undefined,
  }
}

function observePostgres(url: string): Observer {
  const client = new pg.Client({ connectionString: url, application_name: 'observer' })
  client.on('error', () => undefined)
  const connected = client.connect()
  const query = async (text: string): Promise<Record<string, unknown>[]> => {
    await connected
    return (await client.query(text)).rows as Record<string, unknown>[]
  }
  const read = async (tables: readonly string[]): Promise<string[]> => {
    const parts = tables.map((table) => `select '${table}: ' || t::text as line from ${table} t`)
    const rows = parts.length === 0 ? [] : await query(parts.join(' union all '))
    return rows.map(({ line }) => String(line)).sort()
  }
  const tablesOf = async (schema: string): Promise<string[]> => {
    const rows = await query(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname = '${schema}' order by 1`,
    )
    return rows.map(({ name }) => String(name))
  }
  return {
    async app() {
      const schema = await query(
        `select format('%s %s %s', relkind, n.nspname, relname) as line from pg_class c
          join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^(pg_|information_schema|resettle)'
        union all select format('trigger %s', tgname) from pg_trigger where not tgisinternal
        union all select format('schema %s', nspname) from pg_namespace where nspname !~ '^(pg_|resettle)' order by 1`,
      )
      const rows = await read(await tablesOf('public'))
      return [
        ...schema.map(({ line }) => String(line)),
        ...rows.map((row) => row.replace(/^public\./, '')),
      ].join('\n')
    },
    async own() {
      const found = await query(`select 1 from pg_namespace where nspname = 'resettle'`)
      return found.length === 0 ? null : (await read(await tablesOf('resettle'))).join('\n')
    },
    async forget() {
      await query('drop schema if exists resettle cascade')
    },
    async settle() {
      const sessions = `select 1 from pg_stat_activity
        where datname = current_database() and application_name = 'resettle'`
      while ((await query(sessions)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    async close() {
      await client.end()
    },
  }
}
