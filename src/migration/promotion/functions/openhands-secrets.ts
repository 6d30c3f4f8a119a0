import type { Scalar, ValueFunction, ValueTools } from '../values.ts'
import { isFernet, readFernet } from './fernet.ts'
import { parseObject } from './json.ts'
import { isJwe, keyOf, readJwe, writeJwe } from './jwe.ts'

/**
 * OpenHands' secrets. Legacy tables keep a Fernet token, mostly wrapped in base64 once more, or the plain text of the
 * first days; newer columns keep a JWE whose payload holds the text under `v`. Both keys are the SHA-256 of the
 * app's secret (its JWT secret).
 */

type Opened =
  | {
      readonly is: 'plain'
      readonly text: string
      /** It was encrypted, with the secret that is given. */
      readonly isOpened: boolean
    }
  /** Encrypted with a secret that is not the one given. */
  | { readonly is: 'closed'; readonly text: string }

/** What a stored secret says. */
export function openSecret(stored: string, secret: string): Opened {
  const { key } = keyOf(secret)
  const payload = readJwe(stored, key)
  if (payload !== null) return { is: 'plain', text: secretIn(payload), isOpened: true }
  const unwrapped = Buffer.from(stored, 'base64').toString('latin1')
  const text = readFernet(unwrapped, key) ?? readFernet(stored, key)
  if (text !== null) return { is: 'plain', text, isOpened: true }
  const isClosed = isFernet(unwrapped) || isFernet(stored) || isJwe(stored)
  return isClosed ? { is: 'closed', text: stored } : { is: 'plain', text: stored, isOpened: false }
}

/** A text as the newer columns keep it. */
export function sealSecret(text: string, secret: string): string {
  const { key, kid } = keyOf(secret)
  return writeJwe(JSON.stringify({ v: text, iat: Math.floor(Date.now() / 1000) }), key, kid)
}

/**
 * A legacy secret for a newer column. Without the app's secret it goes on as it is. One that another secret encrypted is
 * sealed as it stands, as the app does: the app can open the column, and nothing is lost.
 */
export const sealed: ValueFunction = ([value], tools) => seal(value ?? null, tools)

/** The same where the column must hold something: no secret is an empty one. */
export const sealedOrEmpty: ValueFunction = ([value], tools) => {
  const secret = tools.secret('app')
  if (isEmpty(value) && secret !== null) return sealSecret('', secret)
  if (!isEmpty(value)) return seal(value ?? null, tools)
  // The app cannot open this one either.
  tools.warn('secret-unreadable')
  return ''
}

/** A stored or a new secret for a newer column. */
export function seal(value: Scalar, tools: ValueTools): Scalar {
  if (isEmpty(value)) return null
  const secret = tools.secret('app')
  if (secret === null) {
    tools.warn('secret-unreadable')
    return value
  }
  const opened = openSecret(String(value), secret)
  if (opened.is === 'closed') tools.warn('secret-unreadable')
  else if (opened.isOpened) tools.opened()
  return sealSecret(opened.text, secret)
}

/** A stored secret in the clear; null where it cannot be known. */
export function reveal(value: Scalar, tools: ValueTools): string | null {
  if (isEmpty(value)) return null
  const secret = tools.secret('app')
  // Without the secret a text is the plain one only if it looks like no token.
  const opened = openSecret(String(value), secret ?? '')
  if (opened.is === 'closed' || opened.text === '') return null
  // What could not be opened was sealed as it stood: what comes out of the seal is no key either.
  return openSecret(opened.text, secret ?? '').is === 'closed' ? null : opened.text
}

function isEmpty(value: Scalar | undefined): boolean {
  return value === null || value === undefined || value === ''
}

/** The payload is `{v: text, iat: seconds}`. */
function secretIn(payload: string): string {
  const value: unknown = parseObject(payload).v
  return typeof value === 'string' ? value : ''
}
