import type { Column, Table } from '../database/catalog.ts'
import type { PromotionRule, ValueSource } from './promotion.ts'

/** A promotion resolved against one live schema: every name is a real table or column. What is absent is left out. */
export interface PromotionModel {
  readonly rule: PromotionRule
  readonly legacy: {
    readonly table: Table
    readonly user: Column
    readonly marker: Column
    readonly done: string | number | boolean | null
    readonly newest: Column
    /** Those that can be read. */
    readonly columns: readonly Column[]
  }
  readonly reads: readonly PromotionRead[]
  readonly organization: NewRow
  readonly user: NewRow | null
  readonly membership: (NewRow & { readonly organizationColumn: Column; readonly userColumn: Column }) | null
  readonly stamps: readonly Stamp[]
  readonly links: readonly Link[]
  readonly stays: readonly (OwnRows & { readonly reason: string })[]
  readonly stripe: {
    readonly table: Table
    readonly user: Column
    readonly customer: Column
    readonly organization: Column | null
  } | null
}

export interface PromotionRead {
  readonly name: string
  readonly table: Table
  readonly user: Column | null
  readonly where: readonly { readonly column: Column; readonly equals: string | number | boolean | null }[]
  readonly take: Column | null
}

/** A row that a person gets; `key` says whose it is. */
export interface NewRow {
  readonly table: Table
  readonly key: Column
  readonly values: readonly { readonly column: Column; readonly source: ValueSource }[]
  /** Columns whose values no other row may have. */
  readonly free: readonly Column[]
}

/** Rows that a person owns by a column that holds the user's id. */
export interface OwnRows {
  readonly resource: string
  readonly table: Table
  readonly user: Column
}

export interface Stamp extends OwnRows {
  readonly organization: Column
  /** How rows are told apart that would have the same name; null where no unique key asks for it. */
  readonly rename: {
    readonly column: Column
    readonly newest: Column
    /** Of each unique key the columns besides the organization and the name. */
    readonly keys: readonly (readonly Column[])[]
  } | null
}

export interface Link extends OwnRows {
  readonly organization: Column
  readonly key: Column
  readonly from: { readonly table: Table; readonly user: Column; readonly key: Column }
}
