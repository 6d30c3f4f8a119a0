import { sql } from 'kysely'
import type { Column } from '../../database/catalog.ts'
import type { Dialect, Watched } from '../../database/database.ts'
import { and, at, type Context, holds, identityCells, isAmong, or, type RowKey, sameRow } from '../context.ts'
import type { TableWork, Work } from '../plan/work.ts'

/** What the plan allows to change in each table; everything else must stay as it is, in every organization. */
export function watchedTables(context: Context, work: Work): Watched[] {
  const { model } = context
  const organizations = [work.source.key, work.target.key]
  const mayChange = [...model.moves, ...(model.memberships === null ? [] : [model.memberships])]
  const others = new Set([...mayChange, model.organizations].map(({ table }) => table.id))
  // Tables that nobody named as well: a trigger or a cascade of the app may reach them.
  const untouched = model.catalog.tables
    .filter((table) => !others.has(table.id) && !model.ignored.includes(table))
    .map((table) => ({
      table,
      scope: [],
      organizations,
      changing: [],
      rows: null,
      mayInsert: false,
      mayDelete: false,
    }))
  const watched: Watched[] = [...work.tables.map((table) => watchedMove(context, work, table)), ...untouched]
  return [...watched, ...watchedMemberships(context, work), watchedOrganizations(context, work)]
}

function watchedMemberships({ dialect, model }: Context, work: Work): Watched[] {
  const { memberships } = model
  if (memberships === null) return []
  const rows = work.access.members.flatMap(({ sourceRow, targetRow, targetRole, roleAfter }) => {
    const row = targetRow === null ? sourceRow : roleAfter === targetRole ? null : targetRow
    return row === null ? [] : [row]
  })
  const changing = [memberships.organization, memberships.role, ...memberships.touch]
  return [
    {
      table: memberships.table,
      scope: [memberships.organization.name],
      organizations: [work.source.key, work.target.key],
      changing: changing.flatMap((column) => (column === null ? [] : [column.name])),
      rows: rows.length === 0 ? null : isAmong(dialect, memberships.table, null, new Set(rows)),
      mayInsert: true,
      mayDelete: true,
    },
  ]
}

function watchedOrganizations({ dialect, model }: Context, work: Work): Watched {
  const { table, key, config, touch } = model.organizations
  return {
    table,
    scope: [key.name],
    organizations: [work.source.key],
    changing: [config, touch].flatMap((column) => (column === null ? [] : [column.name])),
    rows: work.retiredConfig === null ? null : holds(dialect, table.name, key, work.source.key),
    mayInsert: false,
    mayDelete: work.options.delete_source,
  }
}

function watchedMove({ dialect }: Context, work: Work, table: TableWork): Watched {
  const { move, stays, unpointed, targetRenames, disables, renames, clears } = table
  const alias = move.table.name
  const moving = and([
    holds(dialect, alias, move.scope[0], work.source.key),
    isAmong(dialect, move.table, null, stays, false),
  ])
  const held = isAmong(dialect, move.table, null, new Set([...stays, ...unpointed]), false)
  const pointing = move.scope
    .slice(1)
    .map((column) => and([holds(dialect, alias, column, work.source.key), held]))
  const others = [new Set(targetRenames.keys()), new Set(disables.keys())]
    .filter((rows) => rows.size > 0)
    .map((rows) => isAmong(dialect, move.table, null, rows))
  const names = [
    ...move.scope,
    ...(renames.size + targetRenames.size > 0 && move.rename !== null ? [move.rename.column] : []),
    ...[...clears.values()].flat(),
    ...[...disables.values()].flat().map(({ column }) => column),
    ...(move.touch === null ? [] : [move.touch]),
  ].map(({ name }) => name)
  return {
    table: move.table,
    scope: move.scope.map(({ name }) => name),
    organizations: [work.source.key, work.target.key],
    changing: [...new Set(names)],
    rows: or([moving, ...pointing, ...others]),
    few: fewOf(dialect, table),
    mayInsert: false,
    mayDelete: false,
  }
}

/** Names and other values that change in some rows only, with what they become. */
function fewOf(dialect: Dialect, table: TableWork): NonNullable<Watched['few']> {
  const { move, targetRenames, disables, renames, clears } = table
  const changes = new Map<Column, [RowKey, string | null][]>()
  const add = (column: Column, row: RowKey, value: string | null): void => {
    const rows = changes.get(column) ?? []
    rows.push([row, value])
    changes.set(column, rows)
  }
  for (const [row, name] of [...renames, ...targetRenames]) {
    if (move.rename !== null) add(move.rename.column, row, name)
  }
  for (const [row, columns] of clears) for (const column of columns) add(column, row, null)
  for (const [row, values] of disables) for (const { column, value } of values) add(column, row, value)
  return [...changes].map(([column, rows]) => {
    const json = rows.map(([row, value]) => `${row.slice(0, -1)},${JSON.stringify(value)}]`).join(',')
    const cells = [...identityCells(move.table), { name: 'value', column }]
    const list = dialect.unpack(dialect.textParameter(`[${json}]`), cells)
    const select = sql`(select ${at('r', column)} as before, ${at('n', 'value')} as after
      from ${dialect.table(move.table)} r join ${list} n on ${sameRow(move.table, 'r', 'n')})`
    return { column: column.name, changes: select }
  })
}
