import type { Answer, Request } from '../server/reply.ts'
import { StripeError } from './errors.ts'

interface Entry {
  readonly asked: string
  readonly path: string
  readonly at: number
  /** Null while the first request is under way. */
  answer: Answer | null
}

/** What the keys of the last 24 hours stand for. */
export interface IdempotencyKeys {
  /** The answer to give again; null for a new key, which is then in use until `finish`. Throws on misuse. */
  begin(key: string, request: Request): Answer | null
  /** Keeps the answer, or, with null, frees the key as if it had never been used. */
  finish(key: string, answer: Answer | null): void
  /** As after 24 hours. */
  forget(): void
}

const dayMs = 24 * 60 * 60 * 1000

/** `now` in milliseconds. */
export function createIdempotencyKeys(now: () => number): IdempotencyKeys {
  const entries = new Map<string, Entry>()
  return {
    begin: (key, request) => {
      if (key.length > 255) throw new StripeError(400, 'Idempotency keys can have up to 255 characters.')
      const asked = sortedForm(request.body)
      const entry = entries.get(key)
      if (entry === undefined || (entry.answer !== null && now() - entry.at >= dayMs)) {
        entries.set(key, { asked, path: request.path, at: now(), answer: null })
        return null
      }
      if (entry.path !== request.path) throw misused(key, `for the same endpoint they were first used for`)
      if (entry.asked !== asked) throw misused(key, 'with the same parameters they were first used with')
      if (entry.answer === null) throw inUse(key)
      return { ...entry.answer, headers: { ...entry.answer.headers, 'idempotent-replayed': 'true' } }
    },
    finish: (key, answer) => {
      const entry = entries.get(key)
      if (entry === undefined) return
      if (answer === null) entries.delete(key)
      else entry.answer = answer
    },
    forget: () => {
      for (const [key, { answer }] of entries) if (answer !== null) entries.delete(key)
    },
  }
}

function sortedForm(body: string): string {
  const form = new URLSearchParams(body)
  form.sort()
  return form.toString()
}

function misused(key: string, how: string): StripeError {
  return new StripeError(
    400,
    `Keys for idempotent requests can only be used ${how}. Try using a key other than '${key}' if you meant to execute a different request.`,
    { type: 'idempotency_error' },
  )
}

function inUse(key: string): StripeError {
  return new StripeError(
    409,
    `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    { type: 'idempotency_error', code: 'idempotency_key_in_use' },
  )
}
