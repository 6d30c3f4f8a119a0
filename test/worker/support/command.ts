import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BlueprintInput } from '../../../src/blueprint/blueprint.ts'
import { bareEnvironment } from '../../support/bare-environment.ts'

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

export interface Ended {
  /** Null where it was killed. */
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command line that runs in a process of its own. */
export interface Command {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves once stderr holds this; rejects when the process ends before. */
  says(words: string): Promise<void>
  kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void
}

/** How commands are called: settings that all of them have. */
export interface Place {
  readonly db: string
  /** A preset, or the path of a blueprint; see `writeBlueprint`. */
  readonly blueprint: string
  readonly env?: Readonly<Record<string, string>>
}

export function start({ db, blueprint, env = {} }: Place, ...words: readonly string[]): Command {
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...bareEnvironment(),
      NO_COLOR: '1',
      RESETTLE_DB: db,
      RESETTLE_BLUEPRINT: blueprint,
      ...env,
    },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exit) => resolve({ exit, stdout, stderr }))
  })
  return {
    child,
    ended,
    says: (words) =>
      new Promise((resolve, reject) => {
        const look = () => stderr.includes(words) && resolve()
        look()
        child.stderr.on('data', look)
        ended.then(() => reject(new Error(`It ended without saying "${words}": ${stdout}${stderr}`)))
      }),
    kill: (signal) => child.kill(signal),
  }
}

/** A blueprint as a file, for other processes. */
export function writeBlueprint(blueprint: BlueprintInput): string {
  const file = join(mkdtempSync(join(tmpdir(), 'resettle-blueprint-')), 'blueprint.json')
  writeFileSync(file, JSON.stringify(blueprint))
  return file
}
