import { type Command, Option } from 'commander'
import { ResettleError } from '../../errors.ts'
import { assertConfirmable } from '../interactive/confirm.ts'
import { renderPromotionRollback } from '../render/promotion.ts'
import { renderRollback } from '../render/rollback.ts'
import type { Run, Session } from '../session.ts'
import { cancelled } from '../terminal/prompter.ts'

type Strategy = 'rename' | 'skip' | 'fail'

interface Flags {
  readonly preview?: true
  readonly conflictStrategy?: Strategy
}

/** Takes a migration back, from its journal. Shows first what that would do. */
export function addRollback(program: Command, run: Run): void {
  program
    .command('rollback')
    .description('take a migration or a promotion back')
    .argument('<id>', 'mig_… or prm_…')
    .option('--preview', 'only show what would go back; writes nothing')
    .addOption(
      new Option('--conflict-strategy <strategy>', 'where later changes stand in the way').choices([
        'rename',
        'skip',
        'fail',
      ]),
    )
    .action((id: string, flags: Flags, command: Command) =>
      run(command, async (session) => {
        if (!flags.preview) assertConfirmable(session, 'rollback')
        if (id.startsWith('prm_')) return await rollbackPromotion(session, id, flags)
        const input = flags.conflictStrategy ? { conflictStrategy: flags.conflictStrategy } : {}
        const rollback = await session.use(async (resettle) => {
          if (flags.preview) return await resettle.rollback(id, { ...input, preview: true })
          if (session.canAsk) {
            const preview = await resettle.rollback(id, { ...input, preview: true })
            session.say((look) => renderRollback(preview, look))
            if (!(await session.prompter.confirm('Take this migration back?'))) throw cancelled()
          }
          return await session.watch(({ show }) => resettle.rollback(id, input, { onProgress: show }))
        })
        session.print(rollback, (look) => renderRollback(rollback, look))
        return rollback.success || rollback.preview ? 0 : 6
      }),
    )
}

/** The same for one person's promotion; old values only, so there is no strategy to choose. */
async function rollbackPromotion(session: Session, id: string, flags: Flags): Promise<number> {
  if (flags.conflictStrategy !== undefined) {
    throw new ResettleError('usage.invalid', 'A promotion is taken back without a conflict strategy.')
  }
  const rollback = await session.use(async (resettle) => {
    if (flags.preview) return await resettle.rollbackPromotion(id, { preview: true })
    if (session.canAsk) {
      const preview = await resettle.rollbackPromotion(id, { preview: true })
      session.say((look) => renderPromotionRollback(preview, look))
      if (!(await session.prompter.confirm('Take this promotion back?'))) throw cancelled()
    }
    // The inside goes back in a moment; what may take long is the outside.
    return await resettle.rollbackPromotion(id, { signal: session.stoppable() })
  })
  session.print(rollback, (look) => renderPromotionRollback(rollback, look))
  return (rollback.outside?.['needs-attention'] ?? 0) > 0 ? 7 : 0
}
