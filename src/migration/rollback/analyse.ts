import { sql } from 'kysely'
import { cell, countRows } from '../../store/journal.ts'
import { and, at, type Context, countOf, idOf, type Party, type RowKey } from '../context.ts'
import type { Id, Renamed, Rollback, RollbackConflict } from '../documents.ts'
import { mapGently } from '../gently.ts'
import { candidate } from '../plan/candidates.ts'
import { findFreeNames } from '../plan/free-names.ts'
import { findTaken } from './taken.ts'
import {
  changedColumns,
  currentKey,
  isChangedSince,
  isInPlace,
  isJournaled,
  isKeysOnly,
  isSameRow,
  isSameValue,
  restorable,
  type Undo,
  valueBefore,
} from './undo.ts'
import type { UndoPlan } from './undo-plan.ts'

export type UndoStrategy = 'rename' | 'skip' | 'fail'

/**
 * Holds an update of the journal against the rows of today: three ways, column by column. `earlier` are the plans that
 * are carried out before this one: where their rows are by then is no longer taken.
 */
export async function analyseUpdate(
  context: Context,
  undo: Undo,
  parties: { readonly source: Party; readonly target: Party },
  strategy: UndoStrategy,
  seconds: number,
  earlier: readonly UndoPlan[],
): Promise<UndoPlan> {
  const { connection, dialect } = context
  const journaled = await countRows(connection, dialect, undo.place)
  const eligible = await countOf(
    connection,
    isKeysOnly(undo)
      ? sql`select count(*) as n from ${dialect.table(undo.table)} r
          where ${isJournaled(context, undo, 'r')} and ${isInPlace(context, undo)}`
      : sql`select count(*) as n ${restorable(context, undo)}`,
  )
  const conflicts = eligible === journaled ? [] : await findLost(context, undo)
  const taken = await findTaken(context, undo, parties, earlier)
  const renames =
    strategy === 'rename' ? await nameAnew(context, undo, parties, taken, seconds) : new Map<RowKey, string>()
  const left = new Set([...taken.keys()].filter((row) => !renames.has(row)))
  const clashes = [...taken].map(([row, name]) => nameTaken(undo, row, name, renames.get(row) ?? null))
  return {
    undo,
    journaled,
    restored: eligible - left.size,
    left,
    renames,
    conflicts: [...conflicts, ...clashes],
    renamed: await readRenames(context, undo, left, renames),
    kept: await readKept(context, undo, left),
  }
}

/** Rows that are gone or belong elsewhere by now. */
async function findLost(context: Context, undo: Undo): Promise<RollbackConflict[]> {
  const { dialect, connection } = context
  const cells = undo.step.layout.keys.map((_, index) => ({
    fragment: at('j', cell.key(index)),
    column: undo.table.identity[index] ?? undo.table.identity[0],
  }))
  const known = cells.flatMap(({ fragment, column }) => (column === undefined ? [] : [{ fragment, column }]))
  const rows = await connection.query<{ row: string; found: number }>(sql`
    select ${dialect.encodeRow(known)} as row, case when ${at('r', undo.table.identity[0]?.name ?? '')} is null then 0 else 1 end as found
    from ${undo.rows} j left join ${dialect.table(undo.table)} r on ${isSameRow(context, undo)}
    where ${at('r', undo.table.identity[0]?.name ?? '')} is null or not ${isInPlace(context, undo)}`)
  return rows.map(({ row, found }) => {
    const isGone = Number(found) === 0
    return {
      resource: undo.step.resource,
      id: idOf(row, undo.table),
      name: null,
      reason: isGone ? 'gone' : 'moved',
      message: isGone
        ? 'was deleted since the migration'
        : 'belongs to another organization since the migration',
      proposed: { action: 'skip', name: null },
    }
  })
}

async function nameAnew(
  context: Context,
  undo: Undo,
  { source, target }: { readonly source: Party; readonly target: Party },
  taken: ReadonlyMap<RowKey, string | null>,
  seconds: number,
): Promise<Map<RowKey, string>> {
  const rule = undo.move?.rename ?? null
  if (undo.move === null || rule === null || taken.size === 0 || undo.scope.length === 0) return new Map()
  const naming = {
    slug: target.slug ?? target.key,
    key: target.key,
    prefix: null,
    style: 'prefix' as const,
    seconds,
  }
  const requests = [...taken].map(([row, name]) => ({
    row,
    propose: (n: number, limit: number) => candidate(name ?? '', n, rule, { ...naming, limit }),
  }))
  return (await findFreeNames(context, undo.move, { source: target, target: source }, requests)).names
}

function nameTaken(undo: Undo, row: RowKey, name: string | null, instead: string | null): RollbackConflict {
  return {
    resource: undo.step.resource,
    id: idOf(row, undo.table),
    name,
    reason: 'name-taken',
    message: 'its place is taken: another row has the same name or key there since the migration',
    proposed: instead === null ? { action: 'skip', name: null } : { action: 'rename', name: instead },
  }
}

/** Names that go back, from what they are to what they were. */
async function readRenames(
  context: Context,
  undo: Undo,
  left: ReadonlySet<RowKey>,
  renames: ReadonlyMap<RowKey, string>,
): Promise<Renamed[]> {
  const column = undo.move?.rename?.column
  if (column === undefined || !undo.step.layout.after.includes(column.name)) return []
  const { dialect, connection } = context
  const rows = await connection.query<{ row: string; now: string | null; was: string | null }>(sql`
    select ${currentKey(context, undo)} as row, ${dialect.text(at('r', column))} as now,
      ${dialect.text(valueBefore(context, undo, column.name))} as was
    ${restorable(context, undo, left)} and ${isSameValue(context, undo, column.name, at('r', column))}`)
  return mapGently(rows, ({ row, now, was }) => ({
    resource: undo.step.resource,
    id: idOf(row, undo.table),
    from: now,
    to: renames.get(row) ?? was,
  }))
}

/** Names and roles that people changed since: they stay. Times are not worth a word. */
export async function readKept(
  context: Context,
  undo: Undo,
  left: ReadonlySet<RowKey> = new Set(),
): Promise<Rollback['kept']> {
  const { dialect, connection, model } = context
  const silent = [
    undo.move?.touch?.name,
    ...(model.memberships?.touch ?? []).map(({ name }) => name),
    model.organizations.touch?.name,
  ]
  const names = changedColumns(undo).filter(
    (name) => !undo.scope.some((column) => column.name === name) && !silent.includes(name),
  )
  if (names.length === 0) return []
  const kept: { resource: string; id: Id; column: string; message: string }[] = []
  for (const name of names) {
    const rows = await connection.query<{ row: string }>(sql`
      select ${dialect.encodeRow(undo.table.identity.map((column) => ({ fragment: at('r', column), column })))} as row
      ${restorable(context, undo, left)} and ${and([isChangedSince(context, undo, [name])])}`)
    for (const { row } of rows) {
      kept.push({
        resource: undo.step.resource,
        id: idOf(row, undo.table),
        column: name,
        message: 'was changed since the migration; the change is kept',
      })
    }
  }
  return kept
}
