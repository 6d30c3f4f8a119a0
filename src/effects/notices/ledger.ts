import { randomBytes } from 'node:crypto'
import type { Connection, Database } from '../../database/database.ts'
import { catalogue, ResettleError } from '../../errors.ts'
import {
  type ClaimedNotice,
  claimNotice,
  findNextNotice,
  finishNotice,
  hasNotices,
  listOrphans,
  markHanded,
  type NoticeFilter,
  type NoticeOutcome,
  type NoticeState,
  type StoredNotice,
} from '../../store/notices.ts'

export interface LedgerOptions {
  readonly database: Database
  readonly leaseMs: number
  readonly filter: NoticeFilter
  readonly onNotice: (notice: { readonly id: string; readonly state: NoticeState }) => void
}

/** What is known about each notice, as one who sends them writes it down. */
export interface Ledger {
  /** The next one that is due, held by a lease; null where none is. */
  claim(): Promise<ClaimedNotice | null>
  /** Notes that its text goes out now. False where somebody else holds it by now. */
  hand(notice: StoredNotice): Promise<boolean>
  finish(notice: StoredNotice, outcome: Partial<NoticeOutcome> & Pick<NoticeOutcome, 'state'>): Promise<void>
  /** Notices that were handed over by somebody who is gone. */
  orphans(): Promise<StoredNotice[]>
  /** Milliseconds until time brings the next one; null where it brings none. */
  untilNext(): Promise<number | null>
  now(): Promise<number>
}

/** To lose what is known about a sent notice would leave it unknown for good, so that is not given up at once. */
const NOTING_ATTEMPTS = 6
const NOTING_PAUSE_MS = 250

export function createLedger({ database, leaseMs, filter, onNotice }: LedgerOptions): Ledger {
  const { dialect } = database
  const write = <Value>(act: (connection: Connection, now: number) => Promise<Value>): Promise<Value> =>
    database.write(async (connection) => act(connection, await dialect.now(connection)))
  const read = <Value>(act: (connection: Connection, now: number) => Promise<Value>, otherwise: Value) =>
    database.read(async (connection) =>
      (await hasNotices(connection, database)) ? act(connection, await dialect.now(connection)) : otherwise,
    )
  return {
    async claim() {
      // Asked first, so that looking in vain writes nothing.
      const next = await read((connection) => findNextNotice(connection, dialect, filter), null)
      if (next === null) return null
      const token = randomBytes(12).toString('hex')
      return write((connection, now) => claimNotice(connection, dialect, { ...filter, token, now, leaseMs }))
    },
    hand: (notice) => write((connection, now) => markHanded(connection, dialect, { ...keyOf(notice), now })),
    async finish(notice, outcome) {
      const { attempts, due_at: dueAt } = notice
      const whole = { attempts, dueAt, problem: null, sentAt: null, ...outcome }
      const isNoted = await persistently(() =>
        write((connection) => finishNotice(connection, dialect, keyOf(notice), whole)),
      )
      if (isNoted) onNotice({ id: notice.id, state: whole.state })
    },
    orphans: () => read((connection, now) => listOrphans(connection, dialect, now), []),
    untilNext: () =>
      read(async (connection, now) => {
        const at = await findNextNotice(connection, dialect, filter)
        return at === null ? null : Math.max(0, at - now)
      }, null),
    now: () => database.read((connection) => dialect.now(connection)),
  }
}

function keyOf({ id, lease_owner }: StoredNotice): { readonly id: string; readonly token: string } {
  return { id, token: lease_owner ?? '' }
}

async function persistently<Value>(act: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act()
    } catch (thrown) {
      if (attempt === NOTING_ATTEMPTS || !isPassing(thrown)) throw thrown
      await new Promise((resolve) => setTimeout(resolve, NOTING_PAUSE_MS * 2 ** attempt))
    }
  }
}

/** The same may go well a moment later. */
export function isPassing(thrown: unknown): boolean {
  return thrown instanceof ResettleError && catalogue[thrown.code].retryable
}
