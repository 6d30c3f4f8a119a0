import type { NoticeWishes } from '../../effects/notices/subject.ts'
import { ResettleError } from '../../errors.ts'
import type { Migration, Plan } from '../../migration/documents.ts'
import type { PlanInput } from '../../migration/plan/options.ts'
import type { Resettle } from '../../resettle.ts'
import type { Session } from '../session.ts'
import type { ProgressLine } from '../terminal/progress.ts'
import { cancelled } from '../terminal/prompter.ts'
import { confirmPlan } from './confirm.ts'
import { settle } from './settle.ts'
import { undecided } from './undecided.ts'

/** Plans, settles what nobody decided, shows the plan, asks, and does it. */
export async function planAndMigrate(
  session: Session,
  resettle: Resettle,
  { source, target, input }: { readonly source: string; readonly target: string; readonly input: PlanInput },
  notices: NoticeWishes,
): Promise<Migration> {
  const make = (asked: PlanInput) => resettle.plan(source, target, asked)
  const isAsking = input.conflictStrategy === 'interactive' && session.canAsk
  const settled = isAsking ? (await settle(session, make, input)).input : input
  return await session.watch(async (line) => {
    const gate = createGate(session, line)
    try {
      const execution = { notices, onProgress: line.show, onPlan: gate.onPlan }
      return await resettle.migrate(source, target, settled, execution)
    } catch (thrown) {
      line.end()
      if (gate.refusal !== null) throw gate.refusal
      if (thrown instanceof ResettleError && thrown.code === 'plan.undecided') {
        throw undecided(gate.plan ?? (await make(settled)))
      }
      throw thrown
    }
  })
}

/** Does exactly the plan that was read from a file. */
export async function migrateFile(
  session: Session,
  resettle: Resettle,
  { file, plan }: { readonly file: string; readonly plan: unknown },
  notices: NoticeWishes,
): Promise<Migration> {
  await confirmPlan(session, toPlan(file, plan))
  return await session.watch(({ show }) => resettle.migratePlan(plan, { notices, onProgress: show }))
}

/** Remembers why the engine was told not to go on, since it can only be told yes or no. */
function createGate(session: Session, line: ProgressLine) {
  const gate = {
    plan: null as Plan | null,
    refusal: null as unknown,
    async onPlan(plan: Plan): Promise<boolean> {
      line.end()
      gate.plan = plan
      try {
        await confirmPlan(session, plan)
        return true
      } catch (thrown) {
        gate.refusal = thrown ?? cancelled()
        return false
      }
    },
  }
  return gate
}

/** Enough of a plan to be shown; whether it is whole and untouched the engine says. */
function toPlan(file: string, value: unknown): Plan {
  const plan = value as Plan | null
  const isPlan =
    typeof plan === 'object' &&
    plan?.kind === 'plan' &&
    plan.version === 1 &&
    hasParts(plan as unknown as Parts)
  if (!isPlan) throw new ResettleError('plan.invalid', `${file} does not hold a plan of this version.`)
  return plan
}

type Parts = Readonly<Record<string, unknown>>

function hasParts(plan: Parts): boolean {
  const lists = ['tables', 'skipped', 'access', 'removals', 'source_changes', 'findings']
  const objects = ['source', 'target', 'options', 'conflicts', 'resources']
  return (
    lists.every((name) => Array.isArray(plan[name])) &&
    objects.every((name) => typeof plan[name] === 'object' && plan[name] !== null)
  )
}
