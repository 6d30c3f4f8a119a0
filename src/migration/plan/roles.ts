import { sql } from 'kysely'
import type { Memberships } from '../../blueprint/model.ts'
import { type Column, textColumn } from '../../database/catalog.ts'
import type { Dialect, Sql } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { at, type Context } from '../context.ts'

/** Roles as people know them, by name: what the role column holds, or what the row is called that it refers to. */
export interface RoleNames {
  /** Place among the ranks; -1 for a role that is not ranked. */
  rank(role: string | null): number
  isHighest(role: string): boolean
  isAdmin(role: string): boolean
  /** What this app calls a role of this rank. Throws `decision.invalid` where it has none. */
  resolve(role: string): string
}

type Ranked = Pick<Memberships, 'ranks' | 'admins' | 'roles'>

/** Reads which names the roles have here. */
export async function readRoleNames(
  { connection, dialect }: Pick<Context, 'connection' | 'dialect'>,
  memberships: Ranked,
): Promise<RoleNames> {
  const { roles } = memberships
  if (roles === null) return roleNames(memberships, null)
  const rows = await connection.query<{ name: string }>(
    sql`select ${dialect.text(at('x', roles.name))} as name from ${dialect.table(roles.table)} x`,
  )
  return roleNames(memberships, new Set(rows.map(({ name }) => name)))
}

/** The same where `known` names exist; null: any. */
export function roleNames({ ranks, admins }: Ranked, known: ReadonlySet<string> | null): RoleNames {
  const rank = (role: string | null): number =>
    role === null ? -1 : ranks.findIndex((names) => names.includes(role))
  const adminRanks = admins.map(rank)
  return {
    rank,
    isHighest: (role) => ranks.at(-1)?.includes(role) === true,
    isAdmin: (role) => adminRanks.includes(rank(role)) && rank(role) >= 0,
    resolve(role) {
      const place = rank(role)
      const names = ranks[place] ?? [role]
      if (place < 0 && ranks.length > 0) throw noRole(role, ranks.flat())
      const found = known === null ? role : names.find((name) => known.has(name))
      if (found === undefined) throw noRole(role, [...(known ?? [])])
      return found
    },
  }
}

function noRole(role: string, others: readonly string[]): ResettleError {
  return new ResettleError('decision.invalid', `"${role}" is no role; there are ${others.join(', ')}.`)
}

/** The role of a membership (`alias`) by name, as text. */
export function roleName(dialect: Dialect, { role, roles }: Memberships, alias: string): Sql {
  if (role === null) return sql`null`
  if (roles === null) return dialect.text(at(alias, role))
  return sql`(select ${dialect.text(at('x', roles.name))} from ${dialect.table(roles.table)} x
    where ${at('x', roles.key)} = ${at(alias, role)})`
}

/** A name of a role as the role column holds it. */
export function roleValue(dialect: Dialect, { roles }: Memberships, name: Sql): Sql {
  if (roles === null) return name
  return sql`(select ${at('x', roles.key)} from ${dialect.table(roles.table)} x
    where ${at('x', roles.name)} = ${name} order by 1 limit 1)`
}

/** The type in which names of roles travel. */
export function roleColumn({ role, roles }: Memberships): Column {
  return roles?.name ?? role ?? textColumn
}
