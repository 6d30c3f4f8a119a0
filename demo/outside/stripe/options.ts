export interface StripeOptions {
  /** How long it takes until a write is found by search. */
  readonly search_lag_ms: number
  /** For the whole account, and for each endpoint; null for no limit. */
  readonly calls_per_second: number | null
  readonly searches_per_second: number | null
  /** What an account without a `Stripe-Version` header is served. */
  readonly account_version: string
}

export const defaultOptions: StripeOptions = {
  search_lag_ms: 60_000,
  calls_per_second: 25,
  searches_per_second: 20,
  account_version: '2020-08-27',
}
