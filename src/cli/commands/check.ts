import type { Command } from 'commander'
import { renderCheck } from '../render/lists.ts'
import type { Run } from '../session.ts'

/** Does the blueprint fit the database? Exit 3 when it does not. */
export function addCheck(program: Command, run: Run): void {
  program
    .command('check')
    .description('does the blueprint fit the database? writes nothing')
    .action((_flags: object, command: Command) =>
      run(command, async (session) => {
        const check = await session.use((resettle) => resettle.check())
        session.print(check, (look) => renderCheck(check, look))
        return check.ok ? 0 : 3
      }),
    )
}
