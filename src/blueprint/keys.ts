import type { Column, Table, UniqueKey } from '../database/catalog.ts'
import type { Blueprint, Choice } from './blueprint.ts'
import type { KeyRule, RenameRule } from './model.ts'
import { findColumn, findColumns } from './names.ts'

type Declared = NonNullable<Blueprint['resources'][string]['keys']>[number]

export interface KeyedTable {
  readonly table: Table
  readonly scope: readonly Column[]
  readonly rename: RenameRule | null
}

/** The unique keys on which a row may clash when its organization changes, with what may be done about it. */
export function listKeyRules(keyed: KeyedTable, declared: readonly Declared[]): KeyRule[] {
  const { table, scope } = keyed
  const scopes = new Set(scope.map((column) => column.name))
  const global = table.uniqueKeys.filter((key) => !reads(key, scopes))
  const seen = new Set<string>()
  return table.uniqueKeys.flatMap((key) => {
    const signature = JSON.stringify([key.parts, key.predicate, key.nullsEqual])
    if (!reads(key, scopes) || seen.has(signature)) return []
    seen.add(signature)
    if (global.some((other) => covers(other, key, table))) return []
    return [toRule(keyed, key, declared)]
  })
}

/** Whether SQL over bare column names names this column. */
export function mentions(sql: string, column: string): boolean {
  const words = sql
    .replace(/'(?:[^']|'')*'/g, ' ')
    .match(/"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[\p{L}_][\p{L}\p{N}_$]*/gu)
  return (words ?? []).some((word) => {
    if (/^["`[]/.test(word)) return word.slice(1, -1).replaceAll('""', '"') === column
    return word.toLowerCase() === column.toLowerCase()
  })
}

/** The columns that the parts of a key read. */
function columnsOfKey(key: UniqueKey): string[] {
  return [...new Set(key.parts.flatMap((part) => part.columns))]
}

function reads(key: UniqueKey, scopes: ReadonlySet<string>): boolean {
  if (columnsOfKey(key).some((column) => scopes.has(column))) return true
  const { predicate } = key
  return predicate !== null && [...scopes].some((column) => mentions(predicate, column))
}

/**
 * Whether two rows equal under `key` would be equal under `other` too, which forbids them already: `key` then never
 * clashes by a move. In doubt the answer is no, which costs a useless probe and nothing else.
 */
function covers(other: UniqueKey, key: UniqueKey, table: Table): boolean {
  if (other.predicate !== null && other.predicate !== key.predicate) return false
  if (key.nullsEqual && !other.nullsEqual && hasNullable(other, table)) return false
  return other.parts.every((part) =>
    key.parts.some(
      (candidate) =>
        candidate.column === part.column &&
        candidate.expression === part.expression &&
        candidate.collation === part.collation,
    ),
  )
}

function hasNullable(key: UniqueKey, table: Table): boolean {
  return key.parts.some((part) => part.column === null || findColumn(table, part.column)?.nullable !== false)
}

function toRule(keyed: KeyedTable, key: UniqueKey, declared: readonly Declared[]): KeyRule {
  const { table, scope } = keyed
  const columns = columnsOfKey(key)
  const rule = declared.find((candidate) => namesKey(candidate, columns, table))
  const clear = findClear(keyed, key, rule?.clear)
  const offered = rule?.choices ?? deriveChoices(keyed, columns, clear)
  const choices = offered.filter(
    (choice) =>
      (choice !== 'clear' || clear !== null) && (!choice.startsWith('rename') || keyed.rename !== null),
  )
  const settled = choices.find((choice) => choice === rule?.default) ?? null
  return {
    key,
    // A key that names the organization in its predicate alone is read against the column that says whose the row is.
    scope: scope.find((column) => columns.includes(column.name)) ?? (scope[0] as Column),
    choices: choices.length > 0 ? choices : ['skip'],
    default: settled,
    clear: choices.includes('clear') ? clear : null,
    disable: Object.entries(rule?.disable ?? {}).flatMap(([name, value]) => {
      const column = findColumn(table, name)
      return column === undefined ? [] : [{ column, value }]
    }),
    advice: rule?.advice ?? null,
  }
}

function namesKey(rule: Declared, columns: readonly string[], table: Table): boolean {
  const named = new Set(findColumns(table, rule.columns).map((column) => column.name))
  return (
    named.size === columns.length &&
    new Set(rule.columns).size === named.size &&
    columns.every((column) => named.has(column))
  )
}

function findClear(
  { table, scope }: KeyedTable,
  key: UniqueKey,
  declared: string | undefined,
): Column | null {
  // Where NULLs are equal a cleared row would clash with the next one.
  if (key.nullsEqual) return null
  const plain = key.parts.flatMap((part) => (part.column === null ? [] : part.column))
  const free = table.columns.filter(
    (column) =>
      plain.includes(column.name) &&
      column.nullable &&
      !column.isGenerated &&
      // SQLite lets primary keys be NULL, but a row must keep what it is found by.
      !table.identity.some((own) => own.name === column.name) &&
      !scope.some((own) => own.name === column.name),
  )
  if (declared !== undefined) return free.find((column) => column === findColumn(table, declared)) ?? null
  const referring = new Set(table.references.flatMap((reference) => reference.columns))
  return free.find((column) => !referring.has(column.name)) ?? free[0] ?? null
}

function deriveChoices(
  { scope, rename }: KeyedTable,
  columns: readonly string[],
  clear: Column | null,
): Choice[] {
  const alone = columns.every((column) => scope.some((own) => own.name === column))
  const isRenameable = rename !== null && !rename.column.isGenerated && columns.includes(rename.column.name)
  return [
    ...(isRenameable ? (['rename', 'rename-target'] as const) : []),
    ...(clear === null ? [] : (['clear'] as const)),
    ...(alone ? (['keep-target'] as const) : []),
    'skip',
  ]
}
