import type { Command } from 'commander'
import { renderPromotionRecord } from '../render/promotion.ts'
import { renderRecord } from '../render/record.ts'
import type { Run } from '../session.ts'

/** One migration at a glance. */
export function addShow(program: Command, run: Run): void {
  program
    .command('show')
    .description('one migration or promotion at a glance')
    .argument('<id>', 'mig_… or prm_…')
    .action((id: string, _flags: object, command: Command) =>
      run(command, async (session) => {
        if (id.startsWith('prm_')) {
          const record = await session.use((resettle) => resettle.showPromotion(id))
          session.print(record, (look) => renderPromotionRecord(record, look))
          return 0
        }
        const record = await session.use((resettle) => resettle.show(id))
        session.print(record, (look) => renderRecord(record, look))
        return 0
      }),
    )
}
