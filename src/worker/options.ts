import type { PromoteOptions } from '../migration/promotion/promoter.ts'
import type { Resettle } from '../resettle.ts'
import type { EffectCounts } from '../store/outbox.ts'

export interface WorkerOptions {
  /** Where the workflows are kept: the app's own database, in a schema of its own. */
  readonly url: string
  readonly resettle: Resettle
  /** People of one workflow. */
  readonly batchSize: number
  /** Workflows at a time in this process. */
  readonly concurrency: number
  /** Asks for everybody who is left to be promoted. */
  readonly all: boolean
  /** Ends when nothing is left to do; otherwise only `signal` ends it. */
  readonly untilDone: boolean
  /** Outside systems that are left alone. */
  readonly without: readonly string[]
  /** Codes of blockers that are accepted. */
  readonly accept: readonly string[]
  /** What the identity provider knows; each process has its own, and DBOS gets none. */
  readonly profiles: NonNullable<PromoteOptions['profiles']>
  readonly signal: AbortSignal
  readonly onEvent: (event: WorkerEvent) => void
}

/** What came of one batch; kept by DBOS. No names: they are in the ledger. */
export interface BatchOutcome {
  readonly promoted: number
  readonly already: number
  /** Of those, people whose rows came late and took the organization; absent in what an older version kept. */
  readonly completed?: number
  readonly left: number
  /** Somebody was refused by the database. */
  readonly isRefused: boolean
}

/** One line of what a worker does. */
export type WorkerEvent =
  | { readonly what: 'started'; readonly worker: string }
  | ({ readonly what: 'batch' } & BatchOutcome)
  | { readonly what: 'took-over'; readonly workflows: number }
  | { readonly what: 'trouble'; readonly message: string }
  | { readonly what: 'ended'; readonly worker: string }

/** What one worker did in its life. */
export interface WorkerRun {
  readonly kind: 'worker'
  readonly version: 1
  readonly worker: string
  readonly batches: number
  readonly promoted: number
  /** People who were promoted before, and whose rows came late and took the organization. */
  readonly completed: number
  /** Workflows that it took over from dead workers. */
  readonly taken_over: number
  /** People who are left at the end of a run over everybody; null where this worker did not wait for one. */
  readonly left: number | null
  /** Whether somebody was refused by the database in that run. */
  readonly refused: boolean
  /** All outside effects of this database by state. */
  readonly effects: EffectCounts
}
