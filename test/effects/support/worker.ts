import { openDatabase } from '../../../src/database/open.ts'
import { createLiteLlm } from '../../../src/effects/connectors/litellm/connector.ts'
import { createStripe } from '../../../src/effects/connectors/stripe/connector.ts'
import { createDispatcher } from '../../../src/effects/dispatcher.ts'
import type { Job } from './processes.ts'

// A process of its own that works on the outbox: killed by the test wherever it may be.

async function work({ db, jobs, rates, leaseMs }: Job): Promise<void> {
  const database = await openDatabase(db)
  await Promise.all(
    jobs.map(async ({ litellm, stripe, subjects }) => {
      const dispatcher = createDispatcher({
        database,
        secretKey: 'a secret of the tests',
        patience: { firstMs: 5, longestMs: 20 },
        connectors: [
          ...(litellm === undefined ? [] : [createLiteLlm({ ...litellm, timeoutMs: 60_000 })]),
          ...(stripe === undefined ? [] : [createStripe({ ...stripe, timeoutMs: 60_000 })]),
        ],
        rates,
        leaseMs,
      })
      await dispatcher.run(subjects === undefined ? {} : { subjects })
    }),
  )
  await database.close()
}

process.on('message', (job: Job) => {
  work(job).then(
    () => process.send?.('done', () => process.exit(0)),
    (error: unknown) => process.send?.(String(error), () => process.exit(1)),
  )
})
