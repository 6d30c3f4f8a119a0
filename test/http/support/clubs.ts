import { afterEach } from 'vitest'
import { addToken, tokenDesk } from '../../../src/http/auth/tokens.ts'
import { createHttpApp, type HttpApp } from '../../../src/http/index.ts'
import { openResettle, type Resettle } from '../../../src/resettle.ts'
import { buildClubs, clubsBlueprint } from '../../promotion/clubs.ts'
import { type FreshDatabase, freshDatabase } from '../../support/databases.ts'
import { type Answer, request } from './service.ts'

export type Ask = (method: string, path: string, body?: object) => Promise<Answer>

interface Clubs {
  readonly app: HttpApp
  readonly fresh: FreshDatabase
  readonly ask: Ask
  /** Another service there, as another user of the database. */
  get(as: { readonly user?: string }): Promise<(path: string) => Promise<Answer>>
}

/** Services on a small app of clubs; whatever is open is closed after each test. */
export function useClubs(engine: FreshDatabase['engine']): () => Promise<Clubs> {
  const closing: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close().catch(() => undefined)
  })
  const serve = async (url: string): Promise<{ app: HttpApp; resettle: Resettle }> => {
    const resettle = await openResettle({ db: url, blueprint: clubsBlueprint })
    const app = await createHttpApp({ resettle, tickMs: 0, webRoot: null })
    closing.push(
      () => resettle.close(),
      () => app.close(),
    )
    return { app, resettle }
  }
  return async () => {
    const made = await freshDatabase(engine)
    closing.push(() => made.drop())
    await buildClubs(made)
    const { app, resettle } = await serve(made.url)
    const desk = await tokenDesk(resettle)
    const token = await addToken(desk, { name: 'tests', role: 'admin', expiresAt: null }, new Date())
    const ask: Ask = (method, path, body) =>
      request(app, method, path, { token, ...(body === undefined ? {} : { body }) })
    return {
      fresh: made,
      app,
      ask,
      async get({ user }) {
        const as = user === undefined ? {} : { username: user, password: 'x' }
        const other = await serve(Object.assign(new URL(made.url), as).href)
        return (path) => request(other.app, 'GET', path, { token })
      },
    }
  }
}
