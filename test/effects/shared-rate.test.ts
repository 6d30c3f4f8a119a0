import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { startStripe } from '../../demo/outside/stripe.ts'
import { engines } from '../support/databases.ts'
import { createDesk, type Desk } from './support/desk.ts'
import { startWorker } from './support/processes.ts'

const PEOPLE = 40
const RATE = 20

/** When the next call may be, in milliseconds since the epoch. */
async function nextTurn({ database: { read, dialect } }: Desk): Promise<number> {
  const [row] = await read((connection) =>
    connection.query<{ at: number }>(
      sql`select next_at as at from ${dialect.own('rates')} where system = 'stripe'`,
    ),
  )
  return Number(row?.at) / 1000
}

describe.each(engines)('two processes and one rate, with the outbox on %s', (engine) => {
  it('never ask more often than they may together', { timeout: 120_000 }, async () => {
    const desk = await createDesk(engine)
    const stripe = await startStripe({ calls_per_second: null })
    try {
      stripe.seed({
        customers: Array.from({ length: PEOPLE }, (_, n) => ({
          id: `cus_${n}`,
          metadata: { user_id: `u${n}` },
        })),
      })
      await desk.put(
        ...Array.from({ length: PEOPLE }, (_, n) => ({
          subject: `prm_${n}`,
          system: 'stripe',
          kind: 'customer',
          target: `cus_${n}`,
          wanted: {
            customer: `cus_${n}`,
            email: null,
            metadata: { org_id: `org-${n}`, user_id: '' },
            subscriptions: true,
            deleted: 'skip',
          },
        })),
      )
      const job = {
        db: desk.fresh.url,
        rates: { stripe: RATE },
        leaseMs: 30_000,
        jobs: [{ stripe: { url: stripe.url, key: stripe.apiKey } }],
      }
      const before = await desk.database.read((connection) => desk.database.dialect.now(connection))
      await Promise.all([startWorker(job), startWorker(job)].map(({ ended }) => ended))
      expect(await desk.dispatcher([]).count()).toEqual({ done: PEOPLE })
      const { calls, most_in_a_second } = stripe.calls.rate()
      // Three for each: nobody's work was done twice.
      expect(calls).toBe(3 * PEOPLE)
      // Each took a turn of its own, all of them from one row: the last one cannot be sooner.
      expect(await nextTurn(desk)).toBeGreaterThanOrEqual(before + (calls * 1000) / RATE)
      // Where the machine is short of time, calls arrive less evenly than they are let go; each process alone would double it.
      expect(most_in_a_second).toBeLessThan(1.8 * RATE)
      expect(stripe.violations()).toEqual([])
    } finally {
      await stripe.close()
      await desk.drop()
    }
  })
})
