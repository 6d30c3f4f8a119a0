import type { Problem } from '../../errors.ts'
import type { RunRow } from '../../store/service/runs.ts'
import type { Run, RunProgress } from '../contract/run.ts'
import type { RunRequest } from './request.ts'

/** A run as it is shown; `live` is what this process knows and has not written yet. */
export function toRun(row: RunRow, now: Date, live?: RunProgress): Run {
  const request = JSON.parse(row.request) as RunRequest
  const progress = live ?? (JSON.parse(row.progress) as RunProgress)
  return {
    kind: 'run',
    version: 1,
    run_id: row.id,
    work: row.kind,
    status: row.status,
    migration_id: row.migration_id,
    plan_id: row.plan_id,
    source: request.source,
    target: request.target,
    progress,
    ...paceOf(row, progress, request.seconds, now),
    result: row.result === null ? null : (JSON.parse(row.result) as Record<string, unknown>),
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem),
    notices: request.kind === 'migration' ? request.notices : null,
    attempts: row.attempts,
    created_by: row.created_by,
    created_at: row.created_at,
    run_at: row.run_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
  }
}

/** Rows a second so far, and what is left at that rate; before there is one, what the plan expected. */
function paceOf(
  row: RunRow,
  { done, total }: RunProgress,
  planned: number,
  now: Date,
): Pick<Run, 'rate' | 'eta_seconds'> {
  if (row.started_at === null) return { rate: null, eta_seconds: null }
  const until = row.finished_at === null ? now : new Date(row.finished_at)
  const seconds = Math.max((until.getTime() - new Date(row.started_at).getTime()) / 1000, 0.001)
  const rate = done > 0 ? Math.round(done / seconds) : null
  if (row.status !== 'running') return { rate, eta_seconds: null }
  const left = rate === null || rate === 0 ? planned - seconds : (total - done) / rate
  return { rate, eta_seconds: Math.max(Math.ceil(left), 0) }
}
