import { copyFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { University, UniversityOptions } from '../../demo/university/university.ts'
import { buildUniversity } from '../../demo/university/university.ts'
import type { Connection, Database } from '../../src/database/database.ts'
import { ResettleError } from '../../src/errors.ts'
import type { Migration, Plan, Rollback } from '../../src/migration/documents.ts'
import type { PlanInput } from '../../src/migration/plan/options.ts'
import type { RollbackInput } from '../../src/migration/rollback/rollback.ts'
import { openResettle, type Resettle } from '../../src/resettle.ts'
import { type EngineName, type FreshDatabase, freshDatabase } from './databases.ts'
import { dump } from './dump.ts'
import { completeRow, type LambRow, toInsert } from './lamb-rows.ts'
import { openHere } from './sqlite-here.ts'

/** Every row of the app, by table. */
export type Snapshot = Readonly<Record<string, readonly string[]>>

export const [source, target, bystander] = [2, 3, 4]

/** A university in a database of its own, and what tests do with it. */
export interface Lamb {
  readonly engine: EngineName
  readonly url: string
  readonly university: University
  /** For looking into it. */
  readonly database: Pick<Database, 'dialect' | 'read' | 'close'>
  readonly resettle: Resettle
  /** Rows of a query; `{name}` stands for the app's table of that name. */
  query<Row = Record<string, unknown>>(text: string): Promise<Row[]>
  /** The first column of every row of a query. */
  list<Value = unknown>(text: string): Promise<Value[]>
  /** The number in the first row of a query. */
  count(text: string): Promise<number>
  /** Runs statements as the app would. */
  run(...statements: string[]): Promise<void>
  /** Adds a row with what the table asks for besides; answers its id. */
  add<Id = number>(table: string, row: LambRow): Promise<Id>
  snapshot(): Promise<Snapshot>
  plan(input?: PlanInput): Promise<Plan>
  /** Migrates `eng-dept` into `faculty_sci` and asserts that nobody else noticed. */
  migrate(input?: PlanInput, parties?: readonly [string, string]): Promise<Migration>
  /** Rolls back and asserts that nobody else noticed. */
  rollback(id: string, input?: RollbackInput): Promise<Rollback>
  /** Migrates, looks, rolls back, and asserts that everything is as it was. */
  migrateAndBack(input: PlanInput, look?: (migration: Migration) => Promise<void>): Promise<Migration>
  /** Asserts that each of these is refused with a code and that nothing was written; answers the last refusal. */
  refuses(code: string, ...attempts: (() => Promise<unknown>)[]): Promise<ResettleError>
}

/** Nobody may guess about the two LMS accounts that the university holds twice; this decides them. */
export const decided: PlanInput = { on: { users: 'clear' } }

interface Template {
  readonly fresh: FreshDatabase
  readonly university: University
  readonly places: ReadonlyMap<string, number>
  readonly rows: Snapshot
}

/** A copy in use. */
interface Copy {
  readonly lamb: Lamb
  readonly fresh: FreshDatabase
  /** The test wrote into it by itself. */
  wasWritten(): boolean
}

/** Builds a university once and gives each test a copy. To be called in a `describe`. */
export function useLamb(engine: EngineName, options: UniversityOptions = {}): () => Promise<Lamb> {
  let template: Template | undefined
  const opened: Copy[] = []
  const spares: FreshDatabase[] = []
  beforeAll(async () => {
    template = await build(engine, options)
  })
  afterEach(async () => {
    for (const copy of opened.splice(0)) {
      const isSpare = template !== undefined && (await isAsBuilt(copy, template))
      await copy.lamb.resettle.close()
      if (engine === 'sqlite') await copy.lamb.database.close()
      if (isSpare) spares.push(copy.fresh)
      else await copy.fresh.drop()
    }
  })
  afterAll(async () => {
    for (const fresh of spares) await fresh.drop()
    await template?.fresh.drop()
  })
  return async () => {
    if (template === undefined) throw new Error('the university was not built')
    const copy = await openLamb(spares.pop() ?? (await copyOf(template.fresh)), template)
    opened.push(copy)
    return copy.lamb
  }
}

/** Whether another test may have it: PostgreSQL takes its time to copy a database, and to drop one. */
async function isAsBuilt({ lamb, fresh, wasWritten }: Copy, template: Template): Promise<boolean> {
  if (lamb.engine === 'sqlite' || wasWritten()) return false
  if (differences(template.rows, await lamb.snapshot()).length > 0) return false
  await fresh.run('drop schema if exists resettle cascade')
  return true
}

/** A few people and no awkwardness: for tests that bring their own. */
export const quiet: UniversityOptions = { hazards: false, scale: 0.1, usageLogs: 60 }

/** The whole awkwardness with little else. */
export const awkward: UniversityOptions = { scale: 0.1, usageLogs: 80 }

async function build(engine: EngineName, options: UniversityOptions): Promise<Template> {
  const fresh = await freshDatabase(engine)
  const database = await fresh.open()
  const university = await buildUniversity(database, options)
  const places = await organizationCells(database)
  const rows = await dump(database)
  await database.close()
  // Connections that close at the same time may leave the log for the next one, and only the file is copied.
  if (engine === 'sqlite') await fresh.run('pragma wal_checkpoint(truncate)')
  return { fresh, university, places, rows }
}

async function copyOf(template: FreshDatabase): Promise<FreshDatabase> {
  if (template.engine === 'postgres') {
    return freshDatabase('postgres', { template: new URL(template.url).pathname.slice(1) })
  }
  const fresh = await freshDatabase('sqlite')
  await copyFile(pathOf(template.url), pathOf(fresh.url))
  return fresh
}

function pathOf(url: string): string {
  return url.slice('sqlite:'.length)
}

type Ask = <T>(work: (connection: Connection) => Promise<T>) => Promise<T>

/** A connection beside the one that is tested, and a way to ask it anything. */
async function openEyes(fresh: FreshDatabase): Promise<{ database: Lamb['database']; ask: Ask }> {
  if (fresh.engine === 'sqlite') {
    const database = openHere(pathOf(fresh.url))
    return { database, ask: database.read }
  }
  const database = await fresh.open()
  return { database, ask: (work) => database.write(work) }
}

async function openLamb(
  fresh: FreshDatabase,
  { university, places }: Omit<Template, 'fresh'>,
): Promise<Copy> {
  let isWritten = false
  const { database, ask } = await openEyes(fresh)
  const resettle = await openResettle({ db: fresh.url, blueprint: 'lamb' })
  const { prefix } = university
  const named = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => `"${prefix.replaceAll('"', '""')}${name}"`)
  const query = <Row>(text: string): Promise<Row[]> =>
    ask((connection) => connection.query<Row>(sql.raw(named(text))))
  const list = async <Value>(text: string): Promise<Value[]> =>
    (await query<Record<string, Value>>(text)).map((row) => Object.values(row)[0] as Value)
  const snapshot = (): Promise<Snapshot> => dump(database)
  const lamb: Lamb = {
    engine: fresh.engine,
    url: fresh.url,
    university,
    database,
    resettle,
    query,
    list,
    async count(text) {
      const [first] = await list(text)
      return Number(first)
    },
    async run(...statements) {
      isWritten = true
      await fresh.run(statements.map(named).join(';\n'))
    },
    async add<Id>(table: string, row: LambRow) {
      isWritten = true
      const [id] = await list<Id>(toInsert(`{${table}}`, completeRow(table, row)))
      return id as Id
    },
    snapshot,
    plan: (input = {}) => resettle.plan('eng-dept', 'faculty_sci', input),
    async migrate(input = {}, parties = ['eng-dept', 'faculty_sci']) {
      const before = await snapshot()
      const migration = await resettle.migrate(...parties, input)
      expectBystanders(places, [before, await snapshot()], [migration.source.id, migration.target.id])
      return migration
    },
    async rollback(id, input = {}) {
      const before = await snapshot()
      const back = await resettle.rollback(id, input)
      expectBystanders(places, [before, await snapshot()], [back.source.id, back.target.id])
      return back
    },
    async migrateAndBack(input, look) {
      const before = await snapshot()
      const migration = await resettle.migrate('eng-dept', 'faculty_sci', input)
      expectBystanders(places, [before, await snapshot()], [source, target])
      await look?.(migration)
      await resettle.rollback(migration.migration_id)
      expect(differences(before, await snapshot())).toEqual([])
      return migration
    },
    async refuses(code, ...attempts) {
      const before = await snapshot()
      let refusal: unknown
      for (const [index, attempt] of attempts.entries()) {
        refusal = await attempt().then(
          () => null,
          (error: unknown) => error,
        )
        expect(refusal).toBeInstanceOf(ResettleError)
        const { code: given, message } = refusal as ResettleError
        expect([index, given, message]).toEqual([index, code, expect.any(String)])
      }
      expect(differences(before, await snapshot())).toEqual([])
      return refusal as ResettleError
    },
  }
  return { lamb, fresh, wasWritten: () => isWritten }
}

