/** Settings as JSON objects. What is no object counts as an empty one. */
export type Json = { readonly [name: string]: unknown }

export function parseObject(text: unknown): Json {
  if (typeof text !== 'string') return {}
  try {
    return asObject(JSON.parse(text))
  } catch {
    return {}
  }
}

export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** A text without spaces around it; null where nothing is left. */
export function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' ? null : text
}
