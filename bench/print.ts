import Table from 'cli-table3'
import { type Figures, goals, type Ratio } from './figures.ts'

/** One engine at one size. */
export interface Result {
  readonly engine: string
  readonly version: string
  readonly logs: number
  readonly assistants: number
  readonly runs: number
  readonly figures: Figures
}

const words: Readonly<Record<Ratio, string>> = {
  migrateToBare: 'migrate ÷ bare UPDATEs',
  migrateToBareCpu: 'the same in CPU time',
  journalToBare: 'bare and journal alone ÷ bare',
  migrateToRowByRow: 'migrate ÷ row-by-row script',
  planToMigrate: 'plan ÷ migrate',
  verifyToMigrate: 'verify later ÷ migrate',
  rollbackToMigrate: 'rollback ÷ migrate',
  rollbackToMigrateCpu: 'the same in CPU time',
  journalToMoved: 'bytes of the journal ÷ bytes of moved rows',
  storeToMoved: 'bytes of all our tables ÷ bytes of moved rows',
}

/** All results side by side: a column for each, times, ratios and the parts that the times are made of. */
export function printResults(results: readonly Result[]): string {
  const table = new Table({
    head: ['', ...results.map(({ engine, logs }) => `${engine}\n${logs.toLocaleString('en')} logs`), 'goal'],
    colAligns: ['left', ...results.map((): 'right' => 'right'), 'right'],
    style: { head: [], border: [], compact: true },
  })
  const line = (title: string, pick: (figures: Figures) => string, goal = ''): void => {
    table.push([title, ...results.map(({ figures }) => pick(figures)), goal])
  }
  line('rows moved', ({ movedRows }) => movedRows.toLocaleString('en'))
  line('load of the machine', ({ load }) => load.toFixed(1))
  line('bare UPDATEs, s', ({ ms }) => seconds(ms.bare))
  line('row-by-row script, s', ({ ms }) => seconds(ms.rowByRow))
  line('plan, s', ({ ms }) => seconds(ms.plan))
  line('migrate, s', ({ ms }) => seconds(ms.migrate))
  line('verify later, s', ({ ms }) => seconds(ms.verify))
  line('rollback, s', ({ ms }) => seconds(ms.rollback))
  for (const ratio of Object.keys(words) as Ratio[]) {
    const goal = goals[ratio]
    line(words[ratio], ({ ratios }) => mark(ratios[ratio], goal), goal === undefined ? '' : `≤ ${goal}`)
  }
  for (const name of namesOf(results, ({ migrateParts }) => migrateParts)) {
    line(`migrate: ${title(name)}, s`, ({ migrateParts }) => seconds(migrateParts[name] ?? 0))
  }
  for (const name of namesOf(results, ({ rollbackParts }) => rollbackParts)) {
    line(`rollback: ${title(name)}, s`, ({ rollbackParts }) => seconds(rollbackParts[name] ?? 0))
  }
  return table.toString()
}

function namesOf(
  results: readonly Result[],
  pick: (figures: Figures) => Readonly<Record<string, number>>,
): string[] {
  return [...new Set(results.flatMap(({ figures }) => Object.keys(pick(figures))))]
}

function title(name: string): string {
  return name.replace(/_ms$/, '').replaceAll('_', ' ')
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2)
}

function mark(ratio: number | null, goal: number | undefined): string {
  if (ratio === null) return ''
  const shown = ratio.toFixed(2)
  return goal === undefined ? shown : `${shown} ${Number(shown) <= goal ? '✓' : '✗'}`
}
