/** The documents of promotions. Plain JSON in snake_case, frozen, versioned; none holds a secret. */
import type { Finding } from '../../blueprint/finding.ts'
import type { Problem } from '../../errors.ts'
import type { VerificationCheck } from '../documents.ts'
import type { Shape } from './person.ts'

/** One person's promotion, done or planned. */
export interface PromotionSummary {
  readonly user: string
  readonly organization: string
  readonly shape: Shape
  /** Which rows are new; what existed was left as it was. */
  readonly created: { readonly organization: boolean; readonly user: boolean; readonly membership: boolean }
  /** Rows that take the organization, or are added, per resource. */
  readonly rows: Readonly<Record<string, number>>
  /** Rows that stay the person's own, per resource. */
  readonly stays: Readonly<Record<string, number>>
  /** What must happen outside: `litellm workspace`, `stripe customer`. */
  readonly outside: readonly { readonly system: string; readonly kind: string; readonly target: string }[]
  readonly warnings: readonly string[]
}

/** `promote USER`: what was done. */
export interface Promotion extends PromotionSummary {
  readonly kind: 'promotion'
  readonly version: 1
  /** Null where nothing had to be done. */
  readonly promotion_id: string | null
  /**
   * `done`: promoted now; `completed`: promoted before, and what was written late took the organization now; `already`:
   * promoted before, nothing was changed; `native`: an organization's already, without us.
   */
  readonly status: 'done' | 'completed' | 'already' | 'native'
  /** Rows that were written late and took the organization, per resource: with this call; on record: in all. */
  readonly late: Readonly<Record<string, number>>
  /** Its outside effects by state; null where nobody waited for them. */
  readonly effects: Readonly<Record<string, number>> | null
  readonly finished_at: string
}

/** Somebody who was not promoted, and why. */
export interface Unpromoted {
  readonly user: string
  /** `not-an-id`, `unknown`, `native`, `no-row`, `refused`. */
  readonly reason: string
  readonly message: string
  readonly problem?: Problem
}

/** `promote --all`, or several people: what was done. */
export interface PromotionRun {
  readonly kind: 'promotions'
  readonly version: 1
  readonly success: boolean
  readonly promoted: number
  readonly already: number
  /** Of those, people whose rows were written late and took the organization now. */
  readonly completed: number
  /** At most 1,000 are listed. */
  readonly promotions: readonly { readonly promotion_id: string; readonly user: string }[]
  readonly left: readonly Unpromoted[]
  readonly left_count: number
  readonly rows: Readonly<Record<string, number>>
  /** Rows that were written late and took the organization now, per resource. */
  readonly late: Readonly<Record<string, number>>
  /** Warnings with how many people they concern. */
  readonly warnings: Readonly<Record<string, number>>
  /** Outside effects of these promotions by state; null where none was dispatched. */
  readonly effects: Readonly<Record<string, number>> | null
  readonly timings: Readonly<Record<string, number>>
  readonly finished_at: string
}

/** `promote --plan`: what would happen; reads only. */
export interface PromotionPlan {
  readonly kind: 'promotion-plan'
  readonly version: 1
  readonly blueprint: string
  readonly can_promote: boolean
  /** People who would be promoted, by shape. */
  readonly people: Readonly<Record<string, number>>
  readonly rows: Readonly<Record<string, number>>
  readonly stays: Readonly<Record<string, number>>
  readonly outside: Readonly<Record<string, number>>
  /** Each person where they were named, else the first hundred. */
  readonly promotions: readonly PromotionSummary[]
  readonly left: readonly Unpromoted[]
  readonly left_count: number
  readonly findings: readonly Finding[]
}

/** `promote --status`: who is promoted, who is left, and why. */
export interface PromotionStatus {
  readonly kind: 'promotion-status'
  readonly version: 1
  readonly blueprint: string
  readonly promoted: number
  /** Promoted by the app itself, or never a flat user. */
  readonly native: number
  /** Left, and nothing stands in the way. */
  readonly ready: number
  /** Left, and something does. At most 1,000 are listed. */
  readonly left: readonly Unpromoted[]
  readonly left_count: number
  /** Rows of promoted people that hold no organization, written late or with an id in an unusual form. */
  readonly stragglers: Readonly<Record<string, number>>
  /**
   * Promoted people of whom something came late that promoting again completes; of the others the organization went into
   * another, or is not whole.
   */
  readonly completable: number
  readonly effects: Readonly<Record<string, number>>
  readonly findings: readonly Finding[]
}

/** Something that is not in the database as a promotion that stands left it. No values of people, no secrets. */
export interface DatabaseDifference {
  /** The promotion. */
  readonly subject: string
  /** What it is about, such as `organization 5b0e…`. */
  readonly what: string
  /** The table, column or kind of rows. */
  readonly field: string
  readonly expected: string | number | null
  readonly found: string | number | null
  readonly remedy: string
}

export interface DatabaseComparison {
  /** Promotions that stand, and whose organization is still the person's own. */
  readonly compared: number
  readonly differences: readonly DatabaseDifference[]
}

/** `rollback prm_…`. */
export interface PromotionRollback {
  readonly kind: 'promotion-rollback'
  readonly version: 1
  readonly success: boolean
  readonly preview: boolean
  readonly promotion_id: string
  readonly user: string
  readonly organization: string
  /** Rows that go back to what they were, per resource. */
  readonly restored: Readonly<Record<string, number>>
  /** Rows written since in the organization that go with the person, per resource. */
  readonly taken_along: Readonly<Record<string, number>>
  /** New rows that are removed: organization, user, membership. */
  readonly removed: Readonly<Record<string, number>>
  /** What is left as it is, and why. */
  readonly kept: readonly string[]
  /** What stands in the way; nothing is changed while there is something. */
  readonly conflicts: readonly string[]
  /** Outside effects that are undone, or would be. */
  readonly effects: number
  /** What came of them, by state; null where nobody waited for them. */
  readonly outside: Readonly<Record<string, number>> | null
  readonly finished_at: string
}

/** `verify prm_…`: the proof again. */
export interface PromotionVerification {
  readonly kind: 'promotion-verification'
  readonly version: 1
  readonly promotion_id: string
  readonly ok: boolean
  readonly verified_at: string
  readonly checks: readonly VerificationCheck[]
  /** What people changed since, and what came late; of no harm to the proof. */
  readonly notes: readonly string[]
}

/** `promotions`: those on record, the newest first. */
export interface PromotionList {
  readonly kind: 'promotion-list'
  readonly version: 1
  readonly promotions: readonly {
    readonly promotion_id: string
    readonly user: string
    readonly organization: string
    readonly status: 'done' | 'rolled-back'
    readonly finished_at: string
    readonly rolled_back_at: string | null
  }[]
  /** On record in all. */
  readonly total: number
}

/** `show prm_…`: what was done, and the rollback if there was one. */
export interface PromotionRecord {
  readonly kind: 'promotion-record'
  readonly version: 1
  readonly promotion_id: string
  readonly status: 'done' | 'rolled-back'
  readonly promotion: Promotion
  readonly rollback: PromotionRollback | null
  readonly finished_at: string
  readonly rolled_back_at: string | null
}
