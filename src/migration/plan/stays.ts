import { sql } from 'kysely'
import type { Edge, Model, MoveTable } from '../../blueprint/model.ts'
import { withArticle } from '../../blueprint/words.ts'
import type { Table } from '../../database/catalog.ts'
import type { Dialect, Sql } from '../../database/database.ts'
import { and, at, type Context, holds, isAmong, or, type Party, type RowKey, rowKey } from '../context.ts'

/** Rows of the source that stay there, by table id, each with the reason in words. */
export type Stays = ReadonlyMap<string, ReadonlyMap<RowKey, string>>

/**
 * What belongs to a row that stays, stays: starting from the rows that were decided to stay, follows ownership
 * downwards and links both ways until nothing is added, so that no reference crosses organizations that did not
 * cross before. People are never pulled back by what they own.
 */
export async function closeStays(
  context: Context,
  source: Party,
  roots: ReadonlyMap<string, ReadonlyMap<RowKey, string>>,
): Promise<Stays> {
  const stays = new Map([...roots].map(([table, rows]) => [table, new Map(rows)]))
  const rules = collectRules(context.model)
  for (let added = rootCount(stays); added > 0; ) {
    added = 0
    for (const rule of rules) added += await applyRule(context, source, rule, stays)
  }
  return stays
}

export function staysOf(stays: Stays, table: Table): ReadonlySet<RowKey> {
  return new Set(stays.get(table.id)?.keys() ?? [])
}

/** One way in which a row is held back: rows of `move` for which `condition` finds a parent among those that stay. */
interface Rule {
  readonly move: MoveTable
  /** Table whose staying rows hold back. */
  readonly holder: Table
  readonly reason: string
  condition(dialect: Dialect, holders: ReadonlySet<RowKey>): Sql
}

function collectRules(model: Model): Rule[] {
  const labelOf = (table: Table): string =>
    withArticle(model.moves.find((move) => move.table.id === table.id)?.label ?? table.name)
  const rules: Rule[] = []
  for (const move of model.moves) {
    move.belongsTo.forEach((edge, index) => {
      const earlier = move.belongsTo.slice(0, index)
      rules.push({
        move,
        holder: edge.parent,
        reason: `belongs to ${labelOf(edge.parent)} that stays`,
        condition: (dialect, holders) =>
          and([
            ...earlier.map((one) => sql`${at('r', one.column)} is null`),
            refersTo(dialect, edge, 'r', holders),
          ]),
      })
    })
    for (const edge of move.links) rules.push(...linkRules(move, edge, labelOf(edge.parent)))
    rules.push(...tieRules(model, move, labelOf))
  }
  return [...rules, ...followRules(model, labelOf)]
}

/** A row that ties others together stays with any of them, and holds all of them back. */
function linkRules(move: MoveTable, edge: Edge, label: string): Rule[] {
  const down: Rule = {
    move,
    holder: edge.parent,
    reason: `is tied to ${label} that stays`,
    condition: (dialect, holders) => refersTo(dialect, edge, 'r', holders),
  }
  return [down]
}

/**
 * A reference that holds the organization (a composite key) cannot cross: whichever end stays holds the other, or the
 * database would refuse, or move the child by itself.
 */
function tieRules(model: Model, child: MoveTable, labelOf: (table: Table) => string): Rule[] {
  return child.table.references.flatMap((reference) => {
    const parent = model.moves.find(({ table }) => table.id === reference.table)
    const isTied = parent?.scope.some(({ name }) => reference.parentColumns.includes(name))
    if (parent === undefined || isTied !== true) return []
    const ends = reference.columns.map((name, index) => [name, reference.parentColumns[index] ?? ''] as const)
    const holding = (
      [move, other]: readonly [MoveTable, MoveTable],
      pairs: readonly (readonly [string, string])[],
      reason: string,
    ): Rule => ({
      move,
      holder: other.table,
      reason,
      condition: (dialect, holders) => sql`exists (select 1 from ${dialect.table(other.table)} h
        where ${and(pairs.map(([own, its]) => sql`${at('r', own)} = ${at('h', its)}`))}
          and ${isAmong(dialect, other.table, 'h', holders)})`,
    })
    const swapped = ends.map(([own, its]) => [its, own] as const)
    return [
      holding([child, parent], ends, `belongs to ${labelOf(parent.table)} that stays`),
      holding([parent, child], swapped, `is needed by ${labelOf(child.table)} that stays`),
    ]
  })
}

function followRules(model: Model, labelOf: (table: Table) => string): Rule[] {
  const ties = [
    ...model.follows
      .filter((follow) => follow.links)
      .map(({ table, through }) => ({ table, edges: through })),
    ...model.moves
      .filter((move) => move.links.length > 1)
      .map(({ table, links }) => ({ table, edges: links })),
  ]
  const held = ties.flatMap(({ edges }) => edges.flatMap((edge) => asHeld(model, edge.parent)))
  const sideways = ties.flatMap(({ table, edges }) =>
    edges.flatMap((up) =>
      asHeld(model, up.parent).flatMap((move) =>
        edges
          .filter((edge) => edge !== up && edge.parent.id !== model.users?.table.id)
          .map((edge) => ({
            move,
            holder: edge.parent,
            reason: `is tied to ${labelOf(edge.parent)} that stays`,
            condition: (dialect: Dialect, holders: ReadonlySet<RowKey>) => sql`exists (
              select 1 from ${dialect.table(table)} l
              where ${equals(dialect, at('l', up.column), up, at('r', up.parentColumn))}
                and ${refersTo(dialect, edge, 'l', holders)})`,
          })),
      ),
    ),
  )
  return [...sideways, ...[...new Set(held)].flatMap((child) => upwardRules(model, child, labelOf))]
}

