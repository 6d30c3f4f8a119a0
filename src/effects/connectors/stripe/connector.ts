import type { Effect } from '../../../store/outbox.ts'
import { type Connector, EffectFailure, type ReadingTools } from '../../connector.ts'
import { createClient, type StripeSettings } from './client.ts'
import { compareCustomer, compensateCustomer, ensureCustomer } from './customer.ts'

/** Stripe lets 25 requests a second through for each endpoint (docs.stripe.com/rate-limits). */
const REQUESTS_A_SECOND = 25

export function createStripe(settings: StripeSettings): Connector {
  const clientOf = (effect: Effect, tools: ReadingTools) => {
    if (effect.kind === 'customer') return createClient(settings, effect, tools)
    throw new EffectFailure('permanent', `Stripe has no effect of the kind ${effect.kind}.`, {
      remedy: 'A newer version of Resettle made it; update this one, then retry.',
    })
  }
  return {
    system: 'stripe',
    defaultRate: REQUESTS_A_SECOND,
    ensure: async (effect, tools) => ensureCustomer(effect, tools, clientOf(effect, tools)),
    compensate: async (effect, tools) => compensateCustomer(effect, tools, clientOf(effect, tools)),
    compare: async (effect, tools) => compareCustomer(effect, tools, clientOf(effect, tools)),
  }
}
