/**
 * The composition root: one small object whose verbs are the library, and behind them the command line. The words:
 * a *blueprint* declares an app's tenancy; a *catalog* is a picture of a live schema; a *finding* is something a plan
 * noticed; a *conflict* is two rows that may not both live in the target, a *decision* how that is settled; a *plan*
 * says what would happen; a *migration* is one execution of one plan; a *step* is one kind of change on one table; the
 * *journal* holds what was changed, with the old values; a *verification* is the proof; a *bystander* is everything
 * that must not be touched.
 */
import type { Blueprint, BlueprintInput } from './blueprint/blueprint.ts'
import { checkModel } from './blueprint/check.ts'
import type { Finding } from './blueprint/finding.ts'
import { loadBlueprint } from './blueprint/load.ts'
import type { Model } from './blueprint/model.ts'
import { parseBlueprint } from './blueprint/parse.ts'
import { resolveModel } from './blueprint/resolve.ts'
import type { MailSettings } from './config.ts'
import type { Connection, Database } from './database/database.ts'
import { openDatabase } from './database/open.ts'
import { createDispatcher, type Dispatcher } from './effects/dispatcher.ts'
import type { Reconciliation } from './effects/documents.ts'
import { createFleet, type Fleet } from './effects/fleet.ts'
import { settleMigration, settleRollback } from './effects/migrations.ts'
import { createNotices, type Notices } from './effects/notices/desk.ts'
import type { MailTuning } from './effects/notices/options.ts'
import { type NoticeWishes, writeAfter } from './effects/notices/subject.ts'
import type { Outside } from './effects/outside.ts'
import { withOutside } from './effects/promotions.ts'
import { withDatabase } from './effects/reconcile.ts'
import { ResettleError } from './errors.ts'
import { describeFit } from './migration/check-document.ts'
import type { Context } from './migration/context.ts'
import type {
  CheckDocument,
  Migration,
  MigrationList,
  MigrationRecord,
  OrganizationList,
  PeopleDocument,
  Plan,
  Progress,
  Rollback,
  Verification,
} from './migration/documents.ts'
import { listInventory } from './migration/inventory.ts'
import { createMigrationId, migrate, type Order, type ReadModel, refuseRunning } from './migration/migrate.ts'
import { listExtracts } from './migration/people.ts'
import { buildPlan } from './migration/plan/build.ts'
import { type PlanInput, toOptions } from './migration/plan/options.ts'
import { getParties, toRef } from './migration/plan/organizations.ts'
import { parsePlan } from './migration/plan/parse-plan.ts'
import type {
  Promotion,
  PromotionList,
  PromotionPlan,
  PromotionRecord,
  PromotionRollback,
  PromotionRun,
  PromotionStatus,
  PromotionVerification,
} from './migration/promotion/documents.ts'
import {
  createPromoter,
  type PromoteOptions,
  type RollbackPromotionOptions,
} from './migration/promotion/promoter.ts'
import { listRecords, showRecord } from './migration/records.ts'
import { type RollbackInput, rollback } from './migration/rollback/rollback.ts'
import { verifyLater } from './migration/verify/verify-later.ts'
import { checkReport, makeReport, type ReportDefaults, type ReportInput } from './report/desk.ts'
import type { ReportFile } from './report/file.ts'
import type { ReportVerification } from './report/verify.ts'

export interface Watcher {
  readonly onProgress?: (progress: Progress) => void
  /** Sees the plan before anything is done; answering false ends it there. */
  readonly onPlan?: (plan: Plan) => Promise<boolean>
}

/** How exactly a given plan is executed. */
export interface Execution extends Watcher {
  /** Logs that the app writes meanwhile do not make the plan stale: for a plan that was kept where nobody edits it. */
  readonly mayGrow?: boolean
  /** Given beforehand by who wants to look up later whether it was done; see `createMigrationId`. */
  readonly migrationId?: string
  /** Notices to the people who move, written in the migration's own transaction. Default: none. */
  readonly notices?: NoticeWishes
}

