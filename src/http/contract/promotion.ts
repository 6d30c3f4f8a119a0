import { z } from '@hono/zod-openapi'
import type { EffectDocument, EffectList, Reconciliation } from '../../effects/documents.ts'
import type {
  Promotion,
  PromotionList,
  PromotionPlan,
  PromotionRecord,
  PromotionRollback,
  PromotionStatus,
  PromotionSummary,
  PromotionVerification,
  Unpromoted,
} from '../../migration/promotion/documents.ts'
import { effectStates, type Json } from '../../store/outbox.ts'
import { checks } from './migration.ts'
import { finding } from './plan.ts'
import { problem } from './problem.ts'
import { counts, document, orNull, time } from './schema.ts'

const summary = {
  user: z.string(),
  organization: z.string(),
  shape: z.string() as unknown as z.ZodType<PromotionSummary['shape']>,
  created: z.object({ organization: z.boolean(), user: z.boolean(), membership: z.boolean() }),
  rows: counts,
  stays: counts,
  outside: z.array(z.object({ system: z.string(), kind: z.string(), target: z.string() })),
  warnings: z.array(z.string()),
}

const unpromoted = document<Unpromoted>(
  'Unpromoted',
  z.object({
    user: z.string(),
    reason: z.string(),
    message: z.string(),
    problem: problem.optional(),
  }),
)

export const promotion = document<Promotion>(
  'Promotion',
  z.object({
    kind: z.literal('promotion'),
    version: z.literal(1),
    ...summary,
    promotion_id: z.string().nullable(),
    status: z.enum(['done', 'completed', 'already', 'native']),
    late: counts,
    effects: counts.nullable(),
    finished_at: time,
  }),
)

export const promotionPlan = document<PromotionPlan>(
  'PromotionPlan',
  z.object({
    kind: z.literal('promotion-plan'),
    version: z.literal(1),
    blueprint: z.string(),
    can_promote: z.boolean(),
    people: counts,
    rows: counts,
    stays: counts,
    outside: counts,
    promotions: z.array(document<PromotionSummary>('PromotionSummary', z.object(summary))),
    left: z.array(unpromoted),
    left_count: z.number(),
    findings: z.array(finding),
  }),
)

export const promotionStatus = document<PromotionStatus>(
  'PromotionStatus',
  z.object({
    kind: z.literal('promotion-status'),
    version: z.literal(1),
    blueprint: z.string(),
    promoted: z.number(),
    native: z.number(),
    ready: z.number(),
    left: z.array(unpromoted),
    left_count: z.number(),
    stragglers: counts,
    completable: z.number(),
    effects: counts,
    findings: z.array(finding),
  }),
)

export const promotionRollback = document<PromotionRollback>(
  'PromotionRollback',
  z.object({
    kind: z.literal('promotion-rollback'),
    version: z.literal(1),
    success: z.boolean(),
    preview: z.boolean(),
    promotion_id: z.string(),
    user: z.string(),
    organization: z.string(),
    restored: counts,
    taken_along: counts,
    removed: counts,
    kept: z.array(z.string()),
    conflicts: z.array(z.string()),
    effects: z.number(),
    outside: counts.nullable(),
    finished_at: time,
  }),
)

export const promotionRecord = document<PromotionRecord>(
  'PromotionRecord',
  z.object({
    kind: z.literal('promotion-record'),
    version: z.literal(1),
    promotion_id: z.string(),
    status: z.enum(['done', 'rolled-back']),
    promotion,
    rollback: orNull(promotionRollback),
    finished_at: time,
    rolled_back_at: time.nullable(),
  }),
)

const effectProblem = z.object({ message: z.string(), remedy: z.string().nullable() })
/** Whatever a connector noted. */
const json = z.unknown() as unknown as z.ZodType<Json>

export const effect = document<EffectDocument>(
  'Effect',
  z.object({
    effect_id: z.string(),
    subject: z.string(),
    system: z.string(),
    kind: z.string(),
    target: z.string(),
    state: z.enum(effectStates),
    direction: z.enum(['forward', 'back']),
    attempts: z.number(),
    problem: effectProblem.nullable(),
    warnings: z.array(z.string()),
    facts: z.record(z.string(), json),
    due_at: time.nullable(),
    created_at: time,
    updated_at: time,
  }),
)

export const effects = document<EffectList>(
  'EffectList',
  z.object({ kind: z.literal('effects'), version: z.literal(1), effects: z.array(effect) }),
)

export const promotionVerification = document<PromotionVerification>(
  'PromotionVerification',
  z.object({
    kind: z.literal('promotion-verification'),
    version: z.literal(1),
    promotion_id: z.string(),
    ok: z.boolean(),
    verified_at: time,
    checks,
    notes: z.array(z.string()),
  }),
)

export const promotionList = document<PromotionList>(
  'PromotionList',
  z.object({
    kind: z.literal('promotion-list'),
    version: z.literal(1),
    promotions: z.array(
      z.object({
        promotion_id: z.string(),
        user: z.string(),
        organization: z.string(),
        status: z.enum(['done', 'rolled-back']),
        finished_at: time,
        rolled_back_at: time.nullable(),
      }),
    ),
    total: z.number(),
  }),
)

const difference = z.object({
  effect_id: z.string().nullable(),
  subject: z.string(),
  system: z.string(),
  what: z.string(),
  field: z.string(),
  expected: json,
  found: json,
  remedy: z.string().nullable(),
})

export const reconciliation = document<Reconciliation>(
  'Reconciliation',
  z.object({
    kind: z.literal('reconciliation'),
    version: z.literal(1),
    promotions: z.number().nullable(),
    checked: z.number(),
    differences: z.array(difference),
    problems: z.array(
      z.object({
        effect_id: z.string(),
        subject: z.string(),
        system: z.string(),
        problem: effectProblem,
      }),
    ),
    unfinished: z.number(),
    left_out: counts,
  }),
)
