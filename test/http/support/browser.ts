import { type Answer, type Asking, type Desk, request } from './service.ts'

/** A browser that keeps its cookie. */
export interface Browser {
  readonly cookie: string
  /** What the service said when the cookie was set. */
  readonly setCookie: string
  ask(method: string, path: string, asking?: Asking): Promise<Answer>
}

/** Headers that the page sends with whatever changes something. */
export const fromPage = { 'X-Resettle': '1', 'Sec-Fetch-Site': 'same-origin' }

/** Signs a browser in, with a token or with a login link. */
export async function signIn(
  { app }: Pick<Desk, 'app'>,
  by: { token: string } | { link: string },
): Promise<Browser> {
  const answer =
    'token' in by
      ? await request(app, 'POST', '/api/session', { body: { token: by.token }, headers: fromPage })
      : await request(app, 'GET', by.link)
  const setCookie = answer.headers.get('Set-Cookie') ?? ''
  const cookie = setCookie.split(';')[0] ?? ''
  if (cookie === '') throw new Error(`nobody was signed in: ${answer.status} ${answer.text}`)
  return {
    cookie,
    setCookie,
    ask: (method, path, { headers = {}, ...asking } = {}) =>
      request(app, method, path, { ...asking, headers: { Cookie: cookie, ...headers } }),
  }
}
