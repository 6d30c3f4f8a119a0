/**
 * What the service answers. The documents of migrations are the library's own; what only the service knows stands here
 * as the page reads it. Types only: the page shares no running code with the service.
 */
import type { Choice } from '../../src/blueprint/blueprint.ts'
import type { Finding } from '../../src/blueprint/finding.ts'
import type { EffectDocument, EffectList } from '../../src/effects/documents.ts'
import type {
  NoticeDocument,
  NoticeList,
  NoticePreview,
  NoticePreviews,
} from '../../src/effects/notices/documents.ts'
import type { StoredPlan } from '../../src/http/contract/plan.ts'
import type {
  MigrationsAndRuns,
  NoticeWishes,
  Run,
  RunProgress,
  RunTable,
} from '../../src/http/contract/run.ts'
import type { Session } from '../../src/http/contract/session.ts'
import type {
  AccessChange,
  CheckDocument,
  ConflictItem,
  Id,
  Migration,
  MigrationRecord,
  MigrationSummary,
  OrganizationList,
  OrganizationRef,
  OrganizationSummary,
  Plan,
  PlanOptions,
  Renamed,
  Rollback,
  TablePlan,
  TableReport,
  Verification,
} from '../../src/migration/documents.ts'

import type {
  PromotionPlan,
  PromotionRun,
  PromotionStatus,
  Unpromoted,
} from '../../src/migration/promotion/documents.ts'

export type {
  AccessChange,
  CheckDocument,
  Choice,
  ConflictItem,
  EffectDocument,
  EffectList,
  Finding,
  Id,
  Migration,
  MigrationRecord,
  MigrationSummary,
  MigrationsAndRuns,
  NoticeDocument,
  NoticeList,
  NoticePreview,
  NoticePreviews,
  NoticeWishes,
  OrganizationList,
  OrganizationRef,
  OrganizationSummary,
  Plan,
  PlanOptions,
  PromotionPlan,
  PromotionRun,
  PromotionStatus,
  Renamed,
  Rollback,
  Run,
  RunProgress,
  RunTable,
  Session,
  StoredPlan,
  TablePlan,
  TableReport,
  Unpromoted,
  Verification,
}

/** What may be asked of a plan; everything has a default. */
export type PlanRequest = Partial<PlanOptions>

export type RunStatus = Run['status']

export interface NameAnswer {
  readonly ok: boolean
  readonly name: string
  readonly reason: 'taken' | 'not-allowed' | 'no-such-conflict' | null
}
