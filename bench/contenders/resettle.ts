import type { Plan } from '../../src/migration/documents.ts'
import type { PlanInput } from '../../src/migration/plan/options.ts'
import { openResettle, type Resettle } from '../../src/resettle.ts'
import type { Copy } from '../worlds.ts'
import { measureStore, type StoreSize } from './store-size.ts'
import { type Spent, timed } from './timed.ts'

/** Nobody may guess about two LMS identities; here they are emptied. */
const input: PlanInput = { conflictStrategy: 'rename', on: { users: 'clear' } }

/** Everything that Resettle does in the life of one migration. */
export interface ResettleRun extends StoreSize {
  readonly plan: Spent
  /** Whole: lock, plan again, journal, move, prove, commit. */
  readonly migrate: Spent
  readonly verify: Spent
  readonly rollback: Spent
  /** Of `migrate`, in milliseconds: writing the journal. Part of moving. */
  readonly journal: number
  /** Of `migrate`: the commit itself, which no document can hold. */
  readonly commit: number
  readonly migrateParts: Readonly<Record<string, number>>
  readonly rollbackParts: Readonly<Record<string, number>>
}

/** A plan, made for every contender alike: it says what will happen, and its reading warms the copy up. */
export async function planOn(url: string): Promise<Plan> {
  await using resettle = await openResettle({ db: url, blueprint: 'lamb' })
  return await makePlan(resettle)
}

/** Plans, migrates, verifies later and rolls back, each with its time. */
export async function runResettle(copy: Copy): Promise<ResettleRun> {
  const { url, settle } = copy
  const watch = createStopwatch()
  await using resettle = await openResettle({ db: url, blueprint: 'lamb', onStatement: watch.next })
  const plan = await timed(() => makePlan(resettle))
  await settle()
  watch.reset()
  const migration = await timed(() => resettle.migratePlan(plan.result))
  const { migration_id: id, timings: migrateParts } = migration.result
  const { journal, commit } = watch.read()
  const size = await measureStore(url, plan.result)
  const verification = await timed(() => resettle.verify(id))
  if (!verification.result.ok) throw new Error(`${id} is not as it should be`)
  await settle()
  const rollback = await timed(() => resettle.rollback(id))
  return {
    plan: spent(plan),
    migrate: spent(migration),
    verify: spent(verification),
    rollback: spent(rollback),
    journal,
    commit,
    migrateParts,
    rollbackParts: rollback.result.timings,
    ...size,
  }
}

/** Without what came of it. */
function spent({ wall, cpu }: Spent): Spent {
  return { wall, cpu }
}

async function makePlan(resettle: Resettle): Promise<Plan> {
  const plan = await resettle.plan('eng-dept', 'faculty_sci', input)
  if (plan.can_migrate) return plan
  throw new Error(`The plan is blocked: ${plan.findings.map(({ code }) => code).join(', ')}`)
}

/** Adds up what lies between one statement and the next, for those that write the journal and for commits. */
function createStopwatch() {
  let kind: 'journal' | 'commit' | 'other' = 'other'
  let since = performance.now()
  let sums = { journal: 0, commit: 0, other: 0 }
  const next = (text: string): void => {
    const now = performance.now()
    sums[kind] += now - since
    since = now
    if (text === 'commit') kind = 'commit'
    else kind = /^\s*insert into "resettle(?:_|"\.")(?:journal|steps)"/.test(text) ? 'journal' : 'other'
  }
  return {
    next,
    reset(): void {
      next('')
      sums = { journal: 0, commit: 0, other: 0 }
    },
    read(): { readonly journal: number; readonly commit: number } {
      next('')
      return sums
    },
  }
}
