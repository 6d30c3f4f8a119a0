import { describe, expect, it } from 'vitest'
import { startStripe } from '../../demo/outside/stripe.ts'
import { engines } from '../support/databases.ts'
import { createDesk } from './support/desk.ts'
import { startWorker } from './support/processes.ts'

const PEOPLE = 40
const RATE = 20

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
      await Promise.all([startWorker(job), startWorker(job)].map(({ ended }) => ended))
      expect(await desk.dispatcher([]).count()).toEqual({ done: PEOPLE })
      const { calls, seconds, most_in_a_second } = stripe.calls.rate()
      // Three for each: nobody's work was done twice.
      expect(calls).toBe(3 * PEOPLE)
      expect((calls - 1) / seconds).toBeLessThanOrEqual(RATE)
      // Where the machine is short of time, calls arrive less evenly than they are let go; each process alone would double it.
      expect(most_in_a_second).toBeLessThan(1.5 * RATE)
      expect(stripe.violations()).toEqual([])
    } finally {
      await stripe.close()
      await desk.drop()
    }
  })
})
