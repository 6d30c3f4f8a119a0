import { ResettleError } from '../../errors.ts'
import type { Plan } from '../../migration/documents.ts'

/** Enough of a plan to be shown; whether it is whole and untouched the engine says. */
export function toPlan(file: string, value: unknown): Plan {
  const plan = value as Plan | null
  const isPlan =
    typeof plan === 'object' &&
    plan?.kind === 'plan' &&
    plan.version === 1 &&
    hasParts(plan as unknown as Parts)
  if (!isPlan) throw new ResettleError('plan.invalid', `${file} does not hold a plan of this version.`)
  return plan
}

type Parts = Readonly<Record<string, unknown>>

function hasParts(plan: Parts): boolean {
  const lists = ['tables', 'skipped', 'access', 'removals', 'source_changes', 'findings']
  const objects = ['source', 'target', 'options', 'conflicts', 'resources']
  return (
    lists.every((name) => Array.isArray(plan[name])) &&
    objects.every((name) => typeof plan[name] === 'object' && plan[name] !== null)
  )
}
