import type { EventRow } from '../../store/service/runs.ts'
import type { RunProgress } from '../contract/run.ts'

export type RunEventName = 'phase' | 'progress' | 'log' | 'notice' | 'done' | 'failed'

/** What happens in a run of this process: kept in memory, since SQLite cannot be written while a migration holds it. */
export interface RunLog {
  /** Number before its first event. */
  readonly from: number
  progress: RunProgress
  add(event: RunEventName, data: unknown): void
  /** Events after this one. */
  after(seq: number): readonly EventRow[]
  /** Events that are not in our tables yet. */
  unwritten(): readonly EventRow[]
  written(upTo: number): void
  /** Resolves with the next event, or when the log is closed. */
  next(): Promise<void>
  close(): void
  readonly isClosed: boolean
}

export function createRunLog(runId: string, progress: RunProgress, from: number): RunLog {
  const events: EventRow[] = []
  let writtenUpTo = from
  let signal = Promise.withResolvers<void>()
  let isClosed = false
  const ring = (): void => {
    signal.resolve()
    signal = Promise.withResolvers()
  }
  return {
    from,
    progress,
    add(event, data) {
      const seq = from + events.length + 1
      events.push({ run_id: runId, seq, event, data: JSON.stringify(data) })
      ring()
    },
    after: (seq) => events.filter((one) => one.seq > seq),
    unwritten: () => events.filter((one) => one.seq > writtenUpTo),
    written(upTo) {
      writtenUpTo = Math.max(writtenUpTo, upTo)
    },
    next: () => (isClosed ? Promise.resolve() : signal.promise),
    close() {
      isClosed = true
      ring()
    },
    get isClosed() {
      return isClosed
    },
  }
}
