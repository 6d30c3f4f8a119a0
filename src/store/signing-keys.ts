import { sql } from 'kysely'
import type { Connection, Dialect } from '../database/database.ts'

/** A key that reports were signed with. Of a key that was given from outside only the public half is kept. */
export interface StoredKey {
  readonly fingerprint: string
  /** Base64 of the raw key. */
  readonly public_key: string
  /** Base64 of PKCS #8; null where the key was given. */
  readonly private_key: string | null
  readonly created_at: string
}

/** Oldest first: of two that were made at the same time, every process takes the same one. */
export function listKeys(connection: Connection, dialect: Dialect): Promise<StoredKey[]> {
  return connection.query<StoredKey>(sql`
    select fingerprint, public_key, private_key, created_at from ${dialect.own('signing_keys')}
    order by created_at, fingerprint`)
}

/** Keeps a key; one that is known stays as it is. */
export async function insertKey(connection: Connection, dialect: Dialect, key: StoredKey): Promise<void> {
  await connection.execute(sql`
    insert into ${dialect.own('signing_keys')} (fingerprint, public_key, private_key, created_at)
    values (${key.fingerprint}, ${key.public_key}, ${key.private_key}, ${key.created_at})
    on conflict (fingerprint) do nothing`)
}
