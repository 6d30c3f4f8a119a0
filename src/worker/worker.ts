import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { DBOS, type WorkflowHandle } from '@dbos-inc/dbos-sdk'
import { ResettleError } from '../errors.ts'
import { createLogger } from './logger.ts'
import type { WorkerOptions } from './options.ts'
import { QUEUES, registerWorkflows, VERSION } from './workflows.ts'

const SCHEMA = 'resettle_dbos'
/** A worker that has not been seen for so long is dead. */
const DEAD_AFTER_MS = 8000
const HEARTBEAT_MS = 1000

/**
 * Works on promotions together with any number of other processes, on the app's own PostgreSQL. What a process that
 * dies was at, the others take over; a batch that is done twice is done once, since the ledger and the leases say so.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { resettle, signal, onEvent } = options
  if (!resettle.fleet.canShare) {
    throw new ResettleError(
      'usage.invalid',
      'Workers share a PostgreSQL database; this one has a single writer.',
      {
        remedy: 'Use `promote --all`, which does the same in one process.',
      },
    )
  }
  const worker = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`
  DBOS.setConfig({
    name: 'resettle',
    systemDatabaseUrl: options.url,
    systemDatabaseSchemaName: SCHEMA,
    applicationVersion: VERSION,
    executorID: worker,
    logger: createLogger((message) => onEvent({ what: 'trouble', message })),
  })
  const workflows = registerWorkflows(options)
  await resettle.fleet.beat(worker)
  await DBOS.launch()
  const stop = new AbortController()
  const ended = AbortSignal.any([signal, stop.signal])
  const beside = [keepAlive(options, worker, ended), followOutbox(options, ended)]
  try {
    await workflows.open()
    onEvent({ what: 'started', worker })
    const run = options.all ? await workflows.everybody() : null
    await (options.untilDone ? Promise.race([finish(options, run), aborted(ended)]) : aborted(ended))
  } finally {
    stop.abort()
    await Promise.allSettled(beside)
    await DBOS.shutdown({ deregister: true, workflowCompletionTimeoutMS: signal.aborted ? 0 : 2000 })
    await resettle.fleet.leave(worker).catch(() => undefined)
    onEvent({ what: 'ended', worker })
  }
}

/** Shows that this process lives, and takes over what dead ones were at. */
async function keepAlive(options: WorkerOptions, worker: string, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    try {
      await options.resettle.fleet.beat(worker)
      const taken = await options.resettle.fleet.takeOver(DEAD_AFTER_MS, reviveWorkflows)
      if (taken > 0) options.onEvent({ what: 'took-over', workflows: taken })
    } catch (thrown) {
      options.onEvent({ what: 'trouble', message: ResettleError.from(thrown).message })
    }
    await pause(HEARTBEAT_MS, ended)
  }
}

/** Workflows of processes that are not among the living go back to the queue. Answers how many. */
async function reviveWorkflows(living: readonly string[]): Promise<number> {
  const running = await DBOS.listWorkflows({ status: 'PENDING', loadInput: false, loadOutput: false })
  const orphans = running.filter(({ executorId }) => executorId === undefined || !living.includes(executorId))
  for (const queue of Object.values(QUEUES)) {
    const ids = orphans.filter(({ queueName }) => queueName === queue).map(({ workflowID }) => workflowID)
    if (ids.length > 0) await DBOS.resumeWorkflows(ids, { queueName: queue })
  }
  const others = orphans.filter(
    ({ queueName }) => !Object.values<string | undefined>(QUEUES).includes(queueName),
  )
  if (others.length > 0) await DBOS.resumeWorkflows(others.map(({ workflowID }) => workflowID))
  return orphans.length
}

/** Effects that no workflow waits for: of logins, rollbacks and migrations. */
async function followOutbox(options: WorkerOptions, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    try {
      await options.resettle.outside.run({ untilIdle: false, signal: ended })
    } catch (thrown) {
      options.onEvent({ what: 'trouble', message: ResettleError.from(thrown).message })
    }
    await pause(HEARTBEAT_MS, ended)
  }
}

/** Everybody is promoted, and nothing is left that time alone would bring. */
async function finish(
  { resettle, signal }: WorkerOptions,
  run: WorkflowHandle<unknown> | null,
): Promise<void> {
  await run?.getResult()
  for (;;) {
    const { done: _, compensated: __, 'needs-attention': ___, ...open } = await resettle.outside.count()
    if (signal.aborted || Object.values(open).every((count) => count === 0)) return
    await pause(HEARTBEAT_MS / 4, signal)
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