export interface Resettle extends AsyncDisposable {
  /** Does the blueprint fit the database? Throws nothing for what does not fit: it is in `findings`. */
  check(): Promise<CheckDocument>
  organizations(): Promise<OrganizationList>
  /** Organizations by slug or id. Reads only. */
  plan(source: string, target: string, input?: PlanInput): Promise<Plan>
  /** Plans and executes. Throws `plan.*` when refused, `migration.*` when it failed and was taken back. */
  migrate(
    source: string,
    target: string,
    input?: PlanInput,
    watcher?: Watcher & Pick<Execution, 'notices'>,
  ): Promise<Migration>
  /** Executes exactly this plan, as `plan` made it, or throws `plan.stale` with `context.changes`. */
  migratePlan(plan: unknown, execution?: Execution): Promise<Migration>
  verify(id: string): Promise<Verification>
  rollback(id: string, input?: RollbackInput, watcher?: Pick<Watcher, 'onProgress'>): Promise<Rollback>
  /**
   * Promotes one user: the call for the login path. Milliseconds where it was done before; never waits for an outside
   * system. Throws `promotion.*`.
   */
  promoteUser(id: string, options?: PromoteOptions): Promise<Promotion>
  /** Promotes these users, or everybody who is left. What stands in the way of somebody is in `left`. */
  promote(users: readonly string[] | 'all', options?: PromoteOptions): Promise<PromotionRun>
  planPromotions(users: readonly string[] | 'all', options?: PromoteOptions): Promise<PromotionPlan>
  promotionStatus(): Promise<PromotionStatus>
  showPromotion(id: string): Promise<PromotionRecord>
  /** Promotions on record, the newest first; 1,000 where nothing else is said. */
  promotions(limit?: number): Promise<PromotionList>
  /** Proves a promotion again, with statements of its own. Throws `promotion.not-found`. */
  verifyPromotion(id: string): Promise<PromotionVerification>
  /**
   * Compares promotions that stand with the database, and changes of outside systems with what is there: of all, or of
   * these promotions and migrations. Writes nothing. Throws `promotion.not-found`.
   */
  reconcile(subjects?: readonly string[]): Promise<Reconciliation>
  /** Ids of people who are left, in their order, as they are written. */
  openUsers(after: string | null, limit: number): Promise<readonly string[]>
  /** Ids of the promotions of these users that stand. */
  promotionsOf(users: readonly string[]): Promise<readonly string[]>
  rollbackPromotion(id: string, input?: RollbackPromotionOptions): Promise<PromotionRollback>
  /** Throws `outside.unconfigured` where a promotion needs a system that nobody said how to reach. */
  assertReachable(without?: readonly string[]): void
  /** Changes of outside systems: done, waiting, or waiting for a person. */
  readonly outside: Dispatcher
  readonly fleet: Fleet
  migrations(): Promise<MigrationList>
  show(id: string): Promise<MigrationRecord>
  /** What a migration meant for each person who moved. */
  people(id: string): Promise<PeopleDocument>
  /** The report of a migration as a signed file. The first one makes the key, unless one is given. */
  report(id: string, input?: ReportInput): Promise<ReportFile>
  /**
   * Whether a report file is, byte for byte, what was signed, and by a key that is known here or has this fingerprint.
   * What does not hold is in `checks`; throws `report.unsealed` for a file without a whole seal.
   */
  verifyReport(file: Uint8Array, fingerprint?: string): Promise<ReportVerification>
  /** Messages to the people who move. */
  readonly notices: Notices
  close(): Promise<void>
}

export interface ResettleOptions extends ReportDefaults {
  /** `sqlite:PATH` or `postgres://…`. */
  readonly db: string
  /** Name of a preset, path of a file, or a blueprint. */
  readonly blueprint: string | BlueprintInput
  /** Sees the text of every statement before it runs. */
  readonly onStatement?: (text: string) => void | Promise<void>
  /** Longest wait for the app to let go of what it has locked, in milliseconds. Default 30 000. */
  readonly lockTimeoutMs?: number
  /** A secret of the app by name, for values that the app keeps encrypted; null where it is not known. */
  readonly secret?: (name: string) => string | null
  /** A setting of the app by name, such as an address that stands in people's settings; null where it is not known. */
  readonly setting?: (name: string) => string | null
  /** How outside systems are reached. Without it their changes wait in the outbox. */
  readonly outside?: Outside | undefined
  /** How mail reaches people. Without it their notices wait. */
  readonly mail?: MailSettings & MailTuning
}

/** Opens a database for migrations. Nothing is written before `migrate` or `rollback`. */
export async function openResettle(options: ResettleOptions): Promise<Resettle> {
  const { blueprint: given, db, onStatement, lockTimeoutMs } = options
  const blueprint = typeof given === 'string' ? await loadBlueprint(given) : parseBlueprint(given)
  const database = await openDatabase(db, {
    ...(onStatement === undefined ? {} : { onStatement }),
    ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }),
  })
  return createResettle(database, blueprint, options)
}