/** Lines that only one of two snapshots has, with their table; a diff that a person can read. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  const tables = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return tables.flatMap((table) => {
    const [left, right] = [before[table] ?? [], after[table] ?? []]
    if (left.length === right.length && left.every((line, index) => line === right[index])) return []
    const [wasThere, isThere] = [new Set(left), new Set(right)]
    return [
      ...left.filter((line) => !isThere.has(line)).map((line) => `- ${table} ${line.slice(0, 300)}`),
      ...right.filter((line) => !wasThere.has(line)).map((line) => `+ ${table} ${line.slice(0, 300)}`),
    ]
  })
}

/** Every row that belongs to neither party is what it was; so are all tables that hold no organization. */
function expectBystanders(
  places: ReadonlyMap<string, number>,
  [before, after]: readonly [Snapshot, Snapshot],
  parties: readonly unknown[],
): void {
  const others = (snapshot: Snapshot): Snapshot =>
    Object.fromEntries(
      Object.entries(snapshot).map(([table, lines]) => {
        const place = places.get(table)
        // Of the organizations themselves only the source may change.
        const concerned = table.endsWith('organizations') ? parties.slice(0, 1) : parties
        const isOther = (line: string): boolean =>
          place === undefined || !concerned.includes((JSON.parse(line) as unknown[])[place])
        return [table, lines.filter(isOther)]
      }),
    )
  expect(differences(others(before), others(after))).toEqual([])
}

/** Where in a dumped row the organization stands, by table. */
async function organizationCells(database: Lamb['database']): Promise<Map<string, number>> {
  const { tables } = await database.read((connection) => database.dialect.readCatalog(connection))
  return new Map(
    tables.flatMap(({ id, columns }) => {
      const name = id.endsWith('organizations') ? 'id' : 'organization_id'
      const place = columns.findIndex((column) => column.name === name)
      return place < 0 ? [] : [[id, place] as const]
    }),
  )
}
