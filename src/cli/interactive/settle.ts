import { ResettleError } from '../../errors.ts'
import type { Decision, Plan } from '../../migration/documents.ts'
import type { PlanInput } from '../../migration/plan/options.ts'
import {
  type Conflict,
  conflictItems,
  renderConflictList,
  renderDecided,
  renderNames,
  renderRefused,
} from '../render/conflicts.ts'
import { ALL, page } from '../render/parts.ts'
import { renderProblem } from '../render/problem.ts'
import type { Session } from '../session.ts'
import type { Look } from '../terminal/look.ts'
import { askChange, askGroup, askItem } from './ask.ts'
import { groupConflicts, openConflicts, refusedNames, rowKey } from './groups.ts'

export interface Settled {
  readonly plan: Plan
  readonly input: PlanInput
}

/**
 * Asks until every conflict is decided. After each round the plan is made again with the answers, so that every name
 * shown was found free; a name that is not comes back as a question. Writes nothing.
 */
export async function settle(
  session: Session,
  make: (input: PlanInput) => Promise<Plan>,
  input: PlanInput,
): Promise<Settled> {
  let decided = new Map((input.decisions ?? []).map((one) => [rowKey(one), one]))
  const isAsked = new Set<string>()
  let plan = await make(input)
  for (;;) {
    const answers = await askRound(session, plan, {
      decided,
      isAsked,
      name: () => makeNames(make, input, plan, decided),
    })
    if (answers === null) return { plan, input: withDecisions(input, decided) }
    for (const answer of answers) isAsked.add(rowKey(answer))
    const next = new Map([...decided, ...answers.map((one) => [rowKey(one), one] as const)])
    const made = await tryMake(session, () => make(withDecisions(input, next)))
    if (made !== null) {
      plan = made
      decided = next
    }
  }
}

interface Round {
  readonly decided: ReadonlyMap<string, Decision>
  readonly isAsked: ReadonlySet<string>
  /** The names that renaming would give to what is open, by row. */
  name(): Promise<ReadonlyMap<string, string | null>>
}

/** Nobody can choose between names and other ways without seeing the names: a plan that renames all makes them. */
async function makeNames(
  make: (input: PlanInput) => Promise<Plan>,
  input: PlanInput,
  plan: Plan,
  decided: ReadonlyMap<string, Decision>,
): Promise<ReadonlyMap<string, string | null>> {
  const open = new Set(openConflicts(plan, decided).map(rowKey))
  const settled = new Map([...decided].filter(([row]) => !open.has(row)))
  const { decisions: _, ...others } = input
  const renamed = await make(withDecisions({ ...others, conflictStrategy: 'rename' }, settled))
  const items = conflictItems(renamed).filter(({ proposed }) => proposed?.action === 'rename')
  return new Map(items.map((item) => [rowKey(item), item.proposed?.name ?? null]))
}

/** The answers of one round; null when nothing is left to ask. */
async function askRound(
  session: Session,
  plan: Plan,
  { decided, isAsked, name }: Round,
): Promise<Decision[] | null> {
  const { prompter } = session
  const open = openConflicts(plan, decided)
  if (open.length > 0) {
    for (const name of refusedNames(plan, decided)) session.say((look) => renderRefused(name, look))
    const answers: Decision[] = []
    const names = await name()
    const named = open.map((item) => ({ ...item, madeName: names.get(rowKey(item)) ?? null }))
    for (const group of groupConflicts(named)) {
      session.say((look) => renderConflictList(group, look))
      answers.push(...(await askGroup(group, prompter)))
    }
    return answers
  }
  const own = conflictItems(plan).filter((item) => isAsked.has(rowKey(item)))
  if (own.length === 0) return null
  session.say((look) => renderOutcome(plan, own, look))
  const changed = await askChange(own, prompter)
  return changed === null ? null : [await askItem(changed, prompter)]
}

/** An answer the engine refuses is said and asked again; nothing else is caught. */
async function tryMake(session: Session, make: () => Promise<Plan>): Promise<Plan | null> {
  try {
    return await make()
  } catch (thrown) {
    if (!(thrown instanceof ResettleError) || thrown.code !== 'decision.invalid') throw thrown
    session.say((look) => renderProblem(thrown.toProblem(), look))
    return null
  }
}

function withDecisions(input: PlanInput, decided: ReadonlyMap<string, Decision>): PlanInput {
  return decided.size === 0 ? input : { ...input, decisions: [...decided.values()] }
}

function renderOutcome(plan: Plan, own: readonly Conflict[], look: Look): string {
  const conflicts = Object.fromEntries(Map.groupBy(own, (item) => item.resource))
  const shown = { ...plan, conflicts }
  return page(renderNames(shown, look, ALL), renderDecided(shown, look, ALL))
}
