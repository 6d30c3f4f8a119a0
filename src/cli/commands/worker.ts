import { type Command, Option } from 'commander'
import { loadProfiles, parseCount, parseRates, parseWithout } from '../input/promote-options.ts'
import { renderWorkerEvent, renderWorkerRun } from '../render/effects.ts'
import type { Run } from '../session.ts'

interface Flags {
  readonly all?: true
  readonly untilDone?: true
  readonly batch?: number
  readonly concurrency?: number
  readonly rate?: Record<string, number>
  readonly without?: string[]
  readonly accept?: string[]
  readonly profiles?: string
}

/** People of one workflow: few are lost when a process dies, and many at once are cheaper. */
const BATCH = 200
const WORKFLOWS = 2

/** Works on promotions beside any number of other processes, until it is told to stop. */
export function addWorker(program: Command, run: Run): void {
  program
    .command('worker')
    .description('work on promotions beside other processes (PostgreSQL)')
    .option('--all', 'have everybody promoted who is left')
    .option('--until-done', 'end when nothing is left to do')
    .addOption(
      new Option('--batch <n>', `people of one workflow (${BATCH})`).argParser(parseCount('--batch')),
    )
    .addOption(
      new Option('--concurrency <n>', 'outside effects at a time in this process (8)').argParser(
        parseCount('--concurrency'),
      ),
    )
    .addOption(
      new Option(
        '--rate <list>',
        'requests a second of all processes together, such as litellm=20/s',
      ).argParser(parseRates),
    )
    .addOption(new Option('--without <list>', 'leave litellm or stripe alone').argParser(parseWithout))
    .option('--accept <code...>', 'accept a blocker that may be accepted')
    .option('--profiles <file>', 'names and e-mails from the identity provider (JSON)')
    .action((flags: Flags, command: Command) =>
      run(command, async (session) => {
        const profiles = flags.profiles === undefined ? {} : await loadProfiles(flags.profiles)
        // Loaded late: no other command needs it.
        const { runWorker } = await import('../../worker/worker.ts')
        const done = await session.use(
          (resettle) =>
            runWorker({
              url: session.databaseUrl,
              resettle,
              batchSize: flags.batch ?? BATCH,
              concurrency: WORKFLOWS,
              all: flags.all === true,
              untilDone: flags.untilDone === true,
              without: flags.without ?? [],
              accept: flags.accept ?? [],
              profiles,
              signal: session.stoppable(),
              onEvent: (event) => session.say((look) => renderWorkerEvent(event, look)),
            }),
          { rates: flags.rate, concurrency: flags.concurrency },
        )
        session.print(done, (look) => renderWorkerRun(done, look))
        if (done.refused) return 5
        return flags.untilDone && (done.effects['needs-attention'] ?? 0) > 0 ? 7 : 0
      }),
    )
}
