import type { Plan } from '../../api/contract.ts'
import type { Draft } from './draft.ts'

export const steps = ['plan', 'conflicts', 'people', 'options', 'notices', 'review'] as const
export type Step = (typeof steps)[number]

/** How many things are left to settle on each step. */
export type Standing = Readonly<Record<Step, number>>

export function standingOf(plan: Plan, draft: Draft): Standing {
  const open = {
    plan: plan.findings.filter(({ severity }) => severity === 'blocker').length,
    conflicts: undecidedConflicts(plan),
    people: asksAboutAdmins(plan) && !draft.answered ? 1 : 0,
    options: draft.runAt !== null && !isFuture(draft.runAt) ? 1 : 0,
    notices: 0,
  }
  return { ...open, review: Object.values(open).reduce((sum, count) => sum + count, 0) }
}

function undecidedConflicts({ conflicts }: Plan): number {
  return Object.values(conflicts)
    .flat()
    .filter(({ proposed }) => proposed === null).length
}

/** People who move and hold a role above member in the source. */
export function movingAdmins({ access }: Plan): Plan['access'] {
  return access.filter(
    ({ role_in_source, change }) =>
      change !== 'stays' && (role_in_source === 'admin' || role_in_source === 'owner'),
  )
}

function asksAboutAdmins(plan: Plan): boolean {
  return movingAdmins(plan).length > 0
}

/** Whether a local date and time, as a field writes it, is still to come. */
export function isFuture(local: string, now = Date.now()): boolean {
  const time = Date.parse(local)
  return !Number.isNaN(time) && time > now
}
