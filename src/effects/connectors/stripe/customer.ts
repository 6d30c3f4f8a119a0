import { z } from 'zod'
import type { Effect, Json } from '../../../store/outbox.ts'
import {
  type Difference,
  EffectFailure,
  type EffectResult,
  type EffectTools,
  REDO,
  type ReadingTools,
} from '../../connector.ts'
import type { Change, Customer, StripeClient, Subscription } from './client.ts'

const metadata = z.record(z.string(), z.string())

/** What a promotion or a migration wants of a customer. */
const wantedSchema = z.object({
  customer: z.string().min(1),
  /** Null: as it is. */
  email: z.string().nullable(),
  /** `''` takes a key away. */
  metadata,
  subscriptions: z.boolean(),
  /** What happens where the customer is gone. */
  deleted: z.enum(['skip', 'attention']),
})
type Wanted = z.infer<typeof wantedSchema>

/** What was there before the first write; of metadata only the keys that are written, `''` where there was none. */
const beforeSchema = z.object({
  email: z.string().nullable(),
  metadata,
  subscriptions: z.array(z.object({ id: z.string(), metadata })),
})
type Before = z.infer<typeof beforeSchema>

/**
 * The customer and its running subscriptions learn the organization. Two reads where nothing differs; besides one write
 * for the customer and one for each subscription that differs. Nothing here can charge anybody.
 */
export async function ensureCustomer(
  effect: Effect,
  tools: EffectTools,
  client: StripeClient,
): Promise<EffectResult> {
  const wanted = wantedSchema.parse(effect.wanted)
  const customer = await client.findCustomer(wanted.customer)
  if (customer === null) return gone(wanted)
  const subscriptions = await running(wanted, client)
  await tools.remember(beforeOf(wanted, customer, subscriptions))
  const change = changeOf(customer, wanted)
  let written = 0
  if (change !== null) {
    assertWritten(changeOf(await client.updateCustomer(wanted.customer, change), wanted))
    written += 1
  }
  for (const subscription of subscriptions) {
    const missing = differing(subscription.metadata, wanted.metadata)
    if (missing === null) continue
    const after = await client.updateSubscription(subscription.id, { metadata: missing })
    assertWritten(differing(after.metadata, wanted.metadata))
    written += 1
  }
  return {
    facts: { customer: wanted.customer, found: true, subscriptions: subscriptions.length, written },
    warnings: [],
  }
}

/** Old values come back, where nobody changed what was written since. */
export async function compensateCustomer(
  effect: Effect,
  _tools: EffectTools,
  client: StripeClient,
): Promise<EffectResult> {
  const wanted = wantedSchema.parse(effect.wanted)
  const facts = { customer: wanted.customer }
  if (effect.before === null) return { facts, warnings: [] }
  const before = beforeSchema.parse(effect.before)
  const customer = await client.findCustomer(wanted.customer)
  if (customer === null) return { facts, warnings: ['The customer is gone; there is nothing to bring back.'] }
  const kept = new Set<string>()
  const metadata = undone(customer.metadata, before.metadata, wanted.metadata, kept)
  const email = undoneEmail(customer, before, wanted, kept)
  if (metadata !== null || email !== null) {
    await client.updateCustomer(wanted.customer, {
      ...(email === null ? {} : { email }),
      ...(metadata === null ? {} : { metadata }),
    })
  }
  const today = before.subscriptions.length === 0 ? [] : await client.listSubscriptions(wanted.customer)
  for (const was of before.subscriptions) {
    const is = today.find(({ id }) => id === was.id)
    if (is === undefined) continue
    const back = undone(is.metadata, was.metadata, wanted.metadata, kept)
    if (back !== null) await client.updateSubscription(was.id, { metadata: back })
  }
  return { facts, warnings: [...kept].map((what) => `${what} was changed since, and stays so.`) }
}

