import { sql } from 'kysely'
import type { Connection, Database, Sql } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import type { Plan } from '../../src/migration/documents.ts'
import { movedTables } from './lamb.ts'

export interface StoreSize {
  /** Pages of our own tables on disk: journal, steps, plan, report, and what it means for each person. */
  readonly storeBytes: number
  /** Of these, the journal and its steps: what grows with the rows that move. */
  readonly journalBytes: number
  /** Values of the moved rows, as text; no page, no header, no index. */
  readonly movedBytes: number
  readonly movedRows: number
}

/** What a migration left on disk, against what it moved. Asked after the migration, before anything else. */
export async function measureStore(url: string, plan: Plan): Promise<StoreSize> {
  await using database = await openDatabase(url)
  return await database.read(async (connection) => {
    let movedBytes = 0
    let movedRows = 0
    for (const { name, moves } of movedTables(plan)) {
      const { bytes, rows } = await sumRows(connection, database, name, Number(plan.target.id))
      // Rows that were in the target before are of the same kind: the average serves.
      movedBytes += rows === 0 ? 0 : (bytes / rows) * moves
      movedRows += moves
    }
    const storeBytes = await readStore(connection, database, ownTables.all)
    const journalBytes = await readStore(connection, database, ownTables.journal)
    return { storeBytes, journalBytes, movedBytes, movedRows }
  })
}

async function sumRows(
  connection: Connection,
  { dialect }: Database,
  name: string,
  organization: number,
): Promise<{ bytes: number; rows: number }> {
  const { tables } = await dialect.readCatalog(connection)
  const columns = tables.find((table) => table.name === name)?.columns ?? []
  const lengths = columns.map(
    (column) => sql`coalesce(octet_length(${dialect.text(sql.id(column.name))}), 0)`,
  )
  const [row] = await connection.query<{ bytes: number | string | null; rows: number }>(sql`
    select sum(${sql.join(lengths, sql` + `)}) as bytes, count(*) as rows
    from ${sql.id(name)} where organization_id = ${organization}`)
  return { bytes: Number(row?.bytes ?? 0), rows: Number(row?.rows ?? 0) }
}

/** Tables of ours, as LIKE patterns. */
const ownTables = { all: ['%'], journal: ['journal', 'steps'] } as const

async function readStore(
  connection: Connection,
  { address }: Database,
  names: readonly string[],
): Promise<number> {
  const matches = (start: string, end = ''): Sql =>
    sql.join(
      names.map((name) => sql`name like ${`${start}${name}${end}`}`),
      sql` or `,
    )
  const statement = address.startsWith('sqlite:')
    ? sql`select sum(pgsize) as bytes from dbstat
        where ${matches('resettle_')} or ${matches('sqlite_autoindex_resettle_', '%')}`
    : sql`select sum(pg_total_relation_size(oid)) as bytes from (select oid, relname as name from pg_class
        where relnamespace = 'resettle'::regnamespace and relkind = 'r') t where ${matches('')}`
  const [row] = await connection.query<{ bytes: number | string | null }>(statement)
  return Number(row?.bytes ?? 0)
}
