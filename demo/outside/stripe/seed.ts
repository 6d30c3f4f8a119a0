import { canonical } from '../server/canonical.ts'
import type { Attached, Customer, State, Subscription, Violation } from './state.ts'

/** Objects to put into a fake as they are. */
export interface StripeSeed {
  readonly customers?: readonly (Partial<Customer> & Pick<Customer, 'id'>)[]
  readonly subscriptions?: readonly (Partial<Subscription> & Pick<Subscription, 'id' | 'customer'>)[]
  readonly payment_methods?: readonly SeedAttached[]
  readonly invoices?: readonly SeedAttached[]
}

type SeedAttached = Partial<Attached> & Pick<Attached, 'id' | 'customer'>

/** The whole account as plain data, sorted: equal accounts have equal snapshots. */
export interface StripeSnapshot {
  readonly customers: readonly Customer[]
  readonly subscriptions: readonly Subscription[]
  readonly payment_methods: readonly Attached[]
  readonly invoices: readonly Attached[]
  readonly violations: readonly Violation[]
}

/** Objects without a time get one in the order in which they come, so that the last is the newest. */
export function plant(state: State, seed: StripeSeed): void {
  for (const row of seed.customers ?? [])
    state.customers.set(row.id, {
      email: null,
      name: null,
      description: null,
      phone: null,
      metadata: {},
      created: nextTime(state.customers),
      deleted: false,
      ...row,
    })
  for (const row of seed.subscriptions ?? [])
    state.subscriptions.set(row.id, {
      status: 'active',
      description: null,
      metadata: {},
      created: nextTime(state.subscriptions),
      ...row,
    })
  attach(state.paymentMethods, seed.payment_methods)
  attach(state.invoices, seed.invoices)
}

export function takeSnapshot(state: State): StripeSnapshot {
  return canonical({
    customers: byId(state.customers),
    subscriptions: byId(state.subscriptions),
    payment_methods: byId(state.paymentMethods),
    invoices: byId(state.invoices),
    violations: state.violations,
  })
}

function attach(rows: Map<string, Attached>, seeds: readonly SeedAttached[] = []): void {
  for (const row of seeds) rows.set(row.id, { created: nextTime(rows), ...row })
}

function nextTime(rows: ReadonlyMap<string, unknown>): number {
  return 1_700_000_000 + rows.size
}

function byId<Row extends { readonly id: string }>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}
