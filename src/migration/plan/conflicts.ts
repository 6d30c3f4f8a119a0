import { sql } from 'kysely'
import type { KeyRule, MoveTable } from '../../blueprint/model.ts'
import type { Column } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { at, type Context, holds, or, type Party, type RowKey, sameRow } from '../context.ts'
import { mapGently } from '../gently.ts'
import { isSameKey, keyParts, pointedAnew, scopesOf, type WouldBe } from './would-be.ts'

/** Two rows that may not both live in the target. */
export interface Clash {
  readonly move: MoveTable
  readonly rule: KeyRule
  readonly row: RowKey
  readonly targetRow: RowKey
  readonly name: string | null
  readonly owner: string | null
  /** The row is the source's; otherwise it only points to the source. */
  readonly isOwn: boolean
}

/** All clashes of one table, key by key, in the order of the rows. */
export async function findClashes(
  context: Context,
  move: MoveTable,
  source: Party,
  target: Party,
): Promise<Clash[]> {
  const clashes: Clash[][] = []
  for (const rule of move.keys) clashes.push(await findKeyClashes(context, move, rule, source, target))
  return clashes.flat()
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
  const scopes = scopesOf(rule.key, move)
  const hasOneOf = (party: Party): Sql => or(scopes.map((scope) => holds(dialect, 'r', scope, party.key)))
  const isIncoming = hasOneOf(source)
  const incoming: WouldBe = {
    table: move.table,
    from: sql`from ${table} r where ${isIncoming}`,
    // One column is the source's in all of these rows.
    values:
      scopes.length === 1
        ? new Map(scopes.map((scope) => [scope.name, dialect.value(target.key, scope)]))
        : pointedAnew(context, scopes, { source, target }),
    extra: [
      { name: 'shown_name', value: shown(context, move.name ?? move.rename?.column ?? null) },
      { name: 'shown_owner', value: shown(context, move.owner) },
      { name: 'is_own', value: isHeld(context, move, source) },
    ],
  }
  const resident: WouldBe = {
    table: move.table,
    // A row with several organizations may hold both.
    from:
      scopes.length === 1
        ? sql`from ${table} r where ${hasOneOf(target)}`
        : sql`from ${table} r where ${hasOneOf(target)} and not coalesce(${isIncoming}, 1 = 0)`,
    values: new Map(),
    extra: [{ name: 'is_own', value: isHeld(context, move, target) }],
  }
  const meet = (other: WouldBe, condition: Sql): Promise<Meeting[]> =>
    connection.query<Meeting>(sql`
      select s.row as row, t.row as target_row, s.shown_name as name, s.shown_owner as owner,
        s.is_own as row_is_own, t.is_own as target_is_own
      from ${keyParts(context, rule.key, incoming)} s
      join ${keyParts(context, rule.key, other)} t on ${isSameKey(context, rule.key, 's', 't')} and ${condition}`)
  const met = await meet(resident, sql`1 = 1`)
  // Where several columns decide, two rows that both change may meet as well; the later one gives way.
  const among = scopes.length > 1 ? await meet(incoming, sql`s.row > t.row`) : []
  const rows = [...met, ...among.map((row) => ({ ...row, target_is_own: 0 }))]
  const clashes = await mapGently(rows, (row) => toClash(move, rule, row))
  return clashes.sort((a, b) => compareKeys(a.row, b.row) || compareKeys(a.targetRow, b.targetRow))
}

interface Meeting {
  readonly row: string
  readonly target_row: string
  readonly name: string | null
  readonly owner: string | null
  readonly row_is_own: number
  readonly target_is_own: number
}

function isHeld({ dialect }: Context, { scope: [first] }: MoveTable, party: Party): Sql {
  return sql`case when ${holds(dialect, 'r', first, party.key)} then 1 else 0 end`
}

/** Rows of others may only be left alone: a name that is neither the source's nor the target's is not ours to change. */
function toClash(move: MoveTable, rule: KeyRule, row: Meeting): Clash {
  const isOwn = Number(row.row_is_own) === 1
  const offered = rule.choices.filter((choice) => {
    if (!isOwn) return choice === 'skip' || choice === 'keep-target'
    return choice !== 'rename-target' || Number(row.target_is_own) === 1
  })
  const choices = offered.length > 0 ? offered : (['skip'] as const)
  const standard = choices.find((choice) => choice === rule.default) ?? null
  return {
    move,
    rule: { ...rule, choices, default: standard },
    row: row.row,
    targetRow: row.target_row,
    name: row.name,
    owner: row.owner,
    isOwn,
  }
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

/** Text of a column that documents show. */
export function shown({ dialect }: Context, column: Column | null): Sql {
  return column === null ? sql`null` : dialect.text(at('r', column))
}
