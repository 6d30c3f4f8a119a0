import type { Connection, Database } from '../database/database.ts'
import { ResettleError } from '../errors.ts'
import { installStore } from '../store/install.ts'
import { insertKey, listKeys, type StoredKey } from '../store/signing-keys.ts'
import { createSigningKey, exportPrivateKey, parseSigningKey, type SigningKey } from './key.ts'
import type { KnownKeys } from './verify.ts'

/** A database that cannot be written still gives reports, as long as the key comes from elsewhere. */
const notWritable: readonly string[] = ['database.read-only', 'database.denied', 'database.busy']

/**
 * The key that signs: the one that was given, whose public half is remembered, or this database's own, made at its
 * first use.
 */
export async function ensureSigningKey(database: Database, given: SigningKey | null): Promise<SigningKey> {
  const stored = await database.read((connection) => readKeys(connection, database))
  if (given !== null) {
    if (!stored.some(({ fingerprint }) => fingerprint === given.fingerprint)) await remember(database, given)
    return given
  }
  return findOwn(stored) ?? (await createOwn(database))
}

/** Fingerprints of all keys that signed reports of this database. */
export async function readKnownKeys(database: Database): Promise<KnownKeys> {
  const stored = await database.read((connection) => readKeys(connection, database))
  return { source: 'database', fingerprints: stored.map(({ fingerprint }) => fingerprint) }
}

async function readKeys(connection: Connection, { dialect }: Database): Promise<StoredKey[]> {
  return (await dialect.hasOwn(connection, 'signing_keys')) ? listKeys(connection, dialect) : []
}

function findOwn(stored: readonly StoredKey[]): SigningKey | null {
  const own = stored.find((key) => key.private_key !== null)
  return own?.private_key == null ? null : parseSigningKey(own.private_key, 'The key in this database')
}

async function createOwn(database: Database): Promise<SigningKey> {
  return database.write(async (connection) => {
    await installStore(connection, database)
    const made = createSigningKey()
    await insertKey(connection, database.dialect, toStored(made, exportPrivateKey(made)))
    // Another process may have been first; its key is the older one.
    return findOwn(await listKeys(connection, database.dialect)) ?? made
  })
}

async function remember(database: Database, key: SigningKey): Promise<void> {
  try {
    await database.write(async (connection) => {
      await installStore(connection, database)
      await insertKey(connection, database.dialect, toStored(key, null))
    })
  } catch (thrown) {
    if (!(thrown instanceof ResettleError) || !notWritable.includes(thrown.code)) throw thrown
  }
}

function toStored({ fingerprint, publicKey }: SigningKey, privateKey: string | null): StoredKey {
  return {
    fingerprint,
    public_key: publicKey,
    private_key: privateKey,
    created_at: new Date().toISOString(),
  }
}
