import { randomBytes } from 'node:crypto'
import { type Database, StatementError } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { installStore } from '../../store/install.ts'
import { insertEffects } from '../../store/outbox.ts'
import { claimPromotions, findPromoted, type StoredPromotion, writeReports } from '../../store/promotions.ts'
import type { ReadModel } from '../migrate.ts'
import type { Promotion } from './documents.ts'
import { takeLegacy } from './find.ts'
import { type Gathering, gatherPeople, type PromotionContext } from './gather.ts'
import { type BatchJournal, createBatchJournal } from './journal.ts'
import { keepPeople } from './lists.ts'
import { compareLedgers, findUnfinished, type Ledger, readLedger } from './measure.ts'
import type { NewRows, Warn } from './new-rows.ts'
import { listEffects } from './outside.ts'
import { insertRows, linkRows, markDone, renameRows, stampRows } from './persist.ts'
import type { Person } from './person.ts'
import { recorded } from './record.ts'
import { newRows } from './rows.ts'
import { findSameNames } from './same-names.ts'
import { assertReadable, UNREADABLE, watchSecrets } from './secrets.ts'
import { summarize } from './summary.ts'
import type { Functions } from './values.ts'

export interface PromoteInput {
  readonly database: Database
  readonly readModel: ReadModel
  readonly functions: Functions
  /** Outside systems that are left alone. */
  readonly without: ReadonlySet<string>
  /** Codes of blockers that somebody accepted. */
  readonly accept: ReadonlySet<string>
}

export interface BatchInput extends Pick<Gathering, 'profiles'> {
  /** Ids as they are written, or how many legacy people to take after a certain id, in the order of their ids. */
  readonly who: readonly string[] | { readonly after: string | null; readonly limit: number }
  readonly seen?: Gathering['seen']
}

/** What one transaction made of a batch of people. */
export interface BatchResult {
  readonly promotions: readonly Promotion[]
  /** Of those whose promotion stands since before, by user key. */
  readonly already: readonly Promotion[]
  /** Ids that were taken, in their order, the unfit ones among them. */
  readonly taken: readonly string[]
}

/**
 * Promotes a batch of people in one transaction: read, transformed, written with journal and outbox, proven. No outside
 * system is asked meanwhile. Whoever is promoted already is left as they are, whoever else is at it is waited for.
 */
export async function promoteBatch(input: PromoteInput, batch: BatchInput): Promise<BatchResult> {
  return writePatiently(input.database, (connection) => promoteIn(connection, input, batch))
}

/** One transaction; another one where somebody wrote meanwhile, a few times. */
export async function writePatiently<Result>(
  database: Database,
  work: (connection: PromotionContext['connection']) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await database.write(work)
    } catch (thrown) {
      if (!isWorthAnother(thrown) || tries === TRIES) throw explain(thrown)
    }
  }
}

const TRIES = 4

/** Somebody wrote between two statements, or two transactions waited for each other: the next try sees what is there. */
function isWorthAnother(thrown: unknown): boolean {
  return thrown instanceof ResettleError && ['promotion.stale', 'database.busy'].includes(thrown.code)
}

function explain(thrown: unknown): unknown {
  if (!(thrown instanceof StatementError)) return thrown
  return new ResettleError('promotion.refused', thrown.message, {
    cause: thrown,
    context: { kind: thrown.kind },
  })
}

/** A context for promotions. Throws `promotion.none` where the blueprint or the database has none. */
export async function promotionContext(
  connection: PromotionContext['connection'],
  { database, readModel }: Pick<PromoteInput, 'database' | 'readModel'>,
): Promise<PromotionContext> {
  const { model } = await readModel(connection)
  if (model.promotion === null) {
    throw new ResettleError(
      'promotion.none',
      model.blueprint.promotion === undefined
        ? `The blueprint ${model.blueprint.name} does not say how users are promoted.`
        : `The database has no table ${model.blueprint.promotion.legacy.table} of legacy users.`,
    )
  }
  return { connection, dialect: database.dialect, model, promotion: model.promotion }
}

