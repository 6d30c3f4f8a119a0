import type { Command } from 'commander'
import { renderOrganizations } from '../render/lists.ts'
import type { Run } from '../session.ts'

/** Lists the organizations and how much is in each. */
export function addOrganizations(program: Command, run: Run): void {
  program
    .command('organizations')
    .description('list the organizations and how much is in each')
    .action((_flags: object, command: Command) =>
      run(command, async (session) => {
        const list = await session.use((resettle) => resettle.organizations())
        session.print(list, (look) => renderOrganizations(list, look))
        return 0
      }),
    )
}
