import { z } from '@hono/zod-openapi'
import type { Problem } from '../../errors.ts'
import type { MigrationSummary, OrganizationRef, Progress } from '../../migration/documents.ts'
import type { RunKind, RunStatus } from '../../store/service/runs.ts'
import { migrationSummary } from './migration.ts'
import { organizationRef } from './plan.ts'
import { problem } from './problem.ts'
import { document, orNull, time } from './schema.ts'

export interface RunTable {
  readonly resource: string
  readonly table: string
  readonly rows: number
  readonly state: 'waiting' | 'moving' | 'done'
}

/** How far a run is. `done` and `total` are rows, or people in a promotion. */
export interface RunProgress {
  readonly phase: Progress['phase'] | 'waiting' | 'ended'
  readonly table: string | null
  readonly done: number
  readonly total: number
  readonly tables: readonly RunTable[]
}

/** What is to be told to people about a migration. */
export interface NoticeWishes {
  /** One before it; for a run of later alone. */
  readonly before: boolean
  readonly after: boolean
  /** False: the notices are made and kept, and nobody gets them. */
  readonly send: boolean
}

/** Long work that the service was asked for. */
export interface Run {
  readonly kind: 'run'
  readonly version: 1
  /** `run_…` */
  readonly run_id: string
  readonly work: RunKind
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
  /** What a promotion came to; a migration and its rollback have records of their own. */
  readonly result: Readonly<Record<string, unknown>> | null
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
  readonly version: 1
  /** Newest first. */
  readonly migrations: readonly MigrationSummary[]
  /** Newest first, a hundred at most. */
  readonly runs: readonly Run[]
}

export const noticeWishes = document<NoticeWishes>(
  'NoticeWishes',
  z.strictObject({ before: z.boolean(), after: z.boolean(), send: z.boolean() }),
)

export const run = document<Run>(
  'Run',
  z.object({
    kind: z.literal('run'),
    version: z.literal(1),
    run_id: z.string(),
    work: z.enum(['migration', 'rollback', 'promotion', 'promotion-rollback']),
    status: z.enum(['scheduled', 'running', 'done', 'failed', 'cancelled', 'interrupted']),
    migration_id: z.string().nullable(),
    plan_id: z.string().nullable(),
    source: orNull(organizationRef),
    target: orNull(organizationRef),
    progress: z.object({
      phase: z.enum([
        'waiting',
        'planning',
        'locking',
        'checking',
        'moving',
        'verifying',
        'committing',
        'restoring',
        'promoting',
        'outside',
        'ended',
      ]),
      table: z.string().nullable(),
      done: z.number(),
      total: z.number(),
      tables: z.array(
        z.object({
          resource: z.string(),
          table: z.string(),
          rows: z.number(),
          state: z.enum(['waiting', 'moving', 'done']),
        }),
      ),
    }),
    rate: z.number().nullable(),
    eta_seconds: z.number().nullable(),
    result: z.record(z.string(), z.unknown()).nullable(),
    problem: orNull(problem),
    notices: orNull(noticeWishes),
    attempts: z.number(),
    created_by: z.string(),
    created_at: time,
    run_at: time.nullable(),
    started_at: time.nullable(),
    finished_at: time.nullable(),
  }),
)

export const migrationsAndRuns = document<MigrationsAndRuns>(
  'MigrationsAndRuns',
  z.object({
    kind: z.literal('migrations'),
    version: z.literal(1),
    migrations: z.array(migrationSummary),
    runs: z.array(run),
  }),
)
