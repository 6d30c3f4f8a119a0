import { errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { findLambPerson, type LambPerson } from '../../blueprint/presets/lamb-people.ts'
import { ResettleError } from '../../errors.ts'
import type { Inner } from '../../resettle.ts'
import type { Authenticator, Principal } from './principal.ts'

/**
 * LAMB's own log-in tokens. The same secret also signs tokens for setting up LTI activities, which carry `scope` or
 * `type` and no e-mail address at the top: those open nothing here. What the token says of the role is not believed,
 * since it holds for days: the row is asked every time.
 */
const claims = z.object({
  sub: z.string().min(1),
  email: z.string().min(1),
  exp: z.number(),
  scope: z.never().optional(),
  type: z.never().optional(),
})

export function createLambAuthenticator(
  { inContext }: Pick<Inner, 'inContext'>,
  secret: string,
  now: () => Date,
): Authenticator {
  const key = new TextEncoder().encode(secret)
  const find = (email: string): Promise<LambPerson | null> =>
    inContext((context) => findLambPerson(context.connection, context.dialect, context.model, email))
  return {
    async authenticate(token) {
      if (token.split('.').length !== 3) return null
      const { email, sub, exp } = await readClaims(token, key, now())
      const person = await find(email)
      if (!mayEnter(person, sub)) {
        throw new ResettleError('auth.forbidden', 'This account is no enabled system administrator.')
      }
      return {
        kind: 'lamb',
        subject: `${sub} ${email}`,
        name: email,
        role: 'admin',
        expiresAt: new Date(exp * 1000).toISOString(),
      }
    },
    async isStillValid({ subject, name, expiresAt }: Principal) {
      if (expiresAt !== null && expiresAt <= now().toISOString()) return false
      return mayEnter(await find(name), subject.slice(0, subject.indexOf(' ')))
    },
  }
}

async function readClaims(token: string, key: Uint8Array, currentDate: Date) {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate })
    const parsed = claims.safeParse(payload)
    if (parsed.success) return parsed.data
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
  }
  throw new ResettleError('auth.required', 'The token is not valid.')
}

/** An address may have gone to somebody else since: the row must be the one that the token was made for. */
function mayEnter(person: LambPerson | null, sub: string): boolean {
  return person !== null && person.id === sub && person.isEnabled && person.isAdmin
}
