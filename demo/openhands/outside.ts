/** A person as LiteLLM knows them. Money in dollars; `max_budget` null means no limit, which is not 0. */
export interface LiteLlmUser {
  readonly user_id: string
  readonly user_email: string | null
  readonly max_budget: number | null
  readonly spend: number
  readonly models: readonly string[]
  readonly teams: string[]
  readonly metadata: Readonly<Record<string, string | number>>
}

export interface LiteLlmTeam {
  readonly team_id: string
  readonly team_alias: string | null
  readonly max_budget: number | null
  readonly spend: number
  /** Empty: all of them. */
  readonly models: readonly string[]
  readonly members: readonly LiteLlmMember[]
  readonly metadata: Readonly<Record<string, string | number>>
}

export interface LiteLlmMember {
  readonly user_id: string
  readonly role: 'user' | 'admin'
  /** Of the member in the team; null: as much as the team. */
  readonly max_budget: number | null
  readonly spend: number
}

export interface LiteLlmKey {
  /** What its owner sends. LiteLLM itself keeps and lists `token`, the SHA-256 of it in hex. */
  readonly key: string
  readonly token: string
  readonly key_alias: string | null
  readonly user_id: string
  readonly team_id: string | null
  readonly models: readonly string[]
  readonly spend: number
  readonly max_budget: number | null
  /** ISO time; null: never. */
  readonly expires: string | null
  readonly metadata: Readonly<Record<string, string | number>>
}

export interface StripeCustomer {
  readonly id: string
  readonly email: string | null
  readonly name: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly deleted: boolean
}

export interface StripeSubscription {
  readonly id: string
  readonly customer: string
  readonly status: 'active' | 'past_due' | 'canceled'
  readonly metadata: Readonly<Record<string, string>>
}

/** What stands outside of the database at the same moment, for seeding servers with. */
export interface Outside {
  readonly litellm: {
    readonly users: LiteLlmUser[]
    readonly teams: LiteLlmTeam[]
    readonly keys: LiteLlmKey[]
  }
  readonly stripe: { readonly customers: StripeCustomer[]; readonly subscriptions: StripeSubscription[] }
}
