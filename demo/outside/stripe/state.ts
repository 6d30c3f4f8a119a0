export type Metadata = Readonly<Record<string, string>>

export interface Customer {
  readonly id: string
  email: string | null
  name: string | null
  description: string | null
  phone: string | null
  metadata: Metadata
  /** Seconds since 1970. */
  readonly created: number
  /** A deleted customer can still be retrieved, as little more than its id. */
  readonly deleted: boolean
}

export interface Subscription {
  readonly id: string
  readonly customer: string
  readonly status: string
  description: string | null
  metadata: Metadata
  readonly created: number
}

/** What hangs on a customer and is only ever read. */
export interface Attached {
  readonly id: string
  readonly customer: string
  readonly created: number
}

/** A write that could have cost somebody money, or taken something away; it was refused. */
export interface Violation {
  readonly method: string
  readonly path: string
  readonly reason: string
}

export interface State {
  readonly customers: Map<string, Customer>
  readonly subscriptions: Map<string, Subscription>
  readonly paymentMethods: Map<string, Attached>
  readonly invoices: Map<string, Attached>
  readonly violations: Violation[]
}

export function createState(): State {
  return {
    customers: new Map(),
    subscriptions: new Map(),
    paymentMethods: new Map(),
    invoices: new Map(),
    violations: [],
  }
}
