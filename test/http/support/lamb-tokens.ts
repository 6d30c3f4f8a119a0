import { type JWTPayload, SignJWT } from 'jose'
import type { Lamb } from '../../support/lamb.ts'

export const lambSecret = 'a secret of this LAMB alone'

export interface LambAdmin {
  readonly id: number
  readonly email: string
}

/** A system administrator of the university. */
export async function findAdmin({ query }: Lamb): Promise<LambAdmin> {
  const [admin] = await query<LambAdmin>(
    `select id, user_email as email from {Creator_users} where role = 'admin' order by id limit 1`,
  )
  if (admin === undefined) throw new Error('the university has no administrator')
  return admin
}

export interface Signing {
  readonly secret?: string
  readonly alg?: string
  /** Null: without an end. */
  readonly expires?: string | null
}

/** A token as LAMB makes them at log-in, with other claims where some are given; undefined leaves one out. */
export async function signLamb(
  { id, email }: LambAdmin,
  claims: Record<string, unknown> = {},
  { secret = lambSecret, alg = 'HS256', expires = '7d' }: Signing = {},
): Promise<string> {
  const payload = { sub: String(id), email, role: 'admin', ...claims } as JWTPayload
  const jwt = new SignJWT(payload).setProtectedHeader({ alg, typ: 'JWT' }).setIssuedAt()
  if (expires !== null) jwt.setExpirationTime(expires)
  return jwt.sign(new TextEncoder().encode(secret.padEnd(alg === 'HS256' ? 0 : 64, '.')))
}
