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
    options: draft.runAt !== null && timeProblem(draft.runAt) !== null ? 1 : 0,
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

/** The service schedules nothing beyond that. */
const MOST_AHEAD_MS = 366 * 24 * 3_600_000

/** Why nothing can begin at a local date and time, as a field writes it; null where it can. */
export function timeProblem(local: string, now = Date.now()): 'missing' | 'past' | 'far' | null {
  const time = Date.parse(local)
  if (Number.isNaN(time)) return 'missing'
  if (time <= now) return 'past'
  return time - now > MOST_AHEAD_MS ? 'far' : null
}
