import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fernetToken } from '../../demo/openhands/legacy-encryption.ts'
import type { OpenHands, OpenHandsOptions } from '../../demo/openhands/openhands.ts'
import { buildOpenHands, composeOpenHands } from '../../demo/openhands/openhands.ts'
import { openHandsColumns, schemaShapes } from '../../demo/openhands/schema.ts'
import { shapeNames } from '../../demo/openhands/shapes.ts'
import { plant as plantLiteLlm } from '../../demo/outside/litellm/seed.ts'
import { createState } from '../../demo/outside/litellm/state.ts'
import { plant as plantStripe } from '../../demo/outside/stripe/seed.ts'
import { createState as createAccount } from '../../demo/outside/stripe/state.ts'
import type { Database } from '../../src/database/database.ts'
import type { FreshDatabase } from '../support/databases.ts'
import { engines, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import type { Eyes } from './openhands-eyes.ts'
import { decryptLegacy, openEyes, plain } from './openhands-eyes.ts'
import { probes } from './openhands-probes.ts'

const onlyJson = ['settings-json-empty', 'settings-json-newer']

/** The credit of kinds whose money is not what anybody would reckon from three numbers. */
const unreckoned: Readonly<Record<string, string | null>> = {
  'budget-null': null,
  'budget-marker': '12.5',
  'budget-marker-some-keys': '12.5',
  'budget-marker-no-team': 'unknown',
  'unknown-to-litellm': 'unknown',
}

const fresh: FreshDatabase[] = []

afterEach(async () => {
  for (const database of fresh.splice(0)) await database.drop()
})

describe.each(engines)('OpenHands on %s', (engine) => {
  const build = async (options: OpenHandsOptions): Promise<{ database: Database; made: OpenHands }> => {
    const place = await freshDatabase(engine)
    fresh.push(place)
    const database = await place.open()
    return { database, made: await buildOpenHands(database, options) }
  }

  describe.each(schemaShapes)('in the %s shape', (shape) => {
    test('holds a user of every kind, and every row', async () => {
      const { database, made } = await build({ shape })
      const expected = shapeNames.filter((name) => shape === 'json' || !onlyJson.includes(name))
      expect(made.facts.map((fact) => fact.shape)).toEqual(expected)
      const rows = await dump(database)
      const tables = [...openHandsColumns(shape).keys()].sort()
      expect(Object.keys(rows).sort()).toEqual(tables)
      const counts = tables.map((table) => [table, rows[table]?.length])
      expect(counts).toEqual(tables.map((table) => [table, made.rows.get(table)?.length ?? 0]))
    })

    test('is the same every time, and another with another seed', async () => {
      const one = await build({ shape })
      const other = await build({ shape })
      expect(await dump(other.database)).toEqual(await dump(one.database))
      expect(other.made).toEqual(one.made)
      expect(composeOpenHands({ shape, seed: 7 }).facts).not.toEqual(one.made.facts)
    })

    describe('says what is so', () => {
      let eyes: Eyes[] = []

      beforeAll(async () => {
        const place = await freshDatabase(engine)
        const database = await place.open()
        const made = await buildOpenHands(database, { shape, users: 2 * shapeNames.length })
        const look = await openEyes(database, made)
        eyes = made.facts.map(look)
        await place.drop()
      })

      const each = (read: (eyes: Eyes) => unknown) => eyes.map((one) => [one.fact.shape, read(one)] as const)

      test('each user is of their kind', () => {
        expect(each((one) => probes[one.fact.shape](one))).toEqual(each(() => true))
      })

      test('rows of each user, and those without an organization', () => {
        const seen = (one: Eyes) => Object.keys(one.fact.expected.rows).map((table) => counts(one, table))
        expect(each(seen)).toEqual(each(({ fact }) => Object.entries(fact.expected.rows)))
        const owned = ({ rows, fact }: Eyes) =>
          ['user_settings', 'linear_users', 'device_codes', 'gitlab-webhook', 'v1_remote_sandbox'].map(
            (table) => rows(table).length - (fact.expected.rows[table]?.owned ?? 0),
          )
        expect(each(owned)).toEqual(each(() => [0, 0, 0, 0, 0]))
      })

      test('which organization each is to have, and whether it is there', () => {
        const own = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
        for (const { fact, rows, all } of eyes) {
          const { outcome, organization, organization_name: name } = fact.expected
          const isThere = rows('org').length === 1 && rows('user').length === 1
          const isOwner = rows('org_member').some(({ org_id }) => plain(org_id) === plain(fact.user_id))
          expect([fact.shape, isThere && isOwner]).toEqual([fact.shape, outcome === 'done'])
          if (outcome === 'refuse') {
            expect([fact.shape, organization, name]).toEqual([fact.shape, null, null])
            expect(plain(fact.user_id)).not.toMatch(/^[0-9a-f]{32}$/)
            continue
          }
          expect(organization).toMatch(own)
          expect(plain(organization)).toBe(plain(fact.user_id))
          const bearer = all('org').find((row) => row.name === name)
          expect([fact.shape, bearer?.id ?? organization]).toEqual([fact.shape, organization])
        }
      })

      test('which settings count, and whether they are the user’s own', () => {
        expect(each(({ settings }) => settings?.id ?? null)).toEqual(
          each(({ fact }) => fact.expected.settings),
        )
        expect(each(isCustom)).toEqual(each(({ fact }) => fact.expected.is_custom))
        const withSettings = eyes.filter(({ settings }) => settings !== undefined)
        expect(withSettings.map(({ settings }) => settings?.email)).toEqual(
          withSettings.map(({ fact }) => fact.expected.contact_email),
        )
      })

      test('which key is stored, and whether it works', () => {
        const legacy = eyes.filter(
          ({ settings, fact }) => settings !== undefined && fact.expected.outcome !== 'done',
        )
        expect(legacy.map((one) => [one.fact.shape, storedKey(one)])).toEqual(
          legacy.map(({ fact }) => [fact.shape, fact.expected.stored_key]),
        )
      })

      test('what LiteLLM holds, and what credit is left', () => {
        expect(each(({ user, keys }) => [user ?? null, keys.map(({ token }) => token)])).toEqual(
          each(({ fact }) => [fact.expected.litellm.user, fact.expected.litellm.keys]),
        )
        const legacy = eyes.filter(({ fact }) => fact.expected.outcome !== 'done')
        expect(legacy.map((one) => [one.fact.shape, credit(one)])).toEqual(
          legacy.map(({ fact }) => [fact.shape, fact.expected.litellm.credit]),
        )
      })

      test('which customers Stripe has', () => {
        const seen = ({ rows, customers, subscriptions }: Eyes) => ({
          customers: [...new Set(rows('stripe_customers').map((row) => String(row.stripe_customer_id)))].map(
            (id) => {
              const found = customers.find((customer) => customer.id === id)
              return { id, state: found === undefined ? 'missing' : found.deleted ? 'deleted' : 'there' }
            },
          ),
          subscriptions: subscriptions.map(({ id }) => id),
          has_completed_session: rows('billing_sessions').some(({ status }) => status === 'completed'),
        })
        expect(each(seen)).toEqual(each(({ fact }) => fact.expected.stripe))
      })
    })

    test('lets the app go on counting', async () => {
      const { database } = await build({ shape, users: 5 })
      const added = await database.write((connection) =>
        connection.execute(
          sql`insert into custom_secrets (secret_name, secret_value) values ('A', 'b'), ('C', 'd')`,
        ),
      )
      expect(added).toBe(2)
    })

    test('holds every kind many times in bulk', async () => {
      const { database, made } = await build({ shape, users: 2000 })
      const times = Map.groupBy(made.facts, (fact) => fact.shape)
      expect(Math.min(...[...times.values()].map((facts) => facts.length))).toBeGreaterThan(20)
      const [row] = await database.read((connection) =>
        connection.query<{ n: number }>(sql`select count(*) as n from user_settings`),
      )
      expect(row?.n).toBe(made.rows.get('user_settings')?.length)
    })
  })
})

describe('the outside', () => {
  const made = composeOpenHands({ shape: 'json' })
  const { litellm, stripe } = made.outside

  test('can be planted in the servers that stand for LiteLLM and Stripe', () => {
    const state = createState()
    plantLiteLlm(state, litellm)
    const account = createAccount()
    plantStripe(account, stripe)
    for (const { key, token } of litellm.keys)
      expect(state.keys.get(token)?.key_name).toBe(`sk-...${key.slice(-4)}`)
    expect(litellm.keys.length).toBeGreaterThan(250)
    const { members } = litellm.teams.find(({ team_id }) => team_id === made.legacyTeam) ?? { members: [] }
    expect(members.map(({ user_id }) => user_id)).toEqual(
      litellm.users.filter(({ teams }) => teams.includes('legacy-shared')).map(({ user_id }) => user_id),
    )
    expect([...account.customers.keys()]).toEqual(stripe.customers.map(({ id }) => id))
    expect([...account.subscriptions.keys()]).toEqual(stripe.subscriptions.map(({ id }) => id))
  })

  test('has no shared team where none is wanted', () => {
    const { outside } = composeOpenHands({ legacyTeam: null, users: 3 })
    const ids = outside.litellm.teams.map(({ team_id }) => team_id)
    expect(ids).not.toContain('legacy-shared')
    for (const { team_id } of outside.litellm.keys) expect([null, ...ids]).toContain(team_id)
  })

  test('leaves bystanders complete', () => {
    const { team, members, loner } = made.bystanders
    const known = litellm.teams.find(({ team_id }) => team_id === team)
    expect(known?.members.map(({ user_id }) => user_id)).toEqual(expect.arrayContaining([...members]))
    for (const id of [...members, loner]) {
      expect(litellm.teams.find(({ team_id }) => team_id === id)?.members).toHaveLength(1)
      expect(stripe.customers.some(({ metadata }) => metadata.org_id === id)).toBe(true)
    }
  })
})

test('a legacy secret is a token as the Fernet specification makes it', () => {
  const key = Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url')
  const vector = Array.from({ length: 16 }, (_, number) => number.toString(16).padStart(2, '0')).join('')
  expect(fernetToken('hello', key, { seconds: 499_162_800, vector })).toBe(
    'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
  )
})

test('kinds are chosen, and take turns', () => {
  const { facts } = composeOpenHands({ shapes: ['ordinary', 'keys-13'], users: 5 })
  expect(facts.map(({ shape }) => shape)).toEqual(['ordinary', 'keys-13', 'ordinary', 'keys-13', 'ordinary'])
  expect(() => composeOpenHands({ shapes: [], users: 1 })).toThrow('of no kind')
})

function counts({ rows }: Eyes, table: string): [string, { owned: number; loose: number | null }] {
  const found = rows(table)
  if (table === 'conversation_metadata') {
    const shared = rows('conversation_metadata_saas').map((row) => row.conversation_id)
    const loose = found.filter((row) => !shared.includes(row.conversation_id)).length
    return [table, { owned: found.length, loose }]
  }
  const canBear = found.every((row) => 'org_id' in row)
  const loose = canBear ? found.filter((row) => row.org_id === null).length : null
  return [table, { owned: found.length, loose }]
}

/** The app's own rule, read from the fact sheet and not from the demo. */
function isCustom({ settings, made }: Eyes): boolean {
  if (settings === undefined) return false
  const { llm_model: model, llm_base_url: address, user_version: version } = settings
  if (address !== null && address !== made.managedProxy) return true
  if (model === null) return false
  const defaults = ['', 'claude-3-5-sonnet-20241022', 'claude-3-7-sonnet-20250219']
  defaults.push('claude-sonnet-4-20250514', 'claude-sonnet-4-20250514', 'minimax-m2.5', 'minimax-m2.7')
  return model.split('/').at(-1) !== defaults[version]
}

function storedKey({ settings, made, keys }: Eyes): { state: string; value: string | null } {
  const stored = settings?.llm_api_key
  if (stored === null) return { state: 'none', value: null }
  const value = stored.startsWith('sk-') ? stored : decryptLegacy(stored, made.secret)
  if (value === null) return { state: 'unreadable', value }
  if (settings?.llm_base_url !== null && settings?.llm_base_url !== made.managedProxy)
    return { state: 'own', value }
  return { state: keys.some(({ key }) => key === value) ? 'alive' : 'dead', value }
}

/** What is left, reckoned in millionths of a dollar and of the margin. */
function credit({ user, settings, fact }: Eyes): string | null {
  if (fact.shape in unreckoned) return unreckoned[fact.shape] ?? null
  const millionths = (amount: number) => BigInt(Math.round(amount * 1e6))
  const margin = (settings?.user_version ?? 0) < 4 ? (settings?.billing_margin ?? 1) : 1
  const left = (millionths(user?.max_budget ?? 0) - millionths(user?.spend ?? 0)) * millionths(margin)
  if (left <= 0n) return '0'
  const digits = left.toString().padStart(13, '0')
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '')
}
