import { type Command, Option } from 'commander'
import { ResettleError } from '../../errors.ts'
import { type EffectState, effectStates } from '../../store/outbox.ts'
import { renderEffects } from '../render/effects.ts'
import type { Run } from '../session.ts'

interface Flags {
  readonly state?: EffectState[]
  readonly of?: string
  readonly retry?: string
  readonly compensate?: string
  readonly run?: true
}

/** Lists the changes of outside systems, and lets one of them try again or be undone. */
export function addEffects(program: Command, run: Run): void {
  program
    .command('effects')
    .description('list the changes of outside systems')
    .addOption(new Option('--state <state...>', 'only those in these states').choices(effectStates))
    .option('--of <id>', 'only those of one promotion or migration')
    .option('--retry <effect>', 'let one try again at once, or `all` that wait')
    .option('--compensate <effect>', 'have one undone')
    .option('--run', 'do what can be done now')
    .action((flags: Flags, command: Command) =>
      run(command, async (session) => {
        if (flags.retry !== undefined && flags.compensate !== undefined) {
          throw new ResettleError('usage.invalid', '--retry and --compensate exclude each other.')
        }
        const subjects: { subjects?: string[] } = flags.of === undefined ? {} : { subjects: [flags.of] }
        const list = await session.use(async (resettle) => {
          if (flags.retry === 'all') await resettle.outside.retryAll(subjects.subjects)
          else if (flags.retry !== undefined) await resettle.outside.retry(flags.retry)
          if (flags.compensate !== undefined) await resettle.outside.compensate(flags.compensate)
          if (flags.run) {
            const signal = session.stoppable()
            await resettle.outside.run({ ...subjects, signal })
            if (signal.aborted)
              throw new ResettleError('command.stopped', `${String(signal.reason)} ended it.`)
          }
          return await resettle.outside.list({
            ...subjects,
            ...(flags.state === undefined ? {} : { states: flags.state }),
          })
        })
        session.print(list, (look) => renderEffects(list, look))
        return list.effects.some(({ state }) => state === 'needs-attention') && flags.run ? 7 : 0
      }),
    )
}
