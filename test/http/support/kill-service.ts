import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { HangingReport, HangingTask } from './hanging-service.ts'

/** A service in another process. */
export interface OtherService {
  readonly address: string
  /** When it hangs. */
  readonly hangs: Promise<void>
  /** Kills it (-9). */
  kill(): Promise<void>
}

export async function startOther(task: HangingTask): Promise<OtherService> {
  const file = new URL('./hanging-service.ts', import.meta.url).pathname
  const child = fork(file, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const reports = listenTo(child)
  child.send(task)
  return {
    address: await reports.address,
    hangs: reports.hangs,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
  }
}

function listenTo(child: ChildProcess) {
  const address = Promise.withResolvers<string>()
  const hangs = Promise.withResolvers<void>()
  child.on('message', (report: HangingReport) => {
    if (report.state === 'listens') address.resolve(report.address)
    else hangs.resolve()
  })
  child.once('exit', () => address.reject(new Error('the other service ended by itself')))
  return { address: address.promise, hangs: hangs.promise }
}
