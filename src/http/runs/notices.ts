import type { Plan } from '../../migration/documents.ts'
import type { Resettle } from '../../resettle.ts'
import type { Run } from '../contract/run.ts'
import type { Hooks } from './hooks.ts'

/** What the service needs for telling people. */
export interface Telling {
  readonly notices: Resettle['notices']
  findPlan(planId: string): Promise<Plan>
  /** Has what waits sent, in the background. */
  send(): void
}

/**
 * People are told before a run of later, and after any: the notice after it is written in the migration's own
 * transaction. All of it may be repeated: a notice that is there is not written again.
 */
export function tellPeople({ notices, findPlan, send }: Telling, others: Hooks): Hooks {
  return {
    async onRunScheduled(run) {
      const { migration_id: migrationId, plan_id: planId, notices: wishes } = run
      if (wishes?.before === true && migrationId !== null && planId !== null) {
        await notices.schedule(await findPlan(planId), { migrationId, at: run.run_at, send: wishes.send })
        send()
      }
      await others.onRunScheduled?.(run)
    },
    async onRunDone(run) {
      // What was announced will not happen: whoever was not told yet need not be.
      const isOff = run.status === 'cancelled' || run.status === 'failed'
      if (isOff && wasAnnounced(run)) await notices.cancel(run.migration_id, 'before')
      if (run.status === 'done') send()
      await others.onRunDone?.(run)
    },
  }
}

function wasAnnounced(run: Run): run is Run & { readonly migration_id: string } {
  return run.work === 'migration' && run.notices?.before === true && run.migration_id !== null
}
