import { CommanderError } from 'commander'
import { ResettleError } from '../errors.ts'
import { toJson } from './input/files.ts'
import { interrupt, type RunState } from './interrupt.ts'
import { createProgram } from './program.ts'
import { renderProblem } from './render/problem.ts'
import type { Io, Tools } from './session.ts'
import { createLook } from './terminal/look.ts'
import { createPrompter } from './terminal/prompter.ts'

export type { Io, Tools } from './session.ts'

/** Runs one command line and resolves to its exit status; never throws, never exits. */
export async function main(argv: readonly string[], io: Io, tools: Partial<Tools> = {}): Promise<number> {
  const run: RunState = { exit: 0 }
  try {
    const program = createProgram(io, { ...defaultTools(io), ...tools }, run)
    await Promise.race([program.parseAsync(argv, { from: 'user' }), signalled(io, run)])
    return run.exit
  } catch (thrown) {
    if (isHelp(thrown) && (thrown as CommanderError).exitCode === 0) return 0
    return report(toResettleError(thrown), argv, io)
  }
}

/** Rejects when a signal ended the run. */
function signalled(io: Io, run: RunState): Promise<never> {
  return new Promise((_, reject) => {
    run.begin = () =>
      io.onSignal?.((signal) => {
        const answer = interrupt(run, signal)
        if (typeof answer === 'string') io.stderr.write(`\n${answer}\n`)
        else reject(answer)
      })
  })
}

/** One problem, in one place: the document on stdout with `--json`, otherwise words on stderr. */
function report(error: ResettleError, argv: readonly string[], io: Io): number {
  const options = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv
  if (options.includes('--json')) io.stdout.write(toJson(error.toProblem()))
  else io.stderr.write(renderProblem(error.toProblem(), createLook(io.stderr, io.env, ['resettle'])))
  if (error.code === 'internal.unexpected' && io.env.RESETTLE_DEBUG) {
    io.stderr.write(`${error.cause instanceof Error ? error.cause.stack : error.stack}\n`)
  }
  return error.exit
}

function toResettleError(thrown: unknown): ResettleError {
  if (!(thrown instanceof CommanderError)) return ResettleError.from(thrown)
  if (isHelp(thrown)) return new ResettleError('usage.invalid', 'No command was named.')
  const said = thrown.message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .trim()
  return new ResettleError(
    'usage.invalid',
    `${said.charAt(0).toUpperCase()}${said.slice(1).replace(/\.$/, '')}.`,
  )
}

/** Help and version were printed already. */
function isHelp(thrown: unknown): boolean {
  return (
    thrown instanceof CommanderError &&
    ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(thrown.code)
  )
}

function defaultTools(io: Io): Tools {
  return {
    prompter: createPrompter(io.stdin, io.stderr),
    open: async (options) => {
      // Loaded late: help and bad use answer at once, without database drivers.
      const { openResettle } = await import('../resettle.ts')
      return openResettle(options)
    },
  }
}
