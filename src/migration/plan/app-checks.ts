import { sql } from 'kysely'
import type { BlueprintCheck } from '../../blueprint/blueprint.ts'
import { type Finding, SAMPLES } from '../../blueprint/finding.ts'
import type { Model } from '../../blueprint/model.ts'
import { findColumn } from '../../blueprint/names.ts'
import { findFirst, listAt, offers, parseSettings, toComparable, toShown } from '../../blueprint/settings.ts'
import type { Column, Table } from '../../database/catalog.ts'
import type { Connection, Dialect, Sql } from '../../database/database.ts'
import { and, at, type Context, countOf, holds } from '../context.ts'
import { toText } from './organizations.ts'

/** Keys of both organizations, as `Dialect.value` takes them. */
export interface Sides {
  readonly sourceKey: string
  readonly targetKey: string
}

/** How many rows or places, and a few names of them. Null: nothing to say. */
type Found = { readonly count: number; readonly samples: readonly string[] } | null
type CheckOf<Kind extends BlueprintCheck['kind']> = Extract<BlueprintCheck, { kind: Kind }>

interface World extends Context {
  readonly sourceKey: string
  readonly targetKey: string
  readonly source: unknown
  readonly target: unknown
}

/** Names come from people and may be of any length. */
const LONGEST_SAMPLE = 80

/**
 * Evaluates the checks that the blueprint declares about what a move means for the app. Settings and rows may hold
 * anything, invalid JSON included; what cannot be read counts as absent.
 */
export async function runAppChecks(
  connection: Connection,
  dialect: Dialect,
  model: Model,
  { sourceKey, targetKey }: Sides,
): Promise<Finding[]> {
  const context: Context = { connection, dialect, model }
  const source = await readConfig(context, sourceKey)
  const target = await readConfig(context, targetKey)
  const world: World = { ...context, sourceKey, targetKey, source, target }
  const findings: Finding[] = []
  for (const check of model.blueprint.checks) {
    if (check.when !== undefined && !(await hasRows(world, check.when))) continue
    const found = await evaluate(world, check)
    if (found === null) continue
    const { code, severity, message, remedy, acceptable } = check
    findings.push({ code, severity, message, ...found, remedy, ...(acceptable ? { acceptable } : {}) })
  }
  return findings
}

async function evaluate(world: World, check: BlueprintCheck): Promise<Found> {
  switch (check.kind) {
    case 'config-differs':
      return compareConfigs(world, check)
    case 'config-value':
      return checkValue(world, check)
    case 'config-offers':
      return findMissingOffers(world, check)
    case 'has-rows':
      return findRows(world, check)
    case 'personal':
      return findOwner(world, check)
  }
}

async function readConfig({ connection, dialect, model }: Context, organization: string): Promise<unknown> {
  const { table, config, key } = model.organizations
  if (config === null) return null
  const [row] = await connection.query<{ config: string | null }>(sql`
    select ${dialect.text(at('o', config))} as config
    from ${dialect.table(table)} o
    where ${holds(dialect, 'o', key, organization)}`)
  return parseSettings(row?.config ?? null)
}

function compareConfigs({ source, target }: World, { paths }: CheckOf<'config-differs'>): Found {
  const mine = findFirst(source, paths)
  const theirs = findFirst(target, paths)
  if (toComparable(mine) === toComparable(theirs)) return null
  return { count: 1, samples: [`source: ${toShown(mine)}`, `target: ${toShown(theirs)}`] }
}

function checkValue(world: World, check: CheckOf<'config-value'>): Found {
  const found = listAt(world[check.side], check.path)
  const values: unknown[] = found.length > 0 ? found : [null]
  const isSo = check.not === undefined ? values.includes(check.equals ?? null) : !values.includes(check.not)
  return isSo ? { count: 1, samples: [`${check.side}: ${check.path}`] } : null
}

/** Moving rows are grouped by what they name, so that the settings are searched once for each name. */
async function findMissingOffers(world: World, check: CheckOf<'config-offers'>): Promise<Found> {
  const { connection, dialect, target } = world
  const place = findPlace(world, check.resource)
  const column = place === null ? undefined : findColumn(place.table, check.column)
  if (place === null || column === undefined) return null
  const json = dialect.text(at('r', column))
  const named = check.values.map(
    (path, index) => sql`${dialect.jsonText(json, path.split('.'))} as ${sql.id(`v${index}`)}`,
  )
  const groups = check.values.map((_, index) => sql.raw(String(index + 1)))
  const rows = await connection.query<Record<string, string | number | null>>(sql`
    select ${sql.join(named)}, count(*) as n
    from ${dialect.table(place.table)} r
    where ${isOfSource(world, place)}
    group by ${sql.join(groups)}`)
  return summarize(
    rows.flatMap((row) => {
      const values = check.values.map((_, index) => String(row[`v${index}`] ?? ''))
      const name = findLacking(target, check.offered, values)
      return name === null ? [] : { name, rows: Number(row.n) }
    }),
  )
}

