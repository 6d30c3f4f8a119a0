import { ResettleError } from '../../errors.ts'
import type { Plan } from '../../migration/documents.ts'
import { conflictItems, decideOptions, isUndecided } from '../render/conflicts.ts'
import { plural } from '../terminal/text.ts'

/** The refusal of undecided conflicts with each of them, and the option that would settle it. */
export function undecided(plan: Plan): ResettleError {
  const open = conflictItems(plan).filter(isUndecided)
  const detail = `${plural(open.length, 'conflict')} ${open.length === 1 ? 'is' : 'are'} not decided; nothing was changed.`
  return new ResettleError('plan.undecided', detail, {
    remedy: 'Add one of the options listed for each of them, or give them all with --decisions FILE.',
    context: {
      undecided: open.map((item) => ({
        resource: item.resource,
        id: item.id,
        conflict_reason: item.conflict_reason,
        choices: item.choices,
        decide: decideOptions(item),
      })),
      // Names of people and rows are in the plan; errors end in logs.
      findings: plan.findings
        .filter(({ severity }) => severity === 'blocker' || severity === 'decision')
        .map((finding) => ({ ...finding, samples: [] })),
    },
  })
}
