/**
 * Sends what waits, each notice once. One is held by a lease, and its row says before the first byte of it goes out that
 * it was handed over: a process that dies before that lets it wait again, one that dies after that leaves it `unknown`,
 * and it is not sent again unless a person says so. No transaction is open while a server is asked.
 */
import type { Database } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { parseExtract } from '../../migration/people.ts'
import { getLanguage } from '../../report/words/language.ts'
import type { ClaimedNotice, NoticeFilter, NoticeState } from '../../store/notices.ts'
import { type Patience, waitAfter } from '../backoff.ts'
import type { Sender } from './address.ts'
import { buildContent } from './content.ts'
import type { NoticeFacts } from './documents.ts'
import { createLedger, isPassing, type Ledger } from './ledger.ts'
import { composeMail, type Mail } from './message.ts'
import { createPageRenderer } from './page.ts'
import { type MailConnection, type MailTransport, MailTrouble } from './transport.ts'

export interface SenderOptions {
  readonly database: Database
  readonly transport: MailTransport
  readonly from: Sender
  readonly replyTo: string | null
  readonly contact: string | null
  readonly timeZone: string
  /** Connections at a time. */
  readonly connections: number
  /** How long a notice is held without a word. Default five minutes, longer than any exchange with a server takes. */
  readonly leaseMs?: number | undefined
  /** How attempts on one notice follow each other. */
  readonly patience?: Patience | undefined
  /** How attempts to reach the server follow each other. */
  readonly serverPatience?: Patience | undefined
  /** How often to look whether there is something new, in milliseconds. */
  readonly pollMs?: number | undefined
}

export interface SendOptions extends NoticeFilter {
  /** Ends when nothing is due any more; otherwise only `signal` ends it. */
  readonly untilIdle: boolean
  readonly signal: AbortSignal
  readonly onNotice: (notice: { readonly id: string; readonly state: NoticeState }) => void
}

const LEASE_MS = 5 * 60_000
const POLL_MS = 5000
/** Servers that put a stranger off for a while let it in after some minutes. */
const mailPatience: Patience = { attempts: 8, firstMs: 60_000, longestMs: 15 * 60_000 }
const usualServerPatience: Patience = { attempts: 3, firstMs: 1000, longestMs: 5 * 60_000 }

