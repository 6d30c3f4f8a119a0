import { sql } from 'kysely'
import type { Column, UniqueKey } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { listOf } from '../changes/change.ts'
import { at, type Context, type Party, type RowKey } from '../context.ts'
import { isSameKey, keyParts, type WouldBe } from '../plan/would-be.ts'
import { changedColumns, currentKey, restorable, restoredValue, type Undo } from './undo.ts'
import type { UndoPlan } from './undo-plan.ts'

interface Parties {
  readonly source: Party
  readonly target: Party
}

/**
 * Rows whose place was taken by somebody since, with the name they had: by rows that live there now, by rows that
 * come back before them (`earlier`), or by each other.
 */
export async function findTaken(
  context: Context,
  undo: Undo,
  parties: Parties,
  earlier: readonly UndoPlan[],
): Promise<Map<RowKey, string | null>> {
  const taken = new Map<RowKey, string | null>()
  const changed = changedColumns(undo)
  const column = undo.move?.rename?.column
  for (const key of undo.table.uniqueKeys) {
    const columns = key.parts.flatMap((part) => part.columns)
    if (!columns.some((name) => changed.includes(name))) continue
    const isTouched = undo.scope.length > 0 || (column !== undefined && columns.includes(column.name))
    if (!isTouched) continue
    const returning = comingBack(context, undo)
    const there = residents(context, undo, columns, parties, earlier)
    await add(context, taken, key, [returning, there], sql`t.row <> b.row`)
    for (const other of returnedBefore(context, undo, columns, parties.source, earlier)) {
      await add(context, taken, key, [returning, other], sql`t.row <> b.row`, true)
    }
    if (isRenaming(undo, columns))
      await add(context, taken, key, [returning, returning], sql`t.row < b.row`, true)
  }
  return taken
}

async function add(
  context: Context,
  taken: Map<RowKey, string | null>,
  key: UniqueKey,
  [returning, other]: readonly [WouldBe, WouldBe],
  isOther: Sql,
  isJournaled = false,
): Promise<void> {
  const others = keyParts(context, key, other)
  // Rows that the journal lists have no index: they are unpacked once, not anew for every row that they may meet.
  const rows = await context.connection.query<{ row: string; name: string | null }>(sql`
    ${isJournaled ? sql`with t as materialized ${others}` : sql``}
    select b.row as row, b.old_name as name from ${keyParts(context, key, returning)} b
    join ${isJournaled ? sql`t` : sql`${others} t`} on ${isSameKey(context, key, 'b', 't')} and ${isOther}`)
  for (const { row, name } of rows) taken.set(row, name)
}

/** The rows of a step as they will be when they are back. */
function comingBack(context: Context, undo: Undo, without: ReadonlySet<RowKey> = new Set()): WouldBe {
  const column = undo.move?.rename?.column
  const values = new Map<string, Sql>(
    changedColumns(undo).map((name) => [name, restoredValue(context, undo, name)]),
  )
  const name = column === undefined ? null : (values.get(column.name) ?? at('r', column))
  return {
    table: undo.table,
    from: restorable(context, undo, without),
    values,
    extra: [{ name: 'old_name', value: name === null ? sql`null` : context.dialect.text(name) }],
  }
}

/** Rows that are where the step found its own: those that came there, or never left; without those about to leave. */
function residents(
  context: Context,
  undo: Undo,
  columns: readonly string[],
  { source, target }: Parties,
  earlier: readonly UndoPlan[],
): WouldBe {
  const { dialect } = context
  const scope = scopeOf(undo, columns)
  const home = undo.scope.length > 0 ? source : target
  const leaving = undo.scope.length > 0 ? [] : earlier.filter((plan) => returns(plan, undo))
  const isThere =
    scope === undefined ? sql`1 = 1` : sql`${at('r', scope)} = ${dialect.value(home.key, scope)}`
  const stays = leaving.map(
    (plan) => sql` and ${currentKey(context, undo)} not in
      (select ${currentKey(context, undo)} ${restorable(context, plan.undo, plan.left)})`,
  )
  return {
    table: undo.table,
    from: sql`from ${dialect.table(undo.table)} r where ${isThere}${sql.join(stays, sql``)}`,
    values: new Map(),
  }
}

/** Rows that are back in the source by then, where names can differ from those of today. */
function returnedBefore(
  context: Context,
  undo: Undo,
  columns: readonly string[],
  source: Party,
  earlier: readonly UndoPlan[],
): WouldBe[] {
  if (undo.scope.length === 0) return []
  const { dialect } = context
  const scope = scopeOf(undo, columns)
  const column = undo.move?.rename?.column
  return earlier
    .filter((plan) => returns(plan, undo) && (isRenaming(undo, columns) || isRenaming(plan.undo, columns)))
    .flatMap((plan): WouldBe[] => {
      const plain = comingBack(context, plan.undo, new Set([...plan.left, ...plan.renames.keys()]))
      if (column === undefined || scope === undefined || plan.renames.size === 0) return [plain]
      const { list, joins } = listOf(dialect, undo.table, column, plan.renames)
      const values = new Map([
        [scope.name, dialect.value(source.key, scope)],
        [column.name, at('j', 'value')],
      ])
      const from = sql`from ${dialect.table(undo.table)} r, ${list} j where ${joins}`
      return [plain, { table: undo.table, from, values }]
    })
}

function scopeOf({ move }: Undo, columns: readonly string[]): Column | undefined {
  return move?.scope.find(({ name }) => columns.includes(name))
}

/** The step changed more of the key than the organization, so rows may meet that did not meet before. */
function isRenaming(undo: Undo, columns: readonly string[]): boolean {
  const scope = undo.move?.scope.map(({ name }) => name) ?? []
  return changedColumns(undo).some((name) => columns.includes(name) && !scope.includes(name))
}

/** Its rows go back to the source, out of the way of a row that never left the target. */
function returns({ undo }: UndoPlan, { table }: Undo): boolean {
  return undo.table.id === table.id && undo.step.kind === 'update' && undo.scope.length > 0
}
