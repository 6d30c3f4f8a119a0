import type { Catalog, Column, Table } from '../database/catalog.ts'
import { ResettleError } from '../errors.ts'
import type { Blueprint } from './blueprint.ts'
import { type Finding, SAMPLES } from './finding.ts'
import { findFollowers, readEdges } from './follow.ts'
import { listKeyRules } from './keys.ts'
import type {
  Edge,
  FollowTable,
  Memberships,
  Merges,
  Model,
  MoveTable,
  Organizations,
  Users,
} from './model.ts'
import { findColumn, findColumns, type Names, readNames } from './names.ts'
import { findOrganizationColumns, readSigns } from './reach.ts'
import { resolvePromotion } from './resolve-promotion.ts'

/**
 * A blueprint on one live schema. Optional tables and columns that an older or newer version of the app lacks are left
 * out; without the organizations themselves it throws `blueprint.mismatch`. Findings are about what it took upon itself.
 */
export function resolveModel(blueprint: Blueprint, catalog: Catalog): { model: Model; findings: Finding[] } {
  const names = readNames(blueprint, catalog)
  const organizations = resolveOrganizations(blueprint, names)
  const moves = Object.keys(blueprint.resources).flatMap(
    (name) => resolveMove(blueprint, names, catalog, name) ?? [],
  )
  const users = resolveUsers(blueprint, names, moves)
  const memberships = resolveMemberships(blueprint, names)
  const declared = new Set(listDeclared(blueprint, names))
  const signs = readSigns(blueprint, names.prefix, { organizations, moves, users, memberships })
  const follows = resolveFollows(blueprint, names, catalog, moves)
  const parents = [...moves, ...follows].map((entry) => entry.table)
  const undecided = catalog.tables.filter(
    (table) => !declared.has(table.id) && findOrganizationColumns(signs, table).length === 0,
  )
  const automatic = findFollowers(catalog, undecided, parents)
  const model: Model = {
    blueprint,
    catalog,
    prefix: names.prefix,
    declared,
    organizations,
    users,
    memberships,
    moves,
    follows: [...follows, ...automatic],
    keeps: listTables(blueprint, names, 'keep'),
    ignored: listTables(blueprint, names, 'ignore'),
    merges: resolveMerges(blueprint, moves),
    promotion: resolvePromotion(blueprint, names, { organizations, users, memberships }),
  }
  return { model, findings: reportAutomatic(automatic) }
}

function resolveMerges({ merges }: Blueprint, moves: readonly MoveTable[]): Merges {
  const rule = merges?.stripe
  const move = moves.find(({ resource }) => resource === rule?.resource)
  const customer = move && findColumn(move.table, rule?.customer)
  return {
    litellm: merges?.litellm ?? null,
    stripe: rule && move && customer ? { rule, move, customer } : null,
  }
}

function resolveOrganizations(blueprint: Blueprint, names: Names): Organizations {
  const { organizations } = blueprint
  const table = names.find(organizations.table)
  if (table === undefined) {
    throw new ResettleError(
      'blueprint.mismatch',
      `The database has no table ${names.prefix}${organizations.table}, which holds the organizations.`,
      { remedy: `Check that this is the database of ${blueprint.name}, and that the app has started once.` },
    )
  }
  const key = findColumn(table, organizations.key)
  if (key === undefined) {
    const detail = `Table ${table.id} has no column ${organizations.key}, the key of organizations.`
    throw new ResettleError('blueprint.mismatch', detail, { context: { table: table.id } })
  }
  return {
    table,
    key,
    slug: findColumn(table, organizations.slug) ?? null,
    name: findColumn(table, organizations.name) ?? null,
    config: findColumn(table, organizations.config) ?? null,
    touch: findColumn(table, organizations.touch) ?? null,
    system: (organizations.system ?? []).flatMap(({ column: name, equals }) => {
      const column = findColumn(table, name)
      return column === undefined ? [] : [{ column, equals }]
    }),
  }
}

function resolveMove(
  blueprint: Blueprint,
  names: Names,
  catalog: Catalog,
  resource: string,
): MoveTable | null {
  const declared = blueprint.resources[resource]
  const table = declared === undefined ? undefined : names.find(declared.table)
  if (declared === undefined || table === undefined) return null
  const [first, ...others] = findColumns(table, [declared.organization].flat())
  if (first === undefined) return null
  const scope: [Column, ...Column[]] = [first, ...others]
  const column = findColumn(table, declared.rename?.column)
  const rename =
    declared.rename === undefined ||
    column === undefined ||
    !takesNames(column) ||
    isReferredTo(blueprint, names, catalog, table, column)
      ? null
      : {
          column,
          keepLeading: declared.rename.keep_leading ? new RegExp(declared.rename.keep_leading, 'u') : null,
          plainMaxLength: declared.rename.plain_max_length ?? null,
        }
  return {
    resource,
    label: declared.label ?? resource.replaceAll('_', ' '),
    table,
    scope,
    name: findColumn(table, declared.name) ?? column ?? null,
    owner: findColumn(table, declared.owner) ?? null,
    rename,
    belongsTo: resolveEdges(names, table, declared.belongs_to),
    links: resolveEdges(names, table, declared.links),
    touch: findColumn(table, declared.touch) ?? null,
    history: declared.history ?? false,
    keys: listKeyRules({ table, scope, rename }, declared.keys ?? []),
  }
}