async function promoteIn(
  connection: PromotionContext['connection'],
  input: PromoteInput,
  { who, profiles, seen }: BatchInput,
): Promise<BatchResult> {
  const now = new Date()
  const context = await promotionContext(connection, input)
  const { dialect } = context
  await installStore(connection, input.database)
  const written = 'limit' in who ? await takeLegacy(context, who) : who
  const known = await gatherPeople(context, {
    written,
    profiles,
    hold: true,
    newId: () => `prm_${randomBytes(9).toString('hex')}`,
    ...(seen === undefined ? {} : { seen }),
  })
  const batch = `bat_${randomBytes(9).toString('hex')}`
  const claims = known.map(({ promotionId, user, organization }) => ({
    id: promotionId,
    user_key: user,
    organization_key: organization,
  }))
  const ours = await claimPromotions(connection, dialect, claims, {
    batch,
    blueprint: context.model.blueprint.name,
    at: now.toISOString(),
  })
  const others = known.filter(({ promotionId }) => !ours.has(promotionId)).map(({ user }) => user)
  const already = others.length === 0 ? new Map() : await findPromoted(connection, dialect, others)
  // What the winner of a race wrote was not there when these people were read.
  const fresh = known.filter(({ promotionId }) => ours.has(promotionId))
  const promotions = fresh.length === 0 ? [] : await promoteOurs(context, input, fresh, batch, now)
  return {
    promotions,
    taken: written,
    already: [...already.values()].map(standing),
  }
}

/** A promotion of before that nobody changed now. */
export function standing(stored: StoredPromotion): Promotion {
  return { ...recorded(stored), status: 'already', late: {} }
}

async function promoteOurs(
  given: PromotionContext,
  input: PromoteInput,
  people: readonly Person[],
  batch: string,
  now: Date,
): Promise<Promotion[]> {
  const context = await keepPeople(given, people)
  const { connection, dialect } = context
  const warnings = new Map<string, Set<string>>()
  const warn = (id: string, code: string) => warnings.set(id, (warnings.get(id) ?? new Set()).add(code))
  const before = await readLedger(context, people)
  const journal = createBatchJournal(batch)
  const functions = watchSecrets(input.functions)
  const added = await newRows(context, people, functions, warn)
  const unreadable = [...warnings.values()].filter((codes) => codes.has(UNREADABLE)).length
  await assertReadable(context, input, { unreadable, hasOpened: functions.hasOpened() })
  await warnOfSameNames(context, people, warn)
  await persist(context, journal, people, added)
  await prove(context, before, people)
  const effects = await listEffects(context, people, input.functions, input.without)
  await insertEffects(connection, dialect, effects, now)
  const outside = Map.groupBy(effects, ({ subject }) => subject)
  const promotions = people.map((person): Promotion & { promotion_id: string } => ({
    kind: 'promotion',
    version: 1,
    promotion_id: person.promotionId,
    status: 'done',
    late: {},
    ...summarize(before, person, {
      effects: outside.get(person.promotionId) ?? [],
      warnings: warnings.get(person.promotionId) ?? [],
    }),
    effects: null,
    finished_at: now.toISOString(),
  }))
  const reports = promotions.map((one) => [one.promotion_id, JSON.stringify(one)] as const)
  await writeReports(connection, dialect, new Map(reports))
  return promotions
}

/** Writes what people lack, journaled. */
export async function persist(
  context: PromotionContext,
  journal: BatchJournal,
  people: readonly Person[],
  added: readonly NewRows[],
): Promise<void> {
  for (const rows of added) await insertRows(context, journal, rows)
  for (const link of context.promotion.links) await linkRows(context, journal, people, link)
  for (const stamp of context.promotion.stamps) {
    await renameRows(context, journal, people, stamp)
    await stampRows(context, journal, people, stamp)
  }
  await markDone(context, journal, people)
}

/** Reads again, by other statements than those that wrote. */
export async function prove(
  context: PromotionContext,
  before: Ledger,
  people: readonly Person[],
): Promise<void> {
  const wrong = [
    ...compareLedgers(before, await readLedger(context, people), people),
    ...(await findUnfinished(context, people)),
  ]
  if (wrong.length === 0) return
  throw new ResettleError('promotion.stale', `The proof did not hold: ${wrong.slice(0, 5).join('; ')}.`, {
    context: { wrong: wrong.slice(0, 50) },
  })
}

/** Says whose rows get another name. */
export async function warnOfSameNames(
  context: PromotionContext,
  people: readonly Person[],
  warn: Warn,
): Promise<void> {
  for (const stamp of context.promotion.stamps) {
    for (const { promotion } of await findSameNames(context, people, stamp)) warn(promotion, 'same-names')
  }
}
