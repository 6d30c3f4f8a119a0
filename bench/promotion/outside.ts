import { buildOpenHands } from '../../demo/openhands/openhands.ts'
import { startLiteLlm } from '../../demo/outside/litellm.ts'
import { startStripe } from '../../demo/outside/stripe.ts'
import { readOutsideSettings } from '../../src/config.ts'
import { openDatabase } from '../../src/database/open.ts'
import { connectOutside } from '../../src/effects/outside.ts'
import { openResettle } from '../../src/resettle.ts'
import { createPlace } from './place.ts'

export interface OutsideFigures {
  readonly people: number
  readonly calls: number
  /** Calls of a promotion that asks nothing twice without need; see `leastCalls`. */
  readonly least: number
  readonly allowedPerSecond: number
  /** From the first call to the last. */
  readonly perSecond: number
  readonly busiestSecond: number
}

const SECRET = 'a secret of the bench'
const PER_SECOND = 100
/** As far away as a proxy in the same town. */
const LATENCY_MS = 20

/** Calls to LiteLLM, at a rate that is reached easily, and how much of it is used. */
export async function measureOutside(users: number): Promise<OutsideFigures> {
  const [litellm, stripe] = await Promise.all([startLiteLlm(), startStripe()])
  const place = await createPlace()
  try {
    const database = await openDatabase(place.url)
    const made = await buildOpenHands(database, { users, shapes: ['ordinary'], secret: SECRET })
    await database.close()
    litellm.seed(made.outside.litellm)
    stripe.seed(made.outside.stripe)
    litellm.latency(LATENCY_MS)
    const settings = readOutsideSettings({
      RESETTLE_LITELLM_URL: litellm.url,
      RESETTLE_LITELLM_KEY: litellm.masterKey,
      RESETTLE_STRIPE_URL: stripe.url,
      RESETTLE_STRIPE_KEY: stripe.apiKey,
    })
    await using resettle = await openResettle({
      db: place.url,
      blueprint: 'openhands',
      secret: () => SECRET,
      setting: (name) => (name === 'litellm-url' ? made.managedProxy : null),
      outside: connectOutside(settings, { rates: { litellm: PER_SECOND } }),
    })
    const { promoted } = await resettle.promote('all')
    const { calls, seconds, most_in_a_second: busiestSecond } = litellm.calls.rate()
    const least = made.facts.reduce((sum, { expected }) => sum + leastCalls(expected.litellm.keys.length), 0)
    return {
      people: promoted,
      calls,
      least,
      allowedPerSecond: PER_SECOND,
      perSecond: calls / seconds,
      busiestSecond,
    }
  } finally {
    await Promise.all([place.drop(), litellm.close(), stripe.close()])
  }
}

/**
 * Read person, team and keys; make the team and the member; move each key; read once more what the person spent
 * meanwhile; open the person's own budget; read person, team and keys to prove it.
 */
function leastCalls(keys: number): number {
  const pages = Math.max(1, Math.ceil(keys / 100))
  return 2 + pages + 2 + keys + 1 + 1 + 2 + pages
}
