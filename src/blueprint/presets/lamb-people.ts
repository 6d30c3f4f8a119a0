import { sql } from 'kysely'
import type { Column } from '../../database/catalog.ts'
import type { Connection, Dialect, Sql } from '../../database/database.ts'
import type { Model } from '../model.ts'

/** What LAMB's own table says about somebody now. */
export interface LambPerson {
  readonly id: string
  /** True where this version of LAMB knows no other state. */
  readonly isEnabled: boolean
  /** System administrator; false where this version of LAMB keeps the role elsewhere. */
  readonly isAdmin: boolean
}

/** The person with this address, as LAMB itself finds people. */
export async function findLambPerson(
  connection: Connection,
  dialect: Dialect,
  { users }: Model,
  email: string,
): Promise<LambPerson | null> {
  if (users === null || users.email === null) return null
  const textOf = (column: Column | undefined): Sql =>
    column === undefined ? sql`null` : dialect.text(sql`u.${sql.id(column.name)}`)
  const named = (name: string): Column | undefined =>
    users.table.columns.find((column) => column.name === name)
  const rows = await connection.query<Record<'id' | 'role' | 'enabled', string | null>>(sql`
    select ${textOf(users.key)} as id, ${textOf(named('role'))} as role, ${textOf(named('enabled'))} as enabled
    from ${dialect.table(users.table)} u
    where u.${sql.id(users.email.name)} = ${dialect.textParameter(email)}`)
  const [person, second] = rows
  if (person === undefined || second !== undefined || person.id === null) return null
  return {
    id: person.id,
    isEnabled: named('enabled') === undefined || isTrue(person.enabled),
    isAdmin: person.role === 'admin',
  }
}

/** Engines write a boolean as 1, t or true. */
function isTrue(text: string | null): boolean {
  return text !== null && ['1', 't', 'true'].includes(text)
}
