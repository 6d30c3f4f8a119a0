import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../src/database/database.ts'

/** One checksum per table of the app, over every row and column: equal sums are equal tables. */
export async function checksums(database: Database): Promise<Map<string, string>> {
  const { dialect } = database
  return database.read(async (connection) => {
    const sums = new Map<string, string>()
    for (const table of (await dialect.readCatalog(connection)).tables) {
      const cells = table.columns.map((column) => ({ fragment: sql`${sql.id(column.name)}`, column }))
      const rows = await connection.query<{ line: string }>(
        sql`select ${dialect.encodeRow(cells)} as line from ${dialect.table(table)}`,
      )
      const lines = rows.map(({ line }) => line).sort()
      sums.set(table.id, createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12))
    }
    return sums
  })
}
