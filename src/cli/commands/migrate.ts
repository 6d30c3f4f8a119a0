import type { Command } from 'commander'
import { ResettleError } from '../../errors.ts'
import { loadJson } from '../input/files.ts'
import { addPlanOptions, type PlanFlags, readPlanInput } from '../input/plan-options.ts'
import { assertConfirmable } from '../interactive/confirm.ts'
import { migrateFile, planAndMigrate } from '../interactive/execute.ts'
import { renderMigration } from '../render/migration.ts'
import { BRIEF } from '../render/parts.ts'
import type { Run } from '../session.ts'

interface Flags extends PlanFlags {
  readonly plan?: string
  readonly notices?: true
}

/** Moves one organization into another: plans, asks, does it in one transaction, proves it. */
export function addMigrate(program: Command, run: Run): void {
  const command = program
    .command('migrate')
    .description('move one organization into another')
    .argument('[source]', 'organization to move from: slug or id')
    .argument('[target]', 'organization to move into: slug or id')
    .option('--plan <file>', 'execute exactly this plan, instead of SOURCE TARGET and options')
    .option('--notices', 'write a notice to everybody who moves; `notices ID --send` sends them')
  addPlanOptions(command).action(
    (
      source: string | undefined,
      target: string | undefined,
      { plan, notices, ...flags }: Flags,
      command: Command,
    ) =>
      run(command, async (session) => {
        const asked = parseUse(plan, source, target, flags)
        assertConfirmable(session, 'migrate')
        const ready =
          'file' in asked
            ? { ...asked, plan: await loadJson(asked.file, 'plan.invalid') }
            : { ...asked, input: await readPlanInput(flags) }
        // Held: who types commands sends them with one.
        const wishes = notices === true ? { after: true, send: false } : {}
        const migration = await session.use((resettle) =>
          'file' in ready
            ? migrateFile(session, resettle, ready, wishes)
            : planAndMigrate(session, resettle, ready, wishes),
        )
        session.print(migration, (look) => renderMigration(migration, look, { limit: BRIEF }))
        return migration.success ? 0 : 5
      }),
  )
}

/** Either a plan file alone, or two organizations with options. */
function parseUse(
  file: string | undefined,
  source: string | undefined,
  target: string | undefined,
  flags: PlanFlags,
): { file: string } | { source: string; target: string } {
  if (file !== undefined) {
    if (source === undefined && Object.keys(flags).length === 0) return { file }
    throw new ResettleError(
      'usage.invalid',
      '--plan stands alone: organizations and options are in the file.',
    )
  }
  if (source !== undefined && target !== undefined) return { source, target }
  const name = source === undefined ? 'source' : 'target'
  throw new ResettleError('usage.invalid', `Missing required argument '${name}'.`, {
    remedy: 'Write `migrate SOURCE TARGET`, or `migrate --plan FILE`.',
  })
}
