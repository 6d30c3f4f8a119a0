import type { PromotionRule } from '../../blueprint/promotion.ts'
import type { Database } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { findPromoted, hasPromotions } from '../../store/promotions.ts'
import type { Progress } from '../documents.ts'
import type { ReadModel } from '../migrate.ts'
import { comparePromotions } from './compare.ts'
import { completePromotions } from './complete.ts'
import type {
  DatabaseComparison,
  Promotion,
  PromotionList,
  PromotionPlan,
  PromotionRecord,
  PromotionRollback,
  PromotionRun,
  PromotionStatus,
  PromotionVerification,
} from './documents.ts'
import { listLegacy } from './find.ts'
import { userKey } from './forms.ts'
import { namedFunctions } from './functions/index.ts'
import type { PromotionContext } from './gather.ts'
import { keepModel } from './kept-model.ts'
import { readStandings } from './known.ts'
import type { Profile } from './person.ts'
import { planPromotions } from './plan.ts'
import { type PromoteInput, promoteBatch, promotionContext, standing } from './promote.ts'
import { getPromotion, listPromotions, showPromotion } from './record.ts'
import { rollbackPromotion } from './rollback/rollback.ts'
import { promoteAll, promoteSome, type RunInput } from './run.ts'
import { toAccepted } from './secrets.ts'
import { promotionStatus } from './status.ts'
import { publishStoredKey, revealStoredKey } from './stored-key.ts'
import { LISTED } from './unpromoted.ts'
import type { AppConfig } from './values.ts'
import { verifyPromotion } from './verify.ts'

export interface PromoteOptions {
  /** What the app's identity provider knows, by user id. */
  readonly profiles?: Readonly<Record<string, Profile>>
  /** Outside systems that are left alone: `litellm`, `stripe`. */
  readonly without?: readonly string[]
  /** Codes of blockers that are accepted: `promotion.secret-unreadable`. */
  readonly accept?: readonly string[]
  /** People in one transaction. Default 500. */
  readonly batchSize?: number
  /** Most people of one run. */
  readonly limit?: number
  /** Sees each batch after its commit; its effects can be done from then on. */
  readonly onBatch?: (promotions: readonly Promotion[]) => void | Promise<void>
  readonly onProgress?: (progress: Progress) => void
  /**
   * Leaves the outside to `worker`, to the service or to the next run. Default: true for `promoteUser`, which stands in
   * the path of a login, false for `promote`.
   */
  readonly later?: boolean
  /**
   * Of `promoteUser` only: whether rows that were written late, after the promotion, take the organization, as `promote`
   * always sees to. Default: false, which asks the ledger alone: a login has no time to look at rows.
   */
  readonly complete?: boolean
  readonly signal?: AbortSignal
}

export interface RollbackPromotionOptions {
  /** Only says what would happen. */
  readonly preview?: boolean
  /** Ends the wait for the outside; the inside is back by then. */
  readonly signal?: AbortSignal
}

/** The verbs of promotion on one database. */
export interface Promoter {
  promoteUser(id: string, options?: PromoteOptions): Promise<Promotion>
  promote(users: readonly string[] | 'all', options?: PromoteOptions): Promise<PromotionRun>
  planPromotions(users: readonly string[] | 'all', options?: PromoteOptions): Promise<PromotionPlan>
  promotionStatus(): Promise<PromotionStatus>
  showPromotion(id: string): Promise<PromotionRecord>
  /** Those on record, the newest first. */
  promotions(limit?: number): Promise<PromotionList>
  verifyPromotion(id: string): Promise<PromotionVerification>
  /** What the database holds today against the ledger; null where the blueprint or the database promotes nobody. */
  comparePromotions(ids: readonly string[] | null): Promise<DatabaseComparison | null>
  rollbackPromotion(id: string, input?: RollbackPromotionOptions): Promise<PromotionRollback>
  openUsers(after: string | null, limit: number): Promise<readonly string[]>
  promotionsOf(users: readonly string[]): Promise<readonly string[]>
}

/** What connectors need of the person whom an effect is about. */
export interface KeyKeeper {
  /** The key that the app keeps, in the clear; null where it keeps none, or it cannot be read. */
  revealKey(promotionId: string): Promise<string | null>
  publishKey(promotionId: string, value: string): Promise<void>
}

interface Parts {
  readonly database: Database
  readonly readModel: ReadModel
  readonly config: AppConfig
  /** How the blueprint reads a user's id; undefined where it promotes nobody. */
  readonly id: PromotionRule['id'] | undefined
}

const BATCH = 500

