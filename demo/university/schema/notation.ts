/**
 * A table in a compact notation, one short line per fact.
 *
 * columns     `name: type`, `!` for NOT NULL, `= default`. Types: `serial` (counted integer key), `key` (integer key
 *             given by the app), `textkey`, and `integer`, `text`, `json`, `boolean`, `real`, `timestamp`
 * unique      column names, one line per key
 * references  `column -> table`, with `.column` where it is not `id`, and the action on delete
 * indexes     `name: columns`, after the table prefix; `unique` in front; `where column` for "is not null"
 */
export interface TableNotes {
  readonly name: string
  readonly columns: readonly string[]
  readonly unique?: readonly string[]
  readonly references?: readonly string[]
  readonly checks?: Readonly<Record<string, readonly string[] | 1>>
  readonly indexes?: readonly string[]
}

export type ColumnType =
  | 'serial'
  | 'key'
  | 'textkey'
  | 'integer'
  | 'text'
  | 'json'
  | 'boolean'
  | 'real'
  | 'timestamp'

export interface ColumnNote {
  readonly name: string
  readonly type: ColumnType
  readonly required: boolean
  readonly fallback: string | null
}

export interface ReferenceNote {
  readonly column: string
  readonly table: string
  readonly parentColumn: string
  readonly onDelete: string
}

export interface IndexNote {
  readonly name: string
  readonly columns: readonly string[]
  readonly isUnique: boolean
  readonly present: string | null
}

export function readColumn(line: string): ColumnNote {
  const [, name, type, required, fallback] = match(line, /^(\w+): (\w+)(!)?(?: = (.*))?$/)
  return {
    name: name ?? '',
    type: type as ColumnType,
    required: required !== undefined,
    fallback: fallback ?? null,
  }
}

export function readReference(line: string): ReferenceNote {
  const [, column, table, parentColumn, onDelete] = match(line, /^(\w+) -> (\w+)(?:\.(\w+))?(?: (.+))?$/)
  return {
    column: column ?? '',
    table: table ?? '',
    parentColumn: parentColumn ?? 'id',
    onDelete: onDelete ?? 'no action',
  }
}

export function readIndex(line: string): IndexNote {
  const [, unique, name, columns, present] = match(line, /^(unique )?(\w+): ([\w, ]+?)(?: where (\w+))?$/)
  return {
    name: name ?? '',
    columns: (columns ?? '').split(', '),
    isUnique: unique !== undefined,
    present: present ?? null,
  }
}

function match(line: string, pattern: RegExp): RegExpExecArray {
  const found = pattern.exec(line)
  if (found === null) throw new Error(`not in the notation: ${line}`)
  return found
}
