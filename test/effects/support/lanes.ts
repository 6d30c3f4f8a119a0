import type { Fault } from '../../../demo/outside/server/faults.ts'

/** Everything that can go wrong with one call. */
export const faults: readonly Fault[] = [
  { does: 'fail' },
  { does: 'fail', status: 503, gateway: true },
  { does: 'fail', when: 'after' },
  { does: 'drop' },
  { does: 'drop', when: 'after' },
  { does: 'cut' },
  { does: 'hang' },
  { does: 'hang', when: 'after' },
  { does: 'limit', retry_after: 0.02 },
]

export function nameOf({ does, when = 'before', gateway, nth, times = 1 }: Fault): string {
  return `${does}${gateway === true ? ' of a gateway' : ''} ${when} call ${nth}${times > 1 ? ` and ${times - 1} more` : ''}`
}

/** Runs these, so many beside each other; each lane has something of its own that is costly to make. */
export async function inLanes<Lane, Task>(
  width: number,
  open: () => Promise<Lane>,
  tasks: readonly Task[],
  run: (lane: Lane, task: Task, index: number) => Promise<void>,
  close: (lane: Lane) => Promise<void>,
): Promise<void> {
  const left = tasks.map((task, index) => ({ task, index }))
  const errors: unknown[] = []
  await Promise.all(
    Array.from({ length: Math.min(width, tasks.length) }, async () => {
      const lane = await open()
      try {
        for (let next = left.shift(); next !== undefined && errors.length === 0; next = left.shift()) {
          await run(lane, next.task, next.index)
        }
      } catch (error) {
        errors.push(error)
      } finally {
        await close(lane)
      }
    }),
  )
  if (errors.length > 0) throw errors[0]
}
