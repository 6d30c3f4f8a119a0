import type { Column, Table } from '../database/catalog.ts'
import type { Blueprint } from './blueprint.ts'
import type { Memberships, MoveTable, Organizations, Users } from './model.ts'
import { toBlueprintName } from './names.ts'

/** What tells a column that holds an organization. */
export interface Signs {
  readonly organizations: Organizations
  /** Plain forms of names that mean this app's organization. */
  readonly own: ReadonlySet<string>
  /**
   * Plain forms of names under which settings and texts keep an organization: true for those that mean one in other
   * apps, and may mean anything here.
   */
  readonly keys: ReadonlyMap<string, boolean>
  /** Columns that look like an organization's and are none, as `table.column` in lower case. */
  readonly harmless: ReadonlySet<string>
  readonly prefix: string
}

export interface OrganizationColumn {
  readonly column: Column
  /** How it was told, in words that end a sentence. */
  readonly because: string
}

/** Names that often mean the tenant; they count only where the type fits and no reference says otherwise. */
const TYPICAL = new Set(
  ['organization', 'organisation', 'org', 'tenant', 'workspace', 'team', 'account', 'company', 'space'].map(
    (word) => `${word}id`,
  ),
)

/** Words for a tenant that mean little else. */
const WORDS = ['organization', 'organisation', 'org', 'tenant', 'workspace']

/** A scope column may be called so by chance; the name alone says nothing about other tables. */
const TOO_PLAIN = new Set([
  'id',
  'uid',
  'uuid',
  'key',
  'code',
  'name',
  'slug',
  'path',
  'owner',
  'parent',
  'scope',
])

/** Ids are not kept in these. */
const NEVER_IDS = new Set(['boolean', 'time', 'float', 'decimal', 'json'])

/** What the blueprint itself uses for organizations, and what their table's name suggests. */
export function readSigns(
  blueprint: Blueprint,
  prefix: string,
  known: {
    organizations: Organizations
    moves: readonly MoveTable[]
    users: Users | null
    memberships: Memberships | null
  },
): Signs {
  const { organizations } = known
  const used = [
    ...known.moves.flatMap((move) => move.scope),
    ...(known.memberships === null ? [] : [known.memberships.organization]),
    ...(known.users?.organization ? [known.users.organization] : []),
  ].map((column) => toPlain(column.name))
  const word = toPlain(toSingular(toBlueprintName(prefix, organizations.table).table.replace(/^.*\./, '')))
  const suggested = [`${word}id`, word + toPlain(organizations.key.name)]
  const own = new Set([...used, ...suggested].filter((name) => !TOO_PLAIN.has(name)))
  return {
    organizations,
    own,
    keys: listKeys(own),
    harmless: new Set(Object.keys(blueprint.not_organizations).map((path) => path.toLowerCase())),
    prefix,
  }
}

/** Names of organizations in settings: with and without `id`, and with `slug`. */
function listKeys(own: ReadonlySet<string>): Map<string, boolean> {
  const stems = [...own].map((name) => name.replace(/(?:uu|u)?id$/, '')).filter((stem) => stem.length > 2)
  const forms = (stem: string): string[] =>
    [stem, `${stem}id`, `${stem}slug`].filter((name) => !TOO_PLAIN.has(name))
  return new Map([
    ...WORDS.flatMap(forms).map((name) => [name, true] as const),
    ...[...own, ...stems.flatMap(forms)].map((name) => [name, false] as const),
  ])
}

/** Columns of a table that hold, or by every sign may hold, an organization, and are not said to be something else. */
export function findOrganizationColumns(signs: Signs, table: Table): OrganizationColumn[] {
  const { organizations } = signs
  return table.columns.flatMap((column) => {
    if (table === organizations.table && column === organizations.key) return []
    if (isExempt(signs, table, column)) return []
    const because = explain(signs, table, column)
    return because === null ? [] : [{ column, because }]
  })
}

/** The blueprint says that this column is no organization. */
export function isExempt({ harmless, prefix }: Signs, table: Table, column: Column): boolean {
  return harmless.has(`${toBlueprintName(prefix, table).table}.${column.name}`.toLowerCase())
}

/** The words of a name: `homeOrg_slug` is `home`, `org`, `slug`. */
export function nameWords(name: string): string[] {
  const words = name.replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2').toLowerCase()
  return words.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}

function explain(signs: Signs, table: Table, column: Column): string | null {
  const { organizations, own } = signs
  const references = table.references.filter((reference) => reference.columns.includes(column.name))
  if (references.some((reference) => reference.table === organizations.table.id)) {
    return `refers to ${organizations.table.id}`
  }
  const name = toPlain(column.name)
  const fits = column.family === organizations.key.family
  if (own.has(name) && (fits || !NEVER_IDS.has(column.family))) return 'is named like an organization'
  if (name.endsWith('ids') && own.has(name.slice(0, -1))) return 'is named like a list of organizations'
  if (!fits) return null
  // `source_organization_id`, `homeOrganizationId`: a pointer to an organization, whoever declared no reference.
  if ([...own].some((sign) => sign.length > 4 && name.endsWith(sign)) && references.length === 0) {
    return 'is named like an organization'
  }
  const isTypical = TYPICAL.has(name) && references.length === 0 && table !== organizations.table
  return isTypical ? 'has a name and a type that often mean one' : null
}

function toPlain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function toSingular(name: string): string {
  if (/ies$/i.test(name)) return `${name.slice(0, -3)}y`
  return /[^s]s$/i.test(name) ? name.slice(0, -1) : name
}
