import type { Catalog, Column, Table, UniqueKey } from '../database/catalog.ts'
import type { Blueprint, Choice } from './blueprint.ts'
import type { MergesRule } from './merges.ts'
import type { PromotionModel } from './promotion-model.ts'

/** A blueprint resolved against one live schema: every name is a real table or column. What is absent is left out. */
export interface Model {
  readonly blueprint: Blueprint
  readonly catalog: Catalog
  /** What the app's tables share in front of the names that the blueprint uses; may be empty. */
  readonly prefix: string
  /** `id` of every table of the catalog that the blueprint names, those left out for want of a column among them. */
  readonly declared: ReadonlySet<string>
  readonly organizations: Organizations
  readonly users: Users | null
  readonly memberships: Memberships | null
  /** Tables that hold an organization themselves, the users among them where they do, memberships not. */
  readonly moves: readonly MoveTable[]
  readonly follows: readonly FollowTable[]
  /** Tables that must not change at all: verdict `keep`. */
  readonly keeps: readonly Table[]
  /** Tables nobody looks at: derived or outside, verdict `ignore`. */
  readonly ignored: readonly Table[]
  readonly merges: Merges
  /** How flat users become organizations of one; null where the app has none of them, or they are not declared. */
  readonly promotion: PromotionModel | null
}

export interface Organizations {
  readonly table: Table
  readonly key: Column
  readonly slug: Column | null
  readonly name: Column | null
  readonly config: Column | null
  readonly touch: Column | null
  readonly system: readonly { column: Column; equals: string | number | boolean | null }[]
}

export interface Users {
  readonly resource: string | null
  readonly table: Table
  readonly key: Column
  readonly email: Column | null
  readonly name: Column | null
  readonly language: Column | null
  /** Addresses that nobody reads. */
  readonly noMail: RegExp | null
  readonly organization: Column | null
}

export interface Memberships {
  readonly resource: string
  readonly table: Table
  readonly organization: Column
  readonly user: Column
  readonly role: Column | null
  /** Where the names of roles stand, if `role` only refers to them. */
  readonly roles: { readonly table: Table; readonly key: Column; readonly name: Column } | null
  /** From least to most; each with all names it has in some version of the app. */
  readonly ranks: readonly (readonly string[])[]
  readonly member: string | null
  readonly admins: readonly string[]
  /** Set to the time of the migration in every row that changes. */
  readonly touch: readonly Column[]
  /** Set to the time of the migration in new rows alone. */
  readonly created: readonly Column[]
}

export interface Edge {
  /** Column of the child that refers. */
  readonly column: Column
  readonly parent: Table
  readonly parentColumn: Column
}

export interface MoveTable {
  readonly resource: string
  readonly label: string
  readonly table: Table
  /** Columns that hold the organization; the first says whose the row is. */
  readonly scope: readonly [Column, ...Column[]]
  readonly name: Column | null
  readonly owner: Column | null
  readonly rename: RenameRule | null
  readonly belongsTo: readonly Edge[]
  readonly links: readonly Edge[]
  readonly touch: Column | null
  readonly history: boolean
  /** Unique keys whose columns include an organization column, with what may be done about a clash. */
  readonly keys: readonly KeyRule[]
}

export interface RenameRule {
  readonly column: Column
  readonly keepLeading: RegExp | null
  readonly plainMaxLength: number | null
}

export interface KeyRule {
  readonly key: UniqueKey
  /** The organization column in the key. */
  readonly scope: Column
  readonly choices: readonly Choice[]
  readonly default: Choice | null
  /** Column that `clear` sets to NULL. */
  readonly clear: Column | null
  readonly disable: readonly { column: Column; value: string | number | boolean | null }[]
  readonly advice: string | null
}

/** What a migration means outside; null for a system that it means nothing to. */
export interface Merges {
  readonly litellm: NonNullable<MergesRule['litellm']> | null
  readonly stripe: {
    readonly rule: NonNullable<MergesRule['stripe']>
    readonly move: MoveTable
    readonly customer: Column
  } | null
}

export interface FollowTable {
  readonly table: Table
  readonly through: readonly Edge[]
  readonly links: boolean
}
