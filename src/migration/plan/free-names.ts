import { sql } from 'kysely'
import type { MoveTable } from '../../blueprint/model.ts'
import type { Column, UniqueKey } from '../../database/catalog.ts'
import { ResettleError } from '../../errors.ts'
import {
  and,
  at,
  type Context,
  holds,
  identityCells,
  or,
  type Party,
  type RowKey,
  sameRow,
} from '../context.ts'
import { mapGently } from '../gently.ts'
import { asWouldBe, isSameKey, keyParts, pointedAnew, scopesOf, type WouldBe } from './would-be.ts'

/** A row that needs another name. */
export interface NameRequest {
  readonly row: RowKey
  /** The n-th proposal, from 1, of `limit` characters at most; null when there are no more. */
  propose(n: number, limit: number): string | null
}

const MOST_ROUNDS = 10_000
/** A name that a check refuses is made shorter, but not shorter than this. */
const SHORTEST = 8

const INDEX: Column = {
  name: 'idx',
  type: 'integer',
  family: 'integer',
  nullable: false,
  default: null,
  isGenerated: false,
  isIdentity: false,
  collation: null,
  maxLength: null,
}

/**
 * Finds a free name for each row: free in the target, among the rows that also move, and among the names handed out
 * here, under every unique key and check that reads the name. Rows whose proposals run out are left out; `barred` are
 * those of them whose name is not taken but not allowed.
 */
export async function findFreeNames(
  context: Context,
  move: MoveTable,
  parties: { readonly source: Party; readonly target: Party },
  requests: readonly NameRequest[],
): Promise<{ names: Map<RowKey, string>; barred: ReadonlySet<RowKey> }> {
  const settled: { row: RowKey; name: string }[] = []
  const barredRows = new Set<RowKey>()
  let waiting: Waiting[] = requests.map((request) => ({ request, n: 1, limit: Number.POSITIVE_INFINITY }))
  for (let round = 0; waiting.length > 0; round++) {
    if (round > MOST_ROUNDS)
      throw new ResettleError('internal.unexpected', `No free name was found in ${move.table.id}.`)
    const proposed = await mapGently(waiting, (one) => ({
      ...one,
      row: one.request.row,
      name: one.request.propose(one.n, one.limit),
    }))
    const asked = proposed.flatMap(({ name, ...one }) => (name === null ? [] : [{ ...one, name }]))
    const from = settled.length
    const { taken, barred } = await judge(context, move, parties, [...settled, ...asked], from)
    for (const [index, { row }] of asked.entries()) if (barred.has(from + index)) barredRows.add(row)
    settled.push(...asked.filter((_, index) => !taken.has(from + index) && !barred.has(from + index)))
    waiting = asked.flatMap((one, index) =>
      barred.has(from + index) ? shorten(one) : next(one, taken, from + index),
    )
  }
  const names = new Map(settled.map(({ row, name }) => [row, name]))
  return { names, barred: new Set([...barredRows].filter((row) => !names.has(row))) }
}

interface Waiting {
  readonly request: NameRequest
  readonly n: number
  readonly limit: number
}

function next({ request, n, limit }: Waiting, taken: ReadonlySet<number>, index: number): Waiting[] {
  return taken.has(index) ? [{ request, n: n + 1, limit }] : []
}

/** Most checks on a name are about its length, and none says which one. */
function shorten({ request, n, limit: tried, name }: Waiting & { readonly name: string }): Waiting[] {
  const limit = Math.floor(Math.min(tried, Array.from(name).length) * 0.9)
  return limit < SHORTEST ? [] : [{ request, n, limit }]
}

/**
 * Which of the names from index `from` on are taken, and which may not be at all; those before it are handed out
 * already.
 */
