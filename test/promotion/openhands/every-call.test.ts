import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fakes, startFakes } from '../../worker/support/fakes.ts'
import { everyFault, type Trial } from './calls/faults.ts'
import {
  type Calm,
  peopleOf,
  proveFaults,
  proveOutages,
  proveTurningBack,
  shapesOf,
  watchCalm,
} from './calls/prove.ts'
import type { Place } from './calls/scene.ts'

const MINUTES = 60_000
/**
 * How many of the faults each call of each kind of person meets with, in turn: kinds begin at different ones. One takes the
 * better part of an hour on two cores; `RESETTLE_FAULTS_AT_EACH=8` sets it to all.
 */
const trial: Trial = { faults: everyFault, atEach: Number(process.env.RESETTLE_FAULTS_AT_EACH ?? 1) }

describe('each call about each kind of person of OpenHands', { timeout: 120 * MINUTES }, () => {
  let fakes: Fakes
  let place: Place
  let calm: Calm
  beforeAll(async () => {
    fakes = await startFakes()
    place = { engine: 'postgres', shape: 'json', fakes, timeoutMs: 2000 }
    calm = await watchCalm(place, await peopleOf(place, shapesOf(place), trial))
  }, 60 * MINUTES)
  afterAll(() => fakes.stop())

  it('may go wrong in any way, there and back: everything ends as planned', async () => {
    const cases = await proveFaults(place, calm, trial)
    console.info(`${cases} faults, each at a call of its own`)
    expect(cases).toBeGreaterThan(1000 * trial.atEach)
  })

  it('may be the first that nobody answers any more, until it is run again', async () => {
    const cases = await proveOutages(place, calm)
    console.info(`${cases} outages, each from another call on`)
    expect(cases).toBeGreaterThan(1000)
  })

  it('may be the first that nobody answers any more, and then it is taken back', async () => {
    const cases = await proveTurningBack(place, calm)
    console.info(`${cases} promotions taken back, each after another call`)
    expect(cases).toBeGreaterThan(500)
  })
})
