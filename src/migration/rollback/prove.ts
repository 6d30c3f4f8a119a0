import { sql } from 'kysely'
import { count, plural } from '../../blueprint/words.ts'
import type { Watched } from '../../database/database.ts'
import { and, at, type Context, countOf, holds, isAmong, or, type Party } from '../context.ts'
import type { VerificationCheck } from '../documents.ts'
import { judgeOthers, type Ledger } from '../verify/verify.ts'
import { changedColumns, isInPlace, isJournaled, isKeysOnly, type Undo } from './undo.ts'
import type { UndoPlan } from './undo-plan.ts'

/** What may change while a migration is taken back: the journaled rows that are still in place, in those columns. */
export function watchedReturn(
  context: Context,
  { source, target }: { readonly source: Party; readonly target: Party },
  plans: readonly UndoPlan[],
): Watched[] {
  const byTable = Map.groupBy(plans, ({ undo }) => undo.table.id)
  const changing: Watched[] = [...byTable.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const { table } = first.undo
    const updates = own.filter(({ undo }) => undo.step.kind === 'update')
    return [
      {
        table,
        scope: scopeOf(context, first.undo),
        organizations: [source.key, target.key],
        changing: [
          ...new Set(
            updates.flatMap(({ undo, renames }) => [
              ...changedColumns(undo),
              ...(renames.size > 0 && undo.move?.rename ? [undo.move.rename.column.name] : []),
            ]),
          ),
        ],
        rows: updates.length === 0 ? null : or(updates.map((plan) => willChange(context, plan))),
        // Inserts come back as removals and the other way round.
        mayInsert: own.some(({ undo }) => undo.step.kind === 'delete'),
        mayDelete: own.some(({ undo }) => undo.step.kind === 'insert'),
      },
    ]
  })
  const others = context.model.catalog.tables.filter(
    ({ id }) => !byTable.has(id) && !context.model.ignored.some((one) => one.id === id),
  )
  return [
    ...changing,
    ...others.map((table) => ({
      table,
      scope: [],
      organizations: [source.key, target.key],
      changing: [],
      rows: null,
      mayInsert: false,
      mayDelete: false,
    })),
  ]
}

/** Every row that was to go back is where it was: one line for each table. */
export async function checkReturned(
  context: Context,
  plans: readonly UndoPlan[],
): Promise<VerificationCheck[]> {
  const tables = new Map<string, { found: number; restored: number; ok: boolean }>()
  for (const { undo, restored } of plans) {
    if (undo.step.kind !== 'update' || undo.scope.length === 0) continue
    const found = await countReturned(context, undo)
    const before = tables.get(undo.table.id) ?? { found: 0, restored: 0, ok: true }
    tables.set(undo.table.id, {
      found: before.found + found,
      restored: before.restored + restored,
      // Judged step by step: too many of one must not hide too few of another.
      ok: before.ok && found >= restored,
    })
  }
  return [...tables].map(([table, { found, restored, ok }]) => ({
    check: 'returned',
    table,
    ok,
    code: 'returned.counted',
    message: `${plural(found, 'row')} back in the source, ${count(restored)} planned`,
    context: { found, planned: restored },
  }))
}

function countReturned(context: Context, undo: Undo): Promise<number> {
  const { connection, dialect } = context
  const { constantBefore, keys } = undo.step.layout
  const home = undo.scope.map((column) => holds(dialect, 'r', column, constantBefore[column.name] ?? ''))
  const same = keys.map((name, index) => sql`${at('r', name)} = ${at('j', `k${index}`)}`)
  return countOf(
    connection,
    isKeysOnly(undo)
      ? sql`select count(case when ${and(home)} then 1 end) as n
          from ${dialect.table(undo.table)} r where ${isJournaled(context, undo, 'r')}`
      : sql`select count(case when ${and(home)} then 1 end) as n
          from ${undo.rows} j join ${dialect.table(undo.table)} r on ${and(same)}`,
  )
}

/** Every other organization has as many rows as before. */
export function othersUnchanged(
  context: Context,
  before: Ledger,
  after: Ledger,
  { source, target }: { readonly source: Party; readonly target: Party },
): VerificationCheck[] {
  const parties = [source.key, target.key]
  const others = (ledger: Ledger, name: string): string =>
    JSON.stringify([...(ledger.get(name) ?? [])].filter(([key]) => !parties.includes(key)).sort())
  return [...before.keys()].map((name) =>
    judgeOthers(context, name, others(before, name) === others(after, name)),
  )
}

function willChange(context: Context, { undo, left }: UndoPlan): Watched['rows'] & object {
  return and([
    isJournaled(context, undo, null),
    isInPlace(context, undo, null),
    isAmong(context.dialect, undo.table, null, left, false),
  ])
}

function scopeOf({ model }: Context, undo: Undo): string[] {
  if (undo.move !== null) return undo.move.scope.map(({ name }) => name)
  if (undo.table.id === model.memberships?.table.id) return [model.memberships.organization.name]
  return [model.organizations.key.name]
}
