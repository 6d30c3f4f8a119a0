import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { buildOpenHands, type OpenHands, type OpenHandsOptions } from '../../../demo/openhands/openhands.ts'
import type { Database } from '../../../src/database/database.ts'
import type { Profile } from '../../../src/migration/promotion/person.ts'
import { openResettle, type Resettle, type ResettleOptions } from '../../../src/resettle.ts'
import { type EngineName, type FreshDatabase, freshDatabase } from '../../support/databases.ts'
import { dump } from '../../support/dump.ts'

/** A row, whatever the engine makes of booleans. */
// biome-ignore lint/suspicious/noExplicitAny: rows of any table
export type Row = Record<string, any>
export type Rows = Record<string, string[]>

/** An invented OpenHands in a database of its own, with what is to promote it. */
export interface OpenHandsWorld {
  readonly engine: EngineName
  readonly made: OpenHands
  readonly fresh: FreshDatabase
  readonly database: Database
  readonly resettle: Resettle
  /** What Keycloak would say of everybody whose address is known. */
  readonly profiles: Readonly<Record<string, Profile>>
  rows(text: string): Promise<Row[]>
  row(text: string): Promise<Row | undefined>
  /** Every row of the app's own tables as exact text. */
  dump(): Promise<Rows>
}

export async function createOpenHands(
  engine: EngineName,
  options: OpenHandsOptions,
  more: Partial<ResettleOptions> = {},
): Promise<OpenHandsWorld> {
  const fresh = await freshDatabase(engine)
  onTestFinished(() => fresh.drop())
  return openOpenHands(fresh, options, more)
}

export async function openOpenHands(
  fresh: FreshDatabase,
  options: OpenHandsOptions,
  more: Partial<ResettleOptions> = {},
): Promise<OpenHandsWorld> {
  const database = await fresh.open()
  const made = await buildOpenHands(database, options)
  const settings = new Map([['litellm-url', made.managedProxy]])
  const resettle = await openResettle({
    db: fresh.url,
    blueprint: 'openhands',
    secret: (name) => (name === 'app' ? made.secret : null),
    setting: (name) => settings.get(name) ?? null,
    ...more,
  })
  const rows = (text: string) => database.read((connection) => connection.query<Row>(sql.raw(text)))
  return {
    engine: fresh.engine,
    made,
    fresh,
    database,
    resettle,
    profiles: Object.fromEntries(
      made.facts.map(({ user_id, expected }) => [user_id, { email: expected.contact_email }]),
    ),
    rows,
    row: async (text) => (await rows(text))[0],
    async dump() {
      const all = await dump(database)
      return Object.fromEntries(Object.entries(all).filter(([table]) => !table.startsWith('resettle')))
    },
  }
}

/** An id without what may differ in its spelling. */
export function plain(id: unknown): string {
  return String(id).toLowerCase().replaceAll('-', '')
}

/** Lines in which none of these people occurs, however their ids are spelt. */
export function withoutPeople(rows: Rows, ids: readonly string[]): Rows {
  const spelt = new RegExp(ids.map((id) => plain(id).replaceAll('|', '\\|')).join('|'))
  return Object.fromEntries(
    Object.entries(rows).map(([table, lines]) => [table, lines.filter((line) => !spelt.test(plain(line)))]),
  )
}
