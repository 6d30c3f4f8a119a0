import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../../errors.ts'
import { ResettleError } from '../../errors.ts'
import {
  changeRun,
  type EventRow,
  insertEvents,
  listEvents,
  type RunChange,
  type RunRow,
} from '../../store/service/runs.ts'
import type { RunProgress } from '../contract/run.ts'
import { toPublicProblem } from '../problem.ts'
import { toRun } from './document.ts'
import { createRunLog, type RunLog } from './log.ts'
import { advance, endProgress } from './progress.ts'
import { firstProgress, type RunRequest } from './request.ts'
import type { RunsSetUp } from './set-up.ts'
import type { Work } from './work.ts'

/** What came of a run: what its work answered. */
export type Finished = unknown

/** Held by the process that works on a run, and gone with it. */
export interface Claim {
  release(): Promise<void>
}

/** Does the work of runs in this process. */
export interface Engine {
  assertOpen(): void
  /** Throws `run.state` where another process works on this run. */
  claim(id: string): Promise<Claim>
  tryClaim(id: string): Promise<Claim | null>
  /** Works on a run that is kept as running. */
  begin(row: RunRow, claim: Claim): Promise<Finished>
  /** Begins a run that was scheduled, or again one that was interrupted; answers false where it is not that any more. */
  launch(row: RunRow, claim: Claim): Promise<boolean>
  /** Looks up whether an interrupted run was done after all, and begins it again where it was not. */
  resume(row: RunRow): Promise<void>
  /** Settles a run whose process is gone: it was done, or it was interrupted. */
  settle(row: RunRow, claim: Claim): Promise<void>
  /** Asks a run of this process to end between two batches, and waits for that; answers false where it cannot. */
  stop(row: RunRow): Promise<boolean>
  isHere(id: string): boolean
  progressOf(id: string): RunProgress | undefined
  logOf(id: string): RunLog | undefined
  close(): Promise<void>
}

const FLUSH_MS = 1000
/** Each attempt numbers its events from here: those that died unwritten with a process are never numbered again. */
const EVENTS_PER_ATTEMPT = 1_000_000
const MOST_PAUSE_MS = 10_000

export function createEngine(setUp: RunsSetUp): Engine {
  const { database, desk, works, now } = setUp
  const here = new Map<string, Here>()
  let isClosing = false

  const workOf = (row: RunRow): Work => {
    const work = works[row.kind] as Work | undefined
    if (work === undefined) throw new ResettleError('run.state', `Runs of kind ${row.kind} are not set up.`)
    return work
  }
  const tryClaim = (id: string): Promise<Claim | null> => database.claim([`run:${id}`])

  const engine: Engine = {
    assertOpen() {
      if (isClosing) throw new ResettleError('service.stopping', 'No new work is taken.')
    },
    tryClaim,
    async claim(id) {
      const claim = await tryClaim(id)
      if (claim !== null) return claim
      throw new ResettleError('run.state', 'Another process works on this run.')
    },
    begin(row, claim) {
      const request = JSON.parse(row.request) as RunRequest
      const log = createRunLog(row.id, firstProgress(request), row.attempts * EVENTS_PER_ATTEMPT)
      const stop = new AbortController()
      const finished = work(setUp, workOf(row), { row, request, log, signal: stop.signal }).finally(
        async () => {
          here.delete(row.id)
          log.close()
          await claim.release()
        },
      )
      // Whoever waits for it sees what it throws; often nobody does.
      finished.catch(() => undefined)
      here.set(row.id, { log, finished, stop, canStop: workOf(row).canStop === true })
      return finished
    },
    async launch(row, claim) {
      const change: RunChange = {
        status: 'running',
        started_at: now().toISOString(),
        finished_at: null,
        problem: null,
        attempts: row.attempts + 1,
      }
      const isOurs = await desk.write((connection) =>
        changeRun(connection, desk.dialect, row.id, [row.status], change),
      )
      if (isOurs) void engine.begin({ ...row, ...change }, claim)
      return isOurs
    },
    async resume(row) {
      engine.assertOpen()
      const claim = await engine.claim(row.id)
      let isBegun = false
      try {
        if (await workOf(row).wasDone(row, JSON.parse(row.request) as RunRequest)) {
          await writeEnd(setUp, row, { status: 'done', problem: null }, 'interrupted')
        } else {
          isBegun = await engine.launch(row, claim)
          if (!isBegun) throw new ResettleError('run.state', 'Somebody else resumed it.')
        }
      } finally {
        if (!isBegun) await claim.release()
      }
    },
    async settle(row, claim) {
      try {
        const isDone = await workOf(row).wasDone(row, JSON.parse(row.request) as RunRequest)
        const problem = isDone ? null : interrupted(workOf(row))
        await writeEnd(setUp, row, { status: isDone ? 'done' : 'interrupted', problem }, 'running')
      } finally {
        await claim.release()
      }
    },
    async stop({ id }) {
      const found = here.get(id)
      if (found?.canStop !== true) return false
      found.stop.abort()
      await found.finished.catch(() => undefined)
      return true
    },
    isHere: (id) => here.has(id),
    progressOf: (id) => here.get(id)?.log.progress,
    logOf: (id) => here.get(id)?.log,
    async close() {
      isClosing = true
      for (const { canStop, stop } of here.values()) if (canStop) stop.abort()
      await Promise.allSettled([...here.values()].map(({ finished }) => finished))
    },
  }
  return engine
}

