import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { DBOS, type WorkflowHandle } from '@dbos-inc/dbos-sdk'
import { ResettleError } from '../errors.ts'
import { createLogger } from './logger.ts'
import type { BatchOutcome, WorkerEvent, WorkerOptions, WorkerRun } from './options.ts'
import { keepWatch } from './takeover.ts'
import { POLL_MS, registerWorkflows, VERSION } from './workflows.ts'

const SCHEMA = 'resettle_dbos'

/**
 * Works on promotions together with any number of other processes, on the app's own PostgreSQL. What a process that
 * dies was at, the others take over; a batch that is done twice is done once, since the ledger and the leases say so.
 * Throws `usage.invalid`, `outside.unconfigured`, `promotion.none`, `database.*`.
 */
export async function runWorker(options: WorkerOptions): Promise<WorkerRun> {
  const { resettle, untilDone, batchSize, without, accept } = options
  await assertUsable(options)
  const worker = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const tally = createTally(options.onEvent)
  const mine = { ...options, signal, onEvent: tally.onEvent }
  const workflows = registerWorkflows(mine)
  await launch(mine, worker)
  const beside = [keepWatch(mine, worker), followOutbox(mine)]
  try {
    await workflows.open()
    tally.onEvent({ what: 'started', worker })
    const run = options.all ? await workflows.everybody({ batchSize, without, accept }) : null
    const end = untilDone ? finish(mine, run) : null
    const outcome = (await Promise.race([aborted(signal), ...(end === null ? [] : [end])])) ?? null
    const effects = await resettle.outside.count()
    return tally.end({ worker, left: outcome?.left ?? null, refused: outcome?.isRefused ?? false, effects })
  } finally {
    stop.abort()
    await Promise.allSettled([...beside, workflows.quiet()])
    await DBOS.shutdown({ deregister: true })
    await resettle.fleet.leave(worker).catch(() => undefined)
    tally.onEvent({ what: 'ended', worker })
  }
}

/** Says at the start what would otherwise stop each batch. */
async function assertUsable({ resettle, without, accept }: WorkerOptions): Promise<void> {
  if (!resettle.fleet.canShare) {
    throw new ResettleError(
      'usage.invalid',
      'Workers share a PostgreSQL database; this one has a single writer.',
      {
        remedy: 'Use `promote --all`, which does the same in one process.',
      },
    )
  }
  resettle.assertReachable(without)
  const plan = await resettle.planPromotions(await resettle.openUsers(null, 1), { without, accept })
  const blocker = plan.findings.find(({ severity }) => severity === 'blocker')
  if (blocker !== undefined) throw new ResettleError('promotion.blocked', blocker.message)
}

/** Shows itself before anything can be taken on: whoever is not among the living is taken over. */
async function launch({ url, resettle, signal, onEvent }: WorkerOptions, worker: string): Promise<void> {
  await resettle.fleet.beat(worker)
  DBOS.setConfig({
    name: 'resettle',
    systemDatabaseUrl: url,
    systemDatabaseSchemaName: SCHEMA,
    applicationVersion: VERSION,
    executorID: worker,
    useListenNotify: false,
    // What it says of workflows that are left to others at the end is no trouble.
    logger: createLogger((message) => signal.aborted || onEvent({ what: 'trouble', message })),
  })
  const launchOnce = async () => {
    await DBOS.launch()
    return true
  }
  try {
    // DBOS makes its tables without keeping others from the same.
    while (!(await resettle.fleet.alone('launch', launchOnce))) await sleep(POLL_MS)
  } catch (thrown) {
    await DBOS.shutdown({ deregister: true })
    await resettle.fleet.leave(worker).catch(() => undefined)
    throw thrown
  }
}

/** Effects that no workflow waits for: of logins, rollbacks and migrations, and of workers that died. */
async function followOutbox({ resettle, signal, onEvent }: WorkerOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      await resettle.outside.run({ untilIdle: false, signal })
    } catch (thrown) {
      onEvent({ what: 'trouble', message: ResettleError.from(thrown).message })
    }
    await pause(POLL_MS, signal)
  }
}

/** Everybody is promoted, no workflow is left, and nothing outside that time alone would bring. */
async function finish(
  { resettle, signal }: WorkerOptions,
  run: WorkflowHandle<BatchOutcome> | null,
): Promise<BatchOutcome | null> {
  const outcome = (await run?.getResult({ pollingIntervalMs: POLL_MS })) ?? null
  while (!signal.aborted) {
    await resettle.outside.run({ signal })
    if (!(await hasWorkflows())) break
    await pause(POLL_MS, signal)
  }
  return outcome
}

async function hasWorkflows(): Promise<boolean> {
  const open = await DBOS.listWorkflows({
    status: ['PENDING', 'ENQUEUED'],
    applicationVersion: VERSION,
    limit: 1,
    loadInput: false,
    loadOutput: false,
  })
  return open.length > 0
}

/** Counts what is said on the way. */
function createTally(onEvent: WorkerOptions['onEvent']) {
  let [batches, promoted, completed, taken] = [0, 0, 0, 0]
  return {
    onEvent(event: WorkerEvent): void {
      if (event.what === 'batch') {
        batches += 1
        promoted += event.promoted
        completed += event.completed ?? 0
      }
      if (event.what === 'took-over') taken += event.workflows
      onEvent(event)
    },
    end: (rest: Pick<WorkerRun, 'worker' | 'left' | 'refused' | 'effects'>): WorkerRun => ({
      kind: 'worker',
      version: 1,
      ...rest,
      batches,
      promoted,
      completed,
      taken_over: taken,
    }),
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

function aborted(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return Promise.resolve(null)
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }))
}