export async function judge(
  context: Context,
  move: MoveTable,
  parties: { readonly source: Party; readonly target: Party },
  names: readonly { readonly row: RowKey; readonly name: string }[],
  from: number,
): Promise<{ taken: Set<number>; barred: Set<number> }> {
  const column = move.rename?.column
  const taken = new Set<number>()
  const barred = new Set<number>()
  if (column === undefined || names.length === from) return { taken, barred }
  const renamed = renamedRows(context, move, parties, column, names)
  for (const key of move.table.uniqueKeys) {
    if (!key.parts.some((part) => part.columns.includes(column.name))) continue
    for (const index of await takenUnderKey(context, move, parties, key, renamed)) taken.add(index)
  }
  for (const check of move.table.checks) {
    if (!check.columns.includes(column.name)) continue
    const broken = await context.connection.query<{ idx: number }>(sql`
      select w.idx as idx from ${asWouldBe(context, renamed)} w where not (${sql.raw(check.expression)})`)
    for (const { idx } of broken) barred.add(idx)
  }
  // A cast would cut a name that is too long for its column, and nobody would notice.
  const longest = column.maxLength ?? Number.POSITIVE_INFINITY
  for (const [index, { name }] of names.entries()) if (Array.from(name).length > longest) barred.add(index)
  for (const indexes of [taken, barred]) for (const index of indexes) if (index < from) indexes.delete(index)
  return { taken, barred }
}

async function takenUnderKey(
  context: Context,
  move: MoveTable,
  parties: { readonly source: Party; readonly target: Party },
  key: UniqueKey,
  renamed: WouldBe,
): Promise<number[]> {
  const wanted = keyParts(context, key, renamed)
  const isTaken = residentsOf(context, move, key, parties).map(
    (resident) => sql`exists (select 1 from ${keyParts(context, key, resident)} t
      where ${isSameKey(context, key, 't', 'w')} and t.row <> w.row)`,
  )
  const parts = key.parts.map((part, index) => context.dialect.collate(at('w', `p${index}`), part.collation))
  const complete = key.nullsEqual ? sql`1 = 1` : and(parts.map((part) => sql`${part} is not null`))
  const rows = await context.connection.query<{ idx: number }>(sql`
    select w.idx as idx from ${wanted} w where ${sql.join(isTaken, sql` or `)}
    union
    select d.idx as idx from (
      select w.idx as idx, row_number() over (partition by ${sql.join(parts)} order by w.idx) as nth
      from ${wanted} w where ${complete}
    ) d where d.nth > 1`)
  return rows.map(({ idx }) => idx)
}

/** Rows that a new name may not meet: for a key with the organization those of the target and those to come. */
function residentsOf(
  context: Context,
  move: MoveTable,
  key: UniqueKey,
  parties: { readonly source: Party; readonly target: Party },
): WouldBe[] {
  const { dialect } = context
  const table = dialect.table(move.table)
  const scopes = scopesOf(key, move)
  if (scopes.length === 0) return [{ table: move.table, from: sql`from ${table} r`, values: new Map() }]
  return [parties.target, parties.source].map((party) => ({
    table: move.table,
    from: sql`from ${table} r where ${or(scopes.map((scope) => holds(dialect, 'r', scope, party.key)))}`,
    values: pointedAnew(context, scopes, parties),
  }))
}

function renamedRows(
  context: Context,
  move: MoveTable,
  parties: { readonly source: Party; readonly target: Party },
  column: Column,
  names: readonly { readonly row: RowKey; readonly name: string }[],
): WouldBe {
  const json = names
    .map(({ row, name }, index) => `${row.slice(0, -1)},${index},${JSON.stringify(name)}]`)
    .join(',')
  const { dialect } = context
  const cells = [...identityCells(move.table), { name: 'idx', column: INDEX }, { name: 'new_name', column }]
  const list = dialect.unpack(dialect.textParameter(`[${json}]`), cells)
  const values = pointedAnew(context, move.scope, parties)
  // A value from a list compares byte by byte; one in the column compares as the column says.
  values.set(column.name, dialect.collate(at('n', 'new_name'), column.collation))
  return {
    table: move.table,
    from: sql`from ${dialect.table(move.table)} r join ${list} n on ${sameRow(move.table, 'r', 'n')}`,
    values,
    extra: [{ name: 'idx', value: at('n', 'idx') }],
  }
}
