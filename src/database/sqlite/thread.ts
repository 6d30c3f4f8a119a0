import { Worker } from 'node:worker_threads'
import type { Answer, Failure, Farewell, Query, Task } from './worker.ts'

/** Rows and count of changed rows of one statement. */
interface Outcome {
  readonly rows: Record<string, unknown>[]
  readonly changes: number
}

/** A failure inside the worker, still in the engine's words. */
export class SqliteFailure extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** One SQLite connection in a thread of its own, so that a long statement never holds up the main thread. */
export interface Thread {
  readonly isAlive: () => boolean
  run(text: string, parameters: readonly unknown[]): Promise<Outcome>
  end(): Promise<void>
}

/** Starts a thread; the database is opened by its first statement. */
export function startThread(task: Task): Thread {
  // Sources run as they are and the package runs as JavaScript: the worker has the ending of this file.
  const file = new URL(`./worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
  const worker = new Worker(file, { workerData: task, execArgv: ['--disable-warning=ExperimentalWarning'] })
  const waiting = new Map<number, PromiseWithResolvers<Answer>>()
  let lastId = 0
  let isAlive = true

  worker.on('message', (reply: Answer | Failure) => {
    const waiter = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('error' in reply) waiter?.reject(new SqliteFailure(reply.error.code, reply.error.message))
    else waiter?.resolve(reply)
  })
  worker.on('error', (error: Error) => die(error.message))
  worker.on('exit', () => die('the database thread ended'))

  function die(message: string): void {
    isAlive = false
    for (const waiter of waiting.values()) waiter.reject(new Error(message))
    waiting.clear()
  }

  function send(request: (id: number) => Query | Farewell) {
    const waiter = Promise.withResolvers<Answer>()
    if (!isAlive) {
      waiter.reject(new Error('the database thread has ended'))
      return waiter.promise
    }
    lastId += 1
    waiting.set(lastId, waiter)
    try {
      worker.postMessage(request(lastId))
    } catch (error) {
      waiting.delete(lastId)
      waiter.reject(error)
    }
    return waiter.promise
  }

  return {
    isAlive: () => isAlive,
    async run(text, parameters) {
      const { columns, rows, changes } = await send((id) => ({ id, text, parameters }))
      return { rows: rows.map((row) => toRecord(columns, row)), changes }
    },
    async end() {
      if (!isAlive) return
      const hasExited = new Promise((resolve) => worker.once('exit', resolve))
      await send((id) => ({ id, close: true })).catch(() => undefined)
      await hasExited
    },
  }
}

function toRecord(columns: readonly string[], row: readonly unknown[]): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  for (let index = 0; index < columns.length; index++) record[columns[index] as string] = row[index]
  return record
}
