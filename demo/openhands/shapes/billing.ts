import { addAccess, addBillingSession, addCustomer } from '../belongings.ts'
import type { Legacy } from '../legacy.ts'
import { addLegacy } from '../legacy.ts'
import type { World } from '../world.ts'
import type { Shape } from './shape.ts'

/** Stripe customers, and what was paid. */
export const billingShapes = {
  'stripe-none': {
    what: 'The user never came near Stripe.',
    write: (world) => ({ user: addPoor(world) }),
  },
  'stripe-one': {
    what: 'The user has one Stripe customer.',
    write: (world) => withThings(world, (user) => addCustomer(world, user.id, { email: user.email })),
  },
  'stripe-twice': {
    what: 'Two rows name the same Stripe customer.',
    write: (world) =>
      withThings(world, (user) => {
        const id = addCustomer(world, user.id, { email: user.email })
        world.add('stripe_customers', { keycloak_user_id: user.id, stripe_customer_id: id })
      }),
  },
  'stripe-two-customers': {
    what: 'Two rows name two Stripe customers, one of them with a subscription.',
    write: (world) =>
      withThings(world, (user) => {
        addCustomer(world, user.id, { email: user.email })
        addCustomer(world, user.id, { email: user.email, subscriptions: 1 })
      }),
  },
  'stripe-deleted': {
    what: 'The customer was deleted in Stripe.',
    write: (world) =>
      withThings(world, (user) => addCustomer(world, user.id, { email: user.email, deleted: true })),
  },
  'stripe-missing': {
    what: 'Stripe never had the customer that the row names.',
    write: (world) =>
      withThings(world, (user) => addCustomer(world, user.id, { email: user.email, isInStripe: false })),
  },
  'stripe-two-subscriptions': {
    what: 'The customer has two subscriptions, and the database a row of access for each.',
    write: (world) =>
      withThings(world, (user) => addCustomer(world, user.id, { email: user.email, subscriptions: 2 })),
  },
  'stripe-tagged': {
    what: 'The customer already bears the organization, and a note of somebody else’s.',
    write: (world) =>
      withThings(world, (user) => {
        const metadata = { user_id: user.id, org_id: user.id, crm_id: '0061' }
        addCustomer(world, user.id, { email: user.email, metadata })
      }),
  },
  'stripe-other-email': {
    what: 'The customer’s address differs from the user’s, in case and in name.',
    write: (world) =>
      withThings(world, (user) => addCustomer(world, user.id, { email: 'Accounts@Harbor.example' })),
  },
  'sessions-completed': {
    what: 'One billing session was completed, others were not.',
    write: (world) => withSessions(world, ['completed', 'cancelled', 'error']),
  },
  'sessions-open': {
    what: 'No billing session was ever completed.',
    write: (world) => withSessions(world, ['in_progress', 'cancelled']),
  },
  'access-alone': {
    what: 'There is access to a subscription, but no row for the customer.',
    write: (world) =>
      withThings(world, (user) => {
        addAccess(world, user.id, `sub_${world.random.hex(14)}`)
        addAccess(world, user.id, `sub_${world.random.hex(14)}`)
      }),
  },
} satisfies Record<string, Shape>

function addPoor(world: World): Legacy {
  return addLegacy(world, { hasCustomer: false })
}

function withThings(world: World, add: (user: Legacy) => void): { user: Legacy } {
  const user = addPoor(world)
  add(user)
  return { user }
}

function withSessions(world: World, states: readonly string[]): { user: Legacy } {
  const user = addPoor(world)
  for (const state of states) addBillingSession(world, user.id, state)
  return { user }
}
