import type { Material, Scalar } from './values.ts'

/** How a person was found. */
export type Shape =
  /** A legacy row that nobody promoted yet. */
  | 'legacy'
  /** The marker says done, and something is missing. */
  | 'half'
  /** No legacy row; rows elsewhere. */
  | 'no-row'

/** One person on the way to an organization of one. */
export interface Person extends Material {
  /** `prm_…`. */
  readonly promotionId: string
  /** The person's id as the outside knows it: as the app writes it, the usual way where it writes several. */
  readonly written: string
  /** All ways in which the person's id is written. */
  readonly forms: readonly string[]
  readonly shape: Shape
  /** Legacy rows of the person beyond the one that counts. */
  readonly duplicates: number
  /** A legacy row of theirs is not marked as done. */
  readonly isOpen: boolean
  /** Rows that were there before. */
  readonly has: { readonly organization: boolean; readonly user: boolean; readonly membership: boolean }
}

/** What the app's identity provider knows of a person. */
export interface Profile {
  readonly name?: string | null
  readonly email?: string | null
}

export type Profiles = ReadonlyMap<string, Profile>

export type LegacyRow = ReadonlyMap<string, Scalar>
