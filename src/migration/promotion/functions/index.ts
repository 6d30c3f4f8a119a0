import type { ValueFunction } from '../values.ts'

/** Functions that blueprints may call, by name. */
export const namedFunctions: Readonly<Record<string, ValueFunction>> = {
  /** Text without spaces around it; null where nothing is left. */
  trimmed: ([value]) => {
    const text = value === null || value === undefined ? '' : String(value).trim()
    return text === '' ? null : text
  },
}
