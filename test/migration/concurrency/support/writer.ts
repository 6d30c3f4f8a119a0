import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { Order, Written } from './writing.ts'

// The app, alive in a process of its own: writes as fast as it may, and tells what was accepted.
const { url, isBold } = JSON.parse(process.argv[2] ?? '{}') as Order

interface App {
  run(text: string, values: readonly (number | string)[]): Promise<unknown>
  close(): Promise<void>
}

/** As LAMB does: a connection for every call, five seconds of patience. */
function sqliteApp(path: string): App {
  return {
    async run(text, values) {
      const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 5000 })
      try {
        database.prepare(text).run(...values)
      } finally {
        database.close()
      }
    },
    close: async () => undefined,
  }
}

async function postgresApp(address: string): Promise<App> {
  const client = new pg.Client({ connectionString: address, application_name: 'app' })
  await client.connect()
  return {
    run: (text, values) => {
      let index = 0
      return client.query(
        text.replaceAll('?', () => `$${++index}`),
        [...values],
      )
    },
    close: () => client.end(),
  }
}

const app = url.startsWith('sqlite:') ? sqliteApp(url.slice('sqlite:'.length)) : await postgresApp(url)
const written: Written = { logs: [], boards: [], touched: 0, errors: [], slowest: 0 }
let isStopping = false
process.on('message', () => {
  isStopping = true
})

async function attempt(work: () => Promise<unknown>, accepted: () => void): Promise<void> {
  const start = performance.now()
  try {
    await work()
    accepted()
  } catch (error) {
    written.errors.push(error instanceof Error ? error.message : String(error))
  }
  written.slowest = Math.max(written.slowest, performance.now() - start)
}

for (let turn = 1; !isStopping || turn <= 20; turn++) {
  const organization = 1 + (turn % 4)
  const log = { id: 2_000_000 + turn, organization, tokens: turn }
  await attempt(
    () => app.run('insert into logs (id, org_id, tokens) values (?, ?, ?)', [log.id, organization, turn]),
    () => written.logs.push(log),
  )
  await attempt(
    () => app.run('update boards set updated_at = ? where id = 33', [turn]),
    () => {
      written.touched = turn
    },
  )
  if (turn % 5 === 0) {
    const board = { id: 2_000_000 + turn, organization: isBold ? organization : 3 + (turn % 2) }
    await attempt(
      () =>
        app.run('insert into boards (id, org_id, owner, name) values (?, ?, ?, ?)', [
          board.id,
          board.organization,
          `b${board.organization}@x`,
          `new ${turn}`,
        ]),
      () => written.boards.push(board),
    )
  }
  if (turn === 1) process.send?.('ready')
  // Hear messages.
  await new Promise((resolve) => setTimeout(resolve, isBold ? 25 : 1))
}
await app.close()
process.send?.(written)
process.disconnect?.()
