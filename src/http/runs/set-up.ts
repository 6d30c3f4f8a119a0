import type { Database } from '../../database/database.ts'
import type { RunKind, RunStatus } from '../../store/service/runs.ts'
import type { Audit } from '../audit.ts'
import type { Desk } from '../desk.ts'
import type { Hooks } from './hooks.ts'
import type { Works } from './work.ts'

/** What runs are kept, done and told with. */
export interface RunsSetUp {
  readonly desk: Desk
  readonly database: Database
  readonly works: Works
  readonly audit: Audit
  readonly hooks: Hooks
  readonly now: () => Date
  /** Begins nothing by itself. */
  readonly readOnly: boolean
  /** Pause between two looks at what is due; 0: only when `tick` is called. */
  readonly tickMs: number
  onEnd(kind: RunKind, status: RunStatus): void
  onError(error: unknown, runId: string | null): void
}