/** What differs today from what was wanted. */
export async function compareCustomer(
  effect: Effect,
  _tools: ReadingTools,
  client: StripeClient,
): Promise<readonly Difference[]> {
  const wanted = wantedSchema.parse(effect.wanted)
  const what = `customer ${wanted.customer}`
  const customer = await client.findCustomer(wanted.customer)
  if (customer === null) {
    const wasThere = effect.before !== null
    const remedy = 'Take the customer out of the app, or make a new one.'
    return wasThere
      ? [{ system: 'stripe', what, field: 'customer', expected: 'there', found: 'deleted', remedy }]
      : []
  }
  const found: Difference[] = []
  const compare = (whose: string, is: Readonly<Record<string, string>>) => {
    for (const [key, value] of Object.entries(wanted.metadata)) {
      if ((is[key] ?? '') === value) continue
      found.push({
        system: 'stripe',
        what: `${whose}: metadata ${key}`,
        field: `metadata.${key}`,
        expected: value,
        found: is[key] ?? '',
        remedy: REDO,
      })
    }
  }
  compare(what, customer.metadata)
  // An address belongs to a person: that it differs is said, not what it is.
  if (wanted.email !== null && customer.email !== wanted.email) {
    found.push({
      system: 'stripe',
      what: `${what}: email`,
      field: 'email',
      expected: 'as in the database',
      found: 'another',
      remedy: 'Nothing where the person changed it at Stripe; otherwise have the effect done anew.',
    })
  }
  for (const { id, metadata: is } of await running(wanted, client)) compare(`subscription ${id}`, is)
  return found
}

function gone({ customer, deleted }: Wanted): EffectResult {
  if (deleted === 'attention') {
    throw new EffectFailure('permanent', `Stripe has no customer ${customer} any more.`, {
      remedy: 'Take the customer out of the app, or make a new one, then retry.',
    })
  }
  return {
    facts: { customer, found: false, subscriptions: 0, written: 0 },
    warnings: ['Stripe has no such customer any more; it was passed over.'],
  }
}

async function running(wanted: Wanted, client: StripeClient): Promise<readonly Subscription[]> {
  if (!wanted.subscriptions) return []
  return (await client.listSubscriptions(wanted.customer)).filter(({ hasEnded }) => !hasEnded)
}

function beforeOf(wanted: Wanted, customer: Customer, subscriptions: readonly Subscription[]): Json {
  const old = (is: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.keys(wanted.metadata).map((key) => [key, is[key] ?? '']))
  return {
    email: customer.email,
    metadata: old(customer.metadata),
    subscriptions: subscriptions.map(({ id, metadata: is }) => ({ id, metadata: old(is) })),
  } satisfies Before
}

function changeOf(customer: Customer, wanted: Wanted): Change | null {
  const missing = differing(customer.metadata, wanted.metadata)
  const isOther = wanted.email !== null && customer.email !== wanted.email
  if (missing === null && !isOther) return null
  return {
    ...(isOther && wanted.email !== null ? { email: wanted.email } : {}),
    ...(missing === null ? {} : { metadata: missing }),
  }
}

/** The part of `wanted` that is not so; null where all of it is. */
function differing(
  is: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): Record<string, string> | null {
  const rest = Object.entries(wanted).filter(([key, value]) => (is[key] ?? '') !== value)
  return rest.length === 0 ? null : Object.fromEntries(rest)
}

/** Keys that still hold what was written go back; others are kept. */
function undone(
  is: Readonly<Record<string, string>>,
  was: Readonly<Record<string, string>>,
  wrote: Readonly<Record<string, string>>,
  kept: Set<string>,
): Record<string, string> | null {
  const back: Record<string, string> = {}
  for (const [key, old] of Object.entries(was)) {
    const now = is[key] ?? ''
    if (now === old) continue
    if (now === (wrote[key] ?? '')) back[key] = old
    else kept.add(`metadata ${key}`)
  }
  return Object.keys(back).length === 0 ? null : back
}

function undoneEmail(is: Customer, was: Before, wrote: Wanted, kept: Set<string>): string | null {
  if (wrote.email === null || is.email === was.email) return null
  if (is.email === wrote.email) return was.email ?? ''
  kept.add('the e-mail address')
  return null
}

function assertWritten(missing: unknown): void {
  if (missing === null) return
  throw new EffectFailure('retry', 'Stripe took the change and shows another state.', {
    endsGeneration: true,
  })
}
