import type { Column, Family } from '../catalog.ts'

/** What SQLite makes of a value that is stored in a column of this declared type. */
export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric'

/** The rules of https://sqlite.org/datatype3.html#determination_of_column_affinity, in their order. */
export function affinityOf(type: string): Affinity {
  if (/int/i.test(type)) return 'integer'
  if (/char|clob|text/i.test(type)) return 'text'
  if (/blob/i.test(type) || type === '') return 'blob'
  if (/real|floa|doub/i.test(type)) return 'real'
  return 'numeric'
}

/** The family that a declared type stands for in common use. */
export function familyOf(type: string): Family {
  if (type === '') return 'other'
  if (/bool/i.test(type)) return 'boolean'
  if (/json/i.test(type)) return 'json'
  if (/uuid|guid/i.test(type)) return 'uuid'
  if (/date|time/i.test(type)) return 'time'
  if (/^(?:decimal|numeric|money|number)\b/i.test(type)) return 'decimal'
  const affinity = affinityOf(type)
  if (affinity === 'real') return 'float'
  return affinity === 'numeric' ? 'other' : affinity
}

/** What a column would hold after a text was written to it: never lossy, as SQLite itself is not. */
export function toStored(text: string | null, column: Column): string | bigint | number | Uint8Array | null {
  if (text === null) return null
  if (column.family === 'boolean' && /^(?:true|false)$/i.test(text)) return /^true$/i.test(text) ? 1n : 0n
  const affinity = affinityOf(column.type)
  if (/^\\x(?:[0-9a-f]{2})*$/i.test(text) && affinity === 'blob') return Buffer.from(text.slice(2), 'hex')
  if (affinity === 'text' || (affinity === 'blob' && !isUntypedInteger(text, column))) return text
  if (/^[+-]?\d{1,19}$/.test(text)) {
    const integer = BigInt(text.replace('+', ''))
    return BigInt.asIntN(64, integer) === integer ? integer : Number(text)
  }
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : text
}

/** A column without a type converts nothing: what looks like an integer most likely was stored as one. */
function isUntypedInteger(text: string, { type }: Column): boolean {
  return type === '' && /^(?:0|-?[1-9]\d{0,18})$/.test(text)
}

/** A value as a literal, for triggers, which take no parameters. */
export function toLiteral(value: string | bigint | number | Uint8Array | null): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`
  return String(value)
}
