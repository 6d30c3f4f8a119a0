import type { Column, UniqueKey } from './catalog.ts'

/** The columns that address one row: primary key, else a unique key without nulls, else the engine's row number. */
export function identityOf(
  columns: readonly Column[],
  primaryKey: readonly string[],
  uniqueKeys: readonly UniqueKey[],
  rowNumber: Column | null,
): Column[] {
  const named = (names: readonly (string | null)[]) =>
    columns
      .filter((column) => names.includes(column.name))
      .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
  if (primaryKey.length > 0) return named(primaryKey)
  for (const { parts, predicate } of uniqueKeys) {
    const found = named(parts.map((part) => part.column))
    const isTotal = predicate === null && found.length === parts.length
    if (isTotal && found.every((column) => !column.nullable)) return found
  }
  return rowNumber === null ? [] : [rowNumber]
}
