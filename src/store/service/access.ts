import { sql } from 'kysely'
import type { Connection, Dialect } from '../../database/database.ts'

export type TokenRole = 'admin' | 'reader'

/** A static token; only its hash is kept. */
export interface TokenRow {
  readonly id: string
  readonly name: string
  readonly role: TokenRole
  /** SHA-256 of the token, as hex. */
  readonly hash: string
  readonly created_at: string
  readonly expires_at: string | null
  readonly revoked_at: string | null
}

/** Adds a token; answers false where there is one of this name. */
export async function insertToken(connection: Connection, dialect: Dialect, row: TokenRow): Promise<boolean> {
  const added = await connection.execute(sql`
    insert into ${dialect.own('tokens')} (id, name, role, hash, created_at, expires_at, revoked_at)
    values (${row.id}, ${row.name}, ${row.role}, ${row.hash}, ${row.created_at}, ${row.expires_at}, null)
    on conflict (name) do nothing`)
  return added === 1
}

export function listTokens(connection: Connection, dialect: Dialect): Promise<TokenRow[]> {
  return connection.query<TokenRow>(sql`select * from ${dialect.own('tokens')} order by created_at, id`)
}

export async function findToken(
  connection: Connection,
  dialect: Dialect,
  by: { readonly hash: string } | { readonly id: string },
): Promise<TokenRow | undefined> {
  const condition = 'hash' in by ? sql`hash = ${by.hash}` : sql`id = ${by.id}`
  const rows = await connection.query<TokenRow>(
    sql`select * from ${dialect.own('tokens')} where ${condition}`,
  )
  return rows[0]
}

/** Revokes a token for good; answers false where there is none of this name that is valid. */
export async function revokeToken(
  connection: Connection,
  dialect: Dialect,
  name: string,
  at: string,
): Promise<boolean> {
  const changed = await connection.execute(sql`
    update ${dialect.own('tokens')} set revoked_at = ${at} where name = ${name} and revoked_at is null`)
  return changed === 1
}

/** A session of the page; only the hash of its cookie is kept. */
export interface SessionRow {
  readonly hash: string
  /** Who, as JSON. */
  readonly principal: string
  readonly expires_at: string
  readonly ended_at: string | null
}

export async function insertSession(
  connection: Connection,
  dialect: Dialect,
  row: SessionRow,
): Promise<void> {
  await connection.execute(sql`
    insert into ${dialect.own('sessions')} (hash, principal, expires_at, ended_at)
    values (${row.hash}, ${row.principal}, ${row.expires_at}, ${row.ended_at}) on conflict (hash) do nothing`)
}

export async function findSession(
  connection: Connection,
  dialect: Dialect,
  hash: string,
): Promise<SessionRow | undefined> {
  const rows = await connection.query<SessionRow>(
    sql`select * from ${dialect.own('sessions')} where hash = ${hash}`,
  )
  return rows[0]
}

export async function endSession(
  connection: Connection,
  dialect: Dialect,
  hash: string,
  at: string,
): Promise<void> {
  await connection.execute(sql`
    update ${dialect.own('sessions')} set ended_at = ${at} where hash = ${hash} and ended_at is null`)
}

export async function deleteOldSessions(
  connection: Connection,
  dialect: Dialect,
  before: string,
): Promise<void> {
  await connection.execute(sql`delete from ${dialect.own('sessions')} where expires_at < ${before}`)
}
