import type { Fact } from '../../../../demo/openhands/facts.ts'
import type { Fault } from '../../../../demo/outside/server/faults.ts'

export type System = 'litellm' | 'stripe'

/** How often each person is asked about, in the order of the people. */
export type Counts = Readonly<Record<System, readonly number[]>>

/** Faults to be set, each about one person. */
export type Planned = Readonly<Record<System, readonly Fault[]>>

/** What one call may meet with. A client may ask once more by itself when a connection closes: it meets with the same. */
export const everyFault: readonly Fault[] = [
  { does: 'fail' },
  { does: 'limit', retry_after: 0.01 },
  { does: 'fail', when: 'after' },
  { does: 'drop', times: 2 },
  { does: 'drop', when: 'after', times: 2 },
  { does: 'cut' },
  { does: 'hang' },
  { does: 'hang', when: 'after' },
]

/** From this call on nobody answers any more, be it before the effect of the call or after it. */
export const outages: readonly Fault[] = [
  { does: 'drop', times: 0 },
  { does: 'drop', when: 'after', times: 0 },
]

/** What is tried: these faults, and how many of them at each call, in turn. */
export interface Trial {
  readonly faults: readonly Fault[]
  readonly atEach: number
}

/** More calls than these are the same one over and over: of a hundred keys each is moved. */
const ALIKE = 40

/** What the calls of this system name of a person. */
function namesOf({ user_id, expected }: Fact, system: System): string[] {
  if (system === 'stripe')
    return [...expected.stripe.customers.map(({ id }) => id), ...expected.stripe.subscriptions]
  const { organization, litellm, stored_key: stored } = expected
  const names = [user_id, organization, litellm.user?.user_id, stored.state === 'own' ? null : stored.value]
  return [...new Set(names.filter((name) => name != null))]
}

/** Never strikes, and counts the calls about each person. */
export function countersFor(facts: readonly Fact[], system: System): Fault[] {
  return facts.map((fact) => ({ does: 'fail', nth: Number.MAX_SAFE_INTEGER, about: namesOf(fact, system) }))
}

/**
 * For each kind of person faults at each call, one for each person: the n-th call is that of somebody about whom there
 * are so many. Throws where there are too few people.
 */
export function planFaults(facts: readonly Fact[], counts: Counts, trial: Trial): Planned {
  const kinds = [...Map.groupBy(facts.keys(), (index) => facts[index]?.shape).values()]
  const plan = (system: System) =>
    kinds.flatMap((people, turn) => {
      const callsOf = (index: number) => counts[system][index] ?? 0
      // Whoever has most calls takes the last ones: everybody else has the others too.
      const takers = people.toSorted((a, b) => callsOf(b) - callsOf(a))
      const cases = casesOf(callsOf(takers[0] ?? 0), turn, trial)
      return cases.map((one, index) => {
        const taker = takers[index]
        const fact = taker === undefined ? undefined : facts[taker]
        if (taker === undefined || fact === undefined || callsOf(taker) < (one.nth ?? 1))
          throw new Error(
            `too few people like ${facts[people[0] ?? 0]?.shape}: ${people.length} for ${cases.length}`,
          )
        return { ...one, about: namesOf(fact, system) }
      })
    })
  return { litellm: plan('litellm'), stripe: plan('stripe') }
}

/** The last call first. Kinds of people begin at different faults, so that all of them meet all calls. */
function casesOf(most: number, turn: number, { faults, atEach }: Trial): Fault[] {
  const each = eachOf(most, atEach)
  return Array.from({ length: most * each }, (_, index) => {
    const fault = faults[(index + turn) % faults.length]
    if (fault === undefined) throw new Error('no fault is to be tried')
    return { ...fault, nth: most - Math.floor(index / each) }
  })
}

function eachOf(most: number, atEach: number): number {
  return most <= ALIKE ? atEach : Math.min(atEach, 2)
}

/** How many people of a kind are enough for all cases, though some have fewer keys than others, and no customer. */
export function peopleFor({ litellm, stripe }: Readonly<Record<System, number>>, { atEach }: Trial): number {
  return Math.max(Math.ceil(litellm * eachOf(litellm, atEach) * 1.1) + 4 * atEach, stripe * atEach * 4)
}
