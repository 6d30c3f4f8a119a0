import { type Answer, json } from '../server/reply.ts'
import type { LiteLlmOptions } from './options.ts'

type Body = 'error' | 'detail'

/**
 * LiteLLM has two bodies for an error, by endpoint and by version. Some endpoints wrap a FastAPI detail into the first
 * one; its message is then a Python dictionary as text.
 */
export class LiteLlmError extends Error {
  readonly status: number
  readonly #body: Body
  readonly #type: string
  readonly #param: string
  readonly #wrapped: 'error' | 'message' | null

  constructor(
    status: number,
    message: string,
    form: {
      readonly body: Body
      readonly type?: string
      readonly param?: string
      /** The key of the dictionary in which the message stands; null for a bare message. */
      readonly wrapped?: 'error' | 'message' | null
    },
  ) {
    super(message)
    this.status = status
    this.#body = form.body
    this.#type = form.type ?? 'internal_server_error'
    this.#param = form.param ?? 'None'
    this.#wrapped = form.wrapped === undefined ? 'error' : form.wrapped
  }

  toAnswer(bodies: LiteLlmOptions['error_bodies']): Answer {
    const body = bodies === 'by-endpoint' ? this.#body : bodies
    if (body === 'detail') {
      const detail = this.#wrapped === null ? this.message : { [this.#wrapped]: this.message }
      return json(this.status, { detail })
    }
    const message = this.#wrapped === null ? this.message : pythonDictionary(this.#wrapped, this.message)
    return json(this.status, {
      error: { message, type: this.#type, param: this.#param, code: String(this.status) },
    })
  }
}

/** The body with `detail`: of the endpoints that say `{"error": …}` in it. */
export function refused(status: number, message: string): LiteLlmError {
  return new LiteLlmError(status, message, { body: 'detail' })
}

/** The body with `error`, of an endpoint that wraps. */
export function wrapped(status: number, message: string, type = 'internal_server_error'): LiteLlmError {
  return new LiteLlmError(status, message, { body: 'error', type })
}

/** The body with `error` and a message that is a sentence. */
export function plain(status: number, message: string, type: string, param = 'None'): LiteLlmError {
  return new LiteLlmError(status, message, { body: 'error', type, param, wrapped: null })
}

/** What FastAPI says of a request that has not the declared form. */
export class InvalidRequest extends Error {
  readonly #place: 'body' | 'query'
  readonly #name: string

  constructor(place: 'body' | 'query', name: string, message = 'Field required') {
    super(message)
    this.#place = place
    this.#name = name
  }

  toAnswer(): Answer {
    const type = this.message === 'Field required' ? 'missing' : 'value_error'
    return json(422, { detail: [{ type, loc: [this.#place, this.#name], msg: this.message }] })
  }
}

function pythonDictionary(name: string, message: string): string {
  const quote = message.includes("'") && !message.includes('"') ? '"' : "'"
  return `{'${name}': ${quote}${message}${quote}}`
}
