import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { startThread, type Thread } from './thread.ts'
import type { Task } from './worker.ts'

/** Kysely on SQLite in worker threads: at most `size` connections, each used by one caller at a time. */
export function createThreadedDialect(task: Task, size: number): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(task, size),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

interface ThreadConnection extends DatabaseConnection {
  readonly thread: Thread
}

function createDriver(task: Task, size: number): Driver {
  const idle: ThreadConnection[] = []
  const all = new Set<ThreadConnection>()
  const queue: PromiseWithResolvers<ThreadConnection>[] = []
  let isClosed = false

  function start(): ThreadConnection {
    const connection = createConnection(startThread(task))
    all.add(connection)
    return connection
  }

  return {
    init: async () => undefined,
    async acquireConnection() {
      if (isClosed) throw new Error('the database was closed')
      const free = idle.pop()
      if (free !== undefined) return free
      if (all.size < size) return start()
      const waiter = Promise.withResolvers<ThreadConnection>()
      queue.push(waiter)
      return waiter.promise
    },
    async releaseConnection(connection) {
      let released = connection as ThreadConnection
      if (!released.thread.isAlive()) {
        all.delete(released)
        if (queue.length === 0) return
        released = start()
      }
      const next = queue.shift()
      if (next === undefined) idle.push(released)
      else next.resolve(released)
    },
    beginTransaction: (connection) => send(connection, 'begin'),
    commitTransaction: (connection) => send(connection, 'commit'),
    rollbackTransaction: (connection) => send(connection, 'rollback'),
    async destroy() {
      isClosed = true
      for (const waiter of queue.splice(0)) waiter.reject(new Error('the database was closed'))
      await Promise.all([...all].map((connection) => connection.thread.end()))
    },
  }
}

async function send(connection: DatabaseConnection, text: string): Promise<void> {
  await (connection as ThreadConnection).thread.run(text, [])
}

function createConnection(thread: Thread): ThreadConnection {
  return {
    thread,
    async executeQuery<Row>(query: CompiledQuery) {
      const { rows, changes } = await thread.run(query.sql, query.parameters)
      return { rows: rows as Row[], numAffectedRows: BigInt(changes) }
    },
    // biome-ignore lint/correctness/useYield: nothing here streams, but Kysely's interface asks for it.
    async *streamQuery() {
      throw new Error('rows are not streamed')
    },
  }
}
