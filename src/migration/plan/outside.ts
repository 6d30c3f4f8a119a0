import { sql } from 'kysely'
import { type Finding, SAMPLES } from '../../blueprint/finding.ts'
import type { Merges } from '../../blueprint/model.ts'
import { plural } from '../../blueprint/words.ts'
import { and, at, type Context, holds, isAmong, type Party } from '../context.ts'
import { gatherPeople } from '../promotion/gather.ts'
import type { AccessPlan } from './access.ts'
import type { OutsideWork } from './outside-work.ts'
import type { TableWork } from './work.ts'

interface Parts {
  readonly source: Party
  readonly target: Party
  readonly tables: readonly TableWork[]
  readonly access: AccessPlan
}

/** What must happen outside; asks nobody there. */
export async function planOutside(context: Context, parts: Parts): Promise<OutsideWork[]> {
  const { merges } = context.model
  const { source, target } = parts
  const team = merges.litellm === null ? [] : [await mergeTeams(context, parts, merges.litellm)]
  const customers = merges.stripe === null ? [] : await listCustomers(context, parts, merges.stripe)
  return [
    ...team,
    ...customers.map((customer, index) => ({
      seq: team.length + index,
      system: 'stripe',
      kind: 'customer',
      target: customer,
      wanted: {
        customer,
        email: null,
        metadata: fill(merges.stripe?.rule.metadata ?? {}, { source: source.key, target: target.key }),
        subscriptions: true,
        deleted: merges.stripe?.rule.deleted ?? 'skip',
      },
    })),
  ]
}

async function mergeTeams(
  context: Context,
  { source, target, access }: Parts,
  { budgets }: NonNullable<Merges['litellm']>,
): Promise<OutsideWork> {
  return {
    seq: 0,
    system: 'litellm',
    kind: 'merge',
    target: target.key,
    also: source.key,
    wanted: {
      source_team: source.key,
      target_team: target.key,
      target_alias: target.name ?? target.key,
      users: await knownOutside(context, access),
      budgets,
      metadata: {},
    },
  }
}

/** People who move, by the ids under which the outside knows them. */
async function knownOutside({ model, ...rest }: Context, { members }: AccessPlan): Promise<string[]> {
  const users = members.filter(({ sourceRow }) => sourceRow !== null).map(({ user }) => user)
  const { promotion } = model
  if (promotion === null || users.length === 0) return users
  const context = { ...rest, model, promotion }
  const people = await gatherPeople(context, {
    written: users,
    profiles: new Map(),
    hold: false,
    newId: () => '',
  })
  const written = new Map(people.map((person) => [person.user, person.written]))
  return users.map((user) => written.get(user) ?? user)
}

/** Customers in rows that move. */
async function listCustomers(
  { connection, dialect }: Context,
  { source, tables }: Parts,
  { move, customer }: NonNullable<Merges['stripe']>,
): Promise<string[]> {
  const stays = tables.find((one) => one.move === move)?.stays ?? new Set<string>()
  const rows = await connection.query<{ customer: string }>(sql`
    select distinct ${dialect.text(at('r', customer))} as customer from ${dialect.table(move.table)} r
    where ${and([
      sql`${at('r', customer)} is not null`,
      holds(dialect, 'r', move.scope[0], source.key),
      isAmong(dialect, move.table, 'r', stays, false),
    ])} order by 1`)
  return rows.map(({ customer: id }) => id)
}

function fill(
  metadata: Readonly<Record<string, string>>,
  keys: { readonly source: string; readonly target: string },
): Record<string, string> {
  const filled = Object.entries(metadata).map(([name, text]) => [
    name,
    text.replace(/\{(source|target)\}/g, (_, word: 'source' | 'target') => keys[word]),
  ])
  return Object.fromEntries(filled)
}

/** The same for people. */
export function outsideFindings({ model }: Context, outside: readonly OutsideWork[]): Finding[] {
  const [team] = outside.filter(({ system }) => system === 'litellm')
  const customers = outside.filter(({ system }) => system === 'stripe')
  const findings: Finding[] = []
  if (team !== undefined) {
    const budgets = model.merges.litellm?.budgets ?? 'add'
    findings.push({
      code: 'outside.litellm-team',
      severity: 'info',
      message:
        "LiteLLM: the team of the target takes over the people and all keys of the source's. " +
        budgetWords[budgets],
      count: 1,
      samples: [],
      context: { budgets },
      remedy: 'Nothing needs to be done; the emptied team of the source stays.',
    })
  }
  if (customers.length > 0) {
    const isOne = customers.length === 1
    findings.push({
      code: 'outside.stripe-customers',
      severity: 'info',
      message:
        `Stripe cannot merge customers: ${plural(customers.length, 'customer')} of the source ` +
        `${isOne ? 'stays what it is' : 'stay what they are'}, with subscriptions and payment methods, and ` +
        `${isOne ? 'belongs' : 'belong'} to the target from now on, beside its own.`,
      count: customers.length,
      samples: customers.map(({ target }) => target).slice(0, SAMPLES),
      remedy: 'Look at Stripe whether two subscriptions pay for the same thing.',
    })
  }
  return findings
}

const budgetWords = {
  add: 'What is left of the budget of the source is added to that of the target.',
  'keep-target': 'The budget of the target stays as it is; what is left of that of the source ends.',
  larger: 'The larger of both budgets counts.',
} as const
