import { checkPeople } from '../../blueprint/check-people.ts'
import type { PromotionPlan, PromotionSummary, Unpromoted } from './documents.ts'
import { CHUNK, listEverybody, listOwners, unusualForms } from './find.ts'
import { type Secrets, stayFindings, warningFindings } from './findings.ts'
import { userKey } from './forms.ts'
import type { PromotionContext } from './gather.ts'
import { readStandings, type Standings } from './known.ts'
import type { Warn } from './new-rows.ts'
import { listEffects } from './outside.ts'
import type { Person, Profiles } from './person.ts'
import type { PromoteInput } from './promote.ts'
import { warnOfSameNames } from './promote.ts'
import { newRows } from './rows.ts'
import { ACCEPT_UNREADABLE, opensAny, UNREADABLE, watchSecrets } from './secrets.ts'
import { summarize } from './summary.ts'
import { LISTED, noRow, unfit, unknown } from './unpromoted.ts'

/** People who are shown one by one where nobody named them. */
const SHOWN = 100

/** What promoting these people would do, or everybody who is left; reads only. */
export async function planPromotions(
  context: PromotionContext,
  input: PromoteInput & { readonly profiles: Profiles },
  named: readonly string[] | null,
): Promise<PromotionPlan> {
  const owners = named === null ? await listOwners(context) : []
  const written = named ?? [...new Set([...(await listEverybody(context)), ...owners])]
  const seen = unusualForms(context, owners)
  const plan = createPlan(named === null ? SHOWN : Number.POSITIVE_INFINITY)
  const functions = watchSecrets(input.functions)
  const keys = new Set<string>()
  for (let first = 0; first < written.length; first += CHUNK) {
    const chunk = written.slice(first, first + CHUNK).filter((id) => {
      const key = userKey(context.promotion.rule.id, id)
      const isNew = key === null || !keys.has(key)
      if (key !== null) keys.add(key)
      return isNew
    })
    const standings = await readStandings(context, chunk, { profiles: input.profiles, seen })
    await planChunk(context, { ...input, functions }, plan, standings, named !== null)
  }
  const isRight = functions.hasOpened() || !plan.hasWarned(UNREADABLE) || (await opensAny(context, functions))
  return plan.end(context, { isRight, isAccepted: input.accept.has(ACCEPT_UNREADABLE) })
}

async function planChunk(
  context: PromotionContext,
  input: PromoteInput,
  plan: ReturnType<typeof createPlan>,
  { of, ledger }: Standings,
  isNamed: boolean,
): Promise<void> {
  const people: Person[] = []
  for (const [id, standing] of of) {
    if (standing.is === 'unfit') plan.leave(unfit(id))
    else if (standing.is === 'unknown') plan.leave(unknown(id))
    else if (standing.is === 'open') {
      const mayGo = isNamed || context.promotion.rule.legacy.without_row === 'promote'
      if (standing.person.shape === 'no-row' && !mayGo) plan.leave(noRow(id))
      else people.push(standing.person)
    }
  }
  const warnings = new Map<string, string[]>()
  const warn: Warn = (id, code) => warnings.set(id, [...(warnings.get(id) ?? []), code])
  await newRows(context, people, input.functions, warn)
  await warnOfSameNames(context, people, warn)
  const effects = Map.groupBy(
    await listEffects(context, people, input.functions, input.without),
    ({ subject }) => subject,
  )
  for (const person of people) {
    const { promotionId } = person
    plan.add(
      summarize(ledger, person, {
        effects: effects.get(promotionId) ?? [],
        warnings: warnings.get(promotionId) ?? [],
      }),
    )
  }
}

function createPlan(shown: number) {
  const people: Record<string, number> = {}
  const rows: Record<string, number> = {}
  const stays: Record<string, number> = {}
  const outside: Record<string, number> = {}
  const warned = new Map<string, string[]>()
  const promotions: PromotionSummary[] = []
  const left: Unpromoted[] = []
  let leftCount = 0
  const sum = (into: Record<string, number>, counts: Readonly<Record<string, number>>) => {
    for (const [name, count] of Object.entries(counts)) into[name] = (into[name] ?? 0) + count
  }
  return {
    add(one: PromotionSummary): void {
      sum(people, { [one.shape]: 1 })
      sum(rows, one.rows)
      sum(stays, one.stays)
      for (const { system, kind } of one.outside) sum(outside, { [`${system} ${kind}`]: 1 })
      for (const code of one.warnings) {
        const users = warned.get(code)
        if (users === undefined) warned.set(code, [one.user])
        else users.push(one.user)
      }
      if (promotions.length < shown) promotions.push(one)
    },
    leave(one: Unpromoted): void {
      leftCount += 1
      if (left.length < LISTED) left.push(one)
    },
    hasWarned: (code: string) => warned.has(code),
    end: ({ model, promotion }: PromotionContext, secrets: Secrets): PromotionPlan => ({
      kind: 'promotion-plan',
      version: 1,
      blueprint: model.blueprint.name,
      can_promote: promotions.length > 0 && (secrets.isRight || secrets.isAccepted),
      people,
      rows,
      stays,
      outside,
      promotions,
      left,
      left_count: leftCount,
      findings: [
        ...warningFindings(warned, secrets),
        ...checkPeople(model),
        ...stayFindings(promotion, stays),
      ],
    }),
  }
}
