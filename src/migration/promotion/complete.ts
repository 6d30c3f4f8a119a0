import { nextOwnStep } from '../../store/journal.ts'
import { findMerged } from '../../store/migrations.ts'
import { insertEffects } from '../../store/outbox.ts'
import {
  findPromoted,
  hasPromotions,
  holdPromoted,
  type StoredPromotion,
  writeReports,
} from '../../store/promotions.ts'
import type { Promotion } from './documents.ts'
import { userKey } from './forms.ts'
import { gatherPeople, type PromotionContext } from './gather.ts'
import { createOwnJournal } from './journal.ts'
import { isLate } from './known.ts'
import { keepPeople } from './lists.ts'
import { type Ledger, readLedger, rowsOf } from './measure.ts'
import type { Warn } from './new-rows.ts'
import { listLateEffects } from './outside.ts'
import type { Person, Profiles } from './person.ts'
import {
  type PromoteInput,
  persist,
  promotionContext,
  prove,
  warnOfSameNames,
  writePatiently,
} from './promote.ts'
import { recorded } from './record.ts'

/** Somebody whose promotion stands. */
interface Promoted {
  readonly person: Person
  readonly stored: StoredPromotion
}

/**
 * Completes promotions that stand: rows that the people's flat days still wrote without an organization take it, in one
 * transaction with what that needs outside, proven like a promotion. The steps stand under each promotion, so that its
 * rollback takes these rows back as well. Whoever has none, and whoever lacks organization, user or membership by now, is
 * left alone. Answers the promotions to which something was added.
 */
export async function completePromotions(
  input: PromoteInput & { readonly profiles: Profiles },
  written: readonly string[],
): Promise<Promotion[]> {
  return writePatiently(input.database, async (connection) => {
    if (!(await hasPromotions(connection, input.database.dialect))) return []
    const context = await promotionContext(connection, input)
    const promoted = await listWhole(context, written, { profiles: input.profiles, hold: true })
    const ledger = await readLedger(
      context,
      promoted.map(({ person }) => person),
    )
    const late = promoted.filter(({ person }) => isLate(person, ledger))
    return late.length === 0 ? [] : await complete(context, input, late, ledger)
  })
}

/** How many of these people have something late that promoting again gives the organization; reads only. */
export async function countLate(context: PromotionContext, written: readonly string[]): Promise<number> {
  const promoted = await listWhole(context, written, { profiles: new Map(), hold: false })
  const ledger = await readLedger(
    context,
    promoted.map(({ person }) => person),
  )
  return promoted.filter(({ person }) => isLate(person, ledger)).length
}

/** Those whose promotion stands and is whole; held, where asked, until the transaction ends. */
async function listWhole(
  context: PromotionContext,
  written: readonly string[],
  { profiles, hold }: { readonly profiles: Profiles; readonly hold: boolean },
): Promise<Promoted[]> {
  const { connection, dialect } = context
  const keyOf = (id: string) => userKey(context.promotion.rule.id, id) ?? ''
  const keys = [...new Set(written.map(keyOf).filter((key) => key !== ''))]
  // Held before they are read: what another process is at is done by then.
  const stored = await (hold ? holdPromoted : findPromoted)(connection, dialect, keys)
  const ours = written.filter((id) => stored.has(keyOf(id)))
  const people = await gatherPeople(context, { written: ours, profiles, hold, newId: () => '' })
  const merged = await findMerged(
    connection,
    dialect,
    [...stored.values()].map(({ organization_key }) => organization_key),
  )
  return people.flatMap((person) => {
    const promotion = stored.get(person.user)
    if (promotion === undefined || merged.has(promotion.organization_key)) return []
    const { organization, user, membership } = person.has
    if (!organization || !user || !membership) return []
    return [{ person: { ...person, promotionId: promotion.id }, stored: promotion }]
  })
}

async function complete(
  given: PromotionContext,
  input: PromoteInput,
  late: readonly Promoted[],
  before: Ledger,
): Promise<Promotion[]> {
  const people = late.map(({ person }) => person)
  const context = await keepPeople(given, people)
  const { connection, dialect } = context
  const effects = await listLateEffects(context, people, input.functions, input.without)
  const warnings = new Map<string, Set<string>>()
  const warn: Warn = (id, code) => warnings.set(id, (warnings.get(id) ?? new Set()).add(code))
  await warnOfSameNames(context, people, warn)
  const first = await nextOwnStep(
    connection,
    dialect,
    late.map(({ stored }) => stored.id),
  )
  const journal = createOwnJournal(first)
  await persist(context, journal, people, [])
  await prove(context, before, people)
  await insertEffects(connection, dialect, effects, new Date())
  const promotions = late.map(({ person, stored }): Promotion & { promotion_id: string } => {
    const legacy = journal.rows.get(stored.id)?.get('legacy') ?? 0
    return {
      ...recorded(stored),
      promotion_id: stored.id,
      status: 'completed',
      late: { ...rowsOf(before, person.user), ...(legacy === 0 ? {} : { legacy }) },
      warnings: [...(warnings.get(stored.id) ?? [])],
    }
  })
  await remember(context, late, promotions)
  return promotions
}

/** The promotions on record have what came late, in all. */
async function remember(
  { connection, dialect }: PromotionContext,
  late: readonly Promoted[],
  promotions: readonly Promotion[],
): Promise<void> {
  const reports = late.map(({ stored }, index) => {
    const report = recorded(stored)
    const { late: added = {}, warnings = [] } = promotions[index] ?? {}
    const all = { ...report.late }
    for (const [resource, count] of Object.entries(added)) all[resource] = (all[resource] ?? 0) + count
    const known = [...new Set([...report.warnings, ...warnings])]
    return [stored.id, JSON.stringify({ ...report, late: all, warnings: known })] as const
  })
  await writeReports(connection, dialect, new Map(reports))
}
