import type { Plan } from '../../../api/contract.ts'

export interface Figures {
  /** Rows that move by themselves. */
  readonly moves: number
  /** Rows that belong to those and go along. */
  readonly follow: number
  readonly renamed: number
  readonly stays: number
  readonly undecided: number
}

/** The plan in five numbers. */
export function figuresOf(plan: Plan): Figures {
  const sum = (tables: Plan['tables'], of: 'moves' | 'renames'): number =>
    tables.reduce((total, table) => total + table[of], 0)
  const settled = Object.values(plan.conflicts).flat()
  return {
    moves: sum(
      plan.tables.filter(({ verdict }) => verdict !== 'follow'),
      'moves',
    ),
    follow: sum(
      plan.tables.filter(({ verdict }) => verdict === 'follow'),
      'moves',
    ),
    renamed: settled.filter(
      ({ proposed }) => proposed?.action === 'rename' || proposed?.action === 'rename-target',
    ).length,
    stays: plan.skipped.length,
    undecided: settled.filter(({ proposed }) => proposed === null).length,
  }
}
