/**
 * What the service answers. The documents of migrations are the library's own; what only the service knows stands here
 * as the page reads it. Types only: the page shares no running code with the service.
 */
import type { Choice } from '../../src/blueprint/blueprint.ts'
import type { Finding } from '../../src/blueprint/finding.ts'
import type { Problem } from '../../src/errors.ts'
import type {
  AccessChange,
  CheckDocument,
  ConflictItem,
  Id,
  MigrationRecord,
  MigrationSummary,
  OrganizationList,
  OrganizationRef,
  OrganizationSummary,
  Plan,
  PlanOptions,
  Progress,
  Renamed,
  Rollback,
  TablePlan,
  TableReport,
  Verification,
} from '../../src/migration/documents.ts'

export type {
  AccessChange,
  CheckDocument,
  Choice,
  ConflictItem,
  Finding,
  Id,
  MigrationRecord,
  MigrationSummary,
  OrganizationList,
  OrganizationRef,
  OrganizationSummary,
  Plan,
  PlanOptions,
  Progress,
  Renamed,
  Rollback,
  TablePlan,
  TableReport,
  Verification,
}

export interface Session {
  readonly kind: 'session'
  /** For people: a name or an e-mail address. */
  readonly name: string
  readonly role: 'admin' | 'reader'
  /** May this person start anything here and now? */
  readonly can_write: boolean
  /** The service was started to look only. */
  readonly read_only: boolean
  readonly expires_at: string | null
  /** A second person must approve each plan. */
  readonly approver_required: boolean
  readonly app: { readonly blueprint: string; readonly address: string }
  /** Languages of the notices. */
  readonly languages: readonly string[]
}

/** A plan as the service keeps it. */
export interface StoredPlan {
  readonly kind: 'stored-plan'
  /** `pln_…` */
  readonly id: string
  readonly status: 'open' | 'approved' | 'used' | 'expired'
  /** Grows with every change; sent back, it makes sure that nobody else changed the plan meanwhile. */
  readonly revision: number
  readonly created_by: string
  readonly created_at: string
  readonly expires_at: string
  readonly approved_by: string | null
  /** Whether a second person must approve it before it can be used. */
  readonly approval_required: boolean
  /** The run that it was used for. */
  readonly run_id: string | null
  readonly plan: Plan
}

/** What may be asked of a plan; everything has a default. */
export type PlanRequest = Partial<PlanOptions>

export interface RunTable {
  readonly resource: string
  readonly table: string
  readonly rows: number
  readonly state: 'waiting' | 'moving' | 'done'
}

/** How far a run is. `done` and `total` are rows, or people in a promotion. */
export interface RunProgress {
  readonly phase: Progress['phase'] | 'waiting' | 'promoting' | 'ended'
  readonly table: string | null
  readonly done: number
  readonly total: number
  readonly tables: readonly RunTable[]
}

/** What is to be told to people about a migration. */
export interface NoticeWishes {
  readonly before: boolean
  readonly after: boolean
  /** False: the notices are made and kept, and nobody gets them. */
  readonly send: boolean
}

export type RunStatus = 'scheduled' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted'

/** Long work that the service was asked for. */
export interface Run {
  readonly kind: 'run'
  /** `run_…` */
  readonly run_id: string
  readonly work: 'migration' | 'rollback' | 'promotion' | 'promotion-rollback'
  readonly status: RunStatus
  /** The migration that it makes or takes back; given before it is done. */
  readonly migration_id: string | null
  readonly plan_id: string | null
  readonly source: OrganizationRef | null
  readonly target: OrganizationRef | null
  readonly progress: RunProgress
  /** Rows a second so far; null before there is any. */
  readonly rate: number | null
  readonly eta_seconds: number | null
  /** Why it failed or was interrupted. */
  readonly problem: Problem | null
  readonly notices: NoticeWishes | null
  readonly attempts: number
  readonly created_by: string
  readonly created_at: string
  /** When it is to begin; null: at once. */
  readonly run_at: string | null
  readonly started_at: string | null
  readonly finished_at: string | null
}

/** Everything that was done, and everything that was asked for. */
export interface MigrationsAndRuns {
  readonly kind: 'migrations'
  /** Newest first. */
  readonly migrations: readonly MigrationSummary[]
  readonly runs: readonly Run[]
}

export interface NameAnswer {
  readonly ok: boolean
  readonly name: string
  readonly reason: 'taken' | 'not-allowed' | 'no-such-conflict' | null
}

export interface NoticePreview {
  readonly recipient: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly language: string
}

export interface Notice {
  readonly id: string
  readonly recipient: string
  readonly kind: 'before' | 'after'
  readonly language: string
  readonly status: 'waiting' | 'sent' | 'failed' | 'skipped'
  readonly sent_at: string | null
  readonly problem: string | null
}
