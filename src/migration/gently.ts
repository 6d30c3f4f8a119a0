import { setImmediate as turn } from 'node:timers/promises'

/** A service answers others in the same thread: after so many milliseconds it is their turn. */
const TURN_MS = 8

/** `items.map(map)` for any number of items, without keeping the thread from others for long. */
export async function mapGently<In, Out>(items: Iterable<In>, map: (item: In) => Out): Promise<Out[]> {
  const mapped: Out[] = []
  let since = performance.now()
  for (const item of items) {
    mapped.push(map(item))
    if (performance.now() - since < TURN_MS) continue
    await turn()
    since = performance.now()
  }
  return mapped
}

/** `JSON.stringify` of a document whose lists may be long. */
export async function toTextGently(value: unknown): Promise<string> {
  if (Array.isArray(value)) return `[${(await mapGently(value, toText)).join(',')}]`
  if (typeof value !== 'object' || value === null) return toText(value)
  const fields: string[] = []
  for (const [name, field] of Object.entries(value)) {
    if (field !== undefined) fields.push(`${JSON.stringify(name)}:${await toTextGently(field)}`)
  }
  return `{${fields.join(',')}}`
}

function toText(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}
