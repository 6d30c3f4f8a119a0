import type { Decision, Plan } from '../../../../src/migration/documents.ts'
import type { PlanInput } from '../../../../src/migration/plan/options.ts'

/** Decides every conflict somehow: by the picks where there are any, and by leaving the row where nothing else goes. */
export function decide(plan: Plan, picks: readonly number[]): Pick<PlanInput, 'decisions' | 'on'> {
  const items = Object.entries(plan.conflicts).flatMap(([resource, own]) =>
    own.map((item) => ({ resource, ...item })),
  )
  const firsts = items.filter(
    ({ resource, id }, index) =>
      items.findIndex((one) => one.resource === resource && String(one.id) === String(id)) === index,
  )
  const decisions: Decision[] = firsts.flatMap(({ resource, id, choices }, index) => {
    const pick = picks[index % picks.length] ?? 0
    const choice = choices[pick % choices.length]
    return pick > 7 || choice === undefined ? [] : [{ resource, id, choice }]
  })
  const stubborn = items.filter(({ choices }) => !choices.includes('rename')).map(({ key }) => [key, 'skip'])
  return { decisions, on: Object.fromEntries(stubborn) as Record<string, string> }
}