interface Here {
  readonly log: RunLog
  readonly finished: Promise<Finished>
  readonly stop: AbortController
  readonly canStop: boolean
}

interface Job {
  readonly row: RunRow
  readonly request: RunRequest
  readonly log: RunLog
  readonly signal: AbortSignal
}

async function work(setUp: RunsSetUp, kind: Work, { row, request, log, signal }: Job): Promise<Finished> {
  const { now, onError } = setUp
  const stopFlushing = flushOften(setUp, row, log)
  const show = () => toRun(row, now(), log.progress)
  try {
    const result = await kind.perform(row, request, {
      onProgress(progress) {
        const isNewPhase = progress.phase !== log.progress.phase
        log.progress = advance(log.progress, progress)
        log.add(isNewPhase ? 'phase' : 'progress', show())
      },
      say: (message) => log.add('log', { at: now().toISOString(), message }),
      signal,
    })
    stopFlushing()
    const isStopped = signal.aborted && kind.canStop === true
    const status = isStopped ? 'interrupted' : 'done'
    const problem = isStopped ? interrupted(kind) : null
    await writeEnd(setUp, row, { status, problem, result }, 'running', log)
    return result
  } catch (thrown) {
    stopFlushing()
    const error = ResettleError.from(thrown)
    onError(error, row.id)
    await writeEnd(setUp, row, { status: 'failed', problem: toPublicProblem(error) }, 'running', log)
    throw error
  }
}

/** Lets other processes see how far it is, as far as the database can be written meanwhile. */
function flushOften({ desk }: RunsSetUp, row: RunRow, log: RunLog): () => void {
  let isWriting = false
  const timer = setInterval(() => {
    const events = log.unwritten()
    const last = events.at(-1)
    if (isWriting || last === undefined) return
    isWriting = true
    const progress = JSON.stringify(log.progress)
    desk.later(
      async (connection) => {
        await insertEvents(connection, desk.dialect, events)
        await changeRun(connection, desk.dialect, row.id, ['running'], { progress })
      },
      () => {
        isWriting = false
        log.written(last.seq)
      },
    )
  }, FLUSH_MS)
  timer.unref()
  return () => clearInterval(timer)
}

interface End {
  readonly status: 'done' | 'failed' | 'interrupted'
  readonly problem: Problem | null
  readonly result?: unknown
}

/** Writes what came of a run together with its last events: whoever hears of the end finds it written. */
async function writeEnd(
  setUp: RunsSetUp,
  row: RunRow,
  { status, problem, result }: End,
  from: 'running' | 'interrupted',
  log?: RunLog,
): Promise<void> {
  const { desk, audit, now } = setUp
  const isDone = status === 'done'
  const progress = endProgress(log?.progress ?? (JSON.parse(row.progress) as RunProgress), isDone)
  const change: RunChange = {
    status,
    problem: problem === null ? null : JSON.stringify(problem),
    result: row.kind.startsWith('promotion') && result !== undefined ? JSON.stringify(result) : null,
    progress: JSON.stringify(progress),
    finished_at: now().toISOString(),
  }
  const event = isDone ? 'done' : 'failed'
  const data = toRun({ ...row, ...change }, now())
  await insist(setUp, row.id, async (connection) => {
    if (!(await changeRun(connection, desk.dialect, row.id, [from], change))) return
    const earlier = log?.unwritten() ?? []
    const known = earlier.at(-1) ?? (await listEvents(connection, desk.dialect, row.id, 0)).at(-1)
    // Somebody may have seen events that died with their process.
    const last = log === undefined ? Math.max(known?.seq ?? 0, lastOfAttempt(row)) : (known?.seq ?? log.from)
    const final: EventRow = { run_id: row.id, seq: last + 1, event, data: JSON.stringify(data) }
    await insertEvents(connection, desk.dialect, [...earlier, final])
    const detail = { migration_id: row.migration_id, code: problem?.code ?? null }
    await audit.note(connection, { actor: 'service', action: `run.${status}`, subject: row.id, detail })
  })
  setUp.onEnd(row.kind, status)
  if (log === undefined) return
  log.progress = progress
  log.add(event, data)
}

/** The work is over and must be written down: tried until it is, or until whoever comes next settles it. */
async function insist(
  { database, onError }: RunsSetUp,
  runId: string,
  write: Parameters<RunsSetUp['desk']['write']>[0],
): Promise<void> {
  for (let pauseMs = 100, attempt = 1; ; pauseMs = Math.min(pauseMs * 2, MOST_PAUSE_MS), attempt++) {
    try {
      await database.write(write)
      return
    } catch (error) {
      onError(error, runId)
      const isPassing = error instanceof ResettleError && error.toProblem().retryable
      if (!isPassing || attempt >= 10) return
      await sleep(pauseMs, undefined, { ref: false })
    }
  }
}

function lastOfAttempt({ attempts }: RunRow): number {
  return (attempts + 1) * EVENTS_PER_ATTEMPT - 2
}

function interrupted({ canStop }: Work): Problem {
  const left = canStop === true ? 'What it had done by then stays.' : 'Nothing of it was committed.'
  return new ResettleError('run.interrupted', `It ended before it was done. ${left}`).toProblem()
}
