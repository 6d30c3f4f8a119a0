import type { Column, Reference, Table } from '../database/catalog.ts'
import { checkPeople } from './check-people.ts'
import { checkTables } from './check-tables.ts'
import type { Finding } from './finding.ts'
import type { Model } from './model.ts'
import { toBlueprintName } from './names.ts'
import { findOrganizationColumns, type OrganizationColumn, readSigns, type Signs } from './reach.ts'
import { ofWhat, toResourceName } from './remedies.ts'

/**
 * Nothing forgotten: every table and column that can reach an organization has a verdict, and every table that will
 * change can be changed row by row. Reads the model alone, never a row.
 */
export function checkModel(model: Model): Finding[] {
  const signs = readSigns(model.blueprint, model.prefix, model)
  const following = new Set(model.follows.map((follow) => follow.table.id))
  const exempt = new Set([...model.keeps, ...model.ignored].map((table) => table.id))
  const forgotten = model.catalog.tables.flatMap((table) => {
    if (exempt.has(table.id)) return []
    const columns = findForgotten(model, signs, table)
    if (model.declared.has(table.id)) return columns.map((column) => reportColumn(model, table, column))
    if (columns.length > 0) return [reportTable(model, table, columns)]
    return following.has(table.id) ? [] : reportDistant(model, table)
  })
  return [...forgotten, ...checkTables(model), ...checkPeople(model)]
}

/** Columns that reach an organization and that the blueprint does not name. */
function findForgotten(model: Model, signs: Signs, table: Table): OrganizationColumn[] {
  const { memberships, users, moves } = model
  const named = moves.filter((move) => move.table === table).flatMap((move): Column[] => [...move.scope])
  if (memberships?.table === table) named.push(memberships.organization)
  if (users?.table === table && users.organization !== null) named.push(users.organization)
  return findOrganizationColumns(signs, table).filter(({ column }) => !named.includes(column))
}

function reportTable(model: Model, table: Table, columns: readonly OrganizationColumn[]): Finding {
  const names = columns.map(({ column }) => column.name)
  const named = toBlueprintName(model.prefix, table)
  const organization = names.length === 1 ? names[0] : names
  const line = `${JSON.stringify(toResourceName(model, named.table))}: ${JSON.stringify({ ...named, organization })}`
  const harmless = lineFor(named.table, names[0] ?? '')
  const [first] = columns
  return {
    code: 'blueprint.no-verdict',
    severity: 'blocker',
    message:
      `Table ${table.id} can reach an organization and has no verdict: ` +
      `column ${first?.column.name} ${first?.because}.`,
    count: names.length,
    samples: names.map((name) => `${table.id}.${name}`),
    context: {
      table: table.id,
      columns: names,
      resources: line,
      others: keepLine(named),
      not_organizations: harmless,
    },
    remedy:
      `Add ${line} to "resources"${ofWhat(model)} if its rows move, or ${keepLine(named)} to "others" if they must ` +
      `stay, or ${harmless} to "not_organizations" if that is no organization.`,
  }
}

function reportColumn(model: Model, table: Table, { column, because }: OrganizationColumn): Finding {
  const exemption = exemptionLine(model, table, column)
  const place = findLine(model, table, column)
  return {
    code: 'blueprint.no-verdict-column',
    severity: 'blocker',
    message: `Column ${table.id}.${column.name} ${because}, and the blueprint does not name it.`,
    count: 1,
    samples: [`${table.id}.${column.name}`],
    context: {
      table: table.id,
      columns: [column.name],
      not_organizations: harmlessLine(model, table, column),
    },
    remedy:
      place === null
        ? `If it may stay as it is, add ${exemption}.`
        : `If it must point to the target, ${place}; if it must stay as it is, add ${exemption}.`,
  }
}

/** `"table.column": "reason" to "not_organizations"`: what to write so that a column may stay as it is. */
export function exemptionLine(model: Model, table: Table, column: Column): string {
  return `${harmlessLine(model, table, column)} to "not_organizations"${ofWhat(model)}`
}

/** `"table.column": "reason"`, as it stands in "not_organizations". */
export function harmlessLine({ prefix }: Model, table: Table, { name }: Column): string {
  return lineFor(toBlueprintName(prefix, table).table, name)
}

/** What to write so that a column of a known table moves; null for tables whose rows move in a way of their own. */
function findLine(model: Model, table: Table, column: Column): string | null {
  if (table === model.organizations.table || table === model.memberships?.table) return null
  const move = model.moves.find((candidate) => candidate.table === table)
  if (move === undefined) {
    const line = JSON.stringify({ ...toBlueprintName(model.prefix, table), organization: column.name })
    return `let "resources" hold ${line}`
  }
  const names = [...move.scope, column].map((one) => one.name)
  return `write "organization": ${JSON.stringify(names)} in resource "${move.resource}"`
}

/** Rows that hang on moved rows by a reference of several columns: no single column says to which one. */
function reportDistant(model: Model, table: Table): Finding[] {
  const parents = new Set([...model.moves, ...model.follows].map((entry) => entry.table.id))
  const found = table.references.find(
    (reference: Reference) => parents.has(reference.table) && reference.table !== table.id,
  )
  if (found === undefined) return []
  const named = toBlueprintName(model.prefix, table)
  return [
    {
      code: 'blueprint.no-verdict',
      severity: 'blocker',
      message:
        `Table ${table.id} can reach an organization and has no verdict: columns ${found.columns.join(', ')} refer to ` +
        `${found.table}.`,
      count: 1,
      samples: [`${table.id} (${found.columns.join(', ')})`],
      context: { table: table.id, columns: [...found.columns], others: keepLine(named) },
      remedy: `Add ${keepLine(named)} to "others"${ofWhat(model)}, or a "follow" through a column that finds the row.`,
    },
  ]
}

function keepLine(named: { table: string; unprefixed?: true }): string {
  return JSON.stringify({ verdict: 'keep', ...named, reason: '…' })
}

function lineFor(table: string, column: string): string {
  return `${JSON.stringify(`${table}.${column}`)}: "reason"`
}
