import { DBOS, type WorkflowHandle } from '@dbos-inc/dbos-sdk'
import type { BatchOutcome, WorkerOptions } from './options.ts'

/** Of the workflows below: processes of another version leave ours alone. */
export const VERSION = 'promotions-1'

export const QUEUES = { people: 'resettle-people', everybody: 'resettle-everybody' } as const

/** Batches that a run hands out before it looks for more. */
const AHEAD = 20

type Options = Pick<WorkerOptions, 'resettle' | 'batchSize' | 'concurrency' | 'promote' | 'onEvent'>

/**
 * The workflows: one for a batch of people, one that hands out everybody who is left in batches. Each does what
 * `promote` does; DBOS remembers how far it came.
 */
export function registerWorkflows(options: Options) {
  const { resettle, batchSize, promote, onEvent } = options
  const retried = { retriesAllowed: true, maxAttempts: 10, intervalSeconds: 0.5, backoffRate: 2 } as const

  const promotePeople = DBOS.registerWorkflow(
    async (users: string[]): Promise<BatchOutcome> => {
      const { outcome, subjects } = await DBOS.runStep(
        async () => {
          const run = await resettle.promote(users, { ...promote, batchSize, later: true })
          return {
            outcome: { promoted: run.promoted, already: run.already, left: run.left_count },
            subjects: await resettle.promotionsOf(users),
          }
        },
        { name: 'database', ...retried },
      )
      await DBOS.runStep(() => resettle.outside.run({ subjects }), { name: 'outside', ...retried })
      onEvent({ what: 'batch', ...outcome })
      return outcome
    },
    { name: 'promotePeople' },
  )

  const promoteEverybody = DBOS.registerWorkflow(
    async (): Promise<number> => {
      let after: string | null = null
      let number = 0
      for (;;) {
        const from: string | null = after
        const users: readonly string[] = await DBOS.runStep(
          () => resettle.openUsers(from, batchSize * AHEAD),
          {
            name: 'list',
            ...retried,
          },
        )
        const handles: WorkflowHandle<BatchOutcome>[] = []
        for (let first = 0; first < users.length; first += batchSize) {
          number += 1
          const start = DBOS.startWorkflow(promotePeople, {
            workflowID: `${DBOS.workflowID}-${number}`,
            queueName: QUEUES.people,
          })
          handles.push(await start(users.slice(first, first + batchSize)))
        }
        await Promise.allSettled(handles.map((handle) => handle.getResult()))
        after = users.at(-1) ?? null
        if (after === null) break
      }
      // Whoever has no row of settings, and whoever another process held when they were looked for.
      await DBOS.runStep(
        async () => {
          const { promoted } = await resettle.promote('all', { ...promote, batchSize, later: true })
          return promoted
        },
        { name: 'rest', ...retried },
      )
      return number
    },
    { name: 'promoteEverybody' },
  )

  return {
    /** Tells DBOS of the queues; after its launch. */
    async open(): Promise<void> {
      await DBOS.registerQueue(QUEUES.people, {
        workerConcurrency: options.concurrency,
        minPollingIntervalMs: 200,
        onConflict: 'always_update',
      })
      await DBOS.registerQueue(QUEUES.everybody, {
        workerConcurrency: 1,
        minPollingIntervalMs: 200,
        onConflict: 'always_update',
      })
    },
    /** Starts a run over everybody, or joins the one that is on its way. */
    everybody(): Promise<WorkflowHandle<number>> {
      return DBOS.startWorkflow(promoteEverybody, {
        queueName: QUEUES.everybody,
        enqueueOptions: { deduplicationID: 'everybody' },
        duplicationPolicy: 'return-existing',
      })()
    },
  }
}
