import { sql } from 'kysely'
import type { KeyRule, MoveTable } from '../../blueprint/model.ts'
import type { Column } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { at, type Context, holds, type Party, type RowKey, sameRow } from '../context.ts'
import { isSameKey, keyParts, type WouldBe } from './would-be.ts'

/** Two rows that may not both live in the target. */
export interface Clash {
  readonly move: MoveTable
  readonly rule: KeyRule
  readonly row: RowKey
  readonly targetRow: RowKey
  readonly name: string | null
  readonly owner: string | null
}

/** All clashes of one table, key by key, in the order of the rows. */
export async function findClashes(
  context: Context,
  move: MoveTable,
  source: Party,
  target: Party,
): Promise<Clash[]> {
  const clashes: Clash[] = []
  for (const rule of move.keys) clashes.push(...(await findKeyClashes(context, move, rule, source, target)))
  return clashes
}

async function findKeyClashes(
  context: Context,
  move: MoveTable,
  rule: KeyRule,
  source: Party,
  target: Party,
): Promise<Clash[]> {
  const { connection, dialect } = context
  const table = dialect.table(move.table)
  const show = [
    { name: 'shown_name', value: shown(context, move.name ?? move.rename?.column ?? null) },
    { name: 'shown_owner', value: shown(context, move.owner) },
  ]
  const incoming: WouldBe = {
    table: move.table,
    from: sql`from ${table} r where ${holds(dialect, 'r', rule.scope, source.key)}`,
    values: new Map([[rule.scope.name, dialect.value(target.key, rule.scope)]]),
    extra: show,
  }
  const resident: WouldBe = {
    table: move.table,
    from: sql`from ${table} r where ${holds(dialect, 'r', rule.scope, target.key)}`,
    values: new Map(),
  }
  const rows = await connection.query<{
    row: string
    target_row: string
    name: string | null
    owner: string | null
  }>(sql`
    select s.row as row, t.row as target_row, s.shown_name as name, s.shown_owner as owner
    from ${keyParts(context, rule.key, incoming)} s
    join ${keyParts(context, rule.key, resident)} t on ${isSameKey(context, rule.key, 's', 't')}`)
  const clashes = rows.map((row) => ({
    move,
    rule,
    row: row.row,
    targetRow: row.target_row,
    name: row.name,
    owner: row.owner,
  }))
  return clashes.sort((a, b) => compareKeys(a.row, b.row))
}

/** The names that documents show for rows, by address. */
export async function readNames(
  context: Context,
  move: MoveTable,
  list: Sql,
): Promise<Map<RowKey, { name: string | null; owner: string | null }>> {
  const { connection, dialect } = context
  const rows = await connection.query<{ row: string; name: string | null; owner: string | null }>(sql`
    select ${dialect.encodeRow(move.table.identity.map((column) => ({ fragment: at('r', column), column })))} as row,
      ${shown(context, move.name ?? move.rename?.column ?? null)} as name, ${shown(context, move.owner)} as owner
    from ${dialect.table(move.table)} r join ${list} k on ${sameRow(move.table, 'r', 'k')}`)
  return new Map(rows.map((row) => [row.row, { name: row.name, owner: row.owner }]))
}

/** Numbers by size, texts by code: an order that two runs share. */
export function compareKeys(a: RowKey, b: RowKey): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function shown({ dialect }: Context, column: Column | null): Sql {
  return column === null ? sql`null` : dialect.text(at('r', column))
}
