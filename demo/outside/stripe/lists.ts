import { invalid, missing } from './errors.ts'
import { type Form, refuseUnknown } from './form.ts'
import type { Customer, State, Subscription } from './state.ts'

interface Row {
  readonly id: string
  readonly created: number
}

export function customerObject(customer: Customer): object {
  const { deleted, ...rest } = customer
  if (deleted) return { id: customer.id, object: 'customer', deleted: true }
  return { object: 'customer', ...rest, balance: 0, currency: null, delinquent: false, livemode: false }
}

export function subscriptionObject(subscription: Subscription): object {
  return { object: 'subscription', ...subscription, livemode: false }
}

/** `GET /v1/customers`: the address as it is written, capitals included; the deleted ones are not listed. */
export function listCustomers(state: State, form: Form): object {
  const email = form.value('email')
  const found = [...state.customers.values()].filter(
    (customer) => !customer.deleted && (email === undefined || customer.email === email),
  )
  return page('/v1/customers', 'customer', found, form, ['email'], customerObject)
}

/** `GET /v1/subscriptions`: without `status` all that are not canceled; with `all` really all. */
export function listSubscriptions(state: State, form: Form): object {
  const customer = form.value('customer')
  const status = form.value('status')
  const found = [...state.subscriptions.values()].filter(
    (subscription) =>
      (customer === undefined || subscription.customer === customer) &&
      (status === 'all' ||
        (status === undefined ? subscription.status !== 'canceled' : subscription.status === status)),
  )
  return page('/v1/subscriptions', 'subscription', found, form, ['customer', 'status'], subscriptionObject)
}

/** Payment methods and invoices, which are only read. */
export function listAttached(
  state: State,
  kind: 'payment_method' | 'invoice',
  form: Form,
  customer = form.value('customer'),
): object {
  const rows = kind === 'invoice' ? state.invoices : state.paymentMethods
  const found = [...rows.values()].filter((row) => customer === undefined || row.customer === customer)
  return page(`/v1/${kind}s`, kind, found, form, ['customer', 'type'], (row) => ({ object: kind, ...row }))
}

/** Ten at a time, newest first; the next page starts after the last id of this one. */
function page<Kind extends Row>(
  url: string,
  kind: string,
  rows: readonly Kind[],
  form: Form,
  filters: readonly string[],
  toObject: (row: Kind) => object,
): object {
  refuseUnknown(form, [...filters, 'limit', 'starting_after', 'ending_before', 'expand'])
  const limit = readLimit(form)
  const sorted = rows.toSorted((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
  const from = form.value('starting_after')
  const until = form.value('ending_before')
  const start = from === undefined ? 0 : positionOf(sorted, from, kind) + 1
  const end = until === undefined ? sorted.length : positionOf(sorted, until, kind)
  const shown =
    until === undefined ? sorted.slice(start, start + limit) : sorted.slice(Math.max(0, end - limit), end)
  const has_more = until === undefined ? start + limit < sorted.length : end - limit > 0
  return { object: 'list', url, has_more, data: shown.map(toObject) }
}

export function readLimit(form: Form): number {
  const limit = Number(form.value('limit') ?? 10)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw invalid(`Invalid integer: ${form.value('limit')}`, 'limit', 'parameter_invalid_integer')
  return limit
}

function positionOf(rows: readonly Row[], id: string, kind: string): number {
  const position = rows.findIndex((row) => row.id === id)
  if (position === -1) throw missing(kind, id)
  return position
}
