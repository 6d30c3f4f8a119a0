import type { Column, Table } from '../database/catalog.ts'
import { type Finding, SAMPLES } from './finding.ts'
import type { Model } from './model.ts'

/** What the tables that change, or that are read to prove it, bring along: addresses, policies, triggers, indexes. */
export function checkTables(model: Model): Finding[] {
  const scoped = listScoped(model)
  const changing = [...new Set([...scoped.map(({ table }) => table), model.organizations.table])]
  const involved = [
    ...new Set([...changing, ...(model.users ? [model.users.table] : []), ...followers(model)]),
  ]
  return [
    ...reportAddresses(scoped.map(({ table }) => table)),
    ...scoped.flatMap(({ table, scope }) => reportGenerated(table, scope)),
    ...reportRowSecurity(involved),
    ...reportMembershipReferences(model),
    ...reportTriggers(changing),
    ...reportIndexes(scoped),
    ...reportTypePairs(model),
  ]
}

interface Scoped {
  readonly table: Table
  readonly scope: readonly [Column, ...Column[]]
}

function listScoped({ moves, memberships }: Model): Scoped[] {
  return memberships === null
    ? [...moves]
    : [...moves, { table: memberships.table, scope: [memberships.organization] }]
}

function followers(model: Model): Table[] {
  return model.follows.map((follow) => follow.table)
}

function reportAddresses(tables: readonly Table[]): Finding[] {
  return tables
    .filter((table) => table.identity.length === 0)
    .map((table) => ({
      code: 'table.no-address',
      severity: 'blocker',
      message: `Table ${table.id} has neither a primary key nor another key that tells its rows apart.`,
      count: 1,
      samples: [table.id],
      context: { table: table.id },
      remedy: `Give ${table.id} a primary key; without one a change could not be taken back row by row.`,
    }))
}

function reportGenerated(table: Table, scope: readonly Column[]): Finding[] {
  return scope
    .filter((column) => column.isGenerated)
    .map((column) => ({
      code: 'table.generated-organization',
      severity: 'blocker',
      message: `Column ${table.id}.${column.name} is generated, so no organization can be written to it.`,
      count: 1,
      samples: [`${table.id}.${column.name}`],
      context: { table: table.id, column: column.name },
      remedy: 'Name the column from which it is generated as "organization" instead.',
    }))
}

function reportRowSecurity(tables: readonly Table[]): Finding[] {
  return tables
    .filter((table) => table.isRowSecured)
    .map((table) => ({
      code: 'table.row-security',
      severity: 'blocker',
      message: `Row level security hides rows of ${table.id} from this database user.`,
      count: 1,
      samples: [table.id],
      context: { table: table.id },
      remedy: 'Connect as the owner of the tables, or as a role with BYPASSRLS.',
    }))
}

/** When somebody is a member on both sides one membership goes, and what refers to it is changed by the database. */
function reportMembershipReferences({ memberships, catalog, ignored }: Model): Finding[] {
  if (memberships === null) return []
  return catalog.tables.flatMap((table): Finding[] => {
    const references = table.references.filter((reference) => reference.table === memberships.table.id)
    if (references.length === 0 || table === memberships.table || ignored.includes(table)) return []
    const isLossy = references.some(({ onDelete }) => onDelete !== 'none' && onDelete !== 'restrict')
    const columns = references.flatMap((reference) => reference.columns).join(', ')
    return [
      {
        code: 'table.refers-to-memberships',
        severity: isLossy ? 'blocker' : 'warning',
        ...(isLossy ? { acceptable: true } : {}),
        message: isLossy
          ? `The database changes or deletes rows of ${table.id} by itself when a membership goes.`
          : `Rows of ${table.id} refer to memberships, and some memberships go.`,
        count: 1,
        samples: [`${table.id} (${columns})`],
        context: { table: table.id, by_itself: isLossy },
        remedy: `Look at the rows of ${table.id} that belong to people who are in both organizations.`,
      },
    ]
  })
}

function reportTriggers(tables: readonly Table[]): Finding[] {
  const named = tables.flatMap((table) =>
    table.triggers.map((trigger) => `${table.id}: ${trigger.name} (${trigger.events.join(', ')})`),
  )
  if (named.length === 0) return []
  return [
    {
      code: 'table.triggers',
      severity: 'info',
      message: `Triggers of the app run on tables that change: ${named.slice(0, SAMPLES).join('; ')}.`,
      count: named.length,
      samples: named.slice(0, SAMPLES),
      remedy:
        'They stay active. A trigger that refuses a change makes the migration fail, and nothing changes.',
    },
  ]
}

function reportIndexes(scoped: readonly Scoped[]): Finding[] {
  const named = scoped
    .filter(({ table, scope: [first] }) => !isIndexed(table, first.name))
    .map(({ table, scope: [first] }) => `${table.id} (${first.name})`)
  if (named.length === 0) return []
  return [
    {
      code: 'table.no-index',
      severity: 'info',
      message: `No index finds the rows of one organization in ${named.slice(0, SAMPLES).join(', ')}.`,
      count: named.length,
      samples: named.slice(0, SAMPLES),
      remedy: 'Large tables of this kind are read as a whole; an index on the column makes it faster.',
    },
  ]
}

function isIndexed(table: Table, column: string): boolean {
  return (
    table.indexes.some((index) => index.columns[0] === column && !index.isPartial) ||
    table.uniqueKeys.some((key) => key.parts[0]?.column === column && key.predicate === null)
  )
}

/** `target_type` beside `target_id`: which table is meant stands in the row, where no schema shows it. */
function reportTypePairs({ catalog, ignored }: Model): Finding[] {
  const named = catalog.tables.flatMap((table) => {
    if (ignored.includes(table)) return []
    const plain = new Map(
      table.columns.map((column) => [column.name.toLowerCase().replaceAll('_', ''), column]),
    )
    const referring = new Set(table.references.flatMap((reference) => reference.columns))
    return [...plain].flatMap(([name, type]) => {
      const id = name.endsWith('type') ? plain.get(`${name.slice(0, -'type'.length)}id`) : undefined
      return id === undefined || name === 'type' || type.family !== 'text' || referring.has(id.name)
        ? []
        : [`${table.id} (${type.name}, ${id.name})`]
    })
  })
  if (named.length === 0) return []
  return [
    {
      code: 'table.type-and-id',
      severity: 'info',
      message: `Rows name others by type and id in ${named.slice(0, SAMPLES).join(', ')}.`,
      count: named.length,
      samples: named.slice(0, SAMPLES),
      remedy:
        'Ids do not change in a migration. Only where such a pair names an organization does it need a look.',
    },
  ]
}
