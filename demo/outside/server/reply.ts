import type { IncomingHttpHeaders } from 'node:http'

/** A call as a service sees it. */
export interface Request {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What goes back: an answer, half of one, a closed socket, or nothing for as long as the caller waits. */
export type Reply =
  | Answer
  | { readonly kind: 'cut'; readonly of: Answer }
  | { readonly kind: 'drop' | 'hang' }

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  }
}

/** What a gateway in front says when the service behind it does not answer: a page, in no service's own form. */
export function gatewayPage(status: number): Answer {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>gateway</body></html>`,
  }
}
