import type { Plan } from '../../../api/contract.ts'
import { organizationName, resourceName } from '../../../words/names.ts'
import type { Spoken } from '../../../words/words.ts'
import { type Draft, noticesOf } from '../draft.ts'
import { kindOf } from '../people/kind.ts'
import { figuresOf } from '../plan/figures.ts'
import { movingAdmins } from '../standing.ts'

/** The whole plan in sentences, in the order in which a person would ask. What does not happen is not mentioned. */
export function planSentences(plan: Plan, draft: Draft, spoken: Spoken, canSend: boolean): string[] {
  const { t, f } = spoken
  const words = t.wizard.review
  const source = organizationName(plan.source)
  const target = organizationName(plan.target)
  const people = plan.access.filter(({ change }) => change !== 'stays')
  const { moves, renamed, stays } = figuresOf(plan)
  const cleared = Object.values(plan.conflicts)
    .flat()
    .filter(({ proposed }) => proposed?.action === 'clear').length
  const gaining = people.filter((person) => kindOf(person) === 'gains').length
  const when =
    draft.runAt === null || draft.runAt === '' ? null : f.dateTime(new Date(draft.runAt).toISOString())
  const seconds = plan.estimated_time_seconds
  return [
    words.move(t.common.people(people.length), words.things(moves - people.length), source, target),
    ...some(renamed, words.renamed(renamed)),
    ...some(cleared, words.cleared(cleared)),
    ...some(stays, words.stays(stays, source, stayingKinds(plan, spoken))),
    ...adminSentence(plan, target, words),
    ...some(gaining - adminsAfter(plan), words.gains(gaining, target)),
    plan.options.delete_source ? words.removed(source) : words.kept(source),
    noticeSentence(draft, t, canSend),
    when === null ? words.startsNow : words.starts(when),
    words.takes(seconds < 1 ? t.common.lessThanASecond : f.duration(seconds)),
  ]
}

/** "Assistants (3) and Libraries": a number only where it says something. */
function stayingKinds({ skipped }: Plan, { t, f }: Spoken): string {
  const kinds = [...Map.groupBy(skipped, ({ resource }) => resource)]
  return f.list(
    kinds.map(([resource, rows]) => {
      const name = resourceName(t, resource)
      return rows.length === 1 ? name : `${name} (${f.number(rows.length)})`
    }),
  )
}

type ReviewWords = Spoken['t']['wizard']['review']

function adminsAfter(plan: Plan): number {
  return movingAdmins(plan).filter(({ role_after }) => role_after === 'admin' || role_after === 'owner')
    .length
}

function adminSentence(plan: Plan, target: string, words: ReviewWords): string[] {
  const admins = movingAdmins(plan)
  const staying = adminsAfter(plan)
  const ending = admins.length - staying
  return [...some(staying, words.adminsStay(staying, target)), ...some(ending, words.adminsEnd(ending))]
}

function noticeSentence(draft: Draft, t: Spoken['t'], canSend: boolean): string {
  const words = t.wizard.review
  const { before, after, send } = noticesOf(draft)
  if (!before && !after) return words.notices.none
  if (!send) return words.notices.unsent
  if (!canSend) return t.report.notices.noMail
  if (before && after) return words.notices.both
  return before ? words.notices.before : words.notices.after
}

function some(count: number, sentence: string): string[] {
  return count > 0 ? [sentence] : []
}
