import { ResettleError } from '../errors.ts'
import type { Progress } from '../migration/documents.ts'

/** How far one run of the command line is. */
export interface RunState {
  exit: number
  /** What the engine does at the moment; absent where nothing is written. */
  phase?: Progress['phase']
  /** Called when work on a database begins: signals end that, and nothing else. */
  begin?: () => void
  /** There while work goes on that commits piece by piece and ends by itself when it is told to. */
  stop?: AbortController
  /** Set when a signal ended the run: nothing may be committed from then on. */
  interruption?: ResettleError
}

/** Follows the engine's work. Throws once the run was ended, which takes back what is not committed. */
export function follow(run: RunState, { phase }: Progress): void {
  if (run.interruption !== undefined) throw run.interruption
  run.phase = phase
}

/**
 * What a signal brings: the problem that ends the run at once, or what to say while it comes to its end by itself.
 * While a commit is on its way nobody can say that nothing was changed; and work that commits piece by piece is first
 * asked to end.
 */
export function interrupt(run: RunState, signal: string): ResettleError | string {
  if (run.phase === 'committing') return 'The commit is on its way; this ends by itself.'
  if (run.stop !== undefined && !run.stop.signal.aborted) {
    run.stop.abort(signal)
    return 'It ends when what it is at is done; a second signal ends it at once.'
  }
  run.interruption ??=
    run.stop === undefined
      ? new ResettleError('command.interrupted', `${signal} ended it; nothing was changed.`)
      : new ResettleError('command.stopped', `${signal} ended it at once.`)
  return run.interruption
}
