import type { ValueFunction } from '../values.ts'
import { textOf } from './json.ts'
import { openhandsFunctions } from './openhands.ts'

/** Functions that blueprints may call, by name. */
export const namedFunctions: Readonly<Record<string, ValueFunction>> = {
  /** Text without spaces around it; null where nothing is left. */
  trimmed: ([value]) => textOf(value === null || value === undefined ? null : String(value)),
  /** The time. */
  now: () => new Date().toISOString(),
  ...openhandsFunctions,
}
