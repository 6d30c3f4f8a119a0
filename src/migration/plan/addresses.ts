import { sql } from 'kysely'
import { type Finding, SAMPLES } from '../../blueprint/finding.ts'
import { and, at, type Context, countOf, holds, or, type Party } from '../context.ts'

/** Rows of the source whose key holds NULL, where the engine allows that: nothing could find them again to undo a change. */
export async function addressFindings(context: Context, source: Party): Promise<Finding[]> {
  const { connection, dialect, model } = context
  const scoped = [
    ...model.moves.map(({ table, scope: [scope] }) => ({ table, scope })),
    ...(model.memberships === null
      ? []
      : [{ table: model.memberships.table, scope: model.memberships.organization }]),
  ]
  const found: { name: string; rows: number }[] = []
  for (const { table, scope } of scoped) {
    const nullable = table.identity.filter(({ nullable }) => nullable)
    if (nullable.length === 0) continue
    const isNull = or(nullable.map((column) => sql`${at('r', column)} is null`))
    const rows = await countOf(
      connection,
      sql`select count(*) as n from ${dialect.table(table)} r
        where ${and([holds(dialect, 'r', scope, source.key), isNull])}`,
    )
    if (rows > 0) found.push({ name: `${table.id} ${rows}`, rows })
  }
  if (found.length === 0) return []
  return [
    {
      code: 'table.null-address',
      severity: 'blocker',
      message: 'Some rows of the source have NULL in their key; a change of theirs could not be taken back.',
      count: found.reduce((sum, { rows }) => sum + rows, 0),
      samples: found.map(({ name }) => name).slice(0, SAMPLES),
      remedy: 'Give these rows a key, or delete them.',
    },
  ]
}
