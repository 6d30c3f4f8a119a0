import type { Column, Table } from '../database/catalog.ts'
import { ResettleError } from '../errors.ts'
import type { Blueprint } from './blueprint.ts'
import type { Memberships, Model, Organizations, Users } from './model.ts'
import { findColumn, type Names } from './names.ts'
import type { PromotionRule, RowRule } from './promotion.ts'
import type { NewRow, PromotionModel, PromotionRead, Stamp } from './promotion-model.ts'

interface Places {
  readonly organizations: Organizations
  readonly users: Users | null
  readonly memberships: Memberships | null
}

/** The promotion on one live schema; null where the blueprint has none, or the app has no table of flat users any more. */
export function resolvePromotion(
  { promotion: rule }: Blueprint,
  names: Names,
  { organizations, users, memberships }: Places,
): Model['promotion'] {
  const legacy = rule === undefined ? null : resolveLegacy(rule, names)
  if (rule === undefined || legacy === null) return null
  const row = (given: RowRule | undefined, table: Table | undefined, key: Column | undefined) =>
    given === undefined || table === undefined || key === undefined
      ? null
      : resolveRow(given, table, key, legacy.columns)
  const membership = row(rule.membership, memberships?.table, memberships?.user)
  return {
    rule,
    legacy,
    reads: Object.keys(rule.reads).flatMap((name) => resolveRead(rule, names, name) ?? []),
    organization: resolveRow(rule.organization, organizations.table, organizations.key, legacy.columns),
    user: row(rule.user, users?.table, users?.key),
    membership:
      membership === null || memberships === null
        ? null
        : { ...membership, organizationColumn: memberships.organization, userColumn: memberships.user },
    ...resolveOwnRows(rule, names),
    stripe: resolveStripe(rule, names),
  }
}

function resolveLegacy(rule: PromotionRule, names: Names): PromotionModel['legacy'] | null {
  const table = names.find(rule.legacy.table)
  if (table === undefined) return null
  const need = (name: string): Column => {
    const column = findColumn(table, name)
    if (column !== undefined) return column
    throw new ResettleError(
      'blueprint.mismatch',
      `Table ${table.id} has no column ${name}, which promotion needs.`,
      {
        context: { table: table.id },
      },
    )
  }
  return {
    table,
    user: need(rule.legacy.user),
    marker: need(rule.legacy.marker.column),
    done: rule.legacy.marker.done,
    newest: need(rule.legacy.newest),
    columns: table.columns.filter(({ family }) => family !== 'blob'),
  }
}

function resolveRead(rule: PromotionRule, names: Names, name: string): PromotionRead | null {
  const given = rule.reads[name]
  const table = given && names.find(given.table)
  if (given === undefined || table === undefined) return null
  const where = Object.entries(given.where).map(([column, equals]) => ({
    column: findColumn(table, column),
    equals,
  }))
  const user = given.user === undefined ? null : findColumn(table, given.user)
  const take = given.take === undefined ? null : findColumn(table, given.take)
  if (user === undefined || take === undefined) return null
  const found = where.flatMap(({ column, equals }) => (column === undefined ? [] : [{ column, equals }]))
  return found.length < where.length ? null : { name, table, user, where: found, take }
}

/** Declared values first; then what the legacy row has under the same name. */
function resolveRow(rule: RowRule, table: Table, key: Column, legacy: readonly Column[]): NewRow {
  const declared = Object.entries(rule.columns).flatMap(([name, source]) => {
    const column = findColumn(table, name)
    return column === undefined ? [] : [{ column, source }]
  })
  const taken = new Set([...declared.map(({ column }) => column.name), ...(rule.same_names?.except ?? [])])
  const same =
    rule.same_names === undefined
      ? []
      : table.columns.flatMap((column) => {
          const twin = legacy.find(({ name }) => name === column.name.replace(/^_/, ''))
          return twin === undefined || taken.has(column.name) || column.isGenerated
            ? []
            : [{ column, source: { legacy: twin.name } }]
        })
  const free = (rule.free ?? []).flatMap((name) => findColumn(table, name) ?? [])
  return { table, key, values: [...declared, ...same], free }
}

function resolveOwnRows(
  rule: PromotionRule,
  names: Names,
): Pick<PromotionModel, 'stamps' | 'links' | 'stays'> {
  const own = (given: { resource: string; table: string; user: string }) => {
    const table = names.find(given.table)
    const user = table && findColumn(table, given.user)
    return table && user ? [{ resource: given.resource, table, user }] : []
  }
  return {
    stamps: rule.stamps.flatMap((given) =>
      own(given).flatMap((found) => {
        const organization = findColumn(found.table, given.organization)
        return organization === undefined
          ? []
          : [{ ...found, organization, rename: resolveRename(given.rename, found.table, organization) }]
      }),
    ),
    links: rule.links.flatMap((given) =>
      own(given).flatMap((found) => {
        const from = names.find(given.from.table)
        const organization = findColumn(found.table, given.organization)
        const key = findColumn(found.table, given.key)
        const user = from && findColumn(from, given.from.user)
        const fromKey = from && findColumn(from, given.key)
        if (!from || !organization || !key || !user || !fromKey) return []
        return [{ ...found, organization, key, from: { table: from, user, key: fromKey } }]
      }),
    ),
    // Where a version of the app has no column for the organization, the rows are the person's own still.
    stays: [
      ...rule.stays.flatMap((given) => own(given).map((found) => ({ ...found, reason: given.reason }))),
      ...rule.stamps.flatMap((given) =>
        own(given)
          .filter((found) => findColumn(found.table, given.organization) === undefined)
          .map((found) => ({ ...found, reason: 'in this version of the app they hold no organization' })),
      ),
    ],
  }
}

function resolveRename(
  given: PromotionRule['stamps'][number]['rename'],
  table: Table,
  organization: Column,
): Stamp['rename'] {
  const column = findColumn(table, given?.column)
  const newest = findColumn(table, given?.newest)
  if (column === undefined || newest === undefined) return null
  const keys = table.uniqueKeys
    .filter(({ predicate, parts }) => {
      const names = parts.map((part) => part.column)
      return predicate === null && names.includes(organization.name) && names.includes(column.name)
    })
    .map(({ parts }) =>
      parts
        .flatMap((part) => findColumn(table, part.column ?? undefined) ?? [])
        .filter(({ name }) => name !== organization.name && name !== column.name),
    )
  return keys.length === 0 ? null : { column, newest, keys }
}

function resolveStripe(rule: PromotionRule, names: Names): PromotionModel['stripe'] {
  const given = rule.outside.stripe
  const table = given && names.find(given.table)
  const user = table && findColumn(table, given.user)
  const customer = table && findColumn(table, given.customer)
  const organization = (table && findColumn(table, given?.organization)) ?? null
  return table && user && customer ? { table, user, customer, organization } : null
}
