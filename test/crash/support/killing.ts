import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What the process that is killed does with one database. */
export interface Task {
  readonly db: string
  /** The statement before which it hangs, 1 for the first; 0 for none. */
  readonly stopsAt: number
  /** Id of the migration to take back; null: migrate. */
  readonly rollback: string | null
  /** The plan to execute; without it one is made first. */
  readonly plan?: unknown
}

export type Report = { readonly index: number } & (
  | { readonly state: 'hangs' }
  | { readonly state: 'done'; readonly id: string; readonly statements: number }
  | { readonly state: 'failed'; readonly reason: string }
)

/**
 * Starts one process with all of these tasks, waits until each of them hangs or has ended, does something else
 * meanwhile, and kills it (-9).
 */
export async function killWhenHanging(
  tasks: readonly Task[],
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<readonly Report[]> {
  return killAfter(tasks.length, tasks, meanwhile)
}

/** Kills as soon as this many have ended: the others die wherever they are. */
export async function killAfter(
  count: number,
  tasks: readonly Task[],
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<readonly Report[]> {
  const file = new URL('./hang.ts', import.meta.url).pathname
  const child = fork(file, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send(tasks)
  try {
    const reports = await collect(child, count)
    await meanwhile()
    return reports
  } finally {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
}

async function collect(child: ChildProcess, count: number): Promise<readonly Report[]> {
  const reports: Report[] = []
  await new Promise<void>((resolve, reject) => {
    child.on('message', (report: Report) => {
      reports.push(report)
      if (reports.length === count) resolve()
    })
    child.once('exit', () => reject(new Error('the process ended by itself')))
  })
  return reports.sort((a, b) => a.index - b.index)
}
