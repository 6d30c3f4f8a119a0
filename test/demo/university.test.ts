import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { lambSchema, lambVersions, quoteName } from '../../demo/university/schema.ts'
import type { HazardName, University, UniversityOptions } from '../../demo/university/university.ts'
import { buildUniversity, composeUniversity, hazardNames } from '../../demo/university/university.ts'
import type { Database } from '../../src/database/database.ts'
import type { FreshDatabase } from '../support/databases.ts'
import { engines, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import { probes } from './probes.ts'

const tableCounts = { 'october-2025': 13, today: 32, next: 34 } as const

/** Names of columns that make two rows collide once they share an organization. */
const keys: Readonly<Record<string, readonly string[]>> = {
  assistants: ['name', 'owner'],
  prompt_templates: ['owner_email', 'name'],
  Creator_users: ['lti_user_id'],
  libraries: ['name'],
  collections: ['collection_name'],
  knowledge_stores: ['name'],
  lti_creator_keys: [],
}

const fresh: FreshDatabase[] = []

afterEach(async () => {
  for (const database of fresh.splice(0)) await database.drop()
})

describe.each(engines)('the university on %s', (engine) => {
  const build = async (
    options: UniversityOptions = {},
  ): Promise<{ database: Database; university: University }> => {
    const made = await freshDatabase(engine)
    fresh.push(made)
    const database = await made.open()
    return { database, university: await buildUniversity(database, options) }
  }

  describe.each(lambVersions)('schema %s', (version) => {
    test.each(['LAMB_', '', `it's "odd" `])('holds every hazard behind the prefix <%s>', async (prefix) => {
      const { database, university } = await build({ version, prefix, usageLogs: 200 })
      const found = await hazardsIn(database, university)
      expect(found).toEqual(Object.fromEntries(university.facts.map(({ hazard }) => [hazard, 'present'])))
      expect(await conflictsIn(database, university)).toEqual(statedConflicts(university))
      const tables = await database.read((connection) => database.dialect.readCatalog(connection))
      expect(tables.tables).toHaveLength(tableCounts[version])
    })

    test('holds every row that its facts name', async () => {
      const { database, university } = await build({ version, usageLogs: 0 })
      expect(await missingRows(database, university)).toEqual([])
    })
  })

  test('is the same every time', async () => {
    const [one, other] = [await build(), await build()]
    expect(await dump(other.database)).toEqual(await dump(one.database))
    expect(other.university.facts).toEqual(one.university.facts)
  })

  test('holds the usage logs that were asked for, in every organization', async () => {
    const { database } = await build({ usageLogs: 20_000, hazards: false })
    const logs = await count(database, 'from "LAMB_usage_logs"')
    const organizations = await count(
      database,
      'from (select distinct organization_id from "LAMB_usage_logs") o',
    )
    const summed = await count(
      database,
      'from "LAMB_assistant_usage_totals" t where total_tokens_total = prompt_tokens_total + completion_tokens_total',
    )
    expect({ logs, organizations }).toEqual({ logs: 20_000, organizations: 5 })
    expect(summed).toBe(await count(database, 'from "LAMB_assistant_usage_totals"'))
  })

  test('has no conflict without hazards, and only those that were chosen', async () => {
    const plain = await build({ hazards: false, scale: 2, usageLogs: 0 })
    expect(await conflictsIn(plain.database, plain.university)).toEqual([])
    const chosen = await build({ hazards: ['library-same-name'], usageLogs: 0 })
    expect(chosen.university.facts.map(({ hazard }) => hazard)).toEqual(['library-same-name'])
    expect(await conflictsIn(chosen.database, chosen.university)).toEqual(statedConflicts(chosen.university))
  })

  test('names the people whom nobody may settle by guessing', async () => {
    const { database, university } = await build({ usageLogs: 0 })
    const twice = await conflictsIn(database, university)
    expect(university.mustDecide.map(({ table, id }) => `${table} ${id}`).sort()).toEqual(
      twice.filter((line) => line.startsWith('Creator_users')).map((line) => line.replace(/ ~ .*/, '')),
    )
    expect(university.mustDecide).toHaveLength(2)
  })

  test('lets the app go on counting', async () => {
    const { database } = await build({ usageLogs: 10 })
    const inserted = await database.write((connection) =>
      connection.execute(
        sql`insert into "LAMB_assistants" (organization_id, name, owner, created_at, updated_at) values (2, 'new', 'new', 1, 1)`,
      ),
    )
    expect(inserted).toBe(1)
  })
})

test('rows that violate references are written on SQLite unless refused', async () => {
  const violations = async (options: UniversityOptions) => {
    const made = await freshDatabase('sqlite')
    fresh.push(made)
    const database = await made.open()
    await buildUniversity(database, { usageLogs: 10, ...options })
    return count(database, 'from pragma_foreign_key_check')
  }
  expect(await violations({ dirty: false })).toBe(0)
  expect(await violations({})).toBeGreaterThan(8)
  expect(await violations({ version: 'october-2025' })).toBeGreaterThan(8)
})

test('every hazard exists in some version on SQLite', () => {
  const { facts } = composeUniversity({ engine: 'sqlite', version: 'next' })
  expect(facts.map(({ hazard }) => hazard)).toEqual(hazardNames)
})

test('settings change what the organizations are configured with', () => {
  const config = (options: UniversityOptions) =>
    composeUniversity({ engine: 'sqlite', ...options })
      .rows.get('organizations')
      ?.map(({ config }) => JSON.parse(String(config)))
  const [, source, target] = config({}) ?? []
  expect(target.kb_server.url).toBe(source.kb_server.url)
  expect(source.features).toMatchObject({ signup_enabled: true, sharing_enabled: true })
  const [, , other] =
    config({ kbServerDiffers: true, targetSharingOff: true, targetWithoutModels: true }) ?? []
  expect(other.kb_server.url).not.toBe(source.kb_server.url)
  expect(other.features.sharing_enabled).toBe(false)
  expect(other.setups.default.providers).toEqual({})
  const [, closed] = config({ sourceSignUpOpen: false }) ?? []
  expect(closed.features.signup_enabled).toBe(false)
})

test('both engines get the same names', () => {
  const names = (engine: 'sqlite' | 'postgres') =>
    lambSchema({ version: 'next', prefix: 'LAMB_', engine }).map(
      (line) => /^create [a-z ]+"[^"]+"/.exec(line)?.[0],
    )
  expect(names('postgres')).toEqual(names('sqlite'))
})

