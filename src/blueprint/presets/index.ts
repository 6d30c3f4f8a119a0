import type { BlueprintInput } from '../blueprint.ts'
import { lamb } from './lamb.ts'
import { openhands } from './openhands.ts'

/** Blueprints that come with Resettle, by name. */
export const presets: Readonly<Record<string, BlueprintInput>> = { lamb, openhands }
