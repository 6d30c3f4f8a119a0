import type { Plan } from '../../migration/documents.ts'

/**
 * What a plan that was made anew would do and the one that people saw would not, in words. Empty: it may stand in for
 * it. More rows and more members of the kinds that were shown are no harm; new conflicts, new warnings and higher roles
 * are for people to see first.
 */
export function findWorse(shown: Plan, now: Plan): string[] {
  return [...newFindings(shown, now), ...newConflicts(shown, now), ...newGains(shown, now)]
}

function newFindings(shown: Plan, now: Plan): string[] {
  const known = new Set(shown.findings.map(({ code }) => code))
  return now.findings
    .filter(({ code, severity }) => severity !== 'info' && !known.has(code))
    .map(({ code, message }) => `${code}: ${message}`)
}

function newConflicts(shown: Plan, now: Plan): string[] {
  return Object.entries(now.conflicts).flatMap(([resource, items]) => {
    const known = new Map((shown.conflicts[resource] ?? []).map((one) => [placeOf(one), one.proposed]))
    return items.flatMap((item) => {
      const before = known.get(placeOf(item))
      if (before === undefined) return [`a new conflict about ${resource} ${String(item.id)}`]
      if (JSON.stringify(before) === JSON.stringify(item.proposed)) return []
      return [`another outcome for ${resource} ${String(item.id)}`]
    })
  })
}

function newGains(shown: Plan, now: Plan): string[] {
  const known = new Map(shown.access.map((one) => [String(one.user), one.role_after]))
  const members = new Set(
    shown.access.filter(({ change }) => change === 'joins').map((one) => one.role_after),
  )
  return now.access.flatMap(({ user, role_after, change }) => {
    if (change !== 'joins' && change !== 'gains') return []
    const before = known.get(String(user))
    const isShown =
      before === undefined ? change === 'joins' && members.has(role_after) : before === role_after
    return isShown ? [] : [`person ${String(user)} would become ${role_after ?? 'a member'}`]
  })
}

function placeOf({ id, key }: { readonly id: unknown; readonly key: string }): string {
  return JSON.stringify([id, key])
}
