import { z } from '@hono/zod-openapi'
import type { Finding } from '../../blueprint/finding.ts'
import type {
  AccessChange,
  ConflictItem,
  Decision,
  OrganizationRef,
  OutsideChange,
  Plan,
  PlanOptions,
  TablePlan,
} from '../../migration/documents.ts'
import { counts, document, facts, id, orNull, text, time } from './schema.ts'

const choice = z.enum(['rename', 'rename-target', 'skip', 'keep-target', 'clear']).openapi('Choice')
/** Of a request about a plan: what its sender looked at. */
export const seenRevision = z.int().positive().optional().openapi({
  description: 'The revision that was seen. Refused with `plan.changed` where somebody else was first.',
})

const strategy = z.enum(['rename', 'skip', 'fail', 'interactive']).openapi('Strategy')

export const organizationRef = document<OrganizationRef>(
  'OrganizationRef',
  z.object({ id, slug: z.string().nullable(), name: z.string().nullable() }),
)

export const finding = document<Finding>(
  'Finding',
  z.object({
    code: z.string(),
    severity: z.enum(['blocker', 'decision', 'warning', 'info']),
    message: z.string(),
    count: z.number(),
    samples: z.array(z.string()),
    context: facts.optional(),
    remedy: z.string(),
    acceptable: z.boolean().optional(),
  }),
)

const decision = document<Decision>(
  'Decision',
  z.object({
    resource: text(200),
    id,
    choice,
    name: text(1000).optional(),
  }),
)

/** One conflict, or a whole group of them where no `id` is given; `choice` null takes a decision back. */
export interface DecisionRequest {
  readonly resource: string
  readonly id?: Decision['id'] | undefined
  /** Name of the unique key, for a group that is smaller than its resource. */
  readonly key?: string | undefined
  readonly choice: Decision['choice'] | null
  readonly name?: string | undefined
}

export const decisionRequest = document<DecisionRequest>(
  'DecisionRequest',
  z.strictObject({
    resource: text(200),
    id: id.optional(),
    key: text(200).optional(),
    choice: orNull(choice),
    name: text(1000).optional(),
  }),
)

export const planOptions = document<PlanOptions>(
  'PlanOptions',
  z.object({
    conflict_strategy: strategy,
    on: z.record(z.string(), z.union([strategy, choice])),
    rename_prefix: z.string().nullable(),
    rename_style: z.enum(['prefix', 'timestamp']),
    preserve_admin_roles: z.boolean(),
    owner_becomes: z.string().nullable(),
    delete_source: z.boolean(),
    accept: z.array(z.string()),
    decisions: z.array(decision),
  }),
)

/** What a request may ask of a plan; everything has a default. */
export const planRequest = z
  .strictObject({
    conflict_strategy: strategy.optional(),
    on: z.record(text(200, 0), z.union([strategy, choice])).optional(),
    rename_prefix: text(200, 0).nullable().optional(),
    rename_style: z.enum(['prefix', 'timestamp']).optional(),
    preserve_admin_roles: z.boolean().optional(),
    owner_becomes: text(100, 0).nullable().optional(),
    delete_source: z.boolean().optional(),
    accept: z.array(text(200, 0)).max(200).optional(),
    decisions: z.array(decision).max(100_000).optional(),
  })
  .openapi('PlanRequest')

export const conflictItem = document<ConflictItem>(
  'ConflictItem',
  z.object({
    id,
    name: z.string().nullable(),
    owner: z.string().nullable(),
    target_id: id,
    conflict_reason: z.string(),
    key: z.string(),
    columns: z.array(z.string()),
    choices: z.array(choice),
    proposed: z.object({ action: choice, name: z.string().nullable() }).nullable(),
    decided_by: z.enum(['strategy', 'default', 'table', 'decision']).nullable(),
    advice: z.string().nullable(),
  }),
)

export const accessChange = document<AccessChange>(
  'AccessChange',
  z.object({
    user: id,
    email: z.string().nullable(),
    role_in_source: z.string().nullable(),
    role_in_target: z.string().nullable(),
    role_after: z.string().nullable(),
    change: z.enum(['joins', 'gains', 'loses', 'same', 'stays']),
    note: z.string().nullable(),
  }),
)

export const skippedRow = z
  .object({ resource: z.string(), id, name: z.string().nullable(), reason: z.string() })
  .openapi('SkippedRow')

const tablePlan = document<TablePlan>(
  'TablePlan',
  z.object({
    resource: z.string(),
    table: z.string(),
    verdict: z.enum(['move', 'merge', 'follow']),
    rows: z.number(),
    moves: z.number(),
    stays: z.number(),
    target_rows: z.number(),
    renames: z.number(),
  }),
)

export const outsideChange = document<OutsideChange>(
  'OutsideChange',
  z.object({ system: z.string(), kind: z.string(), target: z.string() }),
)

export const plan = document<Plan>(
  'Plan',
  z.object({
    kind: z.literal('plan'),
    version: z.literal(1),
    blueprint: z.string(),
    source: organizationRef,
    target: organizationRef,
    options: planOptions,
    can_migrate: z.boolean(),
    resources: counts,
    tables: z.array(tablePlan),
    conflicts: z.record(z.string(), z.array(conflictItem)),
    skipped: z.array(skippedRow),
    access: z.array(accessChange),
    removals: z.array(z.object({ resource: z.string(), count: z.number(), reason: z.string() })),
    source_changes: z.array(z.string()),
    outside: z.array(outsideChange),
    findings: z.array(finding),
    estimated_time_seconds: z.number(),
    fingerprint: z.string(),
    created_at: time,
    basis: z.record(z.string(), z.string()),
  }),
)

/** A plan as the service keeps it. */
export interface StoredPlan {
  readonly kind: 'stored-plan'
  readonly version: 1
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

export const storedPlan = document<StoredPlan>(
  'StoredPlan',
  z.object({
    kind: z.literal('stored-plan'),
    version: z.literal(1),
    id: z.string(),
    status: z.enum(['open', 'approved', 'used', 'expired']),
    revision: z.number(),
    created_by: z.string(),
    created_at: time,
    expires_at: time,
    approved_by: z.string().nullable(),
    approval_required: z.boolean(),
    run_id: z.string().nullable(),
    plan,
  }),
)
