import { buildOpenHands, type OpenHands } from '../../../demo/openhands/openhands.ts'
import type { Call } from '../../../demo/outside/server/calls.ts'
import type { Database } from '../../../src/database/database.ts'
import { type FreshDatabase, freshDatabase } from '../../support/databases.ts'
import { dump } from '../../support/dump.ts'
import type { Place } from './command.ts'
import type { Fakes } from './fakes.ts'

/** An invented OpenHands that is built once and copied, with users of every kind and what stands outside. */
export interface Model {
  readonly made: OpenHands
  /** A copy, with the fakes as they were in the beginning. */
  copy(): Promise<Scene>
  drop(): Promise<void>
}

export interface Scene {
  readonly fresh: FreshDatabase
  readonly database: Database
  readonly place: Place
  /** Everything as it is now, but for what is made at random and for times of today. */
  look(): Promise<Picture>
}

/** Lines by what they are about: tables, users, keys. */
export type Picture = Readonly<Record<string, readonly string[]>>

export async function createModel(fakes: Fakes, users: number): Promise<Model> {
  const model = await freshDatabase('postgres')
  const database = await model.open()
  const made = await buildOpenHands(database, { users })
  await database.close()
  await model.run('analyze')
  const template = new URL(model.url).pathname.slice(1)
  return {
    made,
    drop: () => model.drop(),
    async copy() {
      const fresh = await freshDatabase('postgres', { template })
      await fakes.seed(made.outside)
      const copy = await fresh.open()
      const env = {
        ...fakes.settings,
        RESETTLE_APP_SECRET: made.secret,
        RESETTLE_APP_LITELLM_URL: made.managedProxy,
      }
      return {
        fresh,
        database: copy,
        place: { db: fresh.url, blueprint: 'openhands', env },
        look: () => look(copy, fakes, made),
      }
    },
  }
}

async function look(database: Database, { litellm, stripe }: Fakes, made: OpenHands): Promise<Picture> {
  const [proxy, account] = await Promise.all([litellm.snapshot(), stripe.snapshot()])
  const known = new Set(made.outside.litellm.keys.map(({ token }) => token))
  const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()
  const list = (name: string, found: object): [string, string[]][] =>
    Object.entries(found).map(([kind, rows]) => [`${name} ${kind}`, lines(rows as object[])])
  return {
    ...Object.fromEntries(
      Object.entries(await dump(database)).map(([table, rows]) => [table, rows.map(blur).sort()]),
    ),
    ...Object.fromEntries(list('litellm', proxy)),
    ...Object.fromEntries(list('stripe', account)),
    // A new key is a random one, and so is the end of its name; everything else of it is as planned.
    'litellm keys': lines(
      proxy.keys.map((key) =>
        known.has(key.token)
          ? key
          : { ...key, token: '', key_name: '', key_alias: key.key_alias?.replace(/ [0-9a-f]{8}$/, '') },
      ),
    ),
    'accepted writes': lines(countWrites([...(await litellm.log()), ...(await stripe.log())])),
  }
}

/** What the one has and the other does not, the first of each. Empty: they are the same. */
export function differences(expected: Picture, found: Picture): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])]
  return names.flatMap((name) => {
    const [before, after] = [expected[name] ?? [], found[name] ?? []]
    if (before.join('\n') === after.join('\n')) return []
    const [then, now] = [new Set(before), new Set(after)]
    const missing = before.filter((line) => !now.has(line))
    const added = after.filter((line) => !then.has(line))
    return [
      `${name}: ${before.length} lines, now ${after.length}; ${missing.length} missing, ${added.length} added`,
      ...missing.slice(0, 3).map((line) => `- ${line}`),
      ...added.slice(0, 3).map((line) => `+ ${line}`),
    ]
  })
}

/** Sealed texts have a random part; rows without a time of their own have that of the run. */
function blur(line: string): string {
  const today = new Date().toISOString().slice(0, 10)
  return line
    .replaceAll(/eyJ[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+/g, '<sealed>')
    .replaceAll(new RegExp(`${today}[ T][0-9:.]+(?:[+-][0-9:]+)?`, 'g'), '<today>')
}

/** How often each kind of write was accepted. */
function countWrites(calls: readonly Call[]): { readonly call: string; readonly times: number }[] {
  const counts = new Map<string, number>()
  for (const { method, path, status } of calls) {
    if (method === 'GET' || status !== 200) continue
    const call = `${method} ${path.replace(/\/(?:cus|sub)_[^/]+/, '/:id')}`
    counts.set(call, (counts.get(call) ?? 0) + 1)
  }
  return [...counts].map(([call, times]) => ({ call, times }))
}
