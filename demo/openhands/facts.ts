import Big from 'big.js'
import type { Legacy } from './legacy.ts'
import { personalName } from './organizations.ts'
import type { LiteLlmUser } from './outside.ts'
import type { Outcome, Told } from './shapes/shape.ts'
import type { ShapeName } from './shapes.ts'
import { userShapes } from './shapes.ts'
import type { Row, World } from './world.ts'

/** One user that was written on purpose. Everything in it was so before any promotion. */
export interface Fact {
  readonly shape: ShapeName
  /** As the settings spell it. */
  readonly user_id: string
  /** One sentence for people. */
  readonly what: string
  readonly expected: Expected
}

export interface Expected {
  readonly outcome: Outcome
  /** Why, where the outcome is not the usual one. */
  readonly reason: string | null
  /** The key of the organization of one, whether it is there or to be made; null where there can be none. */
  readonly organization: string | null
  readonly organization_name: string | null
  readonly contact_email: string | null
  /** The row of `user_settings` that counts. */
  readonly settings: number | null
  /** Model and address are the user's own. */
  readonly is_custom: boolean
  readonly stored_key: Legacy['storedKey']
  readonly litellm: {
    /** Null: unknown there. */
    readonly user: LiteLlmUser | null
    /** SHA-256 of each of the user's keys. */
    readonly keys: readonly string[]
    /** Dollars that are left, as a decimal; null: no limit; `unknown`: nobody may guess. */
    readonly credit: string | null
  }
  readonly stripe: {
    readonly customers: readonly { readonly id: string; readonly state: 'there' | 'deleted' | 'missing' }[]
    readonly subscriptions: readonly string[]
    readonly has_completed_session: boolean
  }
  /**
   * By table: how many rows are the user's, however their id is spelt there, and how many of them bear no organization
   * yet; null where the table has no column for one. Conversations bear theirs in `conversation_metadata_saas`.
   */
  readonly rows: Readonly<Record<string, { readonly owned: number; readonly loose: number | null }>>
}

/** Where each table keeps whose a row is, as text. */
const ownerColumns: Readonly<Record<string, string>> = {
  user_settings: 'keycloak_user_id',
  stripe_customers: 'keycloak_user_id',
  billing_sessions: 'user_id',
  subscription_access: 'user_id',
  api_keys: 'user_id',
  custom_secrets: 'keycloak_user_id',
  slack_users: 'keycloak_user_id',
  slack_conversation: 'keycloak_user_id',
  conversation_metadata: 'user_id',
  jira_workspaces: 'admin_user_id',
  jira_users: 'keycloak_user_id',
  jira_dc_workspaces: 'admin_user_id',
  jira_dc_users: 'keycloak_user_id',
  linear_workspaces: 'admin_user_id',
  linear_users: 'keycloak_user_id',
  device_codes: 'keycloak_user_id',
  offline_tokens: 'user_id',
  auth_tokens: 'keycloak_user_id',
  'user-repos': 'user_id',
  'gitlab-webhook': 'user_id',
  bitbucket_webhook: 'user_id',
  conversation_work: 'user_id',
  resend_synced_users: 'keycloak_user_id',
  app_conversation_start_task: 'created_by_user_id',
  v1_remote_sandbox: 'created_by_user_id',
}

/** A user as a shape wrote it. */
export interface Written {
  readonly shape: ShapeName
  readonly told: Told
}

/** Says of each user what holds in the finished world. */
export function toFacts(world: World, written: readonly Written[]): Fact[] {
  const belongings = countBelongings(world)
  const { users, keys } = world.outside.litellm
  const usersById = new Map(users.map((user) => [canonical(user.user_id), user]))
  const keysById = Map.groupBy(keys, ({ user_id }) => canonical(user_id))
  const settings = world.rows.get('user_settings') ?? []
  const stripe = readStripe(world)
  return written.map(({ shape, told }) => {
    const { user, outcome = 'promote', reason = null, isCustom = false } = told
    const id = canonical(user.id)
    const known = usersById.get(id) ?? null
    const isRefused = outcome === 'refuse'
    return {
      shape,
      user_id: user.id,
      what: userShapes[shape].what,
      expected: {
        outcome,
        reason,
        organization: isRefused ? null : id,
        organization_name: isRefused ? null : (told.organizationName ?? personalName(id)),
        contact_email: user.email,
        settings: user.settings === 0 ? null : user.settings,
        is_custom: isCustom,
        stored_key: user.storedKey,
        litellm: {
          user: known,
          keys: (keysById.get(id) ?? []).map(({ token }) => token),
          credit: told.credit === undefined ? creditOf(known, settings[user.settings - 1]) : told.credit,
        },
        stripe: stripe(id),
        rows: belongings.get(id) ?? {},
      },
    }
  })
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

/** An id as a UUID is written: in small letters and with dashes. What is no UUID stays. */
function canonical(id: string): string {
  if (!uuid.test(id)) return id
  return id
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** What the app would leave: the margin counts only in versions before 4, and nothing is ever owed. */
function creditOf(user: LiteLlmUser | null, settings: Row | undefined): string | null {
  if (user?.max_budget == null) return null
  const margin = Number(settings?.user_version ?? 0) < 4 ? Number(settings?.billing_margin ?? 1) : 1
  const left = new Big(user.max_budget).minus(user.spend).times(margin)
  return left.lt(0) ? '0' : left.toFixed()
}

function countBelongings(world: World): Map<string, Record<string, { owned: number; loose: number | null }>> {
  const counts = new Map<string, Record<string, { owned: number; loose: number | null }>>()
  const shared = new Set(world.rows.get('conversation_metadata_saas')?.map((row) => row.conversation_id))
  for (const [table, column] of Object.entries(ownerColumns)) {
    const isConversation = table === 'conversation_metadata'
    const canBear = isConversation || world.has(`${table}.org_id`)
    for (const row of world.rows.get(table) ?? []) {
      const id = canonical(String(row[column]))
      const tables = counts.get(id) ?? {}
      const { owned, loose } = tables[table] ?? { owned: 0, loose: 0 }
      const isLoose = isConversation ? !shared.has(row.conversation_id) : row.org_id === undefined
      tables[table] = { owned: owned + 1, loose: canBear ? Number(loose) + Number(isLoose) : null }
      counts.set(id, tables)
    }
  }
  return counts
}

function readStripe(world: World): (id: string) => Expected['stripe'] {
  const { customers, subscriptions } = world.outside.stripe
  const byId = new Map(customers.map((customer) => [customer.id, customer]))
  const ofCustomer = Map.groupBy(subscriptions, ({ customer }) => customer)
  const owned = (table: string) =>
    Map.groupBy(world.rows.get(table) ?? [], (row) => canonical(String(row[ownerColumns[table] ?? ''])))
  const rows = owned('stripe_customers')
  const sessions = owned('billing_sessions')
  return (id) => {
    const ids = [...new Set(rows.get(id)?.map((row) => String(row.stripe_customer_id)))]
    return {
      customers: ids.map((customer) => {
        const found = byId.get(customer)
        return { id: customer, state: found === undefined ? 'missing' : found.deleted ? 'deleted' : 'there' }
      }),
      subscriptions: ids.flatMap((customer) => (ofCustomer.get(customer) ?? []).map((found) => found.id)),
      has_completed_session: (sessions.get(id) ?? []).some(({ status }) => status === 'completed'),
    }
  }
}
