import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What one process does: each of its jobs with a dispatcher of its own. */
export interface Job {
  readonly db: string
  readonly jobs: readonly {
    readonly litellm?: { readonly url: string; readonly key: string }
    readonly stripe?: { readonly url: string; readonly key: string }
    readonly subjects?: readonly string[]
  }[]
  readonly rates: Readonly<Record<string, number>>
  readonly leaseMs: number
}

export interface WorkerProcess {
  /** Resolves when everything is done; rejects with what went wrong. */
  readonly ended: Promise<void>
  /** -9. */
  kill(): Promise<void>
}

export function startWorker(job: Job): WorkerProcess {
  const file = new URL('./worker.ts', import.meta.url).pathname
  const child = fork(file, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send(job)
  const ended = new Promise<void>((resolve, reject) => {
    child.once('message', (message) => (message === 'done' ? resolve() : reject(new Error(String(message)))))
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)))
  })
  // Whoever kills it does not wait for its end.
  ended.catch(() => undefined)
  return { ended, kill: () => kill(child) }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
