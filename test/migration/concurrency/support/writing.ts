import { fork } from 'node:child_process'
import { once } from 'node:events'

export interface Order {
  readonly url: string
  /** Makes boards in the source and the target as well, not in the others alone. */
  readonly isBold: boolean
}

/** What the app was told is written. */
export interface Written {
  readonly logs: { readonly id: number; readonly organization: number; readonly tokens: number }[]
  readonly boards: { readonly id: number; readonly organization: number }[]
  /** The last value given to `updated_at` of board 33, a bystander's. */
  touched: number
  readonly errors: string[]
  /** The longest that it waited for one write, in milliseconds. */
  slowest: number
}

export interface Writer {
  stop(): Promise<Written>
}

/** Starts the app in a process of its own and waits for its first write. */
export async function startWriter(order: Order): Promise<Writer> {
  const file = new URL('./writer.ts', import.meta.url).pathname
  const child = fork(file, [JSON.stringify(order)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await once(child, 'message')
  return {
    async stop() {
      const answer = once(child, 'message')
      child.send('stop')
      const [written] = (await answer) as [Written]
      return written
    },
  }
}
