import { sql } from 'kysely'
import { type Column, columnOf } from '../catalog.ts'
import type { Connection, Sql, Watch, Watched } from '../database.ts'
import { type Activity, readActivity } from './activity.ts'

/** What was so when the watch began. */
interface Start {
  readonly watched: Watched
  readonly activity: Activity
  /** Of the rows that will be updated; null where there will be none. */
  readonly rows: Sum | null
}

interface Sum {
  readonly count: number
  /** Checksum of the columns that must stay; null where rows come or go and it says nothing. */
  readonly hash: string | null
  /** Checksum of each column of `Watched.few`, as it will be. */
  readonly few: readonly string[]
}

interface Finding {
  readonly table: string
  readonly count: number
  readonly what: string
}

/** From here on a row can be hashed without making text of it. */
const hashesRowsSince = 140_000

/**
 * Watches without triggers: the server counts what this transaction inserts, updates and deletes, by foreign key
 * actions and the app's triggers too, and marks every row that it touched with this transaction's number.
 */
export async function watch(
  connection: Connection,
  tables: readonly Watched[],
  version: number,
): Promise<Watch> {
  const activity = await readActivity(connection, tables)
  const starts: Start[] = []
  for (const [index, watched] of tables.entries()) {
    const rows = watched.rows === null ? null : await sumUp(connection, watched, watched.rows, version)
    starts.push({ watched, activity: activity[index] as Activity, rows })
  }
  return {
    async unexpected(later) {
      const now = await readActivity(later, tables)
      const findings: Finding[] = []
      for (const [index, start] of starts.entries()) {
        findings.push(...(await findingsOf(later, start, now[index] as Activity, version)))
      }
      return findings
    },
    stop: async () => undefined,
  }
}

async function findingsOf(
  connection: Connection,
  { watched, activity, rows }: Start,
  now: Activity,
  version: number,
): Promise<Finding[]> {
  const { mayInsert, mayDelete, scope } = watched
  const findings: Finding[] = []
  const add = (count: number, what: string) => {
    if (count > 0) findings.push({ table: watched.table.id, count, what })
  }
  // A row that changes its partition is counted as one that goes and one that comes.
  const crossed =
    now.isPartitioned && rows !== null
      ? Math.min(now.inserted - activity.inserted, now.deleted - activity.deleted)
      : 0
  const inserted = now.inserted - activity.inserted - crossed
  const deleted = now.deleted - activity.deleted - crossed
  const updated = now.updated - activity.updated + crossed
  if (!mayInsert) add(inserted, 'rows appeared')
  if (!mayDelete) add(deleted, 'rows disappeared')
  if (rows === null || scope.length === 0) add(updated, 'rows changed')
  if (scope.length === 0 || inserted + updated === 0) return findings
  const touched = await readTouched(connection, watched, version)
  add(touched.outside, 'rows of other organizations changed')
  if (rows !== null) {
    add(touched.count - rows.count - inserted, 'more rows changed than were to change')
    const isOther = rows.hash !== null && touched.count === rows.count && touched.hash !== rows.hash
    add(isOther ? touched.count : 0, 'other columns or rows changed')
    add(rows.hash === null ? 0 : rows.count - touched.count, 'fewer rows changed than were to change')
    for (const [index, { column }] of (watched.few ?? []).entries()) {
      const isPlanned = touched.count !== rows.count || touched.few[index] === rows.few[index]
      add(isPlanned ? 0 : touched.count, `other rows changed ${column}`)
    }
  }
  return findings
}

async function sumUp(connection: Connection, watched: Watched, rows: Sql, version: number): Promise<Sum> {
  const isSteady = !watched.mayInsert && !watched.mayDelete
  const hash = isSteady ? checksum(watched, version) : sql`null`
  const [sum] = await connection.query<{ count: number; hash: string | null }>(
    sql`select count(*) as count, ${hash} as hash from ${nameOf(watched)} where ${rows}`,
  )
  const few: string[] = []
  for (const { column, changes } of watched.few ?? []) {
    const [ours] = await connection.query<{ sum: string }>(sql`
      select (${sumOf(sql.id(column))} + (select ${sumOf(sql`c.after`)} - ${sumOf(sql`c.before`)} from ${changes} c))::text
        as sum from ${nameOf(watched)} where ${rows}`)
    few.push(ours?.sum ?? '0')
  }
  return { count: sum?.count ?? 0, hash: sum?.hash ?? null, few }
}

/** Checksum of one column. */
function sumOf(value: Sql): Sql {
  return sql`coalesce(sum(hashtextextended((${value})::text collate "C", 0)), 0)`
}

async function readTouched(connection: Connection, watched: Watched, version: number) {
  const isSteady = watched.rows !== null && !watched.mayInsert && !watched.mayDelete
  const hash = isSteady ? checksum(watched, version) : sql`null`
  const [ours] = await connection.query<{ xid: string }>(sql`select pg_current_xact_id()::text as xid`)
  const xid = ours?.xid ?? '0'
  // Rows of a block with its own exception handler carry a later number that is still in progress: ours as well.
  const isTouched = sql`(xmin = ${xid}::xid8::xid or (age(xmin) < age(${xid}::xid8::xid)
    and pg_xact_status((${xid}::bigint + age(${xid}::xid8::xid) - age(xmin))::text::xid8) = 'in progress'))`
  const few = (watched.few ?? []).map(({ column }) => sql`${sumOf(sql.id(column))}::text`)
  const [row] = await connection.query<{
    count: number
    outside: number
    hash: string | null
    few: readonly string[]
  }>(
    sql`select count(*) as count, count(*) filter (where (${isInside(watched)}) is not true) as outside,
      ${hash} as hash, array[${few.length === 0 ? sql`` : sql.join(few)}]::text[] as few
      from ${nameOf(watched)} where ${isTouched}`,
  )
  return row ?? { count: 0, outside: 0, hash: null, few: [] }
}

function isInside({ table, scope, organizations }: Watched): Sql {
  const tests = scope.map(
    (name) => sql`${sql.id(name)} = any(${arrayOf(organizations, columnOf(table, name))})`,
  )
  return sql.join(tests, sql` or `)
}

function arrayOf(organizations: readonly string[], column: Column): Sql {
  const type = sql.raw(column.type)
  return sql`array[${sql.join(organizations.map((text) => sql`${text}::text::${type}`))}]::${type}[]`
}

function checksum({ table, changing }: Watched, version: number): Sql {
  const steady = table.columns.filter((column) => !changing.includes(column.name) && !column.isGenerated)
  if (steady.length === 0) return sql`'none'::text`
  const row = sql`row(${sql.join(steady.map(hashable))})`
  const hash =
    version >= hashesRowsSince ? sql`hash_record_extended(${row}, 0)` : sql`hashtextextended(${row}::text, 0)`
  return sql`sum(${hash})::text`
}

/** Values of the other types may be equal and yet not the same, or have no hash. */
function hashable(column: Column): Sql {
  const isExact = ['integer', 'uuid', 'boolean'].includes(column.family)
  return isExact ? sql.id(column.name) : sql`${sql.id(column.name)}::text collate "C"`
}

function nameOf({ table }: Watched): Sql {
  return table.schema === null ? sql.id(table.name) : sql.id(table.schema, table.name)
}