function createResettle(
  database: Database,
  blueprint: Blueprint,
  options: ReportDefaults & Pick<ResettleOptions, 'secret' | 'setting' | 'outside' | 'mail'>,
): Resettle {
  const { dialect } = database
  const { secret = () => null, setting = () => null } = options
  const readModel = async (connection: Connection): Promise<{ model: Model; findings: Finding[] }> => {
    const { model, findings } = resolveModel(blueprint, await dialect.readCatalog(connection))
    return { model, findings: [...findings, ...checkModel(model)] }
  }
  const inContext = <T>(work: (context: Context, findings: Finding[]) => Promise<T>): Promise<T> =>
    database.read(async (connection) => {
      const { model, findings } = await readModel(connection)
      return work({ connection, dialect, model }, findings)
    })
  const plan = async (source: string, target: string, input: PlanInput = {}): Promise<Plan> => {
    const options = toOptions(input)
    return inContext(async (context, findings) => {
      const parties = await getParties(context, source, target)
      await refuseRunning(database, parties)
      return (await buildPlan(context, { ...parties, options, findings, createdAt: new Date() })).plan
    })
  }
  const order = (source: string, target: string, input: PlanInput): Promise<Order> => {
    const options = toOptions(input)
    return inContext(async (context) => {
      const parties = await getParties(context, source, target)
      return {
        source: toRef(parties.source),
        target: toRef(parties.target),
        options,
        created_at: new Date().toISOString(),
      }
    })
  }
  const execute = async (
    given: { readonly order: Order; readonly shown: Plan | null },
    { mayGrow = false, migrationId, onProgress, notices }: Execution,
  ): Promise<Migration> => {
    const migration = await migrate({
      database,
      readModel,
      ...given,
      mayGrow,
      migrationId: migrationId ?? createMigrationId(),
      onProgress: onProgress ?? ignore,
      onRecorded: (context, recorded) =>
        writeAfter(database, context, recorded, { ...notices, language: options.language }),
    })
    return settleMigration({ dispatcher, configured }, migration)
  }
  const promoter = createPromoter({
    database,
    readModel,
    config: { secret, setting },
    id: blueprint.promotion?.id,
  })
  const { connectors = [], secretKey = '', rates, concurrency } = options.outside ?? {}
  const configured = new Set(connectors.map(({ system }) => system))
  const dispatcher = createDispatcher({
    database,
    connectors,
    secretKey,
    ...(rates === undefined ? {} : { rates }),
    ...(concurrency === undefined ? {} : { concurrency }),
    hooks: {
      reveal: ({ subject }, name) =>
        name === STORED_KEY ? promoter.revealKey(subject) : Promise.resolve(null),
      publish: ({ subject }, name, value) =>
        name === STORED_KEY ? promoter.publishKey(subject, value) : Promise.resolve(),
    },
  })
  const resettle: Resettle = {
    check: () => inContext((context, findings) => describeFit(context, findings)),
    organizations: () => inContext(listInventory),
    plan,
    async migrate(source, target, input = {}, watcher = {}) {
      watcher.onProgress?.({ phase: 'planning', table: null, done: 0, total: 0 })
      const { onPlan } = watcher
      if (onPlan === undefined) {
        // Nobody is shown a plan: the one that is made under the lock is enough.
        return execute({ order: await order(source, target, input), shown: null }, watcher)
      }
      const shown = await plan(source, target, input)
      if (!(await onPlan(shown))) throw new ResettleError('command.declined', 'The plan was not confirmed.')
      return execute({ order: shown, shown }, { ...watcher, mayGrow: true })
    },
    migratePlan: async (document, execution = {}) => {
      const shown = parsePlan(document)
      return execute({ order: shown, shown }, execution)
    },
    verify: (id) => inContext((context) => verifyLater(context, database, id)),
    async rollback(id, input = {}, { onProgress = ignore } = {}) {
      const taken = await rollback({ database, readModel, id, input, onProgress })
      return settleRollback({ dispatcher, configured }, taken)
    },
    ...withOutside({
      promoter,
      dispatcher,
      configured,
      needed: Object.keys(blueprint.promotion?.outside ?? {}),
    }),
    async reconcile(subjects) {
      const promotions = subjects?.filter((id) => id.startsWith('prm_')) ?? null
      const inside = await promoter.comparePromotions(promotions)
      return withDatabase(inside, await dispatcher.reconcile(subjects === undefined ? {} : { subjects }))
    },
    outside: dispatcher,
    fleet: createFleet(database),
    migrations: () => database.read((connection) => listRecords(connection, database)),
    show: (id) => database.read((connection) => showRecord(connection, database, id)),
    people: (id) => database.read((connection) => listExtracts(connection, database, id)),
    report: (id, input = {}) => makeReport(database, id, input, options),
    verifyReport: (file, fingerprint) =>
      checkReport(file, { database, ...(fingerprint === undefined ? {} : { fingerprint }) }, options),
    notices: createNotices({
      database,
      blueprint,
      inContext: (work) => inContext((context) => work(context)),
      mail: options.mail ?? null,
      language: options.language,
    }),
    close: () => database.close(),
    [Symbol.asyncDispose]: () => database.close(),
  }
  inners.set(resettle, { database, blueprint, readModel, inContext })
  return resettle
}

/** What stands behind the verbs, for what stands beside them: the service with its own tables. */
export interface Inner {
  readonly database: Database
  readonly blueprint: Blueprint
  readonly readModel: ReadModel
  /** One consistent view with the blueprint resolved against it. */
  inContext<T>(work: (context: Context, findings: readonly Finding[]) => Promise<T>): Promise<T>
}

const inners = new WeakMap<Resettle, Inner>()

/** Not part of the package's contract. */
export function innerOf(resettle: Resettle): Inner {
  const inner = inners.get(resettle)
  if (inner === undefined) throw new Error('this was not made by openResettle')
  return inner
}

/** The one secret of the app that connectors speak of. */
const STORED_KEY = 'stored-key'

function ignore(): void {
  // Nobody watches.
}
