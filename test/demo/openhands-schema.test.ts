import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenHands } from '../../demo/openhands/openhands.ts'
import { buildOpenHands } from '../../demo/openhands/openhands.ts'
import { openHandsSchema, schemaShapes } from '../../demo/openhands/schema.ts'
import type { Catalog } from '../../src/database/catalog.ts'
import { columnOf, findTable } from '../../src/database/catalog.ts'
import type { Database } from '../../src/database/database.ts'
import { StatementError } from '../../src/database/database.ts'
import type { FreshDatabase } from '../support/databases.ts'
import { engines, freshDatabase } from '../support/databases.ts'

/** References by the names that the app's migrations give them. */
const references = {
  current_org_fkey: 'user.current_org_id -> org none',
  user_role_fkey: 'user.role_id -> role none',
  om_org_fkey: 'org_member.org_id -> org none',
  om_user_fkey: 'org_member.user_id -> user none',
  om_role_fkey: 'org_member.role_id -> role none',
  conversation_metadata_saas_user_fkey: 'conversation_metadata_saas.user_id -> user none',
  conversation_metadata_saas_org_fkey: 'conversation_metadata_saas.org_id -> org none',
  billing_sessions_org_fkey: 'billing_sessions.org_id -> org none',
  custom_secrets_org_fkey: 'custom_secrets.org_id -> org none',
  api_keys_org_fkey: 'api_keys.org_id -> org none',
  slack_conversation_org_fkey: 'slack_conversation.org_id -> org none',
  slack_users_org_fkey: 'slack_users.org_id -> org none',
  stripe_customers_org_fkey: 'stripe_customers.org_id -> org none',
}

const laterReferences = {
  jira_workspaces_org_fkey: 'jira_workspaces.org_id -> org set-null',
  jira_dc_workspaces_org_fkey: 'jira_dc_workspaces.org_id -> org set-null',
  fk_device_codes_org_id_org: 'device_codes.org_id -> org none',
  api_key_scopes_api_key_id_fkey: 'api_key_scopes.api_key_id -> api_keys cascade',
  org_invitation_org_fkey: 'org_invitation.org_id -> org cascade',
  org_invitation_role_fkey: 'org_invitation.role_id -> role none',
  org_invitation_inviter_fkey: 'org_invitation.inviter_id -> user none',
  org_invitation_accepter_fkey: 'org_invitation.accepted_by_user_id -> user none',
  org_git_claim_org_id_fkey: 'org_git_claim.org_id -> org cascade',
  org_git_claim_claimed_by_fkey: 'org_git_claim.claimed_by -> user none',
  org_budget_settings_org_id_fkey: 'org_budget_settings.org_id -> org none',
  org_budget_threshold_org_id_fkey: 'org_budget_threshold.org_id -> org none',
  org_user_budget_override_org_id_fkey: 'org_user_budget_override.org_id -> org none',
  org_user_budget_override_user_id_fkey: 'org_user_budget_override.user_id -> user none',
}

/** Types as PostgreSQL has them: legacy owners are text, and keys of organizations are not. */
const types: Readonly<Record<string, string>> = {
  'org.id': 'uuid',
  'user.current_org_id': 'uuid',
  'org_member._llm_api_key': 'character varying',
  'user_settings.id': 'integer',
  'user_settings.keycloak_user_id': 'character varying',
  'user_settings.billing_margin': 'double precision',
  'user_settings.accepted_tos': 'timestamp without time zone',
  'user_settings.updated_at': 'timestamp with time zone',
  'user_settings.mcp_config': 'json',
  'billing_sessions.price': 'numeric',
  'billing_sessions.status': 'billing_session_status_enum',
  'billing_sessions.org_id': 'uuid',
  'subscription_access.status': 'subscription_access_status_enum',
  'conversation_metadata.user_id': 'character varying',
  'conversation_metadata_saas.user_id': 'uuid',
  'auth_tokens.access_token_expires_at': 'bigint',
}

