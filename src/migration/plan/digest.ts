import { createHash } from 'node:crypto'
import { mapGently } from '../gently.ts'

/** Short, stable mark of any JSON value; the order of keys says nothing. */
export function digest(value: unknown): string {
  return markOf(canonical(value))
}

/** The same for a list that may be long. */
export async function digestAll(list: readonly unknown[]): Promise<string> {
  return markOf(`[${(await mapGently(list, canonical)).join(',')}]`)
}

function markOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** As `JSON.stringify` writes it, with the keys in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`)
  return `{${fields.join(',')}}`
}
