import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { AuthSettings } from '../../../src/config.ts'
import { addToken, tokenDesk } from '../../../src/http/auth/tokens.ts'
import { createHttpApp } from '../../../src/http/index.ts'
import { type Listening, listen } from '../../../src/http/listen.ts'
import { openResettle, type Resettle } from '../../../src/resettle.ts'
import { openBrowser } from '../../support/browser.ts'
import { awkward, type Lamb, useLamb } from '../../support/lamb.ts'
import { builtPage } from './page.ts'

/** Longest wait for something to appear, in milliseconds. */
const PATIENCE = 15_000

/** A service that listens, with the page as its sources are now. */
export interface Served {
  readonly address: string
  close(): Promise<void>
}

/** One administrator with a browser of their own. */
export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** What the browser complained about: errors of the page, and what its policy forbids. */
  readonly complaints: string[]
  /** Asks the service as this administrator. */
  ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
  /** Opens a plan of `eng-dept` into `faculty_sci` at one of its steps; answers its id. */
  openPlan(step: string, options?: object): Promise<string>
}

export interface ServeOptions {
  readonly port?: number
  readonly auth?: Partial<AuthSettings>
}

export interface VisitOptions {
  readonly name?: string
  readonly role?: 'admin' | 'reader'
}

/** Browsers and services; all are closed after each test. To be called in a `describe`. */
export function usePages() {
  let browser: Browser
  let webRoot: string
  const services: Served[] = []
  const contexts: BrowserContext[] = []
  beforeAll(async () => {
    ;[browser, webRoot] = await Promise.all([openBrowser(), builtPage()])
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
    for (const service of services.splice(0).reverse()) await service.close()
  })
  afterAll(() => browser.close())
  return {
    webRoot: () => webRoot,
    /** Serves what is open already; it is closed by whoever opened it, or by `end`. */
    async serve(resettle: Resettle, { port = 0, auth = {} }: ServeOptions = {}, end = async () => {}) {
      const app = await createHttpApp({ resettle, webRoot, auth, tickMs: 50 })
      const server: Listening = await listen(app, '127.0.0.1', port)
      const service: Served = {
        address: server.address,
        async close() {
          await server.close()
          await end()
        },
      }
      services.push(service)
      return service
    },
    async visit(address: string, token: string): Promise<Visitor> {
      const visitor = await visit(browser, address, token)
      contexts.push(visitor.context)
      return visitor
    },
  }
}

/** A token of somebody who may see the page. */
export async function makeToken(
  resettle: Resettle,
  { name = 'somebody', role = 'admin' }: VisitOptions = {},
): Promise<string> {
  return await addToken(await tokenDesk(resettle), { name, role, expiresAt: null }, new Date())
}

export interface Visits {
  readonly lamb: Lamb
  serve(options?: ServeOptions): Promise<Served>
  visit(address: string, options?: VisitOptions): Promise<Visitor>
  /** A token of an administrator, for whoever signs in by hand. */
  token(name: string): Promise<string>
  readonly webRoot: string
}

/** Universities with a page. To be called in a `describe`. */
export function useVisits(): () => Promise<Visits> {
  const freshLamb = useLamb('sqlite', awkward)
  const pages = usePages()
  return async () => {
    const lamb = await freshLamb()
    const tokenOf = async (options: VisitOptions): Promise<string> => {
      await using resettle = await openResettle({ db: lamb.url, blueprint: 'lamb' })
      return await makeToken(resettle, options)
    }
    return {
      lamb,
      webRoot: pages.webRoot(),
      token: (name) => tokenOf({ name }),
      async serve(options) {
        const resettle = await openResettle({ db: lamb.url, blueprint: 'lamb' })
        return await pages.serve(resettle, options, () => resettle.close())
      },
      visit: async (address, options = {}) => pages.visit(address, await tokenOf(options)),
    }
  }
}

async function visit(browser: Browser, address: string, token: string): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'en-GB',
    colorScheme: 'light',
    viewport: { width: 1360, height: 900 },
    // Nothing moves, so that nothing has to be waited for.
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(PATIENCE)
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // A refused request is an answer, and the page shows it.
    const isAnswer = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text())
  })
  const headers = { 'X-Resettle': '1', Origin: address }
  const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await context.request.fetch(path, { method, headers, data: body })
    return response.status() === 204 ? {} : ((await response.json()) as Record<string, unknown>)
  }
  expect(await ask('POST', '/api/session', { token })).toMatchObject({ kind: 'session' })
  return {
    page,
    context,
    complaints,
    ask,
    async openPlan(step, options = {}) {
      const { id } = await ask('POST', '/api/plans', { source: 'eng-dept', target: 'faculty_sci', options })
      await page.goto(`/plans/${String(id)}/${step}`)
      return String(id)
    },
  }
}
