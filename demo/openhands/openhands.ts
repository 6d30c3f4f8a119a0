import { sql } from 'kysely'
import type { Database } from '../../src/database/database.ts'
import type { Bystanders } from './bystanders.ts'
import { addBystanders } from './bystanders.ts'
import type { Fact } from './facts.ts'
import { toFacts } from './facts.ts'
import { addRoles } from './organizations.ts'
import type { Outside } from './outside.ts'
import type { Place, SchemaShape } from './schema.ts'
import { openHandsSchema } from './schema.ts'
import type { Shape } from './shapes/shape.ts'
import type { ShapeName } from './shapes.ts'
import { shapeNames, userShapes } from './shapes.ts'
import type { Row } from './world.ts'
import { managedProxy, World } from './world.ts'
import { finish, writeRows } from './write.ts'

export interface OpenHandsOptions {
  /** Default `flat`. */
  readonly shape?: SchemaShape
  /** Kinds of users, all by default; they take turns. */
  readonly shapes?: readonly ShapeName[]
  /** How many users there are besides the bystanders. Default: one of each kind. */
  readonly users?: number
  readonly seed?: number
  /** What the app encrypts its older secrets with. */
  readonly secret?: string
  /** The LiteLLM team that all legacy keys share; null: they are in none. */
  readonly legacyTeam?: string | null
}

/** An OpenHands installation that was thought up, and what stands outside of its database. */
export interface OpenHands {
  readonly shape: SchemaShape
  readonly facts: readonly Fact[]
  readonly bystanders: Bystanders
  readonly outside: Outside
  readonly secret: string
  readonly legacyTeam: string | null
  /** Address of the app's own LiteLLM proxy, as settings name it. */
  readonly managedProxy: string
  readonly rows: ReadonlyMap<string, readonly Row[]>
  /** The moment it is looked at, in seconds. */
  readonly now: number
}

/** Thinks the installation up without a database. The same options give the same installation. */
export function composeOpenHands(options: OpenHandsOptions = {}): OpenHands {
  const { shape = 'flat', seed = 2089, secret = 'an invented secret', legacyTeam = 'legacy-shared' } = options
  const world = new World({ shape, seed, secret, legacyTeam })
  addRoles(world)
  const bystanders = addBystanders(world)
  const shapes = (options.shapes ?? shapeNames).filter((name) => fits(userShapes[name], world))
  const written = Array.from({ length: options.users ?? shapes.length }, (_, number) => {
    const name = shapes[number % shapes.length]
    if (name === undefined) throw new Error('there are no users of no kind')
    return { shape: name, told: userShapes[name].write(world, bystanders) }
  })
  if (legacyTeam !== null) addLegacyTeam(world, legacyTeam)
  const { rows, outside, now } = world
  const facts = toFacts(world, written)
  return { shape, facts, bystanders, outside, secret, legacyTeam, managedProxy, rows, now }
}

/** Makes the app's schema in an empty database and fills it. */
export async function buildOpenHands(database: Database, options: OpenHandsOptions = {}): Promise<OpenHands> {
  const made = composeOpenHands(options)
  const place: Place = { engine: database.dialect.name, shape: made.shape }
  await database.write(async (connection) => {
    const statements = openHandsSchema(place)
    const isIndex = (statement: string) => /^create (?:unique )?index/.test(statement)
    for (const text of statements.filter((text) => !isIndex(text))) await connection.execute(sql.raw(text))
    await writeRows(connection, place, made.rows)
    // Indexes last: many rows then take less time.
    for (const text of statements.filter(isIndex)) await connection.execute(sql.raw(text))
    await finish(connection, place)
  })
  return made
}

function fits({ needs = [] }: Shape, world: World): boolean {
  return needs.every((path) => world.has(path))
}

/** Where all keys were before organizations: no limit of its own, and every legacy user in it. */
function addLegacyTeam({ outside }: World, id: string): void {
  const members = outside.litellm.users.filter(({ teams }) => teams.includes(id))
  outside.litellm.teams.push({
    team_id: id,
    team_alias: 'OpenHands Cloud',
    max_budget: null,
    spend: 0,
    models: [],
    members: members.map(({ user_id }) => ({ user_id, role: 'user', max_budget: null, spend: 0 })),
    metadata: {},
  })
}
