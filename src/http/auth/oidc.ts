import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { OidcSettings } from '../../config.ts'
import { ResettleError } from '../../errors.ts'
import type { Authenticator } from './principal.ts'

/** Signatures with a public key only: a shared secret would let everybody who can check a token make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']

/** Tokens of an identity provider, checked with the keys that it publishes. */
export function createOidcAuthenticator(
  settings: OidcSettings,
  now: () => Date,
  keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(settings.jwksUrl)),
): Authenticator {
  const { issuer, audience } = settings
  return {
    async authenticate(token) {
      if (issuerOf(token) !== issuer) return null
      const payload = await verify(token, keys, { issuer, audience, currentDate: now() })
      if (!isAdmin(payload, settings)) {
        throw new ResettleError('auth.forbidden', 'This account is no administrator of Resettle.')
      }
      const { sub = '', exp = 0, email, preferred_username, name } = payload
      const called = [email, preferred_username, name].find((one) => typeof one === 'string' && one !== '')
      return {
        kind: 'oidc',
        subject: sub,
        name: typeof called === 'string' ? called : sub,
        role: 'admin',
        expiresAt: new Date(exp * 1000).toISOString(),
      }
    },
    // A provider is not asked again: the token ends soon, and the session with it.
    isStillValid: async ({ expiresAt }) => expiresAt !== null && expiresAt > now().toISOString(),
  }
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  expected: { readonly issuer: string; readonly audience: string; readonly currentDate: Date },
): Promise<JWTPayload> {
  try {
    const required = ['exp', 'sub', 'iat']
    const { payload } = await jwtVerify(token, keys, {
      ...expected,
      algorithms: ALGORITHMS,
      requiredClaims: required,
    })
    return payload
  } catch (error) {
    if (isUnreachable(error)) {
      throw new ResettleError('auth.unavailable', 'The keys of the identity provider cannot be fetched.', {
        cause: error,
      })
    }
    throw new ResettleError('auth.required', 'The token is not valid.', { cause: error })
  }
}

/** The provider did not answer, or not with keys; anything else says something about the token. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true
  return error instanceof errors.JWKSTimeout || error.code === 'ERR_JOSE_GENERIC'
}

/** The claim holds one of the values: a text, or a list of them; dots lead into objects. */
function isAdmin(payload: JWTPayload, { claim, admins }: OidcSettings): boolean {
  const found = claim
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      payload,
    )
  const values: readonly unknown[] = Array.isArray(found) ? found : [found]
  return values.some((value) => typeof value === 'string' && admins.includes(value))
}
