import { ResettleError } from '../../errors.ts'
import { findPromoted, hasPromotions } from '../../store/promotions.ts'
import { completePromotions } from './complete.ts'
import type { Promotion, PromotionRun } from './documents.ts'
import { listLegacy, listOwners, unusualForms } from './find.ts'
import { userKey } from './forms.ts'
import { readStandings } from './known.ts'
import type { Profiles } from './person.ts'
import { type BatchInput, type PromoteInput, promoteBatch, promotionContext } from './promote.ts'
import { Tally } from './tally.ts'
import { noRow, unfit, unknown } from './unpromoted.ts'

export interface RunInput extends PromoteInput {
  /** What the identity provider knows, by user key. */
  readonly profiles: Profiles
  /** People in one transaction. */
  readonly batchSize: number
  /** Sees each batch after its commit; its effects can be done from then on. */
  readonly onBatch: (promotions: readonly Promotion[]) => void | Promise<void>
  readonly signal?: AbortSignal
}

/** Promotes these people, batch by batch. */
export async function promoteSome(input: RunInput, written: readonly string[]): Promise<PromotionRun> {
  const tally = new Tally()
  const open = await sortOut(input, written, tally)
  await promoteList(input, tally, open)
  await completeList(input, tally)
  return tally.end()
}

/**
 * Promotes everybody who is left, at most `limit` people, and completes what came late of the others. Any number of
 * processes may do so at once.
 */
export async function promoteAll(input: RunInput, limit: number): Promise<PromotionRun> {
  const tally = new Tally()
  const { seen, id, without } = await input.database.read(async (connection) => {
    const context = await promotionContext(connection, input)
    const owners = await listOwners(context)
    const { rule } = context.promotion
    return { seen: unusualForms(context, owners), id: rule.id, without: rule.legacy.without_row }
  })
  let after: string | null = null
  while (tally.promoted < limit && input.signal?.aborted !== true) {
    const size = Math.min(input.batchSize, limit - tally.promoted)
    const taken: readonly string[] = await promoteNext(input, tally, { after, limit: size }, seen)
    for (const one of taken) if (userKey(id, one) === null) tally.leave(unfit(one))
    after = taken.at(-1) ?? null
    if (after === null) break
  }
  if (input.signal?.aborted !== true) {
    if (tally.promoted < limit) await promoteTraces(input, tally, without, limit - tally.promoted)
    else await meetLate(input, tally)
    await completeList(input, tally)
  }
  return tally.end()
}

/** The limit is one of people who are promoted: whoever was before is completed beyond it. */
async function meetLate(input: RunInput, tally: Tally): Promise<void> {
  await input.database.read(async (connection) => {
    const context = await promotionContext(connection, input)
    const { id } = context.promotion.rule
    const owners = (await listOwners(context)).flatMap((written) => userKey(id, written) ?? [])
    if (!(await hasPromotions(connection, context.dialect))) return
    for (let first = 0; first < owners.length; first += input.batchSize) {
      const keys = [...new Set(owners.slice(first, first + input.batchSize))]
      tally.meet([...(await findPromoted(connection, context.dialect, keys)).values()])
    }
  })
}

/** The next batch of legacy people. Where one of them is refused, each half is tried alone. */
async function promoteNext(
  input: RunInput,
  tally: Tally,
  next: { readonly after: string | null; readonly limit: number },
  seen: ReadonlyMap<string, readonly string[]>,
): Promise<readonly string[]> {
  try {
    const { promotions, already, taken } = await promoteBatch(input, {
      who: next,
      profiles: input.profiles,
      seen,
    })
    tally.add(promotions)
    tally.meet(already)
    if (promotions.length > 0) await input.onBatch(promotions)
    return taken
  } catch (thrown) {
    if (!isAboutSomebody(thrown)) throw thrown
    const taken = await input.database.read(async (connection) => {
      return listLegacy(await promotionContext(connection, input), next.after, next.limit)
    })
    await promoteList(input, tally, taken, seen)
    return taken
  }
}

/** People of whom nothing is left but rows elsewhere; they are where rows that came late are found as well. */
async function promoteTraces(
  input: RunInput,
  tally: Tally,
  without: 'promote' | 'leave',
  limit: number,
): Promise<void> {
  const owners = await input.database.read(async (connection) =>
    listOwners(await promotionContext(connection, input)),
  )
  const open = await sortOut(input, owners, tally, without)
  await promoteList(input, tally, open.slice(0, limit))
}

/** Those who can be promoted; the others are tallied. */
async function sortOut(
  input: RunInput,
  written: readonly string[],
  tally: Tally,
  without: 'promote' | 'leave' = 'promote',
): Promise<string[]> {
  const open: string[] = []
  for (let first = 0; first < written.length; first += input.batchSize) {
    const chunk = written.slice(first, first + input.batchSize)
    const { of } = await input.database.read(async (connection) =>
      readStandings(await promotionContext(connection, input), chunk, input),
    )
    for (const [id, standing] of of) {
      if (standing.is === 'open' && (standing.person.shape !== 'no-row' || without === 'promote'))
        open.push(id)
      else if (standing.is === 'open') tally.leave(noRow(id))
      else if (standing.is === 'promoted') tally.meet([standing.promotion], standing.isLate)
      else if (standing.is === 'native') tally.already += 1
      else tally.leave(standing.is === 'unfit' ? unfit(id) : unknown(id))
    }
  }
  return open
}

/** Promotes a list, batch by batch. */
async function promoteList(
  input: RunInput,
  tally: Tally,
  written: readonly string[],
  seen?: BatchInput['seen'],
): Promise<void> {
  await inBatches(input, tally, written, async (who) => {
    const batch = { who, profiles: input.profiles, ...(seen === undefined ? {} : { seen }) }
    const { promotions, already } = await promoteBatch(input, batch)
    tally.add(promotions)
    tally.meet(already)
    if (promotions.length > 0) await input.onBatch(promotions)
  })
}

/** What came late of people who are promoted already takes the organization. */
async function completeList(input: RunInput, tally: Tally): Promise<void> {
  await inBatches(input, tally, tally.late(), async (who) => {
    tally.complete(await completePromotions(input, who))
  })
}

async function inBatches(
  input: RunInput,
  tally: Tally,
  written: readonly string[],
  work: (who: readonly string[]) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < written.length; first += input.batchSize) {
    if (input.signal?.aborted === true) return
    await halving(tally, written.slice(first, first + input.batchSize), work)
  }
}

/** Whoever is refused is found by halving, and does not stand in the way of the others. */
async function halving(
  tally: Tally,
  who: readonly string[],
  work: (who: readonly string[]) => Promise<void>,
): Promise<void> {
  if (who.length === 0) return
  try {
    await work(who)
  } catch (thrown) {
    if (!isAboutSomebody(thrown)) throw thrown
    const [only] = who
    if (who.length === 1 && only !== undefined) {
      const problem = thrown.toProblem()
      tally.leave({ user: only, reason: 'refused', message: problem.detail, problem })
      return
    }
    const half = Math.ceil(who.length / 2)
    await halving(tally, who.slice(0, half), work)
    await halving(tally, who.slice(half), work)
  }
}

function isAboutSomebody(thrown: unknown): thrown is ResettleError {
  return thrown instanceof ResettleError && thrown.code === 'promotion.refused'
}
