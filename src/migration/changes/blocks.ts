import { sql } from 'kysely'
import type { Table } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { ROWS_PER_BLOCK } from '../../store/journal.ts'
import { at, type Context } from '../context.ts'

/** Fewer rows are not worth the question. */
const MANY = 10_000
/** Of so many keys at least one must be among the rows, on the average: no block can be larger than that. */
const MOST_GAPS = 16

/**
 * Which block of the journal a row belongs to, by ranges of its key: half the time of counting rows off. Only for many
 * rows with a whole number for a key that leaves few numbers out; null for all others.
 */
export async function blockOf(
  { connection, dialect }: Context,
  { table, expected }: { readonly table: Table; readonly expected: number | null },
): Promise<Sql | null> {
  const [key, ...more] = table.identity
  if (key?.family !== 'integer' || more.length > 0 || (expected ?? 0) < MANY) return null
  const [row] = await connection.query<{ first: unknown; last: unknown }>(
    // One by one: SQLite takes either from the end of the index, but both of them from a scan.
    sql`select (select min(${at('r', key)}) from ${dialect.table(table)} r) as first,
      (select max(${at('r', key)}) from ${dialect.table(table)} r) as last`,
  )
  const { first, last } = row ?? {}
  if (!isWhole(first) || !isWhole(last)) return null
  const gaps = Math.max(1, Math.ceil((last - first + 1) / (expected ?? 1)))
  if (gaps > MOST_GAPS) return null
  const start = dialect.integerParameter(first)
  const width = dialect.integerParameter(gaps * ROWS_PER_BLOCK)
  return sql`cast((${at('r', key)} - ${start}) / ${width} as integer)`
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
