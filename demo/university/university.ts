import { sql } from 'kysely'
import type { Database } from '../../src/database/database.ts'
import type { Organizations, Settings } from './cast.ts'
import { addCast } from './cast.ts'
import type { HazardName } from './hazards.ts'
import { hazardNames, hazards } from './hazards.ts'
import { addPopulation } from './population.ts'
import type { Engine, LambVersion } from './schema.ts'
import { lambSchema } from './schema.ts'
import { writeTotals, writeUsage } from './usage.ts'
import type { Address, Conflict, Fact, Row } from './world.ts'
import { World } from './world.ts'
import { advanceCounters, keepWriteAheadLog, writeBrokenRows, writeRows } from './write.ts'

export type { HazardName } from './hazards.ts'
export { hazardNames } from './hazards.ts'

export interface UniversityOptions extends Partial<Settings> {
  /** Default `today`. */
  readonly version?: LambVersion
  /** Default `LAMB_`. */
  readonly prefix?: string
  /** Usage logs besides those of the hazards. Default 3000 times `scale`. */
  readonly usageLogs?: number
  /** How many ordinary people and things there are; 1 is about 120 people and 300 assistants. */
  readonly scale?: number
  /** All (default), none, or those named. */
  readonly hazards?: boolean | readonly HazardName[]
  /** Rows that violate references. Default: on SQLite, where that can be. */
  readonly dirty?: boolean
  readonly seed?: number
}

/** A university that was thought up, and what is awkward about it. */
export interface University {
  readonly version: LambVersion
  readonly prefix: string
  readonly organizations: Organizations
  readonly facts: readonly Fact<HazardName>[]
  /** Every pair of rows that may not both live in the target. */
  readonly conflicts: readonly Conflict[]
  /** Rows of the source whose conflict nobody may guess. */
  readonly mustDecide: readonly Address[]
  /** Rows by table name without prefix; usage logs without the ordinary ones. */
  readonly rows: ReadonlyMap<string, readonly Row[]>
  /** Rows that violate references. */
  readonly brokenRows: ReadonlyMap<string, readonly Row[]>
  /** The moment it is looked at, in seconds. */
  readonly now: number
}

/** Thinks the university up without a database. The same options give the same university. */
export function composeUniversity(options: UniversityOptions & { readonly engine: Engine }): University {
  const { version = 'today', prefix = 'LAMB_', engine, seed = 1583, scale = 1 } = options
  const world = new World({ version, engine, seed })
  const cast = addCast(world, {
    kbServerDiffers: options.kbServerDiffers ?? false,
    libraryServerDiffers: options.libraryServerDiffers ?? false,
    targetSharingOff: options.targetSharingOff ?? false,
    targetWithoutModels: options.targetWithoutModels ?? false,
    sourceSignUpOpen: options.sourceSignUpOpen ?? true,
  })
  const facts = chosen(options)
    .filter((name) => fits(name, world, options.dirty ?? true))
    .map((name) => world.record(name, hazards[name].says, () => hazards[name].write(world, cast)))
  addPopulation(world, cast, scale)
  const conflicts = facts.flatMap((fact) => fact.conflicts)
  return {
    version,
    prefix,
    organizations: cast.organizations,
    facts,
    conflicts,
    mustDecide: conflicts
      .filter(({ table }) => table === 'Creator_users')
      .map(({ table, source }) => ({ table, id: source })),
    rows: world.rows,
    brokenRows: world.broken,
    now: world.now,
  }
}

/** Makes the app's schema in an empty database and fills it. */
export async function buildUniversity(
  database: Database,
  options: UniversityOptions = {},
): Promise<University> {
  const file = database.address.startsWith('sqlite:') ? database.address.slice('sqlite:'.length) : null
  const engine = file === null ? 'postgres' : 'sqlite'
  const university = composeUniversity({ ...options, engine })
  const { version, prefix, rows, now } = university
  const place = { engine, version, prefix } as const
  if (file !== null && version !== 'october-2025') keepWriteAheadLog(file)
  await database.write(async (connection) => {
    const statements = lambSchema(place)
    const isTable = (statement: string) => statement.startsWith('create table')
    for (const statement of statements.filter(isTable)) await connection.execute(sql.raw(statement))
    await writeRows(connection, place, rows)
    await writeUsage(connection, place, {
      count: options.usageLogs ?? Math.round(3000 * (options.scale ?? 1)),
      firstId: 1 + lastLog(university),
      now,
    })
    await writeTotals(connection, place, now)
    // Indexes last: a million logs then take a third less time.
    for (const statement of statements) if (!isTable(statement)) await connection.execute(sql.raw(statement))
    await advanceCounters(connection, place)
  })
  if (file !== null) writeBrokenRows(file, place, university.brokenRows)
  return university
}

function chosen({ hazards: wanted = true }: UniversityOptions): readonly HazardName[] {
  if (typeof wanted === 'boolean') return wanted ? hazardNames : []
  return hazardNames.filter((name) => wanted.includes(name))
}

function fits(name: HazardName, world: World, isDirtyWanted: boolean): boolean {
  const { needs = [], onlySqlite, isDirty } = hazards[name]
  if (onlySqlite && world.engine !== 'sqlite') return false
  if (isDirty && !isDirtyWanted) return false
  return needs.every((path) => world.has(path))
}

function lastLog({ rows, brokenRows }: University): number {
  const logs = [...(rows.get('usage_logs') ?? []), ...(brokenRows.get('usage_logs') ?? [])]
  return Math.max(0, ...logs.map(({ id }) => Number(id)))
}
