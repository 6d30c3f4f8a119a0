import { invalid, missing, StripeError } from './errors.ts'
import { type Form, mergeMetadata, refuseUnknown } from './form.ts'
import type { Customer, State, Subscription } from './state.ts'

/** Texts on a customer that nobody is charged for. */
const customerTexts = ['email', 'name', 'description', 'phone'] as const

/** Parameters that exist and are refused: most could charge somebody, or change what will be charged. */
const untouchable = {
  customer: [
    'address',
    'balance',
    'card',
    'cash_balance',
    'coupon',
    'default_source',
    'invoice_prefix',
    'invoice_settings',
    'next_invoice_sequence',
    'preferred_locales',
    'promotion_code',
    'shipping',
    'source',
    'tax',
    'tax_exempt',
  ],
  subscription: [
    'add_invoice_items',
    'application_fee_percent',
    'automatic_tax',
    'billing_cycle_anchor',
    'billing_thresholds',
    'cancel_at',
    'cancel_at_period_end',
    'collection_method',
    'days_until_due',
    'default_payment_method',
    'default_source',
    'default_tax_rates',
    'discounts',
    'items',
    'off_session',
    'pause_collection',
    'payment_behavior',
    'payment_settings',
    'pending_invoice_item_interval',
    'proration_behavior',
    'proration_date',
    'transfer_data',
    'trial_end',
    'trial_from_plan',
    'trial_settings',
  ],
}

/** Only what was sent changes; an empty text clears. */
export function updateCustomer(state: State, id: string, form: Form): Customer {
  refuseUntouchable(form, untouchable.customer)
  refuseUnknown(form, [...customerTexts, 'metadata', 'expand'])
  const email = form.value('email')
  if (email !== undefined && email !== '' && (!/^[^@\s]+@[^@\s]+$/.test(email) || email.length > 512))
    throw invalid(`Invalid email address: ${email}`, 'email', 'email_invalid')
  const customer = state.customers.get(id)
  if (customer === undefined || customer.deleted) throw missing('customer', id)
  const metadata = mergeMetadata(customer.metadata, form)
  for (const name of customerTexts) customer[name] = read(form, name, customer[name])
  customer.metadata = metadata
  return customer
}

/** There is no parameter `customer`: a subscription never changes its customer. */
export function updateSubscription(state: State, id: string, form: Form): Subscription {
  refuseUntouchable(form, untouchable.subscription)
  refuseUnknown(form, ['metadata', 'description', 'expand'])
  const subscription = state.subscriptions.get(id)
  if (subscription === undefined) throw missing('subscription', id)
  subscription.metadata = mergeMetadata(subscription.metadata, form)
  subscription.description = read(form, 'description', subscription.description)
  return subscription
}

/** As a restricted key would be: the fake gives no right to anything that could cost money or take something away. */
export function forbidden(reason: string): StripeError {
  return new StripeError(403, `This fake refuses what could charge somebody: ${reason}`)
}

function refuseUntouchable(form: Form, names: readonly string[]): void {
  const name = form.names.find((one) => names.includes(one))
  if (name !== undefined) throw forbidden(`the parameter ${name}`)
}

function read(form: Form, name: string, before: string | null): string | null {
  const value = form.value(name)
  return value === undefined ? before : value === '' ? null : value
}
