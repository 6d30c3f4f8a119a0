import { DBOS, type WorkflowHandle } from '@dbos-inc/dbos-sdk'
import type { PromotionRun } from '../migration/promotion/documents.ts'
import type { BatchOutcome, WorkerOptions } from './options.ts'

/** Of the workflows below: processes of another version leave ours alone. */
export const VERSION = 'promotions-1'

export const QUEUES = { people: 'resettle-people', everybody: 'resettle-everybody' } as const

/** Batches that are handed out at a time; the next ones follow while these are on their way. */
const AHEAD = 20
/** How often queues and results are looked at. */
export const POLL_MS = 200

/** What a run over everybody is asked for; the same in every process that works on it, and after any of them died. */
export interface Order {
  /** People of one workflow. */
  readonly batchSize: number
  readonly without: readonly string[]
  /** Absent in what an older version asked for. */
  readonly accept?: readonly string[]
}

type Options = Pick<WorkerOptions, 'resettle' | 'concurrency' | 'profiles' | 'signal' | 'onEvent'>

/**
 * The workflows: one for a batch of people, one that hands out everybody who is left in batches. Each does what
 * `promote` does; DBOS remembers how far it came.
 */
export function registerWorkflows(options: Options) {
  const { resettle, profiles, signal, onEvent } = options
  const steps = new Set<Promise<unknown>>()

  /** Once this process is to end, a workflow ends neither well nor badly: whoever takes it over goes on with it. */
  const unlessStopped = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      const result = await work()
      if (!signal.aborted) return result
    } catch (thrown) {
      if (!signal.aborted) throw thrown
    }
    return new Promise(() => undefined)
  }

  const step = <Result>(name: string, work: () => Promise<Result>): Promise<Result> =>
    DBOS.runStep(
      () => {
        const one = work()
        steps.add(one)
        return unlessStopped(() => one.finally(() => steps.delete(one)))
      },
      { name, retriesAllowed: true, maxAttempts: 10, intervalSeconds: 0.5, backoffRate: 2 },
    )

  const promote = async (users: readonly string[] | 'all', order: Order): Promise<BatchOutcome> => {
    const outcome = toOutcome(await resettle.promote(users, { ...order, profiles, signal }))
    if (!signal.aborted) onEvent({ what: 'batch', ...outcome })
    return outcome
  }

  const promotePeople = DBOS.registerWorkflow(
    (users: string[], order: Order): Promise<BatchOutcome> =>
      unlessStopped(() => step('promote', () => promote(users, order))),
    { name: 'promotePeople' },
  )

  /** Hands out a page of people in batches; `number` is that of the first. */
  const handOut = async (users: readonly string[], number: number, order: Order): Promise<Handle[]> => {
    const handles: Handle[] = []
    for (let first = 0; first < users.length; first += order.batchSize) {
      const start = DBOS.startWorkflow(promotePeople, {
        workflowID: `${DBOS.workflowID}-${number + handles.length}`,
        queueName: QUEUES.people,
      })
      handles.push(await start(users.slice(first, first + order.batchSize), order))
    }
    return handles
  }

  const promoteEverybody = DBOS.registerWorkflow(
    (order: Order): Promise<BatchOutcome> =>
      unlessStopped(async () => {
        let before: Handle[] = []
        let [after, number]: [string | null, number] = [null, 1]
        do {
          const from: string | null = after
          const list = () => resettle.openUsers(from, order.batchSize * AHEAD)
          const users: readonly string[] = await step('list', list)
          const handles = await handOut(users, number, order)
          await DBOS.waitAll(before, { pollingIntervalMs: POLL_MS })
          before = handles
          number += handles.length
          after = users.at(-1) ?? null
        } while (after !== null)
        // Whoever has no row of settings, and whoever another process held when they were looked for.
        return await step('rest', () => promote('all', order))
      }),
    { name: 'promoteEverybody' },
  )

  return {
    /** Tells DBOS of the queues; after its launch. */
    async open(): Promise<void> {
      const usual = { minPollingIntervalMs: POLL_MS, onConflict: 'always_update' } as const
      await DBOS.registerQueue(QUEUES.people, { ...usual, workerConcurrency: options.concurrency })
      await DBOS.registerQueue(QUEUES.everybody, { ...usual, globalConcurrency: 1 })
    },
    /** Starts a run over everybody, or joins the one that is on its way. */
    everybody(order: Order): Promise<Handle> {
      return DBOS.startWorkflow(promoteEverybody, {
        queueName: QUEUES.everybody,
        enqueueOptions: { deduplicationID: 'everybody' },
        duplicationPolicy: 'return-existing',
      })(order)
    },
    /** Steps that are on their way have ended. */
    async quiet(): Promise<void> {
      await Promise.allSettled(steps)
    },
  }
}

type Handle = WorkflowHandle<BatchOutcome>

function toOutcome({ promoted, already, completed, left_count, success }: PromotionRun): BatchOutcome {
  return { promoted, already, completed, left: left_count, isRefused: !success }
}
