import type { ResettleRun } from './contenders/resettle.ts'

/** One paired run: every contender on its own copy of the same university. Times in milliseconds. */
export interface Round {
  readonly bare: number
  readonly rowByRow: number
  readonly resettle: ResettleRun
}

/** Medians over the rounds; a ratio is the median of the ratios of each round. */
export interface Figures {
  readonly movedRows: number
  readonly ms: Readonly<Record<'bare' | 'rowByRow' | 'plan' | 'migrate' | 'verify' | 'rollback', number>>
  readonly ratios: Readonly<Record<Ratio, number>>
  /** The parts of a migration and of a rollback. */
  readonly migrateParts: Readonly<Record<string, number>>
  readonly rollbackParts: Readonly<Record<string, number>>
}

export type Ratio = keyof typeof ratios

const ratios = {
  migrateToBare: ({ bare, resettle }: Round) => resettle.migrate / bare,
  journalToBare: ({ bare, resettle }: Round) => (bare + resettle.journal) / bare,
  migrateToRowByRow: ({ rowByRow, resettle }: Round) => resettle.migrate / rowByRow,
  planToMigrate: ({ resettle }: Round) => resettle.plan / resettle.migrate,
  verifyToMigrate: ({ resettle }: Round) => resettle.verify / resettle.migrate,
  rollbackToMigrate: ({ resettle }: Round) => resettle.rollback / resettle.migrate,
  storeToMoved: ({ resettle }: Round) => resettle.storeBytes / resettle.movedBytes,
} as const

/** What each ratio should be at most; those without a goal are there to compare. */
export const goals: Readonly<Partial<Record<Ratio, number>>> = {
  migrateToBare: 1.25,
  journalToBare: 1.1,
  planToMigrate: 0.1,
  rollbackToMigrate: 1.1,
  storeToMoved: 0.1,
}

export function summarize(rounds: readonly Round[]): Figures {
  const over = (pick: (round: Round) => number): number => median(rounds.map(pick))
  const parts = (pick: (run: ResettleRun) => Readonly<Record<string, number>>): Record<string, number> => {
    const names = Object.keys(rounds[0] === undefined ? {} : pick(rounds[0].resettle))
    return Object.fromEntries(names.map((name) => [name, over(({ resettle }) => pick(resettle)[name] ?? 0)]))
  }
  return {
    movedRows: over(({ resettle }) => resettle.movedRows),
    ms: {
      bare: over(({ bare }) => bare),
      rowByRow: over(({ rowByRow }) => rowByRow),
      plan: over(({ resettle }) => resettle.plan),
      migrate: over(({ resettle }) => resettle.migrate),
      verify: over(({ resettle }) => resettle.verify),
      rollback: over(({ resettle }) => resettle.rollback),
    },
    ratios: {
      migrateToBare: over(ratios.migrateToBare),
      journalToBare: over(ratios.journalToBare),
      migrateToRowByRow: over(ratios.migrateToRowByRow),
      planToMigrate: over(ratios.planToMigrate),
      verifyToMigrate: over(ratios.verifyToMigrate),
      rollbackToMigrate: over(ratios.rollbackToMigrate),
      storeToMoved: over(ratios.storeToMoved),
    },
    migrateParts: parts(({ migrateParts, journal, commit }) => ({
      ...migrateParts,
      commit_ms: commit,
      of_moving_journal_ms: journal,
    })),
    rollbackParts: parts(({ rollbackParts }) => rollbackParts),
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
