import { ResettleError } from '../../errors.ts'
import { type RefusalKind, StatementError } from '../database.ts'
import { SqliteFailure } from './thread.ts'

// Extended result codes of SQLITE_CONSTRAINT, see https://sqlite.org/rescode.html.
const refusals: Readonly<Record<number, RefusalKind>> = {
  275: 'check',
  787: 'reference',
  1299: 'not-null',
  1555: 'unique',
  1811: 'raised',
  2067: 'unique',
  2579: 'unique',
  3091: 'other',
}

/** Another connection holds the lock. */
export function isBusy(thrown: unknown): boolean {
  return thrown instanceof SqliteFailure && (thrown.code & 0xff) === 5
}

/** Tells SQLite's result codes apart; nobody else reads them. */
export function translateError(thrown: unknown, address: string): Error {
  if (!(thrown instanceof SqliteFailure)) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    if (thrown instanceof Error && !/ended|closed|thread/.test(message)) return thrown
    return new ResettleError('database.unavailable', `${address}: ${message}`, { context: { address } })
  }
  const context = { address, code: thrown.code }
  const detail = `${address}: ${thrown.message}`
  switch (thrown.code & 0xff) {
    case 5:
    case 6:
      return new ResettleError('database.busy', detail, { context })
    case 8:
      return new ResettleError('database.read-only', detail, { context })
    case 11:
    case 26:
      return new ResettleError('database.not-a-database', detail, { context })
    case 3:
    case 23:
      return new ResettleError('database.denied', detail, { context })
    case 10:
    case 13:
      return new ResettleError('database.unavailable', detail, {
        context,
        remedy: 'Check the disk: whether there is room on it, and whether it can be read and written.',
      })
    case 14:
      return new ResettleError('database.unavailable', detail, { context })
    default:
      return new StatementError(refusals[thrown.code] ?? 'other', thrown.message, context)
  }
}
