import { listRunsIn, listUntold, markTold, type RunRow } from '../../store/service/runs.ts'
import { toRun } from './document.ts'
import type { Engine } from './engine.ts'
import type { RunsSetUp } from './set-up.ts'

/** Looks again and again at what is due, at what was left behind, and at who was not told. */
export interface Ticker {
  tick(): Promise<void>
  close(): Promise<void>
}

export function createTicker(setUp: RunsSetUp, engine: Engine): Ticker {
  const { tickMs, onError } = setUp
  let running: Promise<void> | null = null
  let isClosed = false
  const tick = (): Promise<void> => {
    running ??= look(setUp, engine)
      .catch((error: unknown) => onError(error, null))
      .finally(() => {
        running = null
      })
    return running
  }
  const timer =
    tickMs === 0
      ? null
      : setInterval(() => {
          if (!isClosed) void tick()
        }, tickMs)
  timer?.unref()
  return {
    tick,
    async close() {
      isClosed = true
      if (timer !== null) clearInterval(timer)
      await running
    },
  }
}

async function look(setUp: RunsSetUp, engine: Engine): Promise<void> {
  const { desk, now, onError, readOnly } = setUp
  const rows = await desk.read((connection) => listRunsIn(connection, desk.dialect, ['scheduled', 'running']))
  for (const row of rows) {
    if (engine.isHere(row.id)) continue
    const isDue = row.status === 'scheduled' && (row.run_at ?? '') <= now().toISOString()
    if (row.status === 'scheduled' && (!isDue || readOnly)) continue
    try {
      await takeUp(engine, row)
    } catch (error) {
      onError(error, row.id)
    }
  }
  await tellAll(setUp)
}

/** Begins a run that is due, or settles one whose process is gone. With two services one of them gets the claim. */
async function takeUp(engine: Engine, row: RunRow): Promise<void> {
  const claim = await engine.tryClaim(row.id)
  if (claim === null) return
  if (row.status === 'running') return engine.settle(row, claim)
  let isBegun = false
  try {
    isBegun = await engine.launch(row, claim)
  } finally {
    if (!isBegun) await claim.release()
  }
}

async function tellAll(setUp: RunsSetUp): Promise<void> {
  const { desk, database, hooks, now, onError } = setUp
  const rows = await desk.read((connection) => listUntold(connection, desk.dialect))
  for (const row of rows) {
    const claim = await database.claim([`tell:${row.id}`])
    if (claim === null) continue
    try {
      const run = toRun(row, now())
      await (row.status === 'scheduled' ? hooks.onRunScheduled?.(run) : hooks.onRunDone?.(run))
      const told = JSON.stringify([...(JSON.parse(row.told) as string[]), row.status])
      await desk.write((connection) => markTold(connection, desk.dialect, row.id, told))
    } catch (error) {
      onError(error, row.id)
    } finally {
      await claim.release()
    }
  }
}
