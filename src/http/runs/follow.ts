import { setTimeout as sleep } from 'node:timers/promises'
import { ResettleError } from '../../errors.ts'
import { type EventRow, findRun, listEvents } from '../../store/service/runs.ts'
import type { Desk } from '../desk.ts'
import type { Engine } from './engine.ts'

/** Pause between two looks at a run that another process works on. */
const POLL_MS = 1000

/** Events of a run in order, each once: from our tables first, then from the memory of the process that works on it. */
export async function* followEvents(
  desk: Desk,
  engine: Pick<Engine, 'logOf'>,
  id: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<EventRow> {
  let seen = after
  while (!signal.aborted) {
    // Taken before the tables are read: what it held by then is found in one or in the other.
    const log = engine.logOf(id)
    const [row, events] = await desk.read(async (connection) => [
      await findRun(connection, desk.dialect, id),
      await listEvents(connection, desk.dialect, id, seen),
    ])
    if (row === undefined) throw new ResettleError('run.not-found', `There is no run ${id}.`)
    for (const event of events) {
      yield event
      seen = event.seq
    }
    if (log !== undefined) {
      for (const event of log.after(seen)) {
        yield event
        seen = event.seq
      }
      if (log.isClosed) continue
      await Promise.race([log.next(), aborted(signal)])
      continue
    }
    const isOver = row.status !== 'running' && row.status !== 'scheduled'
    if (isOver) return
    await sleep(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
