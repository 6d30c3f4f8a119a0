import Table from 'cli-table3'
import { median } from '../figures.ts'
import type { DatabaseRound } from './database.ts'
import type { OutsideFigures } from './outside.ts'

export interface PromotionResult {
  readonly users: number
  readonly rounds: readonly DatabaseRound[]
  readonly outside: OutsideFigures
}

const goals = { bulk: 50, calls: 1, rate: 0.95 }

/** What a promotion costs, in the database and outside. */
export function printPromotion({ users, rounds, outside }: PromotionResult): string {
  const over = (pick: (round: DatabaseRound) => number) => median(rounds.map(pick))
  const table = new Table({
    head: ['promotion (postgres)', `${users.toLocaleString('en')} people`, 'goal'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  const perSecond = (value: number) => value.toFixed(0)
  const times = over(({ bulk, oneByOne }) => bulk / oneByOne)
  const calls = outside.calls / outside.least
  const used = outside.perSecond / outside.allowedPerSecond
  table.push(
    ['load of the machine', over(({ load }) => load).toFixed(1), ''],
    ['in bulk, people a second', perSecond(over(({ bulk }) => bulk)), ''],
    ['the same statements person by person', perSecond(over(({ oneByOne }) => oneByOne)), ''],
    ['bulk ÷ that', mark(times, times >= goals.bulk), `≥ ${goals.bulk}`],
    ['bare statements person by person', perSecond(over(({ loop }) => loop)), ''],
    ['bulk ÷ that', over(({ bulk, loop }) => bulk / loop).toFixed(1), ''],
    ['calls to LiteLLM for each person', (outside.calls / outside.people).toFixed(1), ''],
    ['calls ÷ the least', mark(calls, calls <= goals.calls), `≤ ${goals.calls}`],
    ['calls a second ÷ allowed', mark(used, used >= goals.rate), `≥ ${goals.rate}`],
    [
      'busiest second ÷ allowed',
      mark(
        outside.busiestSecond / outside.allowedPerSecond,
        outside.busiestSecond <= outside.allowedPerSecond,
      ),
      '≤ 1',
    ],
  )
  return table.toString()
}

function mark(value: number, isReached: boolean): string {
  return `${value.toFixed(2)} ${isReached ? '✓' : '✗'}`
}
