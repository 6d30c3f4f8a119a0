/** Values found in JSON settings. Whatever is not there, or not JSON, is simply not found. */

/** The value of a JSON text; null where the text is none. */
export function parseSettings(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** Every value at a dotted path, where `*` stands for every key; nulls count as absent. */
export function listAt(
  settings: unknown,
  path: string,
  replace: (step: string) => string = (step) => step,
): unknown[] {
  let found: unknown[] = [settings]
  for (const step of path.split('.')) {
    // Only what the path itself says is a wildcard: a value put in its place may be any text.
    found = found.flatMap((value) => (step === '*' ? listValues(value) : getOwn(value, replace(step))))
  }
  return found.filter((value) => value !== null && value !== undefined)
}

/** The first value that is found at one of these paths; null where there is none. */
export function findFirst(settings: unknown, paths: readonly string[]): unknown {
  for (const path of paths) {
    const [first] = listAt(settings, path)
    if (first !== undefined) return first
  }
  return null
}

/** Whether a list holds this name, or an object has it as a key. */
export function offers(value: unknown, name: string): boolean {
  if (Array.isArray(value)) {
    return value.some((item) => item === name || (isObject(item) && (item.id === name || item.name === name)))
  }
  return isObject(value) && Object.hasOwn(value, name)
}

/** Two settings mean the same when these are equal: an address may or may not end in a slash. */
export function toComparable(value: unknown): string {
  const url = typeof value === 'string' ? URL.parse(value.trim()) : null
  return JSON.stringify(url === null ? value : url.href.replace(/\/+$/, ''))
}

/** How a setting may be shown: an address without user, password and query; nothing of other texts. */
export function toShown(value: unknown): string {
  if (value === null) return 'none'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const url = typeof value === 'string' ? URL.parse(value.trim()) : null
  return url === null || url.host === ''
    ? 'set'
    : `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`
}

function listValues(value: unknown): unknown[] {
  return isObject(value) ? Object.values(value) : []
}

function getOwn(value: unknown, key: string): unknown[] {
  return isObject(value) && Object.hasOwn(value, key) ? [value[key]] : []
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
