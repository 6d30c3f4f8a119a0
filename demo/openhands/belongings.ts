import type { Row, World } from './world.ts'

const titles = ['Fix the flaky login test', 'Bump dependencies', 'Explain this stack trace', 'Add dark mode']

/** Conversations of a user; answers their ids. */
export function addConversations(world: World, user: string, count: number): string[] {
  return Array.from({ length: count }, () => {
    const id = world.random.hex(32)
    const created = world.moment()
    world.add('conversation_metadata', {
      conversation_id: id,
      user_id: user,
      title: world.random.pick(titles),
      selected_repository: `portlindar/service-${1 + world.random.below(40)}`,
      created_at: created,
      last_updated_at: created,
      conversation_version: world.random.once(3) ? 'V1' : 'V0',
      accumulated_cost: world.random.below(4000) / 1000,
    })
    return id
  })
}

export function addApiKey(world: World, user: string, changes: Row = {}): number {
  const id = world.add('api_keys', {
    key: `sk-oh-${world.random.hex(24)}`,
    user_id: user,
    name: 'laptop',
    created_at: world.moment(),
    ...changes,
  })
  world.add('api_key_scopes', { api_key_id: id, scope: 'conversations:write' })
  return id
}

export function addSecret(world: World, user: string, name: string, changes: Row = {}): number {
  return world.add('custom_secrets', {
    keycloak_user_id: user,
    secret_name: name,
    secret_value: world.encrypt(`value-${world.random.hex(8)}`),
    ...changes,
  })
}

export function addSlack(world: World, user: string, changes: Row = {}): void {
  world.add('slack_users', {
    keycloak_user_id: user,
    slack_user_id: `U${world.random.hex(9).toUpperCase()}`,
    slack_display_name: 'someone',
    created_at: world.moment(),
    team_id: 'T0PORTLINDAR',
    ...changes,
  })
  world.add('slack_conversation', {
    conversation_id: world.random.hex(32),
    channel_id: `C${world.random.hex(9).toUpperCase()}`,
    keycloak_user_id: user,
    parent_id: '1700000000.000100',
    v1_enabled: world.random.once(2),
    ...changes,
  })
}

export function addBillingSession(world: World, user: string, status: string, changes: Row = {}): void {
  const created = world.moment()
  world.add('billing_sessions', {
    id: `cs_test_${world.random.hex(24)}`,
    user_id: user,
    status,
    price: `${10 + world.random.below(90)}.2500`,
    price_code: 'NA',
    created_at: created,
    updated_at: created,
    ...changes,
  })
}

export interface CustomerOptions {
  readonly email: string | null
  readonly metadata?: Readonly<Record<string, string>>
  readonly deleted?: boolean
  readonly subscriptions?: number
  /** False: the row points at a customer that Stripe never had. */
  readonly isInStripe?: boolean
  readonly row?: Row
}

/** A row of `stripe_customers` and the customer in Stripe; answers the customer's id. */
export function addCustomer(world: World, user: string, options: CustomerOptions): string {
  const id = `cus_${world.random.hex(14)}`
  const created = world.moment()
  world.add('stripe_customers', {
    keycloak_user_id: user,
    stripe_customer_id: id,
    created_at: created,
    updated_at: created,
    ...options.row,
  })
  if (options.isInStripe === false) return id
  const { customers, subscriptions } = world.outside.stripe
  const metadata = options.metadata ?? { user_id: user }
  customers.push({
    id,
    email: options.email,
    name: null,
    metadata: options.deleted ? {} : metadata,
    deleted: options.deleted ?? false,
  })
  for (let number = 0; number < (options.subscriptions ?? 0); number++) {
    const subscription = `sub_${world.random.hex(14)}`
    subscriptions.push({ id: subscription, customer: id, status: 'active', metadata })
    addAccess(world, user, subscription)
  }
  return id
}

/** What a user paid for: a row that the app's own migration never moves. */
export function addAccess(world: World, user: string, subscription: string): void {
  const start = `${world.time(-20 * 86_400)}+00`
  world.add('subscription_access', {
    status: 'ACTIVE',
    user_id: user,
    start_at: start,
    end_at: `${world.time(10 * 86_400)}+00`,
    amount_paid: '20.0000',
    stripe_invoice_payment_id: `inpay_${world.random.hex(14)}`,
    created_at: start,
    updated_at: start,
    stripe_subscription_id: subscription,
  })
}
