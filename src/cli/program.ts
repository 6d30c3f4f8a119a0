import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addCheck } from './commands/check.ts'
import { addEffects } from './commands/effects.ts'
import { addMigrate } from './commands/migrate.ts'
import { addMigrations } from './commands/migrations.ts'
import { addNotices } from './commands/notices.ts'
import { addOrganizations } from './commands/organizations.ts'
import { addPlan } from './commands/plan.ts'
import { addPromote } from './commands/promote.ts'
import { addPromotions } from './commands/promotions.ts'
import { addReconcile } from './commands/reconcile.ts'
import { addReport } from './commands/report.ts'
import { addRollback } from './commands/rollback.ts'
import { addServe } from './commands/serve.ts'
import { addShow } from './commands/show.ts'
import { addTokens } from './commands/tokens.ts'
import { addVerify } from './commands/verify.ts'
import { addWorker } from './commands/worker.ts'
import type { RunState } from './interrupt.ts'
import { type Globals, type Io, type Run, Session, type Tools } from './session.ts'

/** Adds one command to the program. */
type Add = (program: Command, run: Run) => void

const commands: readonly Add[] = [
  addCheck,
  addOrganizations,
  addPlan,
  addMigrate,
  addVerify,
  addRollback,
  addMigrations,
  addShow,
  addReport,
  addNotices,
  addServe,
  addTokens,
  addPromote,
  addPromotions,
  addEffects,
  addReconcile,
  addWorker,
]

/** The whole command line. Commander throws instead of exiting, and prints nothing but help. */
export function createProgram(io: Io, tools: Tools, run: RunState): Command {
  const program = new Command('resettle')
    .description('Moves people, and everything they own, between the organizations of a live app.')
    .version(version(), '-V, --version', 'print the version')
    .option('--db <url>', 'sqlite:PATH or postgres://… (env RESETTLE_DB)')
    .option(
      '--blueprint <file|preset>',
      "the app's tenancy: lamb, openhands, or a file (env RESETTLE_BLUEPRINT)",
    )
    .option('--json', 'print exactly one JSON document on stdout')
    .option('--yes', 'ask nothing')
    .helpOption('-h, --help', 'show help')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: describeTerm })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => helpWidth(io.stdout),
      getErrHelpWidth: () => helpWidth(io.stderr),
    })
    .exitOverride()
    .addHelpText('after', EPILOGUE)
  const runIn: Run = async (command, work) => {
    run.exit = await work(new Session(io, tools, command.optsWithGlobals<Globals>(), run))
  }
  for (const add of commands) add(program, runIn)
  return program
}

/** `plan <source> <target>`: that there are options goes without saying. */
function describeTerm(command: Command): string {
  const words = command.registeredArguments.map((one) =>
    one.required ? `<${one.name()}>` : `[${one.name()}]`,
  )
  return [command.name(), ...words].join(' ')
}

function helpWidth(stream: Io['stdout']): number {
  return Math.min(stream.columns ?? 100, 110)
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

const EPILOGUE = `
A first look, which writes nothing:
  resettle --db sqlite:lamb_v4.db --blueprint lamb organizations
  resettle --db sqlite:lamb_v4.db --blueprint lamb plan SOURCE TARGET

Exit status: 0 done · 2 bad use · 3 refused by the plan · 4 locked · 5 failed, nothing changed
             6 verification or rollback refused · 7 outside system · 8 database unreachable · 1 a bug`
