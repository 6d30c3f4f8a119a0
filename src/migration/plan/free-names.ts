import { sql } from 'kysely'
import type { MoveTable } from '../../blueprint/model.ts'
import type { Column, UniqueKey } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { and, at, type Context, holds, identityCells, type Party, type RowKey, sameRow } from '../context.ts'
import { asWouldBe, isSameKey, keyParts, type WouldBe } from './would-be.ts'

/** A row that needs another name. */
export interface NameRequest {
  readonly row: RowKey
  /** The n-th proposal, from 1; null when there are no more. */
  propose(n: number): string | null
}

const MOST_ROUNDS = 10_000

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
 * here, under every unique key and check that reads the name. Rows whose proposals run out are left out.
 */
export async function findFreeNames(
  context: Context,
  move: MoveTable,
  parties: { readonly source: Party; readonly target: Party },
  requests: readonly NameRequest[],
): Promise<Map<RowKey, string>> {
  const settled: { row: RowKey; name: string }[] = []
  let waiting = requests.map((request) => ({ request, n: 1, name: request.propose(1) }))
  for (let round = 0; waiting.length > 0; round++) {
    if (round > MOST_ROUNDS)
      throw new ResettleError('internal.unexpected', `No free name was found in ${move.table.id}.`)
    const asked = waiting.flatMap(({ request, name }) => (name === null ? [] : [{ row: request.row, name }]))
    const taken = await findTaken(context, move, parties, [...settled, ...asked], settled.length)
    settled.push(...asked.filter((_, index) => !taken.has(settled.length + index)))
    const free = new Set(settled.map(({ row }) => row))
    waiting = waiting
      .filter(({ request, name }) => name !== null && !free.has(request.row))
      .map(({ request, n }) => ({ request, n: n + 1, name: request.propose(n + 1) }))
  }
  return new Map(settled.map(({ row, name }) => [row, name]))
}

/** Which of the names from index `from` on are not free; those before it are handed out already. */
async function findTaken(
  context: Context,
  move: MoveTable,
  parties: { readonly source: Party; readonly target: Party },
  names: readonly { readonly row: RowKey; readonly name: string }[],
  from: number,
): Promise<Set<number>> {
  const column = move.rename?.column
  const taken = new Set<number>()
  if (column === undefined || names.length === from) return taken
  const renamed = renamedRows(context, move, parties.target, column, names)
  for (const key of move.table.uniqueKeys) {
    if (!key.parts.some((part) => part.columns.includes(column.name))) continue
    for (const index of await takenUnderKey(context, move, parties, key, renamed)) taken.add(index)
  }
  for (const check of move.table.checks) {
    if (!check.columns.includes(column.name)) continue
    const broken = await context.connection.query<{ idx: number }>(sql`
      select w.idx as idx from ${asWouldBe(context, renamed)} w where not (${sql.raw(check.expression)})`)
    for (const { idx } of broken) taken.add(idx)
  }
  for (const index of [...taken]) if (index < from) taken.delete(index)
  return taken
}

async function takenUnderKey(
  context: Context,
  move: MoveTable,
  { source, target }: { readonly source: Party; readonly target: Party },
  key: UniqueKey,
  renamed: WouldBe,
): Promise<number[]> {
  const wanted = keyParts(context, key, renamed)
  const isTaken = residentsOf(context, move, key, source, target).map(
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
  { dialect }: Context,
  move: MoveTable,
  key: UniqueKey,
  source: Party,
  target: Party,
): WouldBe[] {
  const table = dialect.table(move.table)
  const scope = move.scope.find((column) => key.parts.some((part) => part.columns.includes(column.name)))
  if (scope === undefined) return [{ table: move.table, from: sql`from ${table} r`, values: new Map() }]
  return [
    {
      table: move.table,
      from: sql`from ${table} r where ${holds(dialect, 'r', scope, target.key)}`,
      values: new Map(),
    },
    {
      table: move.table,
      from: sql`from ${table} r where ${holds(dialect, 'r', scope, source.key)}`,
      values: new Map([[scope.name, dialect.value(target.key, scope)]]),
    },
  ]
}

function renamedRows(
  { dialect }: Context,
  move: MoveTable,
  target: Party,
  column: Column,
  names: readonly { readonly row: RowKey; readonly name: string }[],
): WouldBe {
  const json = names
    .map(({ row, name }, index) => `${row.slice(0, -1)},${index},${JSON.stringify(name)}]`)
    .join(',')
  const cells = [...identityCells(move.table), { name: 'idx', column: INDEX }, { name: 'new_name', column }]
  const list = dialect.unpack(dialect.textParameter(`[${json}]`), cells)
  const values = new Map<string, Sql>(
    move.scope.map((scope) => [scope.name, dialect.value(target.key, scope)]),
  )
  values.set(column.name, at('n', 'new_name'))
  return {
    table: move.table,
    from: sql`from ${dialect.table(move.table)} r join ${list} n on ${sameRow(move.table, 'r', 'n')}`,
    values,
    extra: [{ name: 'idx', value: at('n', 'idx') }],
  }
}