describe.each(engines)('the schema on %s', (engine) => {
  describe.each(schemaShapes)('in the %s shape', (shape) => {
    let fresh: FreshDatabase
    let database: Database
    let made: OpenHands
    let catalog: Catalog

    beforeAll(async () => {
      fresh = await freshDatabase(engine)
      database = await fresh.open()
      made = await buildOpenHands(database, { shape, users: 3 })
      catalog = await database.read((connection) => database.dialect.readCatalog(connection))
    })
    afterAll(() => fresh.drop())

    const attempt = async (text: string): Promise<string> => {
      const undone = new Error('undone')
      try {
        await database.write(async (connection) => {
          await connection.execute(sql.raw(text))
          throw undone
        })
        return 'unreachable'
      } catch (error) {
        if (error === undone) return 'accepted'
        if (error instanceof StatementError) return error.kind
        throw error
      }
    }

    test('every reference is there', () => {
      const expected = shape === 'flat' ? references : { ...references, ...laterReferences }
      const found = catalog.tables.flatMap((table) =>
        table.references.map(({ name, columns, table: parent, onDelete }) => ({
          name,
          line: `${table.name}.${columns.join(',')} -> ${parent} ${onDelete}`,
        })),
      )
      expect(found.map(({ line }) => line).sort()).toEqual(Object.values(expected).sort())
      if (engine === 'postgres')
        expect(Object.fromEntries(found.map(({ name, line }) => [name, line]))).toEqual(expected)
    })

    test('types are the app’s', () => {
      const stated = Object.keys(types).map((path) => {
        const [table = '', column = ''] = path.split('.')
        const found = findTable(catalog, table)
        return [path, found === undefined ? null : columnOf(found, column)] as const
      })
      if (engine === 'postgres') {
        expect(
          Object.fromEntries(stated.map(([path, column]) => [path, column?.type.replace(/\(.*\)/, '')])),
        ).toEqual(types)
      } else {
        const uuids = stated.filter(([, column]) => column?.family === 'uuid').map(([path]) => path)
        expect(uuids).toEqual(Object.keys(types).filter((path) => types[path] === 'uuid'))
      }
    })

    test('settings are columns in one shape and JSON in the other', () => {
      const names = (table: string) => findTable(catalog, table)?.columns.map(({ name }) => name) ?? []
      const isFlat = shape === 'flat'
      for (const column of ['agent', 'llm_model', 'llm_base_url', 'max_iterations', 'condenser_max_size'])
        expect([column, names('user_settings').includes(column)]).toEqual([column, isFlat])
      for (const column of ['default_llm_model', 'default_llm_base_url', 'agent', 'mcp_config'])
        expect([column, names('org').includes(column)]).toEqual([column, isFlat])
      expect(names('org_member').includes('llm_model')).toBe(isFlat)
      expect(names('org_member').includes('agent_settings_diff')).toBe(!isFlat)
      expect(names('user_settings')).toContain('mcp_config')
      expect(findTable(catalog, 'org_invitation') === undefined).toBe(isFlat)
    })

    test('what the app’s database refuses is refused', async () => {
      const { team, members, loner } = made.bystanders
      const [member] = members
      const nobody = '00000000-0000-4000-8000-000000000000'
      const json =
        shape === 'json'
          ? { columns: ', agent_settings, conversation_settings', cells: ", '{}', '{}'" }
          : { columns: '', cells: '' }
      const org = (name: string) =>
        `insert into org (id, name${json.columns}) values ('${nobody}', ${name}${json.cells})`
      const saas = (id: string, user: string, owner: string) =>
        `insert into conversation_metadata_saas (conversation_id, user_id, org_id) values (${id}, '${user}', '${owner}')`
      const session = (status: string) =>
        `insert into billing_sessions (id, user_id, status, price, price_code, created_at, updated_at)
         values ('x', 'x', '${status}', 1, 'NA', '2026-01-01', '2026-01-01')`
      const attempts = {
        [org("'free'")]: 'accepted',
        [org("'Harbor Robotics'")]: 'unique',
        [org('null')]: 'not-null',
        "insert into role (name, rank) values ('owner', 1)": 'unique',
        [`insert into "user" (id, current_org_id) values ('${nobody}', '${nobody}')`]: 'reference',
        [`insert into "user" (id, current_org_id) values ('${member}', '${team}')`]: 'unique',
        [`update org_member set _llm_api_key = null where user_id = '${member}'`]: 'not-null',
        [`update org_member set role_id = 99 where user_id = '${member}'`]: 'reference',
        [`update org_member set org_id = '${team}' where user_id = '${member}'`]: 'unique',
        [saas("'new'", loner, loner)]: 'accepted',
        [saas("'new'", nobody, loner)]: 'reference',
        [saas("'new'", loner, nobody)]: 'reference',
        [saas('(select max(conversation_id) from conversation_metadata_saas)', loner, loner)]: 'unique',
        "insert into api_keys (key, user_id) select max(key), 'x' from api_keys": 'unique',
        [`update api_keys set org_id = '${nobody}'`]: 'reference',
        [session('completed')]: 'accepted',
        [session('paid')]: engine === 'postgres' ? 'other' : 'check',
        [`delete from org where id = '${team}'`]: 'reference',
        [`delete from org where id = '${loner}'`]: 'reference',
        'update user_settings set keycloak_user_id = (select max(keycloak_user_id) from user_settings)':
          'accepted',
        'update stripe_customers set keycloak_user_id = null': 'accepted',
      }
      const outcomes: Record<string, string> = {}
      for (const text of Object.keys(attempts)) outcomes[text] = await attempt(text)
      expect(outcomes).toEqual(attempts)
    })

    test('the younger shape forbids what the older one lets in', async () => {
      const { loner } = made.bystanders
      const secret = (org: string) =>
        `insert into custom_secrets (keycloak_user_id, org_id, secret_name, secret_value)
         values ('x', ${org}, 'A', '1'), ('x', ${org}, 'A', '2')`
      const links = (table: string) =>
        `insert into ${table}_users (keycloak_user_id, ${table}_user_id, ${table}_workspace_id, status)
         values ('x', '1', 1, 'active'), ('x', '2', 2, 'active'), ('x', '3', 2, 'inactive'), ('x', '4', 2, 'inactive')`
      const later = shape === 'json' ? 'unique' : 'accepted'
      expect(await attempt(secret(`'${loner}'`))).toBe(later)
      expect(await attempt(secret('null'))).toBe('accepted')
      expect(await attempt(links('jira'))).toBe(later)
      expect(await attempt(links('jira_dc'))).toBe(later)
      expect(await attempt(links('linear'))).toBe('accepted')
    })

    test('the lowest role is called as the migrations call it', async () => {
      const roles = await database.read((connection) =>
        connection.query(sql`select id, name, rank from role order by rank`),
      )
      expect(roles).toEqual([
        { id: 1, name: 'owner', rank: 10 },
        { id: 2, name: 'admin', rank: 20 },
        { id: 3, name: shape === 'flat' ? 'user' : 'member', rank: 1000 },
      ])
    })
  })
})

test('both engines get the same names', () => {
  const names = (engine: 'sqlite' | 'postgres') =>
    openHandsSchema({ engine, shape: 'json' })
      .map((line) => /^create (?:table|index|unique index) "[^"]+"/.exec(line)?.[0])
      .filter((line) => line !== undefined)
  expect(names('postgres')).toEqual(names('sqlite'))
  expect(names('sqlite').length).toBeGreaterThan(80)
})
