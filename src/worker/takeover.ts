import { setTimeout as sleep } from 'node:timers/promises'
import { DBOS } from '@dbos-inc/dbos-sdk'
import type { Fleet } from '../effects/fleet.ts'
import { ResettleError } from '../errors.ts'
import type { WorkerOptions } from './options.ts'
import { QUEUES, VERSION } from './workflows.ts'

/** A worker that has not been seen for so long is dead. */
const DEAD_AFTER_MS = 8000
const HEARTBEAT_MS = 1000

/** Shows that this process lives, and takes over what dead ones were at. */
export async function keepWatch({ resettle, signal, onEvent }: WorkerOptions, worker: string): Promise<void> {
  while (!signal.aborted) {
    try {
      await resettle.fleet.beat(worker)
      const workflows = await takeOver(resettle.fleet)
      if (workflows > 0) onEvent({ what: 'took-over', workflows })
    } catch (thrown) {
      onEvent({ what: 'trouble', message: ResettleError.from(thrown).message })
    }
    await sleep(HEARTBEAT_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** Workflows of processes that are not among the living go back to their queues. Answers how many. */
async function takeOver(fleet: Fleet): Promise<number> {
  // Looked at first without keeping others off: mostly there is nothing.
  if ((await findOrphans(fleet)).length === 0) return 0
  const taken = await fleet.alone('takeover', async () => {
    const orphans = await findOrphans(fleet)
    for (const queueName of Object.values(QUEUES)) {
      const ids = orphans.filter((one) => one.queueName === queueName).map(({ workflowID }) => workflowID)
      if (ids.length > 0) await DBOS.resumeWorkflows(ids, { queueName })
    }
    return orphans.length
  })
  return taken ?? 0
}

async function findOrphans(fleet: Fleet) {
  // In this order: who begins between the two is among the living, and shows itself before it takes anything on.
  const running = await DBOS.listWorkflows({
    status: 'PENDING',
    applicationVersion: VERSION,
    loadInput: false,
    loadOutput: false,
  })
  if (running.length === 0) return []
  const living = await fleet.living(DEAD_AFTER_MS)
  return running.filter(({ executorId }) => executorId === undefined || !living.includes(executorId))
}
