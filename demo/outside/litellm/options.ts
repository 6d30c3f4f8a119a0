/** Where versions and installations of LiteLLM differ. The defaults are the newest behaviour that was measured or read. */
export interface LiteLlmOptions {
  /** What `/user/info` says of a user whom nobody knows: 404, or 200 with nothing but a spend (older versions). */
  readonly unknown_user: 'not-found' | 'spend-only'
  /** Whether there is `/v2/user/info`, which gives the row of a user alone. */
  readonly user_rows: boolean
  /** What `/user/update` does with one: versions were seen to create the row. */
  readonly unknown_user_on_update: 'created' | 'not-found'
  /** What `/key/update` says of a key that nobody knows: 404 with a text about a team, or 401. */
  readonly unknown_key_on_update: 'not-found' | 'unauthorized'
  /** `{"error": …}`, `{"detail": …}`, or the one or the other, as the endpoint has it. */
  readonly error_bodies: 'by-endpoint' | 'error' | 'detail'
  /** The proxy's `default_team_settings`: what `/team/new` makes of a budget that is null or absent. */
  readonly default_team_budget: number | null
  /** Since November 2025 `/team/member_delete` deletes the keys that the member has in the team. */
  readonly member_delete_deletes_keys: boolean
  /** Whether `max_budget: null` clears the budget of a user, as it did not in several versions. */
  readonly null_user_budget: 'clears' | 'ignored'
  /** Whether null in `/key/update` clears a field (`max_budget`, `team_id`, `key_alias`). */
  readonly null_key_field: 'clears' | 'ignored'
  /** Whether a member without a budget has a row in `team_memberships`; without a row nobody counts what it spends. */
  readonly membership_rows: 'with-budget' | 'all'
  /** Of a user id or address that exists already. */
  readonly duplicate_user_status: 409 | 400
  /** Whether a key may be generated again with the same value and the same alias. */
  readonly repeated_alias_of_same_key: 'accepted' | 'refused'
  /** Of a team that does not allow a model of the key that is to move there. */
  readonly denied_model_status: 403 | 401
  readonly budget_exceeded_status: 400 | 429
  /** Issue #2091: a key loses its models when its team changes. */
  readonly models_wiped_on_team_change: boolean
  /** Only with a licence may a member become admin of a team. */
  readonly licence: boolean
  /** All models of the proxy. */
  readonly models: readonly string[]
  /** Answers 429 beyond; null for no limit. */
  readonly calls_per_second: number | null
}

export const defaultOptions: LiteLlmOptions = {
  unknown_user: 'not-found',
  user_rows: true,
  unknown_user_on_update: 'created',
  unknown_key_on_update: 'not-found',
  error_bodies: 'by-endpoint',
  default_team_budget: null,
  member_delete_deletes_keys: true,
  null_user_budget: 'clears',
  null_key_field: 'clears',
  membership_rows: 'with-budget',
  duplicate_user_status: 409,
  repeated_alias_of_same_key: 'accepted',
  denied_model_status: 403,
  budget_exceeded_status: 400,
  models_wiped_on_team_change: false,
  licence: false,
  models: ['claude-haiku', 'claude-sonnet', 'gpt-large', 'free-model'],
  calls_per_second: null,
}

/** A proxy as OpenHands met it at first. */
export const olderVersion: Partial<LiteLlmOptions> = {
  unknown_user: 'spend-only',
  user_rows: false,
  unknown_key_on_update: 'unauthorized',
  member_delete_deletes_keys: false,
  null_user_budget: 'ignored',
  null_key_field: 'ignored',
  duplicate_user_status: 400,
  denied_model_status: 401,
}
