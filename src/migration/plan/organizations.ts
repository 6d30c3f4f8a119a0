import { sql } from 'kysely'
import type { Model } from '../../blueprint/model.ts'
import type { Column } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { at, type Context, holds, type Party } from '../context.ts'
import type { Id, OrganizationRef } from '../documents.ts'

export interface FoundOrganization extends Party {
  readonly isSystem: boolean
}

/** All organizations in the order of their keys. */
export function listOrganizations(context: Context): Promise<FoundOrganization[]> {
  return select(context, sql`1 = 1`)
}

/** The organization with this slug or id. Throws `organization.not-found` or `organization.ambiguous`. */
async function getOrganization(context: Context, name: string): Promise<FoundOrganization> {
  const { dialect, model } = context
  const { key, slug } = model.organizations
  const byKey = sql`${dialect.text(at('o', key))} = ${dialect.textParameter(name)}`
  const bySlug = slug === null ? [] : [sql`${dialect.text(at('o', slug))} = ${dialect.textParameter(name)}`]
  const found = await select(context, sql`(${sql.join([byKey, ...bySlug], sql` or `)})`)
  const [first, second] = found
  if (first === undefined) {
    throw new ResettleError('organization.not-found', `No organization has the slug or id "${name}".`)
  }
  if (second !== undefined) {
    const ids = found.map((one) => one.key)
    throw new ResettleError(
      'organization.ambiguous',
      `"${name}" is the slug of one organization and the id of another.`,
      {
        context: { ids },
      },
    )
  }
  return first
}

/** The organization with this key; undefined where it is gone. */
async function findByKey(context: Context, key: string): Promise<FoundOrganization | undefined> {
  const { dialect, model } = context
  const [found] = await select(context, holds(dialect, 'o', model.organizations.key, key))
  return found
}

/** Both parties of a migration as they are now, by their keys; null where one is gone or must not take part. */
export async function findPartiesAgain(
  context: Context,
  source: string,
  target: string,
): Promise<{ source: Party; target: Party } | null> {
  const [from, to] = [await findByKey(context, source), await findByKey(context, target)]
  if (from === undefined || to === undefined || from.key === to.key) return null
  return from.isSystem || to.isSystem ? null : { source: from, target: to }
}

/** Both parties of a migration. Refuses one organization twice and system organizations. */
export async function getParties(
  context: Context,
  source: string,
  target: string,
): Promise<{ source: Party; target: Party }> {
  const [from, to] = [await getOrganization(context, source), await getOrganization(context, target)]
  if (from.key === to.key) {
    throw new ResettleError('organization.same', `"${source}" and "${target}" are the same organization.`)
  }
  for (const one of [from, to]) {
    if (one.isSystem) {
      throw new ResettleError('organization.system', `"${one.slug ?? one.key}" is the system organization.`)
    }
  }
  return { source: from, target: to }
}

/** How documents name an organization. */
export function toRef(party: Party): OrganizationRef {
  return { id: party.id, slug: party.slug, name: party.name }
}

async function select({ connection, dialect, model }: Context, condition: Sql): Promise<FoundOrganization[]> {
  const { table, key, slug, name, config } = model.organizations
  const textOf = (column: Column | null): Sql => (column === null ? sql`null` : dialect.text(at('o', column)))
  const rows = await connection.query<
    Record<'key' | 'slug' | 'name' | 'config', string | null> & { system: number }
  >(sql`
    select ${textOf(key)} as key, ${textOf(slug)} as slug, ${textOf(name)} as name, ${textOf(config)} as config,
      case when ${systemCondition(dialect, model)} then 1 else 0 end as system
    from ${dialect.table(table)} o where ${condition} order by ${at('o', key)}`)
  return rows.map((row) => ({
    key: row.key ?? '',
    id: toId(row.key ?? '', key),
    slug: row.slug,
    name: row.name,
    config: row.config,
    isSystem: Number(row.system) === 1,
  }))
}

function systemCondition(dialect: Context['dialect'], { organizations }: Model): Sql {
  const marks = organizations.system.map(({ column, equals }) =>
    dialect.isSame(at('o', column), dialect.value(toText(equals, column), column)),
  )
  return marks.length === 0 ? sql`1 = 0` : sql`(${sql.join(marks, sql` or `)})`
}

/** A blueprint's value as text for a column: booleans are 1 and 0 where the column is no boolean of the engine. */
export function toText(value: string | number | boolean | null, column: Column): string | null {
  if (value === null) return null
  if (typeof value !== 'boolean') return String(value)
  if (column.family === 'boolean' || column.family === 'text')
    return column.family === 'boolean' ? (value ? '1' : '0') : String(value)
  return value ? '1' : '0'
}

function toId(key: string, column: Column): Id {
  return column.family === 'integer' && Number.isSafeInteger(Number(key)) ? Number(key) : key
}
