import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url))

export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}

/** Runs a program of the checkout, its output shown as it comes; throws where it fails. */
export function run(command: string, args: readonly string[], cwd = root): void {
  const { status, signal, error } = spawnSync(command, args, { cwd, env: environment(), stdio: 'inherit' })
  if (status !== 0) throw failure(command, args, error?.message ?? String(status ?? signal))
}

export interface Output {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program and keeps what it prints, whatever its exit status. */
export function capture(command: string, args: readonly string[], cwd = root): Output {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: environment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (error !== undefined) throw failure(command, args, error.message)
  return { status, stdout, stderr }
}

function failure(command: string, args: readonly string[], reason: string): CommandFailed {
  return new CommandFailed(`${[command, ...args].join(' ')} failed (${reason})`)
}

/** Programs of the checkout, its own Node among them, come before those of the machine. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) }
}
