import type { ResettleRun } from './contenders/resettle.ts'
import type { Spent } from './contenders/timed.ts'

/** One paired run: every contender on its own copy of the same university. */
export interface Round {
  readonly bare: Spent
  readonly rowByRow: Spent
  readonly resettle: ResettleRun
  /** Load average of the machine when the round began: above the number of CPUs, times are those of a queue. */
  readonly load: number
}

/** Medians over the rounds, times in milliseconds; a ratio is the median of the ratios of each round. */
export interface Figures {
  readonly movedRows: number
  readonly load: number
  readonly ms: Readonly<Record<'bare' | 'rowByRow' | 'plan' | 'migrate' | 'verify' | 'rollback', number>>
  /** Null where the process does not do the work itself. */
  readonly ratios: Readonly<Record<Ratio, number | null>>
  /** The parts of a migration and of a rollback. */
  readonly migrateParts: Readonly<Record<string, number>>
  readonly rollbackParts: Readonly<Record<string, number>>
}

export type Ratio = keyof typeof ratios

const ratios = {
  migrateToBare: ({ bare, resettle }: Round) => resettle.migrate.wall / bare.wall,
  migrateToBareCpu: ({ bare, resettle }: Round) => resettle.migrate.cpu / bare.cpu,
  journalToBare: ({ bare, resettle }: Round) => (bare.wall + resettle.journal) / bare.wall,
  migrateToRowByRow: ({ rowByRow, resettle }: Round) => resettle.migrate.wall / rowByRow.wall,
  planToMigrate: ({ resettle }: Round) => resettle.plan.wall / resettle.migrate.wall,
  verifyToMigrate: ({ resettle }: Round) => resettle.verify.wall / resettle.migrate.wall,
  rollbackToMigrate: ({ resettle }: Round) => resettle.rollback.wall / resettle.migrate.wall,
  rollbackToMigrateCpu: ({ resettle }: Round) => resettle.rollback.cpu / resettle.migrate.cpu,
  journalToMoved: ({ resettle }: Round) => resettle.journalBytes / resettle.movedBytes,
  storeToMoved: ({ resettle }: Round) => resettle.storeBytes / resettle.movedBytes,
} as const

/** What each ratio should be at most; those without a goal are there to compare. */
export const goals: Readonly<Partial<Record<Ratio, number>>> = {
  migrateToBare: 1.25,
  journalToBare: 1.1,
  planToMigrate: 0.1,
  rollbackToMigrate: 1.1,
  journalToMoved: 0.1,
}

/** `isInProcess`: whether the process does the work of the database, so that its CPU time says something. */
export function summarize(rounds: readonly Round[], isInProcess: boolean): Figures {
  const over = (pick: (round: Round) => number): number => median(rounds.map(pick))
  const parts = (pick: (run: ResettleRun) => Readonly<Record<string, number>>): Record<string, number> => {
    const names = Object.keys(rounds[0] === undefined ? {} : pick(rounds[0].resettle))
    return Object.fromEntries(names.map((name) => [name, over(({ resettle }) => pick(resettle)[name] ?? 0)]))
  }
  return {
    movedRows: over(({ resettle }) => resettle.movedRows),
    load: over(({ load }) => load),
    ms: {
      bare: over(({ bare }) => bare.wall),
      rowByRow: over(({ rowByRow }) => rowByRow.wall),
      plan: over(({ resettle }) => resettle.plan.wall),
      migrate: over(({ resettle }) => resettle.migrate.wall),
      verify: over(({ resettle }) => resettle.verify.wall),
      rollback: over(({ resettle }) => resettle.rollback.wall),
    },
    ratios: {
      migrateToBare: over(ratios.migrateToBare),
      migrateToBareCpu: isInProcess ? over(ratios.migrateToBareCpu) : null,
      journalToBare: over(ratios.journalToBare),
      migrateToRowByRow: over(ratios.migrateToRowByRow),
      planToMigrate: over(ratios.planToMigrate),
      verifyToMigrate: over(ratios.verifyToMigrate),
      rollbackToMigrate: over(ratios.rollbackToMigrate),
      rollbackToMigrateCpu: isInProcess ? over(ratios.rollbackToMigrateCpu) : null,
      journalToMoved: over(ratios.journalToMoved),
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

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
