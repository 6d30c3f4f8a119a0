import { sql } from 'kysely'
import type { MoveTable } from '../../blueprint/model.ts'
import type { Column } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { at, type Context, countOf, holds, type Party } from '../context.ts'

/** Rows of one table by organization, and a mark that changes when another row takes the place of one. */
export interface TableCount {
  readonly source: number
  readonly target: number
  /** Over the addresses of the source's rows. */
  readonly sourceMark: string
  /** Rows of the source by each further organization column. */
  readonly pointers: readonly { readonly column: Column; readonly source: number }[]
}

/** Counts one table. Costs two look-ups in the index on the organization where there is one. */
export async function countTable(
  context: Context,
  move: MoveTable,
  source: Party,
  target: Party,
): Promise<TableCount> {
  const { connection, dialect } = context
  const [scope, ...others] = move.scope
  const table = dialect.table(move.table)
  const [row] = await connection.query<{ n: number; mark: string | null }>(sql`
    select count(*) as n, ${addressMark(context, move)} as mark from ${table} r
    where ${holds(dialect, 'r', scope, source.key)}`)
  const resident = await countOf(
    connection,
    sql`select count(*) as n from ${table} r where ${holds(dialect, 'r', scope, target.key)}`,
  )
  const pointers = []
  for (const column of others) {
    const pointing = sql`select count(*) as n from ${table} r where ${holds(dialect, 'r', column, source.key)}`
    pointers.push({ column, source: await countOf(connection, pointing) })
  }
  return { source: Number(row?.n ?? 0), target: resident, sourceMark: row?.mark ?? '', pointers }
}

/** Cheap on purpose: the sum of integer keys, else of marks of the key's text. */
function addressMark({ dialect }: Context, move: MoveTable): Sql {
  const parts = move.table.identity.map((column) => {
    const value = at('r', column)
    // The remainder keeps the sum of random 64-bit keys within 64 bits.
    if (column.family === 'integer') return dialect.text(sql`sum(${value} % 2147483647)`)
    return dialect.text(sql`sum(${dialect.mark(dialect.text(value))})`)
  })
  return parts.length === 0 ? sql`''` : sql.join(parts, sql` || ' ' || `)
}
