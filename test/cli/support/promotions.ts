import type { EffectDocument, EffectList, Reconciliation } from '../../../src/effects/documents.ts'
import type {
  Promotion,
  PromotionList,
  PromotionPlan,
  PromotionRecord,
  PromotionRollback,
  PromotionRun,
  PromotionStatus,
  PromotionVerification,
} from '../../../src/migration/promotion/documents.ts'
import type { EffectCounts } from '../../../src/store/outbox.ts'

const user = 'a1111111-1111-4111-8111-111111111111'
const finished_at = '2026-11-20T10:00:00.000Z'

export const promotion: Promotion = {
  kind: 'promotion',
  version: 1,
  promotion_id: 'prm_1',
  status: 'done',
  late: {},
  user,
  organization: user,
  shape: 'legacy',
  created: { organization: true, user: true, membership: true },
  rows: { api_keys: 2 },
  stays: { grants: 1 },
  outside: [{ system: 'litellm', kind: 'workspace', target: user }],
  warnings: ['duplicate-rows'],
  effects: { done: 2 },
  finished_at,
}

export const promotionRun: PromotionRun = {
  kind: 'promotions',
  version: 1,
  success: true,
  promoted: 1,
  already: 2,
  completed: 1,
  promotions: [{ promotion_id: 'prm_1', user }],
  left: [{ user: 'not an id', reason: 'not-an-id', message: 'The id is no UUID.' }],
  left_count: 1,
  rows: { api_keys: 2 },
  late: { conversations: 3 },
  warnings: { 'duplicate-rows': 1 },
  effects: null,
  timings: { database_ms: 12 },
  finished_at,
}

export const promotionPlan: PromotionPlan = {
  kind: 'promotion-plan',
  version: 1,
  blueprint: 'openhands',
  can_promote: true,
  people: { legacy: 1 },
  rows: { api_keys: 2 },
  stays: { grants: 1 },
  outside: { 'litellm workspace': 1 },
  promotions: [
    {
      user,
      organization: user,
      shape: 'legacy',
      created: promotion.created,
      rows: promotion.rows,
      stays: promotion.stays,
      outside: promotion.outside,
      warnings: promotion.warnings,
    },
  ],
  left: promotionRun.left,
  left_count: 1,
  findings: [],
}

export const promotionStatus: PromotionStatus = {
  kind: 'promotion-status',
  version: 1,
  blueprint: 'openhands',
  promoted: 3,
  native: 1,
  ready: 7,
  left: promotionRun.left,
  left_count: 1,
  stragglers: { api_keys: 1 },
  completable: 1,
  effects: { done: 5, pending: 1 },
  findings: [],
}

export const promotionRollback: PromotionRollback = {
  kind: 'promotion-rollback',
  version: 1,
  success: true,
  preview: false,
  promotion_id: 'prm_1',
  user,
  organization: user,
  restored: { api_keys: 2 },
  taken_along: { api_keys: 1 },
  removed: { organizations: 1 },
  kept: ['api_keys: 1 rows were changed or deleted since, and stay so'],
  conflicts: [],
  effects: 1,
  outside: { compensated: 1 },
  finished_at,
}

export const effect: EffectDocument = {
  effect_id: 'eff_1_0_workspace',
  subject: 'prm_1',
  system: 'litellm',
  kind: 'workspace',
  target: user,
  state: 'needs-attention',
  direction: 'forward',
  attempts: 8,
  problem: { message: 'LiteLLM refused the key.', remedy: 'Check RESETTLE_LITELLM_KEY.' },
  warnings: ['one key is not known to LiteLLM'],
  facts: { keys: 3 },
  due_at: null,
  created_at: finished_at,
  updated_at: finished_at,
}

export const effectList: EffectList = { kind: 'effects', version: 1, effects: [effect] }

export const effectCounts: EffectCounts = {
  pending: 1,
  running: 0,
  unknown: 0,
  done: 5,
  compensating: 0,
  compensated: 0,
  'needs-attention': 1,
}

export const reconciliation: Reconciliation = {
  kind: 'reconciliation',
  version: 1,
  promotions: 3,
  checked: 5,
  left_out: { stripe: 2 },
  differences: [
    {
      effect_id: null,
      subject: 'prm_1',
      system: 'database',
      what: `rows of ${user}`,
      field: 'api_keys without the organization',
      expected: 0,
      found: 2,
      remedy: 'Promote the person again: it gives these rows the organization.',
    },
    {
      effect_id: 'eff_1_0_workspace',
      subject: 'prm_1',
      system: 'litellm',
      what: 'team of key …3f2a',
      field: 'team_id',
      remedy: 'Have it done anew: `effects --retry EFFECT --run`, with the effect that is named.',
      expected: user,
      found: null,
    },
  ],
  problems: [],
  unfinished: 2,
}

export const promotionRecord: PromotionRecord = {
  kind: 'promotion-record',
  version: 1,
  promotion_id: 'prm_1',
  status: 'done',
  promotion,
  rollback: null,
  finished_at,
  rolled_back_at: null,
}

export const promotionList: PromotionList = {
  kind: 'promotion-list',
  version: 1,
  promotions: [
    {
      promotion_id: 'prm_1',
      user,
      organization: user,
      status: 'done',
      finished_at,
      rolled_back_at: null,
    },
  ],
  total: 1,
}

export const promotionVerification: PromotionVerification = {
  kind: 'promotion-verification',
  version: 1,
  promotion_id: 'prm_1',
  ok: false,
  verified_at: finished_at,
  checks: [{ check: 'kept', table: 'api_keys', ok: false, message: '1 of 2 rows hold what they were given' }],
  notes: ['api_keys: 1 row changed since'],
}
