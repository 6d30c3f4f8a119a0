import type { NewRow } from '../../blueprint/promotion-model.ts'
import type { Column } from '../../database/catalog.ts'
import { freeValues } from './free-values.ts'
import type { PromotionContext } from './gather.ts'
import type { NewRows, Warn } from './new-rows.ts'
import type { Person } from './person.ts'
import { evaluate, type Functions, type Scalar } from './values.ts'

/** Transforms people into the rows that they lack: organization first, then user, then membership. */
export async function newRows(
  context: PromotionContext,
  people: readonly Person[],
  functions: Functions,
  warn: Warn,
): Promise<NewRows[]> {
  const freed: NewRows[] = []
  for (const one of makeRows(context, people, functions, warn))
    freed.push(await freeValues(context, one, warn))
  return freed
}

/** The same without a look at values that are taken: asks nothing of the database. */
export function makeRows(
  context: PromotionContext,
  people: readonly Person[],
  functions: Functions,
  warn: Warn,
): NewRows[] {
  const { organization, user, membership } = context.promotion
  const make = (
    resource: string,
    row: NewRow,
    fixed: readonly (readonly [Column, (person: Person) => Scalar])[],
    lacks: (person: Person) => boolean,
  ): NewRows => {
    const values = row.values.filter(({ column }) => !fixed.some(([one]) => one.name === column.name))
    const names = new Set(row.table.columns.map(({ name }) => name))
    return {
      resource,
      row,
      columns: [...fixed.map(([column]) => column), ...values.map(({ column }) => column)],
      keys: fixed.map(([column]) => column),
      rows: people.filter(lacks).map((person) => ({
        promotion: person.promotionId,
        values: [
          ...fixed.map(([, value]) => value(person)),
          ...values.map(({ column, source }) =>
            evaluate(source, person, functions, (code) => warn(person.promotionId, code), {
              family: column.family,
              row: names,
            }),
          ),
        ],
      })),
    }
  }
  const userOf = (person: Person) => person.user
  const organizationOf = (person: Person) => person.organization
  const rows = [
    make('organizations', organization, [[organization.key, organizationOf]], ({ has }) => !has.organization),
  ]
  if (user !== null) rows.push(make('users', user, [[user.key, userOf]], ({ has }) => !has.user))
  if (membership !== null) {
    const { organizationColumn, userColumn } = membership
    rows.push(
      make(
        'memberships',
        membership,
        [
          [organizationColumn, organizationOf],
          [userColumn, userOf],
        ],
        ({ has }) => !has.membership,
      ),
    )
  }
  return rows
}
