import type { Command } from 'commander'
import { renderReconciliation } from '../render/reconciliation.ts'
import type { Run } from '../session.ts'

/** Compares what was done with the database, LiteLLM and Stripe of today; reads only. */
export function addReconcile(program: Command, run: Run): void {
  program
    .command('reconcile')
    .description('compare what was done with the database and the outside systems; writes nothing')
    .argument('[id...]', 'prm_… or mig_…; default: all')
    .action((ids: string[], _flags: object, command: Command) =>
      run(command, async (session) => {
        const found = await session.use((resettle) => resettle.reconcile(ids.length === 0 ? undefined : ids))
        session.print(found, (look) => renderReconciliation(found, look))
        return found.differences.length + found.problems.length > 0 ? 7 : 0
      }),
    )
}
