import { ResettleError } from '../../errors.ts'
import { innerOf, type Resettle } from '../../resettle.ts'
import { installStore } from '../../store/install.ts'
import {
  findToken,
  insertToken,
  listTokens,
  revokeToken,
  type TokenRole,
  type TokenRow,
} from '../../store/service/access.ts'
import { createDesk, type Desk } from '../desk.ts'
import { createId, createSecret, hashSecret } from '../ids.ts'
import type { Authenticator, Principal } from './principal.ts'

const PREFIX = 'rst_'

/** A token as it may be shown. */
export interface Token {
  readonly name: string
  readonly role: TokenRole
  readonly created_at: string
  readonly expires_at: string | null
  readonly revoked_at: string | null
}

export interface NewToken {
  readonly name: string
  readonly role: TokenRole
  readonly expiresAt: Date | null
}

/** For the command line: our tables, made where they are missing. */
export async function tokenDesk(resettle: Resettle): Promise<Desk> {
  const { database } = innerOf(resettle)
  await database.write((connection) => installStore(connection, database))
  return createDesk(database, { patienceMs: 30_000, onFailure: () => undefined })
}

/** Makes a static token and answers it: the only time that it can be seen. Throws `token.exists`. */
export async function addToken(desk: Desk, { name, role, expiresAt }: NewToken, now: Date): Promise<string> {
  const token = `${PREFIX}${createSecret()}`
  const isNew = await desk.write((connection) =>
    insertToken(connection, desk.dialect, {
      id: createId('tok', now),
      name,
      role,
      hash: hashSecret(token),
      created_at: now.toISOString(),
      expires_at: expiresAt?.toISOString() ?? null,
      revoked_at: null,
    }),
  )
  if (!isNew) throw new ResettleError('token.exists', `There is a token "${name}" already.`)
  return token
}

export async function showTokens(desk: Desk): Promise<Token[]> {
  const rows = await desk.read((connection) => listTokens(connection, desk.dialect))
  return rows.map(({ name, role, created_at, expires_at, revoked_at }) => ({
    name,
    role,
    created_at,
    expires_at,
    revoked_at,
  }))
}

/** Throws `token.not-found` where there is none of this name, or it was revoked before. */
export async function endToken(desk: Desk, name: string, now: Date): Promise<void> {
  const isRevoked = await desk.write((connection) =>
    revokeToken(connection, desk.dialect, name, now.toISOString()),
  )
  if (!isRevoked) throw new ResettleError('token.not-found', `There is no valid token "${name}".`)
}

/** Recognises static tokens. */
export function createTokenAuthenticator(desk: Desk, now: () => Date): Authenticator {
  const isValid = (row: TokenRow | undefined): row is TokenRow =>
    row !== undefined &&
    row.revoked_at === null &&
    (row.expires_at === null || row.expires_at > now().toISOString())
  return {
    async authenticate(token) {
      if (!token.startsWith(PREFIX)) return null
      const hash = hashSecret(token)
      const row = await desk.read((connection) => findToken(connection, desk.dialect, { hash }))
      if (!isValid(row)) throw new ResettleError('auth.required', 'The token is not valid.')
      return { kind: 'token', subject: row.id, name: row.name, role: row.role, expiresAt: row.expires_at }
    },
    async isStillValid({ subject, role }: Principal) {
      const row = await desk.read((connection) => findToken(connection, desk.dialect, { id: subject }))
      return isValid(row) && row.role === role
    },
  }
}