/** Any text will do: no number, no enumeration. SQLite takes text where no type, or none that it knows, is declared. */
function takesNames({ family, type, isGenerated }: Column): boolean {
  return !isGenerated && (family === 'text' || (family === 'other' && /^$|string/i.test(type)))
}

/** Rows find the row by this column: under another name they would not. */
function isReferredTo(
  { resources, others }: Blueprint,
  names: Names,
  catalog: Catalog,
  table: Table,
  column: Column,
): boolean {
  const declared = [
    ...Object.values(resources).flatMap(({ belongs_to, links }) => [...(belongs_to ?? []), ...(links ?? [])]),
    ...others.flatMap((other) => (other.verdict === 'follow' ? other.through : [])),
  ]
  return (
    declared.some((edge) => names.find(edge.table) === table && findColumn(table, edge.to) === column) ||
    catalog.tables.some(({ references }) =>
      references.some((one) => one.table === table.id && one.parentColumns.includes(column.name)),
    )
  )
}

function resolveEdges(
  names: Names,
  table: Table,
  edges: Blueprint['resources'][string]['belongs_to'],
): Edge[] {
  return (edges ?? []).flatMap((edge) => {
    const column = findColumn(table, edge.column)
    const parent = names.find(edge.table)
    const parentColumn = parent && findColumn(parent, edge.to)
    return column && parent && parentColumn ? [{ column, parent, parentColumn }] : []
  })
}

function resolveUsers(blueprint: Blueprint, names: Names, moves: readonly MoveTable[]): Users | null {
  const { users } = blueprint
  const table = users && names.find(users.table)
  const key = table && findColumn(table, users.key)
  if (!users || !table || !key) return null
  return {
    resource: moves.find((move) => move.resource === users.resource)?.resource ?? null,
    table,
    key,
    email: findColumn(table, users.email) ?? null,
    name: findColumn(table, users.name) ?? null,
    language: findColumn(table, users.language) ?? null,
    noMail: users.no_mail === undefined ? null : new RegExp(users.no_mail, 'iu'),
    organization: findColumn(table, users.organization) ?? null,
  }
}

function resolveMemberships(blueprint: Blueprint, names: Names): Memberships | null {
  const { memberships } = blueprint
  const table = memberships && names.find(memberships.table)
  const organization = table && findColumn(table, memberships.organization)
  const user = table && findColumn(table, memberships.user)
  if (!memberships || !table || !organization || !user) return null
  return {
    resource: memberships.resource,
    table,
    organization,
    user,
    role: findColumn(table, memberships.role) ?? null,
    roles: resolveRoles(memberships.roles, names),
    ranks: (memberships.ranks ?? []).map((rank) => [rank].flat()),
    member: memberships.member ?? null,
    admins: memberships.admins ?? [],
    touch: findColumns(table, memberships.touch),
    created: findColumns(table, memberships.created),
  }
}

function resolveRoles(
  roles: NonNullable<Blueprint['memberships']>['roles'],
  names: Names,
): Memberships['roles'] {
  if (roles === undefined) return null
  const table = names.find(roles.table)
  const key = table && findColumn(table, roles.key)
  const name = table && findColumn(table, roles.name)
  if (table && key && name) return { table, key, name }
  const detail = `The database has no table ${roles.table} with columns ${roles.key} and ${roles.name}, which names the roles.`
  throw new ResettleError('blueprint.mismatch', detail, { context: { table: roles.table } })
}

/** A declared follower whose columns are all absent here still goes by the references that the schema declares. */
function resolveFollows(
  blueprint: Blueprint,
  names: Names,
  catalog: Catalog,
  moves: readonly MoveTable[],
): FollowTable[] {
  const parents = new Set(moves.map((move) => move.table.id))
  return blueprint.others.flatMap((other) => {
    const table = other.verdict === 'follow' ? names.find(other.table) : undefined
    if (other.verdict !== 'follow' || table === undefined) return []
    const named = resolveEdges(names, table, other.through)
    const through = named.length > 0 ? named : readEdges(catalog, table, parents)
    if (through.length === 0) return []
    parents.add(table.id)
    return [{ table, through, links: other.links ?? false }]
  })
}

function listTables(blueprint: Blueprint, names: Names, verdict: 'keep' | 'ignore'): Table[] {
  return blueprint.others.flatMap((other) =>
    other.verdict === verdict ? (names.find(other.table) ?? []) : [],
  )
}

function listDeclared(blueprint: Blueprint, names: Names): string[] {
  const { organizations, users, memberships, resources, others } = blueprint
  const named = [organizations, users, memberships, ...Object.values(resources), ...others]
  return named.flatMap((entry) => (entry === undefined ? [] : (names.find(entry.table)?.id ?? [])))
}

function reportAutomatic(automatic: readonly FollowTable[]): Finding[] {
  if (automatic.length === 0) return []
  const named = automatic.map(({ table, through }) => {
    const by = through.map((edge) => `${edge.column.name} → ${edge.parent.id}`)
    return `${table.id} (${by.join(', ')})`
  })
  const [only] = named
  return [
    {
      code: 'blueprint.follows-by-itself',
      severity: 'info',
      message:
        named.length === 1
          ? `${only} is not in the blueprint; its rows go with the rows they refer to.`
          : `${named.length} tables are not in the blueprint; their rows go with the rows they refer to.`,
      count: named.length,
      samples: named.slice(0, SAMPLES),
      remedy: 'Nothing needs to be done; a verdict in the blueprint would say so for good.',
    },
  ]
}
