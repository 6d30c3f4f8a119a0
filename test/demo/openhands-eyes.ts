import { createDecipheriv, createHash, createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Fact } from '../../demo/openhands/facts.ts'
import type { OpenHands } from '../../demo/openhands/openhands.ts'
import type {
  LiteLlmKey,
  LiteLlmTeam,
  LiteLlmUser,
  StripeCustomer,
  StripeSubscription,
} from '../../demo/openhands/outside.ts'
import { openHandsColumns } from '../../demo/openhands/schema.ts'
import type { Database } from '../../src/database/database.ts'

/** A row as any engine gives it, booleans and JSON made alike. */
// biome-ignore lint/suspicious/noExplicitAny: rows of any table
export type Seen = Readonly<Record<string, any>>

/** One user, as the database and the outside show them; nothing of it comes from the facts but the id. */
export interface Eyes {
  readonly fact: Fact
  readonly made: OpenHands
  /** Rows of a table that are the user's, however their id is spelt there. */
  rows(table: string): readonly Seen[]
  /** All rows of a table. */
  all(table: string): readonly Seen[]
  /** The newest row of settings, in the terms of the flat shape. */
  readonly settings: Seen | undefined
  readonly user: LiteLlmUser | undefined
  readonly keys: readonly LiteLlmKey[]
  readonly team: LiteLlmTeam | undefined
  readonly customers: readonly StripeCustomer[]
  readonly subscriptions: readonly StripeSubscription[]
}

/** Every column that holds whose a row is. */
const owners = ['keycloak_user_id', 'user_id', 'admin_user_id', 'created_by_user_id']

/** Reads the whole database once; the answer looks at one user. */
export async function openEyes(database: Database, made: OpenHands): Promise<(fact: Fact) => Eyes> {
  const tables = new Map<string, Seen[]>()
  for (const [table, columns] of openHandsColumns(made.shape)) {
    const found = await database.read((connection) =>
      connection.query<Record<string, unknown>>(sql`select * from ${sql.id(table)}`),
    )
    const types = new Map(columns.map(({ name, type }) => [name, type]))
    tables.set(
      table,
      found.map((row) => alike(row, types)),
    )
  }
  const grouped = new Map(
    [...tables].map(([table, rows]) => [table, Map.groupBy(rows, (row) => plain(ownerOf(table, row)))]),
  )
  const { litellm, stripe } = made.outside
  return (fact) => {
    const id = plain(fact.user_id)
    const rows = (table: string): readonly Seen[] => grouped.get(table)?.get(id) ?? []
    const newest = rows('user_settings').toSorted((one, other) => other.id - one.id)[0]
    const ids = rows('stripe_customers').map((row) => row.stripe_customer_id)
    return {
      fact,
      made,
      rows,
      all: (table) => tables.get(table) ?? [],
      settings: newest === undefined ? undefined : flattened(newest),
      user: litellm.users.find(({ user_id }) => plain(user_id) === id),
      keys: litellm.keys.filter(({ user_id }) => plain(user_id) === id),
      team: litellm.teams.find(({ team_id }) => plain(team_id) === id),
      customers: stripe.customers.filter((customer) => ids.includes(customer.id)),
      subscriptions: stripe.subscriptions.filter(({ customer }) => ids.includes(customer)),
    }
  }
}

/** An id without what may differ in its spelling. */
export function plain(id: unknown): string {
  return String(id).toLowerCase().replaceAll('-', '')
}

function ownerOf(table: string, row: Seen): unknown {
  if (table === 'org' || table === 'user') return row.id
  return row[owners.find((name) => name in row) ?? '']
}

function alike(row: Record<string, unknown>, types: ReadonlyMap<string, string>): Seen {
  const cells = Object.entries(row).map(([name, value]) => {
    if (value === null) return [name, null]
    if (types.get(name) === 'bool') return [name, Boolean(value)]
    return [name, types.get(name) === 'json' ? JSON.parse(String(value)) : value]
  })
  return Object.fromEntries(cells)
}

function flattened(row: Seen): Seen {
  if (!('agent_settings' in row)) return row
  const { agent_settings: agent, conversation_settings: conversation } = row
  return {
    ...row,
    ...conversation,
    llm_model: agent.llm?.model ?? null,
    llm_base_url: agent.llm?.base_url ?? null,
  }
}

/** A legacy secret in plain, by its own reading of the Fernet specification; null where it is not one of this secret. */
export function decryptLegacy(stored: string, secret: string): string | null {
  const token = Buffer.from(Buffer.from(stored, 'base64').toString('ascii'), 'base64url')
  const key = createHash('sha256').update(secret).digest()
  const signed = token.subarray(0, -32)
  const isOurs = createHmac('sha256', key.subarray(0, 16)).update(signed).digest().equals(token.subarray(-32))
  if (!isOurs || signed[0] !== 0x80) return null
  const decipher = createDecipheriv('aes-128-cbc', key.subarray(16), signed.subarray(9, 25))
  return Buffer.concat([decipher.update(signed.subarray(25)), decipher.final()]).toString()
}
