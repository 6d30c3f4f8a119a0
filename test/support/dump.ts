import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Table } from '../../src/database/catalog.ts'
import type { Connection, Database, Sql } from '../../src/database/database.ts'

/** Every row of every table of the app as exact text, sorted: two equal dumps are two equal databases. */
export async function dump(database: Pick<Database, 'dialect' | 'read'>): Promise<Record<string, string[]>> {
  return database.read(async (connection) => {
    const { tables } = await database.dialect.readCatalog(connection)
    const rows: Record<string, string[]> = {}
    for (const table of tables) rows[table.id] = await dumpTable(database, connection, table)
    return rows
  })
}

/** One short checksum per table, for comparing databases that are too large to dump. */
export async function fingerprints(database: Database): Promise<Record<string, string>> {
  const rows = await dump(database)
  return Object.fromEntries(
    Object.entries(rows).map(([table, lines]) => [
      table,
      `${lines.length}:${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`,
    ]),
  )
}

async function dumpTable(
  { dialect }: Pick<Database, 'dialect'>,
  connection: Connection,
  table: Table,
): Promise<string[]> {
  const cells = table.columns.map((column) => ({ fragment: sql.id(column.name) as Sql, column }))
  const lines = await connection.query<{ line: string }>(
    sql`select ${dialect.encodeRow(cells)} as line from ${dialect.table(table)}`,
  )
  return lines.map(({ line }) => line).sort()
}