/** What a row belongs to stays with it where a tie holds the row back: a part does not stay without its whole. */
function upwardRules(model: Model, child: MoveTable, labelOf: (table: Table) => string): Rule[] {
  return child.belongsTo.flatMap((edge) =>
    asHeld(model, edge.parent).map((move) => ({
      move,
      holder: child.table,
      reason: `is needed by ${labelOf(child.table)} that stays`,
      condition: (dialect: Dialect, holders: ReadonlySet<RowKey>) => sql`exists (
        select 1 from ${dialect.table(child.table)} h
        where ${equals(dialect, at('h', edge.column), edge, at('r', edge.parentColumn))}
          and ${isAmong(dialect, child.table, 'h', holders)})`,
    })),
  )
}

/** The table as one that moves, unless it is that of the people: they are never pulled back. */
function asHeld(model: Model, table: Table): MoveTable[] {
  return table.id === model.users?.table.id ? [] : model.moves.filter((move) => move.table.id === table.id)
}

async function applyRule(
  context: Context,
  source: Party,
  rule: Rule,
  stays: Map<string, Map<RowKey, string>>,
): Promise<number> {
  const { connection, dialect } = context
  const holders = new Set(stays.get(rule.holder.id)?.keys() ?? [])
  if (holders.size === 0) return 0
  const known = stays.get(rule.move.table.id) ?? new Map<RowKey, string>()
  const rows = await connection.query<{ row: string }>(sql`
    select ${rowKey(dialect, rule.move.table, 'r')} as row from ${dialect.table(rule.move.table)} r
    where ${holds(dialect, 'r', rule.move.scope[0], source.key)} and ${rule.condition(dialect, holders)}`)
  const fresh = rows.filter(({ row }) => !known.has(row))
  for (const { row } of fresh) known.set(row, rule.reason)
  stays.set(rule.move.table.id, known)
  return fresh.length
}

/** `alias` refers to one of the rows. */
function refersTo(dialect: Dialect, edge: Edge, alias: string, rows: ReadonlySet<RowKey>): Sql {
  return hasParent(dialect, edge, alias, 'p', isAmong(dialect, edge.parent, 'p', rows))
}

/** `alias` refers to a parent for which `condition` holds: found once, not anew for every child. */
export function hasParent(
  dialect: Dialect,
  edge: Edge,
  alias: string,
  parentAlias: string,
  condition: Sql,
): Sql {
  const [child, parent] = ends(dialect, at(alias, edge.column), edge, at(parentAlias, edge.parentColumn))
  return sql`${child} in (select ${parent} from ${dialect.table(edge.parent)} ${sql.id(parentAlias)} where ${condition})`
}

/** Equality of the two ends of a reference. */
export function equals(dialect: Dialect, child: Sql, edge: Edge, parent: Sql): Sql {
  return sql.join(ends(dialect, child, edge, parent), sql` = `)
}

/** Both ends of a reference as they can be compared: as text where their types differ (an id kept as text). */
function ends(dialect: Dialect, child: Sql, edge: Edge, parent: Sql): [Sql, Sql] {
  if (edge.column.family === edge.parentColumn.family) return [child, parent]
  return [dialect.text(child), dialect.text(parent)]
}

/** What rows reach: an organization, or only those rows of it that stay. */
interface Reached {
  readonly organization: string
  readonly among?: Stays
}

/** `alias` reaches the organization through its parents. */
export function reaches(
  dialect: Dialect,
  model: Model,
  edges: readonly Edge[],
  alias: string,
  reached: Reached,
): Sql {
  return or(
    edges.map((edge, index) => reachesThrough(dialect, model, edge, alias, reached, `${alias}${index}`)),
  )
}

function reachesThrough(
  dialect: Dialect,
  model: Model,
  edge: Edge,
  alias: string,
  reached: Reached,
  parentAlias: string,
): Sql {
  const { organization, among } = reached
  const move = model.moves.find((one) => one.table.id === edge.parent.id)
  const follow = model.follows.find((one) => one.table.id === edge.parent.id)
  const isThere =
    move !== undefined
      ? and([
          holds(dialect, parentAlias, move.scope[0], organization),
          ...(among === undefined
            ? []
            : [isAmong(dialect, move.table, parentAlias, staysOf(among, move.table))]),
        ])
      : follow !== undefined && parentAlias.length < 8
        ? reaches(dialect, model, follow.through, parentAlias, reached)
        : sql`1 = 0`
  return hasParent(dialect, edge, alias, parentAlias, isThere)
}

function rootCount(stays: Stays): number {
  return [...stays.values()].reduce((sum, rows) => sum + rows.size, 0)
}
