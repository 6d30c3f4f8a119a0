import { type Finding, SAMPLES } from '../../blueprint/finding.ts'
import { countEffects } from '../../store/outbox.ts'
import { countPromotions, hasPromotions } from '../../store/promotions.ts'
import type { PromotionPlan, PromotionStatus, PromotionSummary, Unpromoted } from './documents.ts'
import { countNative, countStragglers, listLegacy, listOwners, unusualForms } from './find.ts'
import { userKey } from './forms.ts'
import type { PromotionContext } from './gather.ts'
import { readStandings, type Standings } from './known.ts'
import type { Warn } from './new-rows.ts'
import { listEffects } from './outside.ts'
import type { Person, Profiles } from './person.ts'
import type { PromoteInput } from './promote.ts'
import { describeRows, describeWarnings, warnOfSameNames } from './promote.ts'
import { newRows } from './rows.ts'
import { LISTED, noRow, unfit, unknown } from './unpromoted.ts'

/** People of one question to the database. */
const CHUNK = 1000
/** People who are shown one by one where nobody named them. */
const SHOWN = 100

/** What promoting these people would do, or everybody who is left; reads only. */
export async function planPromotions(
  context: PromotionContext,
  input: PromoteInput & { readonly profiles: Profiles },
  named: readonly string[] | null,
): Promise<PromotionPlan> {
  const owners = named === null ? await listOwners(context) : []
  const written = named ?? [...new Set([...(await listAll(context)), ...owners])]
  const seen = unusualForms(context, owners)
  const plan = createPlan(named === null ? SHOWN : Number.POSITIVE_INFINITY)
  const keys = new Set<string>()
  for (let first = 0; first < written.length; first += CHUNK) {
    const chunk = written.slice(first, first + CHUNK).filter((id) => {
      const key = userKey(context.promotion.rule.id, id)
      const isNew = key === null || !keys.has(key)
      if (key !== null) keys.add(key)
      return isNew
    })
    const standings = await readStandings(context, chunk, { profiles: input.profiles, seen })
    await planChunk(context, input, plan, standings, named !== null)
  }
  return plan.end(context)
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
    const { rows, stays } = describeRows(ledger, person)
    plan.add({
      user: person.user,
      organization: person.organization,
      shape: person.shape,
      created: {
        organization: !person.has.organization,
        user: !person.has.user,
        membership: !person.has.membership,
      },
      rows,
      stays,
      outside: (effects.get(person.promotionId) ?? []).map(({ system, kind, target }) => ({
        system,
        kind,
        target,
      })),
      warnings: [
        ...new Set([...describeWarnings(ledger, person), ...(warnings.get(person.promotionId) ?? [])]),
      ],
    })
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
      for (const code of one.warnings) warned.set(code, [...(warned.get(code) ?? []), one.user])
      if (promotions.length < shown) promotions.push(one)
    },
    leave(one: Unpromoted): void {
      leftCount += 1
      if (left.length < LISTED) left.push(one)
    },
    end: ({ model }: PromotionContext): PromotionPlan => ({
      kind: 'promotion-plan',
      version: 1,
      blueprint: model.blueprint.name,
      can_promote: promotions.length > 0,
      people,
      rows,
      stays,
      outside,
      promotions,
      left,
      left_count: leftCount,
      findings: [...warned].map(([code, users]) => toFinding(code, users)),
    }),
  }
}

/** What a warning means, in words; docs/promotion.md says more. */
const meanings: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  'duplicate-rows': [
    'people have more than one row of settings; the newest counts, and all of them are marked as done.',
    'Nothing needs to be done; the other rows stay as they are.',
  ],
  'no-legacy-row': [
    'people have rows but no row of settings; they start with what the database gives by default.',
    'Leave them out by naming the others, if these people are gone for good.',
  ],
  'half-promoted': [
    'people are marked as done although something is missing; only what is missing is added.',
    'Nothing needs to be done.',
  ],
  'organization-existed': [
    'people have an organization of their own already; it is left as it is.',
    'Nothing needs to be done.',
  ],
  'rows-elsewhere': [
    'people own rows that hold another organization already; these rows stay there.',
    'Nothing needs to be done.',
  ],
  'name-taken': [
    'people get an organization with a number after its name, since another has the name.',
    'Nothing needs to be done; the name can be changed in the app.',
  ],
  'same-names': [
    'people have several rows of one name, which an organization may hold once: the newest keeps the name, the others get a number.',
    'Tell these people, or delete the rows that they do not need before.',
  ],
  'address-unknown': [
    "people get an organization without the address of the app's own LiteLLM, which nobody said.",
    "Give the address that stands in people's settings in RESETTLE_APP_LITELLM_URL.",
  ],
  'secret-unreadable': [
    'people have a secret that cannot be read with the secret given, or without one; it goes on as it is.',
    "Give the app's secret in RESETTLE_APP_SECRET, so that secrets are written in the new form.",
  ],
}

/** Somebody should do something about these. */
const warnings = new Set(['secret-unreadable', 'address-unknown', 'same-names'])

function toFinding(code: string, users: readonly string[]): Finding {
  const [message, remedy] = meanings[code] ?? ['people are concerned.', 'See docs/promotion.md.']
  return {
    code: `promotion.${code}`,
    severity: warnings.has(code) ? 'warning' : 'info',
    message: `${users.length} ${message}`,
    count: users.length,
    samples: users.slice(0, SAMPLES),
    remedy,
  }
}

async function listAll(context: PromotionContext): Promise<string[]> {
  const all: string[] = []
  let after: string | null = null
  for (;;) {
    const next: string[] = await listLegacy(context, after, CHUNK)
    all.push(...next)
    after = next.at(-1) ?? null
    if (after === null) return all
  }
}

/** Who is promoted, who is left, and why; reads only. */
export async function promotionStatus(
  context: PromotionContext,
  input: PromoteInput & { readonly profiles: Profiles },
): Promise<PromotionStatus> {
  const { connection, dialect, model } = context
  const hasStore = await hasPromotions(connection, dialect)
  const plan = await planPromotions(context, { ...input, without: new Set(['litellm', 'stripe']) }, null)
  const promoted = hasStore ? await countPromotions(connection, dialect) : 0
  return {
    kind: 'promotion-status',
    version: 1,
    blueprint: model.blueprint.name,
    promoted,
    native: await countNative(context, hasStore),
    ready: Object.values(plan.people).reduce((sum, count) => sum + count, 0),
    left: plan.left,
    left_count: plan.left_count,
    stragglers: hasStore ? await countStragglers(context) : {},
    effects: hasStore ? await countEffects(connection, dialect, {}) : {},
    findings: plan.findings,
  }
}
