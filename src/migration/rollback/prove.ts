import { sql } from 'kysely'
import type { Watched } from '../../database/database.ts'
import { and, at, type Context, countOf, holds, isAmong, or, type Party } from '../context.ts'
import type { VerificationCheck } from '../documents.ts'
import type { Ledger } from '../verify/verify.ts'
import type { UndoPlan } from './analyse.ts'
import { changedColumns, restorable, type Undo } from './undo.ts'

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

/** Every row that was to go back is where it was. */
export async function checkReturned(
  context: Context,
  plans: readonly UndoPlan[],
): Promise<VerificationCheck[]> {
  const { connection, dialect } = context
  const checks: VerificationCheck[] = []
  for (const { undo, restored } of plans) {
    if (undo.step.kind !== 'update' || undo.scope.length === 0) continue
    const { constantBefore, keys } = undo.step.layout
    const home = undo.scope.map((column) => holds(dialect, 'r', column, constantBefore[column.name] ?? ''))
    const same = keys.map((name, index) => sql`${at('r', name)} = ${at('j', `k${index}`)}`)
    const found = await countOf(
      connection,
      // Found by key, then looked at: see `isInPlace`.
      sql`select count(case when ${and(home)} then 1 end) as n
        from ${undo.rows} j join ${dialect.table(undo.table)} r on ${and(same)}`,
    )
    checks.push({
      check: 'returned',
      table: undo.table.id,
      ok: found >= restored,
      message: `${found} rows are back in the source, ${restored} planned`,
    })
  }
  return checks
}

/** Every other organization has as many rows as before. */
export function othersUnchanged(
  before: Ledger,
  after: Ledger,
  { source, target }: { readonly source: Party; readonly target: Party },
): VerificationCheck[] {
  const parties = [source.key, target.key]
  const others = (ledger: Ledger, name: string): string =>
    JSON.stringify([...(ledger.get(name) ?? [])].filter(([key]) => !parties.includes(key)).sort())
  return [...before.keys()].map((name) => {
    const ok = others(before, name) === others(after, name)
    return {
      check: 'bystanders',
      table: name,
      ok,
      message: ok
        ? 'all other organizations have as many rows as before'
        : 'another organization has more or fewer rows than before',
    }
  })
}

function willChange(context: Context, { undo, left }: UndoPlan): Watched['rows'] & object {
  const { dialect } = context
  const columns = undo.table.identity.map((column) => at('r', column))
  const bare = undo.table.identity.map((column) => sql`${sql.id(column.name)}`)
  const one = bare.length === 1 ? sql`${bare[0]}` : sql`(${sql.join(bare)})`
  return and([
    sql`${one} in (select ${sql.join(columns)} ${restorable(context, undo)})`,
    isAmong(dialect, undo.table, null, left, false),
  ])
}

function scopeOf({ model }: Context, undo: Undo): string[] {
  if (undo.move !== null) return undo.move.scope.map(({ name }) => name)
  if (undo.table.id === model.memberships?.table.id) return [model.memberships.organization.name]
  return [model.organizations.key.name]
}
