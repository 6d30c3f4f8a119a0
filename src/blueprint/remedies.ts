import type { Model } from './model.ts'
import { presets } from './presets/index.ts'

/** Where a line is to be added. */
export function ofWhat({ blueprint }: Model): string {
  return Object.hasOwn(presets, blueprint.name)
    ? ` of a blueprint file that begins with {"extends": ${JSON.stringify(blueprint.name)}}`
    : ' of the blueprint'
}

/** A free name that the blueprint's schema takes. */
export function toResourceName({ blueprint }: Model, table: string): string {
  const plain = table
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
  const base = plain === '' ? 'rows' : plain
  const isTaken = (name: string) =>
    blueprint.resources[name] !== undefined || blueprint.memberships?.resource === name
  let name = base
  for (let number = 2; isTaken(name); number += 1) name = `${base}_${number}`
  return name
}
