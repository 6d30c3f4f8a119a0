import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { markFunction, markOf } from './mark.ts'
import { script } from './script.ts'

/** One statement for the worker. */
export interface Query {
  readonly id: number
  readonly text: string
  readonly parameters: readonly unknown[]
}

/** Asks the worker to close its database and to end. */
export interface Farewell {
  readonly id: number
  readonly close: true
}

/** What a statement gave. Rows are arrays: half the cost of objects on the way between threads. */
export interface Answer {
  readonly id: number
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly changes: number
}

/** Why a statement gave nothing. */
export interface Failure {
  readonly id: number
  readonly error: { readonly code: number; readonly message: string }
}

/** Given to the worker at its start. */
export interface Task {
  readonly path: string
  /** Statements that prepare the connection. */
  readonly setup: readonly string[]
}

const changing = /^\s*(?:insert|update|delete|replace|with)\b/i
let database: DatabaseSync | undefined

parentPort?.on('message', (request: Query | Farewell) => {
  if ('close' in request) {
    if (database?.isOpen) database.close()
    parentPort?.postMessage({ id: request.id, columns: [], rows: [], changes: 0 } satisfies Answer)
    parentPort?.close()
    return
  }
  parentPort?.postMessage(answer(request))
})

function answer(request: Query): Answer | Failure {
  try {
    database ??= open(workerData as Task)
    return { id: request.id, ...execute(database, request.text, request.parameters) }
  } catch (error) {
    return { id: request.id, error: describe(error) }
  }
}

function open({ path, setup }: Task): DatabaseSync {
  const opened = new DatabaseSync(path, { enableForeignKeyConstraints: true })
  try {
    for (const text of setup) opened.exec(text)
    opened.function(markFunction, { deterministic: true }, markOf)
  } catch (error) {
    opened.close()
    throw error
  }
  return opened
}

function execute(opened: DatabaseSync, text: string, parameters: readonly unknown[]) {
  if (text.startsWith(script)) {
    opened.exec(text)
    return { columns: [], rows: [], changes: 0 }
  }
  const statement = opened.prepare(text)
  const columns = statement.columns().map((column) => column.name ?? '')
  const values = parameters.map(toInput)
  // For `run` as well: it tells the last row number and chokes on a large one.
  statement.setReadBigInts(true)
  if (columns.length === 0) {
    const { changes } = statement.run(...values)
    // The engine keeps the last count when a statement (a CREATE, say) changes no rows.
    return { columns, rows: [], changes: changing.test(text) ? Number(changes) : 0 }
  }
  statement.setReturnArrays(true)
  const rows = statement.all(...values) as unknown as unknown[][]
  for (const row of rows) narrow(row)
  return { columns, rows, changes: changing.test(text) ? rows.length : 0 }
}

function narrow(row: unknown[]): void {
  for (let index = 0; index < row.length; index++) {
    const value = row[index]
    if (typeof value !== 'bigint') continue
    if (value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER) row[index] = Number(value)
  }
}

/** Node binds every number as a float, which text functions and untyped columns would show. */
function toInput(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  return value as SQLInputValue
}

function describe(error: unknown): { code: number; message: string } {
  const { errcode, message } = error as { errcode?: unknown; message?: unknown }
  return { code: typeof errcode === 'number' ? errcode : 0, message: String(message ?? error) }
}
