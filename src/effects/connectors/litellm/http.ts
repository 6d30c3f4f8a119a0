import { askPatiently, readRetryAfter, TooOften } from '../../ask-patiently.ts'
import { EffectFailure, type ReadingTools } from '../../connector.ts'

export interface LiteLlmSettings {
  /** `http://litellm:4000`, without a slash at its end. */
  readonly url: string
  /** The master key or an admin's. */
  readonly key: string
  /** Longest wait for an answer. */
  readonly timeoutMs: number
}

/** LiteLLM refused a request; nothing was done. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly #request: string
  readonly #text: string

  constructor(status: number, request: string, text: string) {
    super(`LiteLLM answered ${status} to ${request}`)
    this.status = status
    this.#request = request
    this.#text = text.toLowerCase()
  }

  /**
   * Whether the body holds these words, in any case. Bodies differ by endpoint and by version; words are what all of
   * them have in common.
   */
  says(words: string): boolean {
    return this.#text.includes(words.toLowerCase())
  }

  /** Of a 404: a row is not there. An endpoint that is not there, or no LiteLLM at all, says so in other words. */
  isAboutRow(): boolean {
    return this.#text.trimStart().startsWith('{') && !/^\s*{"detail":\s*"not found"}\s*$/.test(this.#text)
  }

  /** What a person is told where nobody knows better. The body may hold addresses and parts of keys: only its type. */
  toFailure(): EffectFailure {
    const type = /"type":\s*"([a-z_]{3,60})"/.exec(this.#text)?.[1]
    const isKey = this.status === 401 || this.status === 403
    return new EffectFailure(
      'permanent',
      `LiteLLM answered ${this.status}${type === undefined ? '' : ` (${type})`} to ${this.#request}.`,
      isKey ? { remedy: 'Check that RESETTLE_LITELLM_KEY is the master key or that of an admin.' } : {},
    )
  }
}

export interface Request {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
  /** Asks with this key and not with ours. */
  readonly key?: string
}

/** Asks once; again only when it was too often. Answers the body as it is; throws `Refusal` and `EffectFailure`. */
export type Ask = (request: Request) => Promise<unknown>

export function createAsk(
  settings: LiteLlmSettings,
  tools: Pick<ReadingTools, 'turn' | 'pause' | 'signal'>,
): Ask {
  return (request) => askPatiently('LiteLLM', tools, () => send(settings, request, tools.signal))
}

async function send(settings: LiteLlmSettings, request: Request, signal: AbortSignal): Promise<unknown> {
  const { method, path } = request
  const name = `${method} ${path}`
  const { status, headers, text } = await fetchText(settings, request, signal)
  if (status === 429 && !/budget/i.test(text)) throw new TooOften(readRetryAfter(headers.get('retry-after')))
  if (status >= 500 || status === 408) {
    throw lost(method, `LiteLLM answered ${status} to ${name}.`, readRetryAfter(headers.get('retry-after')))
  }
  if (status >= 300 && status < 400) {
    throw new EffectFailure('permanent', `LiteLLM answered ${name} with another address.`, {
      remedy: 'Set RESETTLE_LITELLM_URL to the address at which it really answers.',
    })
  }
  if (status >= 400) throw new Refusal(status, name, text)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw lost(method, `What answered ${name} is not LiteLLM.`, null, cause)
  }
}

async function fetchText(settings: LiteLlmSettings, request: Request, signal: AbortSignal) {
  const { method, path, query, body, key } = request
  const url = new URL(settings.url + path)
  // Writes a plus as %2B: in a query it would be a space.
  if (query !== undefined) url.search = new URLSearchParams(query).toString()
  const time = AbortSignal.timeout(settings.timeoutMs)
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...headersOf(settings, key),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.any([signal, time]),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (cause) {
    if (signal.aborted && method === 'GET') throw signal.reason
    if (neverArrived(cause)) throw new EffectFailure('retry', 'LiteLLM cannot be reached.', { cause })
    const what = signal.aborted ? 'was stopped' : time.aborted ? 'took too long' : 'lost its connection'
    throw lost(method, `${method} ${path} of LiteLLM ${what}.`, null, cause)
  }
}

/** LiteLLM takes both; gateways in front of it may let only one of them through. */
function headersOf(settings: LiteLlmSettings, key: string | undefined): Record<string, string> {
  if (key !== undefined) return { authorization: `Bearer ${key}` }
  return { authorization: `Bearer ${settings.key}`, 'x-goog-api-key': settings.key }
}

/** A question can be asked again; of a change nobody knows whether it was made. */
function lost(
  method: Request['method'],
  message: string,
  retryAfterMs: number | null,
  cause?: unknown,
): EffectFailure {
  return new EffectFailure(method === 'GET' ? 'retry' : 'unknown', message, { retryAfterMs, cause })
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Whether the connection never came about, so that nothing can have been done. */
function neverArrived(thrown: unknown): boolean {
  const { code } = ((thrown as Error | undefined)?.cause ?? {}) as { code?: unknown }
  return typeof code === 'string' && unreachable.has(code)
}
