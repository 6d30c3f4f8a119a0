import type { Effect, EffectProblem, EffectState, Json } from '../store/outbox.ts'
import type { Difference } from './connector.ts'

/** Documents about changes of outside systems, as `--json` and the service give them. */

export interface EffectDocument {
  readonly effect_id: string
  /** The promotion (`prm_…`) or migration (`mig_…`) that made it necessary. */
  readonly subject: string
  readonly system: string
  readonly kind: string
  readonly target: string
  readonly state: EffectState
  /** `back`: it is undone, or to be undone. */
  readonly direction: 'forward' | 'back'
  readonly attempts: number
  readonly problem: EffectProblem | null
  readonly warnings: readonly string[]
  readonly facts: Readonly<Record<string, Json>>
  /** When it is tried next; null where nothing is left to try. */
  readonly due_at: string | null
  readonly created_at: string
  readonly updated_at: string
}

export interface EffectList {
  readonly kind: 'effects'
  readonly version: 1
  readonly effects: readonly EffectDocument[]
}

/** One line of what a dispatcher does. */
export interface EffectEvent {
  readonly effect_id: string
  readonly subject: string
  readonly system: string
  readonly kind: string
  readonly state: EffectState
  readonly attempts: number
  readonly problem: EffectProblem | null
}

/** What differs between what effects made and what is there today. */
export interface Reconciliation {
  readonly kind: 'reconciliation'
  readonly version: 1
  /** Promotions that stand, compared with the database; null where the blueprint promotes nobody. */
  readonly promotions: number | null
  /** Effects that were compared. */
  readonly checked: number
  /** Of the database first: there `system` is `database`, and `effect_id` null. */
  readonly differences: readonly (Difference & {
    readonly effect_id: string | null
    readonly subject: string
  })[]
  /** Effects that could not be compared. */
  readonly problems: readonly {
    readonly effect_id: string
    readonly subject: string
    readonly system: string
    readonly problem: EffectProblem
  }[]
  /** Effects that are not done yet, or wait to be taken back: not compared. */
  readonly unfinished: number
  /** Effects that are done and were not compared, by system: nobody said how it can be reached. */
  readonly left_out: Readonly<Record<string, number>>
}

/** How many effects are not where they should be. */
export function countOpen(counts: Readonly<Record<string, number>>): number {
  return Object.entries(counts).reduce(
    (sum, [state, count]) => (state === 'done' || state === 'compensated' ? sum : sum + count),
    0,
  )
}

const ended: readonly EffectState[] = ['done', 'compensated', 'needs-attention']

export function describeEffect(effect: Effect): EffectDocument {
  const { facts = {}, warnings = [] } = (effect.result ?? {}) as {
    facts?: Record<string, Json>
    warnings?: string[]
  }
  return {
    effect_id: effect.id,
    subject: effect.subject,
    system: effect.system,
    kind: effect.kind,
    target: effect.target,
    state: effect.state,
    direction: effect.direction,
    attempts: effect.attempts,
    problem: effect.problem,
    warnings,
    facts,
    due_at: ended.includes(effect.state) ? null : new Date(effect.dueAt).toISOString(),
    created_at: effect.createdAt,
    updated_at: effect.updatedAt,
  }
}
