import type { Run } from '../contract/run.ts'

/**
 * Who wants to know of runs. Each is told of each status at least once, after it was written and even when the process
 * died in between: what follows from it must be harmless to repeat. What they throw is tried again.
 */
export interface Hooks {
  /** A run was put down for later. */
  readonly onRunScheduled?: (run: Run) => Promise<void>
  /** A run ended: done, failed, cancelled or interrupted. */
  readonly onRunDone?: (run: Run) => Promise<void>
}
