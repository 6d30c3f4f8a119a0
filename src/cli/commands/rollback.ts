import { type Command, Option } from 'commander'
import { assertConfirmable } from '../interactive/confirm.ts'
import { renderRollback } from '../render/rollback.ts'
import type { Run } from '../session.ts'
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
    .description('take a migration back')
    .argument('<id>', 'mig_…')
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
