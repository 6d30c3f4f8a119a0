import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fakes, startFakes } from '../../worker/support/fakes.ts'
import { everyFault } from './calls/faults.ts'
import { proveFaults, watchCalm } from './calls/prove.ts'

/** A slice of what `every-call.test.ts` proves for all kinds of people. */
describe.each([
  ['sqlite', 'flat', { 'key-dead': 36 }],
  ['postgres', 'json', { ordinary: 32 }],
] as const)('each call about a person of OpenHands on %s, in the %s shape', (engine, shape, people) => {
  let fakes: Fakes
  beforeAll(async () => {
    fakes = await startFakes()
  })
  afterAll(() => fakes.stop())

  it('may fail, get lost or come too soon, there and back', { timeout: 120_000 }, async () => {
    const place = { engine, shape, fakes, timeoutMs: 1000 }
    const faults = await proveFaults(place, await watchCalm(place, people), { faults: everyFault, atEach: 1 })
    expect(faults).toBeGreaterThan(30)
  })
})
