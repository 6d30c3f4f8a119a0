import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Task } from './sending.ts'

/** A process that sends, to be killed. */
export interface Sending {
  /** Resolves when it has said this. */
  said(word: 'stopped' | 'done'): Promise<void>
  /** Ends it without a word (-9). */
  kill(): Promise<void>
}

export function startSending(task: Task): Sending {
  const file = new URL('./sending.ts', import.meta.url).pathname
  const child: ChildProcess = fork(file, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const words: string[] = []
  const exit = once(child, 'exit')
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null
  child.on('message', (word: string) => words.push(word))
  child.send(task)
  return {
    async said(word) {
      while (!words.includes(word)) {
        await Promise.race([once(child, 'message'), exit])
        if (isGone() && !words.includes(word)) throw new Error(`it ended without ${word}`)
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
  }
}