/** The first of a row's values that is not offered, with those before it; null when all are. */
function findLacking(target: unknown, offered: readonly string[], names: readonly string[]): string | null {
  const replace = (step: string) => step.replace(/^\$(\d+)$/, (_, index) => names[Number(index)] ?? '')
  for (const [index, name] of names.entries()) {
    // A row that names nothing takes what the organization has.
    if (name === '') return null
    const lists = listAt(target, offered[index] ?? '', replace)
    if (!lists.some((list) => offers(list, name))) return names.slice(0, index + 1).join(' / ')
  }
  return null
}

function summarize(missing: readonly { name: string; rows: number }[]): Found {
  if (missing.length === 0) return null
  const byName = new Map<string, number>()
  for (const { name, rows } of missing) byName.set(name, (byName.get(name) ?? 0) + rows)
  const most = [...byName].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).slice(0, SAMPLES)
  return {
    count: missing.reduce((sum, { rows }) => sum + rows, 0),
    samples: most.map(([name]) => shorten(name)),
  }
}

async function findRows(world: World, check: CheckOf<'has-rows'>): Promise<Found> {
  const { connection, dialect } = world
  const place = findPlace(world, check.resource)
  if (place === null) return null
  const matches = Object.entries(check.match ?? {}).map(([name, value]) => {
    const column = findColumn(place.table, name)
    if (column === undefined) return sql`1 = 0`
    return dialect.isSame(at('r', column), dialect.value(toText(value, column), column))
  })
  const from = sql`from ${dialect.table(place.table)} r where ${and([isOfSource(world, place), ...matches])}`
  const count = await countOf(connection, sql`select count(*) as n ${from}`)
  if (count === 0) return null
  const rows = await connection.query<{ name: string }>(sql`
    select ${dialect.text(at('r', place.shown))} as name ${from}
    and ${at('r', place.shown)} is not null
    order by 1 limit ${sql.raw(String(SAMPLES))}`)
  return { count, samples: rows.map((row) => shorten(row.name)) }
}

async function findOwner(world: World, { side }: CheckOf<'personal'>): Promise<Found> {
  const { connection, dialect, model, sourceKey, targetKey } = world
  const { users } = model
  if (users === null) return null
  const shown = users.email ?? users.key
  const rows = await connection.query<{ name: string | null }>(sql`
    select ${dialect.text(at('u', shown))} as name from ${dialect.table(users.table)} u
    where ${holds(dialect, 'u', users.key, side === 'source' ? sourceKey : targetKey)}`)
  return rows.length === 0 ? null : { count: 1, samples: rows.flatMap(({ name }) => name ?? []).map(shorten) }
}

async function hasRows(world: World, resource: string): Promise<boolean> {
  const place = findPlace(world, resource)
  if (place === null) return false
  const rows = await world.connection.query(sql`
    select 1 as found from ${world.dialect.table(place.table)} r where ${isOfSource(world, place)} limit 1`)
  return rows.length > 0
}

interface Place {
  readonly table: Table
  readonly organization: Column
  /** What a sample of its rows shows. */
  readonly shown: Column
}

function findPlace({ model }: World, resource: string): Place | null {
  const move = model.moves.find((candidate) => candidate.resource === resource)
  if (move !== undefined) {
    const [organization] = move.scope
    return { table: move.table, organization, shown: move.name ?? move.table.identity[0] ?? organization }
  }
  const { memberships } = model
  if (memberships?.resource !== resource) return null
  return { table: memberships.table, organization: memberships.organization, shown: memberships.user }
}

function isOfSource({ dialect, sourceKey }: World, { organization }: Place): Sql {
  return holds(dialect, 'r', organization, sourceKey)
}

function shorten(text: string): string {
  return text.length > LONGEST_SAMPLE ? `${text.slice(0, LONGEST_SAMPLE - 1)}…` : text
}
