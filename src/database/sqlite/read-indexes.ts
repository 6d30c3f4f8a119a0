import type { Column, Index, KeyPart, UniqueKey } from '../catalog.ts'
import { columnsIn } from '../sql-text.ts'
import { parseIndex } from './schema-text.ts'

/** A row of `pragma index_list`, with the index's text where it has one. */
export interface IndexRow {
  readonly table: string
  readonly name: string
  readonly unique: number
  readonly origin: 'c' | 'u' | 'pk'
  readonly partial: number
  readonly sql: string | null
}

/** A row of `pragma index_xinfo`; `table` is the index's name. */
export interface PartRow {
  readonly table: string
  readonly seqno: number
  readonly cid: number
  readonly name: string | null
  readonly coll: string
}

/** The unique key that an index keeps. */
export function toUniqueKey(
  index: IndexRow,
  parts: readonly PartRow[],
  columns: readonly Column[],
): UniqueKey {
  const text = index.sql === null ? null : parseIndex(index.sql)
  return {
    name: index.name,
    parts: parts.map((part) => toPart(part, text?.parts[part.seqno] ?? '', columns)),
    predicate: text?.predicate ?? null,
    nullsEqual: false,
    isPrimary: index.origin === 'pk',
  }
}

/** The index itself. */
export function toIndex(index: IndexRow, parts: readonly PartRow[]): Index {
  return { name: index.name, columns: parts.map((part) => part.name), isPartial: index.partial === 1 }
}

function toPart(part: PartRow, expression: string, columns: readonly Column[]): KeyPart {
  const column = columns.find(({ name }) => name === part.name)
  const own = column?.collation ?? 'BINARY'
  const collation = part.coll.toUpperCase() === own.toUpperCase() ? null : part.coll
  if (part.name !== null) return { column: part.name, expression: null, columns: [part.name], collation }
  const names = columns.map(({ name }) => name)
  return { column: null, expression, columns: columnsIn(expression, names, { brackets: true }), collation }
}
