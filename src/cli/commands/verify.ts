import type { Command } from 'commander'
import { renderVerification } from '../render/verification.ts'
import type { Run } from '../session.ts'

/** Proves a migration or a promotion again. Exit 6 when the proof does not hold. */
export function addVerify(program: Command, run: Run): void {
  program
    .command('verify')
    .description('prove a migration or a promotion, with queries of its own')
    .argument('<id>', 'mig_… or prm_…')
    .action((id: string, _flags: object, command: Command) =>
      run(command, async (session) => {
        if (id.startsWith('prm_')) {
          const proof = await session.use((resettle) => resettle.verifyPromotion(id))
          session.print(proof, (look) => renderVerification({ ...proof, migration_id: id }, look))
          return proof.ok ? 0 : 6
        }
        const verification = await session.use((resettle) => resettle.verify(id))
        session.print(verification, (look) => renderVerification(verification, look))
        return verification.ok ? 0 : 6
      }),
    )
}
