import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import type { BlueprintInput } from '../../../../src/blueprint/blueprint.ts'
import type { Database } from '../../../../src/database/database.ts'
import { type ErrorCode, ResettleError } from '../../../../src/errors.ts'
import type { Migration, Plan, Rollback } from '../../../../src/migration/documents.ts'
import type { PlanInput } from '../../../../src/migration/plan/options.ts'
import { openResettle, type Resettle } from '../../../../src/resettle.ts'
import { type EngineName, type FreshDatabase, freshDatabase } from '../../../support/databases.ts'
import { dump } from '../../../support/dump.ts'
import { expectBystanders } from './bystanders.ts'
import { expectHonest } from './honest.ts'

type Dump = Record<string, string[]>

/** An invented app with its blueprint in a database of its own; gone when the test ends. */
export interface World {
  readonly engine: EngineName
  readonly fresh: FreshDatabase
  readonly resettle: Resettle
  /** Rows of a query, as the app would see them. */
  rows<Row = Record<string, unknown>>(text: string): Promise<Row[]>
  /** The values of a query's only column. */
  list(text: string): Promise<unknown[]>
  dump(): Promise<Dump>
  plan(input?: PlanInput): Promise<Plan>
  /** Plans, migrates and verifies; every row of a bystander must be byte for byte what it was. */
  migrate(input?: PlanInput): Promise<{ plan: Plan; migration: Migration }>
  /** `migrate`, then what the test wants to see, then back: every row of every table must be what it was. */
  trip(input?: PlanInput, look?: (migration: Migration, plan: Plan) => Promise<void>): Promise<Trip>
  /** Expects that a migration is refused and that nothing at all has changed. */
  refusal(code: ErrorCode, input?: PlanInput): Promise<ResettleError>
}

export interface Trip {
  readonly plan: Plan
  readonly migration: Migration
  readonly rollback: Rollback
}

export interface WorldOptions {
  readonly source?: string
  readonly target?: string
  /** Address with another user than the owner. */
  readonly address?: (url: string) => string
  /** Columns in which the app itself writes the time of every change: nobody can take that back. */
  readonly stamps?: readonly string[]
}

/** Makes a world out of a blueprint and the scripts of its schema and rows. Source is "1", target "2". */
export async function createWorld(
  engine: EngineName,
  blueprint: BlueprintInput,
  scripts: readonly string[],
  options: WorldOptions = {},
): Promise<World> {
  const { source = '1', target = '2', stamps = [] } = options
  const fresh = await freshDatabase(engine)
  onTestFinished(() => fresh.drop())
  await fresh.run(scripts.join(';\n'))
  const database = await fresh.open()
  const db = options.address?.(fresh.url) ?? fresh.url
  const resettle = await openResettle({ db, blueprint })
  onTestFinished(() => resettle.close())
  const takeDump = async () => without(await dump(database), await stampsOf(database, stamps))
  const world: World = {
    engine,
    fresh,
    resettle,
    rows: (text) => database.read((connection) => connection.query(sql.raw(text))),
    list: async (text) => (await world.rows(text)).map((row) => Object.values(row)[0]),
    dump: takeDump,
    plan: (input = {}) => resettle.plan(source, target, input),
    async migrate(input = {}) {
      const before = await takeDump()
      const plan = await world.plan(input)
      expect(plan.findings.filter(isInTheWay)).toEqual([])
      expect(await takeDump()).toEqual(before)
      // This very plan: one made a minute later has other names where they hold the time.
      const migration = await resettle.migratePlan(plan)
      await expectBystanders(database, blueprint, plan, before, await takeDump())
      expectHonest(plan, migration)
      expect(await resettle.verify(migration.migration_id)).toMatchObject({ ok: true, notes: [] })
      return { plan, migration }
    },
    async trip(input = {}, look = async () => undefined) {
      const before = await takeDump()
      const { plan, migration } = await world.migrate(input)
      await look(migration, plan)
      const there = await takeDump()
      const preview = await resettle.rollback(migration.migration_id, { preview: true })
      expect(await takeDump()).toEqual(there)
      const rollback = await resettle.rollback(migration.migration_id)
      expect(await takeDump()).toEqual(before)
      expect(rollback).toMatchObject({ conflicts: [], kept: [], warnings: [] })
      expect(rollback.resources_restored).toEqual(preview.resources_restored)
      expect(await resettle.verify(migration.migration_id)).toMatchObject({ ok: true, notes: [] })
      return { plan, migration, rollback }
    },
    async refusal(code, input = {}) {
      const before = await takeDump()
      const thrown: unknown = await resettle.migrate(source, target, input).then(
        () => new Error('it was not refused'),
        (error: unknown) => error,
      )
      if (!(thrown instanceof ResettleError)) throw thrown
      expect({ code: thrown.code, message: thrown.message }).toMatchObject({ code })
      expect(await takeDump()).toEqual(before)
      return thrown
    },
  }
  return world
}

function isInTheWay({ severity }: Plan['findings'][number]): boolean {
  return severity === 'blocker' || severity === 'decision'
}

/** Places of stamped columns, by table. */
async function stampsOf(database: Database, stamps: readonly string[]): Promise<Map<string, number[]>> {
  if (stamps.length === 0) return new Map()
  const { tables } = await database.read((connection) => database.dialect.readCatalog(connection))
  return new Map(
    tables.map(({ id, columns }) => [
      id,
      columns.flatMap(({ name }, index) => (stamps.includes(`${id}.${name}`) ? [index] : [])),
    ]),
  )
}

function without(rows: Dump, stamps: ReadonlyMap<string, readonly number[]>): Dump {
  if (stamps.size === 0) return rows
  return Object.fromEntries(
    Object.entries(rows).map(([table, lines]) => {
      const places = stamps.get(table) ?? []
      if (places.length === 0) return [table, lines]
      const masked = lines.map((line) => {
        const cells = JSON.parse(line) as unknown[]
        return JSON.stringify(cells.map((cell, index) => (places.includes(index) ? '~' : cell)))
      })
      return [table, masked.sort()]
    }),
  )
}
