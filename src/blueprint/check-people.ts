import type { Column, Table } from '../database/catalog.ts'
import type { Finding } from './finding.ts'
import type { Model } from './model.ts'
import { toBlueprintName } from './names.ts'
import type { PromotionModel } from './promotion-model.ts'
import { findOrganizationColumns, readSigns } from './reach.ts'
import { ofWhat, toResourceName } from './remedies.ts'

/**
 * Tables that hold people's ids, while nothing says what becomes of their rows when a person is promoted. The promotion
 * does not stop for them: the app may have made them yesterday, and people want to log in.
 */
export function checkPeople(model: Model): Finding[] {
  const { promotion, catalog } = model
  if (promotion === null) return []
  const settled = listSettled(model, promotion)
  const names = new Set(ownersOf(promotion).flatMap(({ name }) => (name === 'id' ? [] : name.toLowerCase())))
  return catalog.tables.flatMap((table) => {
    const owners = settled.has(table.id) ? [] : findOwners(model, names, table)
    return owners.length === 0 ? [] : [report(model, table, owners)]
  })
}

/** Tables with a verdict, but not those that hold no organization for rows of flat days and that no promotion fills. */
function listSettled(model: Model, promotion: PromotionModel): ReadonlySet<string> {
  const { legacy, organization, user, membership, stamps, links, stays } = promotion
  const filled = [
    ...[legacy, organization, user, membership].flatMap((one) => one?.table ?? []),
    ...[...stamps, ...links, ...stays].map(({ table }) => table),
    ...links.map(({ from }) => from.table),
  ].map(({ id }) => id)
  const open = model.moves.filter(({ scope: [first] }) => first.nullable).map(({ table }) => table.id)
  const named = [...model.declared, ...model.follows.map(({ table }) => table.id)]
  return new Set([...named.filter((id) => !open.includes(id)), ...filled])
}

/** Columns by which rows are known to be a person's. */
function ownersOf({ legacy, stamps, links, stays }: PromotionModel): Column[] {
  return [legacy, ...stamps, ...stays, ...links.map(({ from }) => from)].map(({ user }) => user)
}

/** Columns named like these, or that refer to the users. */
function findOwners({ users }: Model, names: ReadonlySet<string>, table: Table): Column[] {
  return table.columns.filter(({ name, family }) => {
    const refers = table.references.some(
      ({ columns, table: to }) => columns.length === 1 && columns[0] === name && to === users?.table.id,
    )
    return refers || (names.has(name.toLowerCase()) && (family === 'text' || family === 'uuid'))
  })
}

function report(model: Model, table: Table, owners: readonly Column[]): Finding {
  const columns = owners.map(({ name }) => name)
  const { table: named } = toBlueprintName(model.prefix, table)
  const [organization] = findOrganizationColumns(readSigns(model.blueprint, model.prefix, model), table)
  const known = model.moves.find((move) => move.table === table)?.resource
  const rows = { resource: known ?? toResourceName(model, named), table: named, user: columns[0] }
  const line = JSON.stringify(
    organization === undefined
      ? { ...rows, reason: '…' }
      : { ...rows, organization: organization.column.name },
  )
  const place = organization === undefined ? 'stays' : 'stamps'
  return {
    code: 'promotion.unknown-table',
    severity: 'warning',
    message:
      `Table ${table.id} holds people's ids in ${columns.join(', ')}, and nothing says what becomes of its rows when a ` +
      'person is promoted: they stay as they are.',
    count: columns.length,
    samples: columns.map((name) => `${table.id}.${name}`),
    context: { table: table.id, columns, [place]: line },
    remedy: `Add ${line} to "${place}" in "promotion"${ofWhat(model)}.`,
  }
}
