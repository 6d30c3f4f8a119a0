import type { PromoteOptions } from '../migration/promotion/promoter.ts'
import type { Resettle } from '../resettle.ts'

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
  readonly promote: Pick<PromoteOptions, 'without' | 'profiles'>
  readonly signal: AbortSignal
  readonly onEvent: (event: WorkerEvent) => void
}

/** What came of one batch; kept by DBOS. No names: they are in the ledger. */
export interface BatchOutcome {
  readonly promoted: number
  readonly already: number
  readonly left: number
}

/** One line of what a worker does. */
export type WorkerEvent =
  | { readonly what: 'started'; readonly worker: string }
  | ({ readonly what: 'batch' } & BatchOutcome)
  | { readonly what: 'took-over'; readonly workflows: number }
  | { readonly what: 'trouble'; readonly message: string }
  | { readonly what: 'ended'; readonly worker: string }
