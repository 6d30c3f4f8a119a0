import { type Command, Option } from 'commander'
import { parseCount } from '../input/promote-options.ts'
import { renderPromotions } from '../render/lists.ts'
import type { Run } from '../session.ts'

/** Lists the promotions on record. */
export function addPromotions(program: Command, run: Run): void {
  program
    .command('promotions')
    .description('list the promotions on record, the newest first')
    .addOption(new Option('--limit <n>', 'at most so many (1000)').argParser(parseCount('--limit')))
    .action(({ limit }: { readonly limit?: number }, command: Command) =>
      run(command, async (session) => {
        const list = await session.use((resettle) => resettle.promotions(limit))
        session.print(list, (look) => renderPromotions(list, look))
        return 0
      }),
    )
}
