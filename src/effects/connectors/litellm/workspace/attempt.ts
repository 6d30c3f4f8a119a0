import type { Effect, Json } from '../../../../store/outbox.ts'
import type { EffectTools } from '../../../connector.ts'
import type { LiteLlmClient } from '../client.ts'
import { type Before, type Progress, readProgress, type Wanted } from './wanted.ts'

/** One attempt at a person's workspace, forward or back. */
export interface Attempt {
  readonly effect: Effect
  readonly wanted: Wanted
  readonly before: Before
  readonly client: LiteLlmClient
  readonly tools: EffectTools
  readonly warnings: Set<string>
  /** Keys that LiteLLM lists and does not know when they are to be changed. */
  readonly gone: Set<string>
  /** Keys that were told to go back. */
  readonly sent: Set<string>
  progress: Progress
  /** The app's key needs no more looking at. */
  hasTriedStored: boolean
  hasSentNull: boolean
}

export function createAttempt(
  parts: Pick<Attempt, 'effect' | 'wanted' | 'before' | 'client' | 'tools'>,
): Attempt {
  return {
    ...parts,
    warnings: new Set(),
    gone: new Set(),
    sent: new Set(),
    progress: readProgress(parts.effect),
    hasTriedStored: false,
    hasSentNull: false,
  }
}

/** To be done before the write that it is about. */
export async function noteProgress(attempt: Attempt, changes: Progress): Promise<void> {
  attempt.progress = { ...attempt.progress, ...changes }
  await attempt.tools.note(attempt.progress as Json)
}

/** The person's own budget as it last was before it was opened. */
export function ownBudget({ progress, before }: Attempt): number | null {
  return progress.own === undefined ? before.user.max_budget : progress.own
}