/** Throws `mail.unavailable` where the server cannot be reached and nobody wants to wait for it. */
export async function sendNotices(options: SenderOptions, asked: SendOptions): Promise<void> {
  const { migrationId, kind, id } = asked
  const ledger = createLedger({
    database: options.database,
    leaseMs: options.leaseMs ?? LEASE_MS,
    filter: { migrationId, kind, id },
    onNotice: asked.onNotice,
  })
  const run: Run = { options, asked, ledger, failures: 0, problem: '', isOver: false }
  await settleOrphans(run)
  const lanes = Array.from({ length: options.connections }, () => workLane(run))
  const failed = (await Promise.allSettled(lanes)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  if (isGivenUp(run)) throw new ResettleError('mail.unavailable', run.problem)
}

/** What all connections share. */
interface Run {
  readonly options: SenderOptions
  readonly asked: SendOptions
  readonly ledger: Ledger
  /** How often in a row the server could not be reached, and what it said. */
  failures: number
  problem: string
  /** Something broke that is not the server's matter. */
  isOver: boolean
}

/** One connection after the other, and one notice after the other over it. */
async function workLane(run: Run): Promise<void> {
  let connection: MailConnection | null = null
  const hangUp = async (): Promise<void> => {
    await connection?.close()
    connection = null
  }
  try {
    while (!isEnding(run)) {
      await waitForServer(run)
      const notice = isEnding(run) ? null : await claim(run)
      if (notice === null) {
        await hangUp()
        if (run.asked.untilIdle || isEnding(run)) return
        await waitForMore(run)
        continue
      }
      try {
        connection ??= await run.options.transport.connect()
        await sendOne(run, connection, notice)
        run.failures = 0
      } catch (thrown) {
        await hangUp()
        await settle(run, notice, thrown)
      }
    }
  } catch (thrown) {
    run.isOver = true
    throw thrown
  } finally {
    await hangUp()
  }
}

async function sendOne(run: Run, connection: MailConnection, notice: ClaimedNotice): Promise<void> {
  const mail = await compose(run.options, notice)
  let isLost = false
  try {
    await connection.send(mail, async () => {
      isLost = !(await run.ledger.hand(notice))
      if (isLost) throw new Error('somebody else holds it by now')
    })
  } catch (thrown) {
    // Whoever holds it now sees to it; this connection is of no more use.
    if (isLost) throw new MailTrouble('lost', 'somebody else holds it by now', thrown)
    // That the database was away is not the mail server's doing.
    throw thrown instanceof MailTrouble && thrown.cause instanceof ResettleError ? thrown.cause : thrown
  }
  await run.ledger.finish(notice, {
    state: 'sent',
    attempts: notice.attempts + 1,
    sentAt: new Date().toISOString(),
  })
}

/** What a failure means for the notice. */
async function settle(run: Run, notice: ClaimedNotice, thrown: unknown): Promise<void> {
  if (!(thrown instanceof MailTrouble)) {
    if (isPassing(thrown) || thrown instanceof ResettleError) throw thrown
    const problem = thrown instanceof Error ? thrown.message : String(thrown)
    return run.ledger.finish(notice, { state: 'failed', attempts: notice.attempts + 1, problem })
  }
  const { kind, message: problem } = thrown
  if (kind === 'lost') return
  if (kind === 'server') {
    run.failures += 1
    run.problem = problem
    return run.ledger.finish(notice, { state: 'waiting', problem })
  }
  run.failures = 0
  const attempts = notice.attempts + 1
  if (kind === 'unknown') return run.ledger.finish(notice, { state: 'unknown', attempts, problem })
  if (kind === 'never') return run.ledger.finish(notice, { state: 'refused', attempts, problem })
  const patience = run.options.patience ?? mailPatience
  if (attempts >= patience.attempts) return run.ledger.finish(notice, { state: 'failed', attempts, problem })
  const wait = waitAfter(attempts, patience, { random: Math.random, retryAfterMs: patience.firstMs / 2 })
  const dueAt = (await run.ledger.now()) + wait
  return run.ledger.finish(notice, { state: 'waiting', attempts, dueAt, problem })
}

/** What nobody can tell any more is looked up where that is possible, and otherwise left to a person. */
async function settleOrphans({ ledger, options: { transport } }: Run): Promise<void> {
  for (const notice of await ledger.orphans()) {
    const wasSent = await transport.wasSent(notice.id)
    if (wasSent === null) {
      const problem = 'Whoever sent it was gone before the server’s answer could be noted.'
      await ledger.finish(notice, { state: 'unknown', attempts: notice.attempts + 1, problem })
    } else if (wasSent) {
      const sentAt = new Date(notice.handed_at ?? 0).toISOString()
      await ledger.finish(notice, { state: 'sent', attempts: notice.attempts + 1, sentAt })
    } else {
      await ledger.finish(notice, { state: 'waiting' })
    }
  }
}

/** A service outlives a database that is busy or away for a moment; a command says so. */
async function claim(run: Run): Promise<ClaimedNotice | null> {
  try {
    return await run.ledger.claim()
  } catch (thrown) {
    if (run.asked.untilIdle || !isPassing(thrown)) throw thrown
    return null
  }
}

async function waitForMore(run: Run): Promise<void> {
  const { pollMs = POLL_MS } = run.options
  try {
    await settleOrphans(run)
    const next = await run.ledger.untilNext()
    await pause(Math.min(Math.max(next ?? pollMs, 50), pollMs), run.asked.signal)
  } catch (thrown) {
    if (!isPassing(thrown)) throw thrown
    await pause(pollMs, run.asked.signal)
  }
}

async function waitForServer({ failures, options, asked }: Run): Promise<void> {
  if (failures === 0) return
  const { serverPatience = usualServerPatience } = options
  await pause(waitAfter(failures, serverPatience, { random: Math.random, retryAfterMs: null }), asked.signal)
}

function isEnding(run: Run): boolean {
  return run.isOver || run.asked.signal.aborted || isGivenUp(run)
}

function isGivenUp({ asked, failures, options }: Run): boolean {
  return asked.untilIdle && failures >= (options.serverPatience ?? usualServerPatience).attempts
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end, { once: true })
  })
}

async function compose(options: SenderOptions, notice: ClaimedNotice): Promise<Mail> {
  const { from, replyTo, contact, timeZone } = options
  const person = parseExtract(notice.person)
  const content = buildContent({
    kind: notice.kind,
    facts: JSON.parse(notice.facts) as NoticeFacts,
    person,
    language: getLanguage(notice.language),
    settings: { contact, timeZone },
  })
  const to = notice.address ?? ''
  const renderPage = await createPageRenderer()
  return composeMail({ id: notice.id, to, name: person.name, from, replyTo, content }, renderPage)
}
