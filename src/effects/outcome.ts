import { ResettleError } from '../errors.ts'
import type { Outcome } from '../store/leases.ts'
import type { Effect, EffectProblem, EffectState, Json } from '../store/outbox.ts'
import { type Patience, waitAfter } from './backoff.ts'
import { EffectFailure, type EffectResult } from './connector.ts'

/** What becomes of an effect after an attempt. Pure: decided here, done by the store. */

export function succeeded({ direction }: Effect, { facts, warnings }: EffectResult, now: number): Outcome {
  return {
    state: direction === 'forward' ? 'done' : 'compensated',
    result: { facts, warnings } as Json,
    problem: null,
    dueAt: now,
    isForgiven: false,
    endsGeneration: false,
  }
}

export interface Failing {
  readonly patience: Patience
  readonly random: () => number
  readonly now: number
  /** The process is told to stop: the attempt does not count. */
  readonly isStopping: boolean
}

export function failed(effect: Effect, thrown: unknown, failing: Failing): Outcome {
  const failure = toFailure(thrown)
  const { patience, random, now, isStopping } = failing
  const base = {
    result: null,
    problem: { message: failure.message, remedy: failure.remedy } satisfies EffectProblem,
    endsGeneration: failure.endsGeneration,
  }
  const waits: EffectState =
    failure.kind === 'unknown' ? 'unknown' : effect.direction === 'back' ? 'compensating' : 'pending'
  if (isStopping) return { ...base, state: waits, dueAt: now, isForgiven: true }
  if (failure.kind === 'permanent' || effect.attempts >= patience.attempts) {
    return { ...base, state: 'needs-attention', dueAt: now, isForgiven: false }
  }
  const { retryAfterMs } = failure
  const dueAt = now + waitAfter(effect.attempts, patience, { random, retryAfterMs })
  return { ...base, state: waits, dueAt, isForgiven: false }
}

/** Messages of what we do not know may hold values or secrets; only its kind is told. */
export function toFailure(thrown: unknown): EffectFailure {
  if (thrown instanceof EffectFailure) return thrown
  if (thrown instanceof ResettleError) return new EffectFailure('retry', thrown.message, { cause: thrown })
  const what = thrown instanceof Error ? thrown.name : typeof thrown
  return new EffectFailure('retry', `Something happened that should not (${what}).`, { cause: thrown })
}
