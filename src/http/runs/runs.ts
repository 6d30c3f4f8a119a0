import type { Connection } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import {
  changeRun,
  type EventRow,
  findRun,
  findRunOfMigration,
  insertRun,
  listEvents,
  listRuns,
  type RunKind,
  type RunRow,
} from '../../store/service/runs.ts'
import { actorOf, type Principal } from '../auth/principal.ts'
import type { Run } from '../contract/run.ts'
import { createId } from '../ids.ts'
import { toRun } from './document.ts'
import { createEngine, type Engine, type Finished } from './engine.ts'
import { followEvents } from './follow.ts'
import { firstProgress, type RunRequest } from './request.ts'
import type { RunsSetUp } from './set-up.ts'
import { createTicker } from './ticker.ts'

/** What a run is made of. */
export interface NewRun {
  readonly kind: RunKind
  readonly planId: string | null
  readonly migrationId: string | null
  /** Null: at once. */
  readonly runAt: Date | null
  /** What it is asked to do; runs in the transaction that keeps the run, and may refuse it. */
  prepare(connection: Connection, runId: string): Promise<RunRequest>
}

export interface Started {
  readonly run: Run
  /** What comes of it: rejects with a `ResettleError`. Null for a run of later. */
  readonly finished: Promise<Finished> | null
}

/** Long work: begun here or by another process, kept in our tables, followed by anybody. */
export interface Runs {
  start(principal: Principal, input: NewRun): Promise<Started>
  find(id: string): Promise<Run>
  /** The latest run about a migration; null where there is none. */
  findByMigration(migrationId: string): Promise<Run | null>
  list(): Promise<Run[]>
  cancel(principal: Principal, id: string): Promise<Run>
  resume(principal: Principal, id: string): Promise<Run>
  /** Whether a run ended and nothing happened in it after this event. Throws `run.not-found`. */
  isOver(id: string, after: number): Promise<boolean>
  /** Everything that happens in a run after this event, until it ends. */
  follow(id: string, after: number, signal: AbortSignal): AsyncGenerator<EventRow>
  /** Starts what is due, settles what was left behind, tells the listeners; done every second or so by itself. */
  tick(): Promise<void>
  /** Takes no new work, and waits for what runs. */
  close(): Promise<void>
}

export function createRuns(setUp: RunsSetUp): Runs {
  const { desk, audit, now } = setUp
  const engine = createEngine(setUp)
  const ticker = createTicker(setUp, engine)
  const show = (row: RunRow): Run => toRun(row, now(), engine.progressOf(row.id))
  const get = async (id: string): Promise<RunRow> => {
    const row = await desk.read((connection) => findRun(connection, desk.dialect, id))
    if (row === undefined) throw new ResettleError('run.not-found', `There is no run ${id}.`)
    return row
  }
  return {
    start: (principal, input) => start(setUp, engine, principal, input),
    find: async (id) => show(await get(id)),
    async findByMigration(migrationId) {
      const row = await desk.read((connection) => findRunOfMigration(connection, desk.dialect, migrationId))
      return row === undefined ? null : show(row)
    },
    list: async () => (await desk.read((connection) => listRuns(connection, desk.dialect, 100))).map(show),
    async cancel(principal, id) {
      const row = await get(id)
      if (row.status === 'running') {
        if (!(await engine.stop(row))) throw notPossible(row, 'cancelled here')
        audit.noteLater({ actor: principal, action: 'run.stop', subject: id })
        return show(await get(id))
      }
      await desk.write(async (connection) => {
        const change = { status: 'cancelled', finished_at: now().toISOString() } as const
        if (!(await changeRun(connection, desk.dialect, id, ['scheduled'], change))) {
          throw notPossible(await findRun(connection, desk.dialect, id), 'cancelled')
        }
        await audit.note(connection, { actor: principal, action: 'run.cancel', subject: id })
      })
      return show(await get(id))
    },
    async resume(principal, id) {
      const row = await get(id)
      if (row.status !== 'interrupted') throw notPossible(row, 'resumed')
      audit.noteLater({ actor: principal, action: 'run.resume', subject: id })
      await engine.resume(row)
      return show(await get(id))
    },
    async isOver(id, after) {
      const row = await get(id)
      if (row.status === 'running' || row.status === 'scheduled' || engine.isHere(id)) return false
      return (await desk.read((connection) => listEvents(connection, desk.dialect, id, after))).length === 0
    },
    follow: (id, after, signal) => followEvents(desk, engine, id, after, signal),
    tick: ticker.tick,
    async close() {
      await ticker.close()
      await engine.close()
      await desk.settled()
    },
  }
}

async function start(
  { desk, audit, now }: RunsSetUp,
  engine: Engine,
  principal: Principal,
  { kind, planId, migrationId, runAt, prepare }: NewRun,
): Promise<Started> {
  engine.assertOpen()
  const time = now()
  const id = createId('run', time)
  const isLater = runAt !== null && runAt > time
  const claim = isLater ? null : await engine.claim(id)
  try {
    const row = await desk.write(async (connection) => {
      const request = await prepare(connection, id)
      const made: RunRow = {
        id,
        kind,
        status: isLater ? 'scheduled' : 'running',
        plan_id: planId,
        migration_id: migrationId,
        request: JSON.stringify(request),
        progress: JSON.stringify(firstProgress(request)),
        problem: null,
        result: null,
        created_by: actorOf(principal),
        created_at: time.toISOString(),
        run_at: runAt?.toISOString() ?? null,
        started_at: isLater ? null : time.toISOString(),
        finished_at: null,
        attempts: isLater ? 0 : 1,
        told: '[]',
      }
      await insertRun(connection, desk.dialect, made)
      const detail = { kind, plan_id: planId, migration_id: migrationId, run_at: made.run_at }
      await audit.note(connection, { actor: principal, action: 'run.start', subject: id, detail })
      return made
    })
    const finished = claim === null ? null : engine.begin(row, claim)
    return { run: toRun(row, now(), engine.progressOf(id)), finished }
  } catch (error) {
    await claim?.release()
    throw error
  }
}

function notPossible(row: RunRow | undefined, done: string): ResettleError {
  const status = row?.status ?? 'gone'
  return new ResettleError('run.state', `A run that is ${status} cannot be ${done}.`, { context: { status } })
}
