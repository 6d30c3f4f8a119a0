import type { Command } from 'commander'
import { toJson, writeText } from '../input/files.ts'
import { addPlanOptions, type PlanFlags, readPlanInput } from '../input/plan-options.ts'
import { settle } from '../interactive/settle.ts'
import { renderPlan } from '../render/plan.ts'
import type { Run } from '../session.ts'

interface Flags extends PlanFlags {
  readonly output?: string
}

/** What would happen. Writes nothing to the database; exit 3 when something blocks. */
export function addPlan(program: Command, run: Run): void {
  const command = program
    .command('plan')
    .description('what a move would do; writes nothing')
    .argument('<source>', 'organization to move from: slug or id')
    .argument('<target>', 'organization to move into: slug or id')
  addPlanOptions(command)
    .option('-o, --output <file>', 'write the plan to a file, for `migrate --plan FILE`')
    .action((source: string, target: string, { output, ...flags }: Flags, command: Command) =>
      run(command, async (session) => {
        const input = await readPlanInput(flags)
        const plan = await session.use(async (resettle) => {
          const make = (asked: typeof input) => resettle.plan(source, target, asked)
          const isAsking = input.conflictStrategy === 'interactive' && session.canAsk
          return isAsking ? (await settle(session, make, input)).plan : await make(input)
        })
        if (output !== undefined) await writeText(output, toJson(plan))
        session.print(plan, (look) => renderPlan(plan, look, output === undefined ? {} : { file: output }))
        if (output !== undefined) session.say((look) => `Plan written to ${look.paint('bold', output)}\n`)
        return plan.can_migrate ? 0 : 3
      }),
    )
}
