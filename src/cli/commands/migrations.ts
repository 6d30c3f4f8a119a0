import type { Command } from 'commander'
import { renderMigrations } from '../render/lists.ts'
import type { Run } from '../session.ts'

/** Lists the migrations on record. */
export function addMigrations(program: Command, run: Run): void {
  program
    .command('migrations')
    .description('list the migrations on record')
    .action((_flags: object, command: Command) =>
      run(command, async (session) => {
        const list = await session.use((resettle) => resettle.migrations())
        session.print(list, (look) => renderMigrations(list.migrations, look))
        return 0
      }),
    )
}
