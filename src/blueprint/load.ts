import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { ResettleError } from '../errors.ts'
import type { Blueprint, BlueprintInput } from './blueprint.ts'
import { parseBlueprint } from './parse.ts'
import { presets } from './presets/index.ts'

/** A file may add to a preset, or to parts of it, by naming it in `extends`. */
const extension = z.looseObject({
  extends: z.string(),
  resources: z.record(z.string(), z.looseObject({ table: z.string() })).default({}),
  others: z.array(z.looseObject({ table: z.string() })).default([]),
  checks: z.array(z.unknown()).default([]),
  not_organizations: z.record(z.string(), z.unknown()).default({}),
  promotion: z.looseObject({}).optional(),
})

/** Lists of a promotion that a file adds to; a file with everything in its promotion has its own. */
const promotionLists = ['stamps', 'links', 'stays'] as const

/** The preset of this name, or the blueprint in the file at this path. */
export async function loadBlueprint(nameOrPath: string): Promise<Blueprint> {
  const preset = Object.hasOwn(presets, nameOrPath) ? presets[nameOrPath] : undefined
  if (preset !== undefined) return parseBlueprint(preset)
  return parseBlueprint(extend(parseJson(await readText(nameOrPath), nameOrPath)))
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const names = Object.keys(presets).join(', ')
      const detail = `There is neither a preset nor a file called ${path} (presets: ${names}).`
      throw new ResettleError('blueprint.not-found', detail, { cause })
    }
    const detail = code === 'EISDIR' ? `${path} is a folder.` : `${path} cannot be read.`
    throw new ResettleError('file.unreadable', detail, { cause })
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ResettleError('blueprint.invalid', `${path} is not JSON: ${reason}`, { cause })
  }
}

function extend(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('extends' in input)) return input
  const parsed = extension.safeParse(input)
  // What is not even shaped like an extension is reported by the schema of a whole blueprint.
  if (!parsed.success) return input
  const { extends: name, resources, others, checks, not_organizations, promotion, ...rest } = parsed.data
  const base = Object.hasOwn(presets, name) ? presets[name] : undefined
  if (base === undefined) {
    const names = Object.keys(presets).join(', ')
    throw new ResettleError(
      'blueprint.not-found',
      `There is no preset ${name} to extend (presets: ${names}).`,
    )
  }
  // A table that is given another verdict loses the one it has in the preset.
  const anew = new Set([...Object.values(resources), ...others].map((entry) => entry.table))
  return {
    ...base,
    ...rest,
    resources: { ...base.resources, ...resources },
    others: [...(base.others ?? []).filter((other) => !anew.has(other.table)), ...others],
    checks: [...(base.checks ?? []), ...checks],
    not_organizations: { ...base.not_organizations, ...not_organizations },
    ...(promotion === undefined ? {} : { promotion: extendPromotion(base.promotion, promotion) }),
  }
}

function extendPromotion(
  base: BlueprintInput['promotion'],
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (base === undefined || 'legacy' in given) return given
  const lists = promotionLists.map((name) => {
    const added = given[name] ?? []
    return [name, Array.isArray(added) ? [...(base[name] ?? []), ...added] : added] as const
  })
  return { ...base, ...given, ...Object.fromEntries(lists) }
}