export function createPromoter({ database, readModel, config, id: form }: Parts): Promoter & KeyKeeper {
  const inputOf = ({ without = [], accept = [] }: PromoteOptions): PromoteInput => ({
    database,
    readModel,
    functions: { named: namedFunctions, ...config },
    without: new Set(without),
    accept: toAccepted(accept),
  })
  const runOf = (options: PromoteOptions): RunInput => ({
    ...inputOf(options),
    profiles: new Map(Object.entries(options.profiles ?? {})),
    batchSize: options.batchSize ?? BATCH,
    onBatch: options.onBatch ?? (() => undefined),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  const kept = keepModel(readModel)
  const read = <T>(work: (context: PromotionContext) => Promise<T>): Promise<T> =>
    database.read(async (connection) => work(await promotionContext(connection, { database, readModel })))
  return {
    promoteUser: async (id, options = {}) => {
      const done = await findDone(database, form, id)
      if (done === null) return promoteUser(runOf(options), id)
      if (options.complete !== true) return done
      const [completed] = await completePromotions(runOf(options), [id])
      return completed ?? done
    },
    promote: (users, options = {}) =>
      users === 'all'
        ? promoteAll(runOf(options), options.limit ?? Number.POSITIVE_INFINITY)
        : promoteSome(runOf(options), users.slice(0, options.limit)),
    planPromotions: (users, options = {}) =>
      read((context) => planPromotions(context, runOf(options), users === 'all' ? null : users)),
    promotionStatus: () => read((context) => promotionStatus(context, runOf({}))),
    showPromotion: (id) => showPromotion(database, id),
    promotions: (limit = LISTED) => listPromotions(database, limit),
    verifyPromotion: (id) =>
      read(async (context) =>
        verifyPromotion(context, await getPromotion(context.connection, context.dialect, id)),
      ),
    comparePromotions: (ids) =>
      database.read(async (connection) => {
        const { model } = await readModel(connection)
        const { promotion } = model
        if (promotion === null) return null
        return comparePromotions({ connection, dialect: database.dialect, model, promotion }, ids)
      }),
    rollbackPromotion: (id, options = {}) => rollbackPromotion({ database, readModel }, id, options),
    openUsers: (after, limit) => read((context) => listLegacy(context, after, limit)),
    promotionsOf: (users) => read((context) => listIds(context, users)),
    revealKey: (id) => revealStoredKey({ ...inputOf({}), readModel: kept }, id),
    publishKey: (id, value) => publishStoredKey({ ...inputOf({}), readModel: kept }, id, value),
  }
}

async function listIds(context: PromotionContext, users: readonly string[]): Promise<string[]> {
  const { connection, dialect, promotion } = context
  if (!(await hasPromotions(connection, dialect))) return []
  const keys = users.flatMap((user) => userKey(promotion.rule.id, user) ?? [])
  return [...(await findPromoted(connection, dialect, [...new Set(keys)])).values()].map(({ id }) => id)
}

/** What stands in the ledger: asked first at a login, since neither schema nor rows need be read for it. */
async function findDone(
  { read, dialect }: Database,
  form: Parts['id'],
  id: string,
): Promise<Promotion | null> {
  const key = form === undefined ? null : userKey(form, id)
  if (key === null) return null
  const stored = await read(async (connection) =>
    (await hasPromotions(connection, dialect))
      ? (await findPromoted(connection, dialect, [key])).get(key)
      : undefined,
  )
  return stored === undefined ? null : standing(stored)
}

/** Somebody who is not in the ledger: one look, and one transaction where there is something to do. */
async function promoteUser(input: RunInput, id: string): Promise<Promotion> {
  const now = await input.database.read(async (connection) => {
    const { of } = await readStandings(await promotionContext(connection, input), [id], input)
    return of.get(id)
  })
  if (now === undefined || now.is === 'unfit') {
    throw new ResettleError('promotion.unfit', 'The id is no UUID, so no organization can have it.')
  }
  if (now.is === 'unknown')
    throw new ResettleError('promotion.unknown', 'Nothing in the database has this id.')
  if (now.is === 'promoted') return standing(now.promotion)
  if (now.is === 'native') {
    const { user, organization, shape } = now.person
    return {
      kind: 'promotion',
      version: 1,
      promotion_id: null,
      status: 'native',
      user,
      organization,
      shape,
      late: {},
      created: { organization: false, user: false, membership: false },
      rows: {},
      stays: {},
      outside: [],
      warnings: [],
      effects: null,
      finished_at: new Date().toISOString(),
    }
  }
  const batch = await promoteBatch(input, { who: [id], profiles: input.profiles })
  const [promotion] = [...batch.promotions, ...batch.already]
  if (promotion === undefined)
    throw new ResettleError('promotion.unknown', 'Nothing in the database has this id.')
  if (batch.promotions.length > 0) await input.onBatch(batch.promotions)
  return promotion
}
