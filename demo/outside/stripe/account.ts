import { type Answer, json, type Request } from '../server/reply.ts'
import { missing, StripeError } from './errors.ts'
import { type Form, readForm } from './form.ts'
import {
  customerObject,
  listAttached,
  listCustomers,
  listSubscriptions,
  subscriptionObject,
} from './lists.ts'
import { type SearchIndex, searchCustomers } from './search.ts'
import type { State } from './state.ts'
import { forbidden, updateCustomer, updateSubscription } from './writes.ts'

export interface Account {
  readonly state: State
  readonly index: SearchIndex
}

type Route = readonly [
  method: string,
  path: RegExp,
  answer: (account: Account, form: Form, id: string) => object,
]

const routes: readonly Route[] = [
  ['GET', /^\/v1\/customers\/search$/, ({ state, index }, form) => searchCustomers(state, index, form)],
  ['GET', /^\/v1\/customers$/, ({ state }, form) => listCustomers(state, form)],
  [
    'GET',
    /^\/v1\/customers\/([^/]+)$/,
    ({ state }, _form, id) => customerObject(need(state.customers, 'customer', id)),
  ],
  [
    'GET',
    /^\/v1\/customers\/([^/]+)\/payment_methods$/,
    ({ state }, form, id) => listAttached(state, 'payment_method', form, id),
  ],
  ['GET', /^\/v1\/subscriptions$/, ({ state }, form) => listSubscriptions(state, form)],
  [
    'GET',
    /^\/v1\/subscriptions\/([^/]+)$/,
    ({ state }, _form, id) => subscriptionObject(need(state.subscriptions, 'subscription', id)),
  ],
  ['GET', /^\/v1\/payment_methods$/, ({ state }, form) => listAttached(state, 'payment_method', form)],
  ['GET', /^\/v1\/invoices$/, ({ state }, form) => listAttached(state, 'invoice', form)],
  [
    'POST',
    /^\/v1\/customers\/([^/]+)$/,
    ({ state, index }, form, id) => {
      const customer = updateCustomer(state, id, form)
      index.touch(customer)
      return customerObject(customer)
    },
  ],
  [
    'POST',
    /^\/v1\/subscriptions\/([^/]+)$/,
    ({ state }, form, id) => subscriptionObject(updateSubscription(state, id, form)),
  ],
]

/** The answer of the account itself, once keys, limits and faults are passed; and whether an idempotency key keeps it. */
export function answerOf(
  account: Account,
  request: Request,
): { readonly answer: Answer; readonly kept: boolean } {
  try {
    return { answer: json(200, run(account, request)), kept: true }
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    if (error.status === 403)
      account.state.violations.push({ method: request.method, path: request.path, reason: error.message })
    return { answer: error.toAnswer(), kept: error.kept }
  }
}

function run(account: Account, request: Request): object {
  const route = routes.find(([method, path]) => method === request.method && path.test(request.path))
  if (route !== undefined)
    return route[2](account, readForm(request), decodeURIComponent(route[1].exec(request.path)?.[1] ?? ''))
  if (request.method !== 'GET') throw forbidden(`${request.method} ${request.path}`)
  throw new StripeError(404, `Unrecognized request URL (${request.method}: ${request.path}).`)
}

function need<Row>(rows: ReadonlyMap<string, Row>, kind: string, id: string): Row {
  const row = rows.get(id)
  if (row === undefined) throw missing(kind, id)
  return row
}
