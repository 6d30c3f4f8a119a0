/** The only door to the service. */
import { pageProblem, RequestFailed, type ShownProblem } from './problem.ts'

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** Asks the service; throws `RequestFailed` for every answer that is not the document asked for. */
export async function call<T>(path: string, { method = 'GET', body, signal }: Call = {}): Promise<T> {
  const response = await reach(path, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' ? {} : { 'x-resettle': '1' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  if (!response.ok) throw new RequestFailed(await readProblem(response))
  if (response.status === 204) return undefined as T
  return await readDocument<T>(response)
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new RequestFailed(pageProblem('page.offline'))
  }
}

async function readDocument<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T
  } catch {
    throw new RequestFailed(pageProblem('page.answer', '', response.status))
  }
}

async function readProblem(response: Response): Promise<ShownProblem> {
  const text = await response.text().catch(() => '')
  try {
    const document = JSON.parse(text)
    if (typeof document === 'object' && document !== null && typeof document.code === 'string') {
      return { retryable: false, remedy: '', detail: '', ...document, status: response.status }
    }
  } catch {
    // A proxy in between answers in its own words.
  }
  return pageProblem(
    response.status >= 502 && response.status <= 504 ? 'page.offline' : 'page.answer',
    '',
    response.status,
  )
}