async function count(database: Database, text: string): Promise<number> {
  const [row] = await database.read((connection) =>
    connection.query<{ n: number }>(sql.raw(`select count(*) as n ${text}`)),
  )
  return row?.n ?? 0
}

function withTables(text: string, { prefix }: University): string {
  return text.replace(/\{(\w+)\}/g, (_, table: string) => quoteName(prefix + table))
}

async function hazardsIn(database: Database, university: University): Promise<Record<string, string>> {
  const found: Partial<Record<HazardName, string>> = {}
  for (const { hazard } of university.facts) {
    const [text, atLeast] = probes[hazard]
    const times = await count(database, withTables(text, university))
    found[hazard] = times >= atLeast ? 'present' : `only ${times} of ${atLeast}`
  }
  return found
}

function statedConflicts({ conflicts }: University): string[] {
  return conflicts.map(({ table, source, target }) => `${table} ${source} ~ ${target}`).sort()
}

/** Conflicts as the database shows them. Roles count for those who live in the source, since only they move. */
async function conflictsIn(database: Database, university: University): Promise<string[]> {
  const { source, target } = university.organizations
  const lines: string[] = []
  const look = async (table: string, condition: string) => {
    const text = `select s.id as source, t.id as target from {${table}} s join {${table}} t
      on s.organization_id = ${source.id} and t.organization_id = ${target.id} where ${condition}`
    const rows = await database.read((connection) =>
      connection.query<{ source: number; target: number }>(sql.raw(withTables(text, university))),
    )
    lines.push(...rows.map((row) => `${table} ${row.source} ~ ${row.target}`))
  }
  const isThere = (table: string) => university.rows.get(table) !== undefined
  for (const [table, columns] of Object.entries(keys)) {
    const isLti = table === 'Creator_users'
    if (!isThere(table) || (isLti && university.version === 'october-2025')) continue
    await look(table, ['1 = 1', ...columns.map((column) => `s.${column} = t.${column}`)].join(' and '))
  }
  const lives = `exists (select 1 from {Creator_users} u where u.id = s.user_id and u.organization_id = ${source.id})`
  await look('organization_roles', `s.user_id = t.user_id and ${lives}`)
  return lines.sort()
}

async function missingRows(database: Database, { facts, prefix }: University): Promise<string[]> {
  const missing: string[] = []
  const rows = new Map<string, Set<number | string>>()
  for (const table of new Set(facts.flatMap((fact) => fact.rows.map((row) => row.table)))) {
    const key = table === 'assistant_publish' ? 'assistant_id' : 'id'
    const found = await database.read((connection) =>
      connection.query<{ id: number | string }>(
        sql`select ${sql.id(key)} as id from ${sql.id(prefix + table)}`,
      ),
    )
    rows.set(table, new Set(found.map(({ id }) => id)))
  }
  for (const fact of facts) {
    expect(fact.rows.length).toBeGreaterThan(0)
    for (const { table, id } of fact.rows)
      if (!rows.get(table)?.has(id)) missing.push(`${fact.hazard}: ${table} ${id}`)
  }
  return missing
}
