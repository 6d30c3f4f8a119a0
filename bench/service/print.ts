import Table from 'cli-table3'
import type { ServiceResult } from './measure.ts'

/** Highest 99th percentile of `/healthz`, in milliseconds. */
const GOAL_MS = 50

/** How long `/healthz` takes, and how long the service keeps its event loop busy, in each part of its life. */
export function printService({ engine, movedRows, load, figures }: ServiceResult): string {
  const table = new Table({
    head: [
      `service (${engine})\n${movedRows.toLocaleString('en')} rows, load ${load.toFixed(1)}`,
      's',
      'asked',
      'healthz\np50, ms',
      `p99, ms\n≤ ${GOAL_MS}`,
      'max, ms',
      'longest\nturn, ms',
      'of it own\nwork, ms',
    ],
    colAligns: ['left', ...Array.from({ length: 7 }, (): 'right' => 'right')],
    style: { head: [], border: [], compact: true },
  })
  for (const { name, seconds, asked, p50, p99, max, longestTurn, longestWork } of figures) {
    table.push([
      name,
      seconds.toFixed(1),
      String(asked),
      p50.toFixed(1),
      `${p99.toFixed(1)} ${p99 < GOAL_MS ? '✓' : '✗'}`,
      max.toFixed(0),
      longestTurn.toFixed(0),
      longestWork.toFixed(0),
    ])
  }
  return table.toString()
}
