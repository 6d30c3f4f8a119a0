import type { Blueprint } from '../../blueprint/blueprint.ts'
import type { Party } from '../context.ts'

type Json = { [key: string]: unknown }

export interface Retirement {
  /** What changes, in words. */
  readonly changes: readonly string[]
  /** The settings as they will be. */
  write(migrationId: string): string
}

/**
 * What the source's settings become when it stays behind: the blueprint's values where their parent exists, and a note
 * about where everybody went. Null where there are no settings that can be read.
 */
export function retireConfig({ organizations }: Blueprint, source: Party, target: Party): Retirement | null {
  const config = parseObject(source.config)
  if (config === null) return null
  const changes = Object.entries(organizations.retire ?? {}).filter(([path, value]) => {
    const [parent, key] = locate(config, path)
    return parent !== null && key in parent && parent[key] !== value
  })
  const { mark } = organizations
  const isMarked = mark !== undefined && locate(structuredClone(config), mark, true)[0] !== null
  if (changes.length === 0 && !isMarked) return null
  const name = source.slug ?? source.key
  return {
    changes: [
      ...changes.map(
        ([path, value]) => `${path} becomes ${JSON.stringify(value)} in the settings of the source`,
      ),
      ...(isMarked ? [`${mark} in the settings of "${name}" says where everything went`] : []),
    ],
    write(migrationId) {
      const copy = structuredClone(config)
      for (const [path, value] of changes) {
        const [parent, key] = locate(copy, path)
        if (parent !== null) parent[key] = value
      }
      if (mark !== undefined) {
        const [parent, key] = locate(copy, mark, true)
        if (parent !== null) parent[key] = { organization: target.slug ?? target.key, migration: migrationId }
      }
      return JSON.stringify(copy)
    },
  }
}

function parseObject(text: string | null): Json | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function locate(root: Json, path: string, create = false): [Json | null, string] {
  const parts = path.split('.')
  const last = parts.pop() ?? ''
  let here: Json = root
  for (const part of parts) {
    if (create && here[part] === undefined) here[part] = {}
    const next = here[part]
    if (!isObject(next)) return [null, last]
    here = next
  }
  return [here, last]
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
