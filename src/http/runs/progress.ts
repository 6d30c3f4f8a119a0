import type { Progress } from '../../migration/documents.ts'
import type { RunProgress, RunTable } from '../contract/run.ts'

/** What is known after one more step: tables are worked on one after the other, in no order that is known before. */
export function advance(before: RunProgress, { phase, table, done, total }: Progress): RunProgress {
  const isRowWork = phase === 'moving' || phase === 'restoring' || phase === 'promoting'
  const isPast = phase === 'verifying' || phase === 'committing'
  return {
    phase,
    table,
    done: isRowWork ? done : before.done,
    total: isRowWork && total > 0 ? total : before.total,
    tables: isRowWork || isPast ? before.tables.map((one) => stateOf(one, table)) : before.tables,
  }
}

function stateOf(one: RunTable, current: string | null): RunTable {
  if (current === null) return { ...one, state: 'done' }
  if (one.table === current) return { ...one, state: 'moving' }
  return one.state === 'moving' ? { ...one, state: 'done' } : one
}

export function endProgress(before: RunProgress, isDone: boolean): RunProgress {
  if (!isDone) return { ...before, phase: 'ended', table: null }
  return {
    phase: 'ended',
    table: null,
    done: before.total,
    total: before.total,
    tables: before.tables.map((one) => ({ ...one, state: 'done' })),
  }
}
