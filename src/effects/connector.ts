import type { Effect, Json } from '../store/outbox.ts'

/**
 * A connector brings an outside system to the state that an effect wants, or back to the state before it.
 *
 * Both are *ensure*: read, compare, write what differs, read again. Called any number of times, after a crash anywhere,
 * they end in the same state, so nothing is ever done twice. No transaction is open while a connector works.
 */
export interface Connector {
  readonly system: string
  /** Requests a second where nothing else is said. */
  readonly defaultRate: number
  /** Brings the outside system to what `effect.wanted` says. */
  ensure(effect: Effect, tools: EffectTools): Promise<EffectResult>
  /** Brings it back to what `effect.before` says; what is not there any more is left alone. */
  compensate(effect: Effect, tools: EffectTools): Promise<EffectResult>
  /** What differs today from what the effect made; reads only. */
  compare(effect: Effect, tools: ReadingTools): Promise<readonly Difference[]>
}

/** What a connector may use where it only reads. */
export interface ReadingTools {
  /** Waits until the outside system may be asked once more. Before every single request. */
  turn(): Promise<void>
  /** The outside system wants to be left alone for so long, by every process. */
  pause(ms: number): Promise<void>
  /** A secret of the app, in the clear (`stored-key`: the person's own LiteLLM key); null where it cannot be known. */
  reveal(name: string): Promise<string | null>
  /** Ends requests when the lease is lost or the process stops. */
  readonly signal: AbortSignal
}

/** What a connector may use. */
export interface EffectTools extends ReadingTools {
  /**
   * Keeps the old values; answers those kept first, so that a repeated effect never takes its own work for the state
   * before it. Must have resolved before the first write.
   */
  remember(before: Json): Promise<Json>
  /** Keeps what a later attempt must know, in place of what was noted before; the effect has it as `progress`. */
  note(progress: Json): Promise<void>
  /** A secret of this effect: made and kept encrypted the first time, the same one ever after. */
  secret(name: string, make: () => string): Promise<string>
  /** The same where it was made before; null where it was not. */
  findSecret(name: string): Promise<string | null>
  /** Puts a new secret into the app's database, in the app's own form, in a short transaction of its own. */
  publish(name: string, value: string): Promise<void>
}

export interface EffectResult {
  /** Counts and ids for the report; no secrets. */
  readonly facts: Readonly<Record<string, Json>>
  /** For a person: what could not be done and does not stand in the way. */
  readonly warnings: readonly string[]
}

export interface Difference {
  readonly system: string
  /** What it is about, such as `key sk-…3f2a` or `team 5b0e…`. */
  readonly what: string
  /** The property that differs, such as `max_budget`. */
  readonly field: string
  readonly expected: Json
  readonly found: Json
  /** What to do, one sentence; null where nobody can do anything. */
  readonly remedy: string | null
}

/** For what `ensure` would bring where it belongs. */
export const REDO = 'Have it done anew: `effects --retry EFFECT --run`, with the effect that is named.'

/** Why a request came to nothing. */
export type FailureKind =
  /** It was refused or did not arrive; the same may work later. */
  | 'retry'
  /** Whether it was done is not known; reading will tell. */
  | 'unknown'
  /** It will never work like this; a person must look. */
  | 'permanent'

/** A failed request of an outside system. The message is fit for a person and holds no secret. */
export class EffectFailure extends Error {
  override readonly name = 'EffectFailure'
  readonly kind: FailureKind
  /** What to do, one sentence. */
  readonly remedy: string | null
  /** Milliseconds after which the system wants to be asked again; null where it says nothing. */
  readonly retryAfterMs: number | null
  /** The outside system keeps this answer under the idempotency key: the next attempt needs another one. */
  readonly endsGeneration: boolean

  constructor(
    kind: FailureKind,
    message: string,
    options: {
      readonly remedy?: string
      readonly retryAfterMs?: number | null
      readonly endsGeneration?: boolean
      readonly cause?: unknown
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.remedy = options.remedy ?? null
    this.retryAfterMs = options.retryAfterMs ?? null
    this.endsGeneration = options.endsGeneration ?? false
  }
}
