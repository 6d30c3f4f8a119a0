import { ResettleError } from '../errors.ts'
import type { Progress } from '../migration/documents.ts'

/** How far one run of the command line is. */
export interface RunState {
  exit: number
  /** The command that runs. */
  command?: string
  /** What the engine does at the moment; absent where nothing is written. */
  phase?: Progress['phase']
  /** Called when work on a database begins: signals end that, and nothing else. */
  begin?: () => void
  /** Set when a signal ended the run: nothing may be committed from then on. */
  interruption?: ResettleError
}

/** Commands that commit many times on their way; the others once, at the end, or never. */
const STEPWISE = new Set(['promote', 'effects', 'reconcile', 'tokens'])

/** Follows the engine's work. Throws once the run was ended, which takes back what is not committed. */
export function follow(run: RunState, { phase }: Progress): void {
  if (run.interruption !== undefined) throw run.interruption
  run.phase = phase
}

/**
 * Ends the run at a signal, with one problem, unless the commit is on its way: then nobody can say any more that
 * nothing was changed, and the run ends by itself in a moment. Answers whether it ended.
 */
export function interrupt(run: RunState, signal: string): ResettleError | null {
  if (run.phase === 'committing') return null
  const outcome = STEPWISE.has(run.command ?? '')
    ? 'what was committed before stays, and the same command goes on from there'
    : 'nothing was changed'
  run.interruption ??= new ResettleError('command.interrupted', `${signal} ended it; ${outcome}.`)
  return run.interruption
}
