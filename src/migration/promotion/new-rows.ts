import type { NewRow } from '../../blueprint/promotion-model.ts'
import type { Column } from '../../database/catalog.ts'
import type { Scalar } from './values.ts'

/** The new rows of people, made in JavaScript: `values` in the order of the row's columns. */
export interface NewRows {
  readonly resource: string
  readonly row: NewRow
  readonly columns: readonly Column[]
  readonly rows: readonly { readonly promotion: string; readonly values: readonly Scalar[] }[]
  /** Columns that address a new row. */
  readonly keys: readonly Column[]
}

/** Says something about one person; codes, never values. */
export type Warn = (promotionId: string, code: string) => void
