import type { Catalog, Column, Table } from '../database/catalog.ts'
import { ResettleError } from '../errors.ts'
import type { Blueprint } from './blueprint.ts'

/** Where the names of a blueprint are in one live schema. */
export interface Names {
  readonly prefix: string
  /** The table that the blueprint calls so. */
  find(name: string): Table | undefined
}

/** Finds the prefix that the app's tables share. Throws `blueprint.mismatch` where none or several fit. */
export function readNames(blueprint: Blueprint, catalog: Catalog): Names {
  const prefix = findPrefix(blueprint, catalog)
  const bare = new Set(
    [...Object.values(blueprint.resources), ...blueprint.others]
      .filter((entry) => entry.unprefixed)
      .map((entry) => entry.table),
  )
  return {
    prefix,
    find: (name) => pick(catalog.tables, (table) => table.id, bare.has(name) ? name : prefix + name),
  }
}

/** The column of this name: exactly, else the only one that differs in case alone. */
export function findColumn(table: Table, name: string | undefined): Column | undefined {
  return name === undefined ? undefined : pick(table.columns, (column) => column.name, name)
}

/** Those of these columns that exist. */
export function findColumns(table: Table, names: readonly string[] | undefined): Column[] {
  return (names ?? []).flatMap((name) => findColumn(table, name) ?? [])
}

/** How a blueprint would call this table. */
export function toBlueprintName(prefix: string, table: Table): { table: string; unprefixed?: true } {
  if (prefix === '') return { table: table.id }
  return fold(table.id).startsWith(fold(prefix))
    ? { table: table.id.slice(prefix.length) }
    : { table: table.id, unprefixed: true }
}

function findPrefix(blueprint: Blueprint, catalog: Catalog): string {
  const { prefix } = blueprint
  if (prefix === undefined || typeof prefix === 'string') return prefix ?? ''
  // PostgreSQL folds unquoted names to lower case, so an app's own DDL may have lost its capitals there.
  const exact = listPrefixes(catalog, prefix, (text) => text)
  const candidates = exact.length > 0 ? exact : listPrefixes(catalog, prefix, fold)
  const [first] = candidates
  if (first === undefined) {
    throw new ResettleError(
      'blueprint.mismatch',
      `The database has no table ${prefix.table} beside ${prefix.beside}, under any common prefix.`,
      { remedy: `Check that this is the database of ${blueprint.name}, and that the app has started once.` },
    )
  }
  if (candidates.length > 1) {
    const named = candidates.map((candidate) => candidate + prefix.table)
    throw new ResettleError(
      'blueprint.mismatch',
      `The app's tables occur more than once: ${named.join(', ')}.`,
      {
        context: { prefixes: candidates },
        remedy: `Write the prefix out in the blueprint, such as "prefix": ${JSON.stringify(first)}.`,
      },
    )
  }
  return first
}

function listPrefixes(
  catalog: Catalog,
  rule: { table: string; beside: string },
  normal: (text: string) => string,
): string[] {
  const ids = new Set(catalog.tables.map((table) => normal(table.id)))
  const found = new Map<string, string>()
  for (const { id } of catalog.tables) {
    if (!normal(id).endsWith(normal(rule.table))) continue
    const prefix = id.slice(0, id.length - rule.table.length)
    if (ids.has(normal(prefix + rule.beside))) found.set(normal(prefix), prefix)
  }
  return [...found.values()]
}

function pick<T>(items: readonly T[], nameOf: (item: T) => string, name: string): T | undefined {
  const exact = items.find((item) => nameOf(item) === name)
  if (exact !== undefined) return exact
  const alike = items.filter((item) => fold(nameOf(item)) === fold(name))
  return alike.length === 1 ? alike[0] : undefined
}

function fold(text: string): string {
  return text.toLowerCase()
}
