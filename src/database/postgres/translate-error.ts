import { ResettleError } from '../../errors.ts'
import { type RefusalKind, StatementError } from '../database.ts'

/** What `pg` and the sockets throw. `detail` and `where` may hold row values and are never read. */
interface Thrown {
  readonly code?: string
  readonly message?: string
  readonly routine?: string
  readonly schema?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
}

const refusals: Readonly<Record<string, RefusalKind>> = {
  23001: 'reference',
  23502: 'not-null',
  23503: 'reference',
  23505: 'unique',
  23514: 'check',
  '23P01': 'unique',
  P0001: 'raised',
}

/** Waited for too long, or for each other: the same may succeed when tried again. */
const busy = /^(?:55P03|40001|40P01)$/
const denied = /^28...$/
const rights =
  'Give the role this right: to read all tables for a plan; to change them as well, and to create the schema ' +
  '`resettle` or own one of that name, for a migration.'
const unavailable = /^(?:08...|53300|57P0.|E[A-Z_]+)$/

/** Tells SQLSTATE codes apart; nobody else reads them. */
export function translateError(thrown: unknown, address: string): Error {
  const { code, routine, schema, table, column, constraint } = thrown as Thrown
  // Several addresses that all refuse come as one error without a message.
  const message = (thrown as Thrown).message || code || String(thrown)
  const context = { address, code, schema, table, column, constraint }
  for (const [name, value] of Object.entries(context)) {
    if (value === undefined) delete context[name as keyof typeof context]
  }
  const detail = `${address}: ${message}`
  if (code === undefined) return translateUncoded(thrown, detail, context)
  if (code === '3D000') return new ResettleError('database.missing', detail, { context })
  if (code === '42501') return new ResettleError('database.denied', detail, { context, remedy: rights })
  if (denied.test(code)) return new ResettleError('database.denied', detail, { context })
  if (code === '25006') return new ResettleError('database.read-only', detail, { context })
  if (busy.test(code)) return new ResettleError('database.busy', detail, { context })
  if (unavailable.test(code)) return new ResettleError('database.unavailable', detail, { context })
  const kind = refusals[code] ?? (routine === 'exec_stmt_raise' ? 'raised' : 'other')
  return new StatementError(kind, withoutValues(code, message), context)
}

/** What `pg` itself throws has no code. */
function translateUncoded(thrown: unknown, detail: string, context: Record<string, unknown>): Error {
  if (/SASL|password/i.test(detail)) return new ResettleError('database.denied', detail, { context })
  if (/connect|terminat|timeout|ended|destroyed|SSL/i.test(detail)) {
    return new ResettleError('database.unavailable', detail, { context })
  }
  return thrown instanceof Error ? thrown : new Error(detail)
}

/** Messages of class 22 (data exceptions) quote the value they choke on. */
function withoutValues(code: string, message: string): string {
  return code.startsWith('22') ? message.replaceAll(/"(?:[^"]|"")*"|(?<=: ).*$/gs, '…') : message
}
