/** Two states of the app's schema: with one column per setting (091), and with settings as JSON (161). */
export type SchemaShape = 'flat' | 'json'

export const schemaShapes: readonly SchemaShape[] = ['flat', 'json']

/**
 * A table in a compact notation, one short line per fact. A line that ends in `@flat` or `@json` is of that shape only.
 *
 * columns     `name: type`, `!` for NOT NULL, `= default`. Types are those of PostgreSQL, and `identity`, `serial`
 * key         column names; `id` where it is left out
 * unique      `constraint: columns`
 * references  `constraint: column -> table`, and the action on delete
 * indexes     `name: columns`; `unique` in front; `where condition` behind
 */
export interface TableNotes {
  readonly name: string
  readonly columns: readonly string[]
  readonly key?: string
  readonly unique?: readonly string[]
  readonly references?: readonly string[]
  readonly indexes?: readonly string[]
  readonly only?: SchemaShape
}

export interface ColumnNote {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly fallback: string | null
}

/** The lines of a shape, without their marks. */
export function linesOf(lines: readonly string[] | undefined, shape: SchemaShape): string[] {
  return (lines ?? []).flatMap((line) => {
    const [text = '', only] = line.split(' @')
    return only === undefined || only === shape ? [text] : []
  })
}

export function readColumn(line: string): ColumnNote {
  const [, name = '', type = '', required, fallback] = match(line, /^(\w+): ([\w(),]+)(!)?(?: = (.+))?$/)
  return { name, type, required: required !== undefined, fallback: fallback ?? null }
}

/** A name and the columns behind it. */
export function readKey(line: string): { name: string; columns: string[] } {
  const [, name = '', columns = ''] = match(line, /^(\w+): ([\w, ]+)$/)
  return { name, columns: columns.split(', ') }
}

export function readReference(line: string): {
  name: string
  column: string
  table: string
  onDelete: string | null
} {
  const [, name = '', column = '', table = '', onDelete] = match(line, /^(\w+): (\w+) -> (\w+)(?: (.+))?$/)
  return { name, column, table, onDelete: onDelete ?? null }
}

export function readIndex(line: string): {
  name: string
  columns: string[]
  isUnique: boolean
  where: string | null
} {
  const [, unique, name = '', columns = '', where] = match(
    line,
    /^(unique )?(\w+): ([\w, ]+?)(?: where (.+))?$/,
  )
  return { name, columns: columns.split(', '), isUnique: unique !== undefined, where: where ?? null }
}

function match(line: string, pattern: RegExp): RegExpExecArray {
  const found = pattern.exec(line)
  if (found === null) throw new Error(`not in the notation: ${line}`)
  return found
}
