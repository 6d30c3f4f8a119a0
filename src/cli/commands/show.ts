import type { Command } from 'commander'
import { renderRecord } from '../render/record.ts'
import type { Run } from '../session.ts'

/** One migration at a glance. */
export function addShow(program: Command, run: Run): void {
  program
    .command('show')
    .description('one migration at a glance')
    .argument('<id>', 'mig_…')
    .action((id: string, _flags: object, command: Command) =>
      run(command, async (session) => {
        const record = await session.use((resettle) => resettle.show(id))
        session.print(record, (look) => renderRecord(record, look))
        return 0
      }),
    )
}
