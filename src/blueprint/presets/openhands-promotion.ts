import type { BlueprintInput } from '../blueprint.ts'
import type { ValueSource } from '../promotion.ts'
import { personal } from './openhands-others.ts'

type Rule = NonNullable<BlueprintInput['promotion']>

const legacy = (column: string): ValueSource => ({ legacy: column })
const call = (name: string, ...given: ValueSource[]): ValueSource => ({
  call: `openhands.${name}`,
  with: given,
})

/** What says which model a person uses: JSON in newer versions, columns in older ones. */
const llm = ['agent_settings', 'llm_model', 'llm_base_url', 'user_version'].map(legacy)
const email: ValueSource = { call: 'trimmed', with: [{ first: [{ profile: 'email' }, legacy('email')] }] }
const version = call('version', { read: 'newest_version' })

/** Rows that take the organization, by the column that holds the person's id as text. */
const stamp = (resource: string, user: string, table = resource) => ({
  resource,
  table,
  user,
  organization: 'org_id',
})

/** Rows that hold no organization in any version, and stay the person's own. */
const stay = (table: keyof typeof personal, user: string) => ({
  resource: table.replaceAll('-', '_'),
  table,
  user,
  reason: personal[table],
})

/** The columns of the organization. Settings that have the same name on both sides come over as they are. */
const organization: Rule['organization'] = {
  columns: {
    name: { text: 'user_{user}_org' },
    contact_name: { call: 'trimmed', with: [{ first: [{ profile: 'name' }, legacy('git_user_name')] }] },
    contact_email: email,
    // The app brings an organization that is behind up to date when it reads it, and takes its model away (#14112).
    org_version: version,
    byor_export_enabled: { read: 'has_paid' },
    v1_enabled: { first: [legacy('v1_enabled'), { value: true }] },
    is_default: { value: false },
    updated_at: { first: [legacy('updated_at'), { call: 'now', with: [] }] },
    _search_api_key: call('sealed', legacy('search_api_key')),
    _sandbox_api_key: call('sealed', legacy('sandbox_api_key')),
    // One column for each setting.
    default_max_iterations: legacy('max_iterations'),
    default_llm_model: call('organization-model', ...llm),
    default_llm_base_url: call('organization-address', ...llm),
    // Settings as JSON.
    agent_settings: call('organization-settings', ...llm),
    conversation_settings: call('object', legacy('conversation_settings')),
  },
  free: ['name'],
  same_names: { except: ['id', '_llm_api_key', 'llm_profiles', 'agent_profiles', 'meta_profiles'] },
}

const membership: Rule['membership'] = {
  columns: {
    role_id: { read: 'owner' },
    status: { value: 'active' },
    _llm_api_key: call('sealed-or-empty', legacy('llm_api_key')),
    _llm_api_key_for_byor: call('sealed', legacy('llm_api_key_for_byor')),
    has_custom_llm_api_key: call('has-own-key', legacy('llm_api_key'), ...llm),
    // Not yet proven to be the key of this member in this organization: the app looks at it in its own time.
    managed_llm_key_ownership_version: { value: 0 },
    llm_model: call('member-model', ...llm),
    llm_base_url: call('member-address', ...llm),
    agent_settings_diff: call('member-settings', legacy('mcp_config'), ...llm),
    conversation_settings_diff: call('object', legacy('conversation_settings')),
    mcp_config: call('member-mcp', legacy('mcp_config'), legacy('agent_settings')),
  },
  same_names: { except: [] },
}

/** What OpenHands' own migration moves, and what it forgets. */
export const openhandsPromotion: Rule = {
  legacy: {
    table: 'user_settings',
    user: 'keycloak_user_id',
    marker: { column: 'already_migrated', done: true },
    newest: 'id',
    without_row: 'promote',
  },
  id: 'uuid',
  // The app knows a personal organization by having its user's id.
  organization_id: 'user',
  reads: {
    owner: { table: 'role', where: { name: 'owner' }, take: 'id' },
    newest_version: { table: 'org', take: 'org_version' },
    has_paid: { table: 'billing_sessions', user: 'user_id', where: { status: 'completed' } },
  },
  organization,
  user: {
    columns: { current_org_id: { id: 'organization' }, role_id: { value: null }, email },
    same_names: { except: ['llm_profiles'] },
  },
  membership,
  links: [
    {
      resource: 'conversations',
      table: 'conversation_metadata_saas',
      from: { table: 'conversation_metadata', user: 'user_id' },
      key: 'conversation_id',
      user: 'user_id',
      organization: 'org_id',
    },
  ],
  stamps: [
    stamp('api_keys', 'user_id'),
    { ...stamp('custom_secrets', 'keycloak_user_id'), rename: { column: 'secret_name', newest: 'id' } },
    stamp('slack_users', 'keycloak_user_id'),
    stamp('slack_conversations', 'keycloak_user_id', 'slack_conversation'),
    stamp('billing_sessions', 'user_id'),
    stamp('stripe_customers', 'keycloak_user_id'),
    stamp('device_codes', 'keycloak_user_id'),
    stamp('jira_workspaces', 'admin_user_id'),
    stamp('jira_dc_workspaces', 'admin_user_id'),
  ],
  stays: [
    stay('subscription_access', 'user_id'),
    stay('linear_workspaces', 'admin_user_id'),
    stay('linear_users', 'keycloak_user_id'),
    stay('jira_users', 'keycloak_user_id'),
    stay('jira_dc_users', 'keycloak_user_id'),
    stay('offline_tokens', 'user_id'),
    stay('auth_tokens', 'keycloak_user_id'),
    stay('user-repos', 'user_id'),
    stay('gitlab-webhook', 'user_id'),
    stay('bitbucket_webhook', 'user_id'),
    stay('bitbucket_dc_webhook', 'user_id'),
    stay('conversation_work', 'user_id'),
    stay('resend_synced_users', 'keycloak_user_id'),
    stay('app_conversation_start_task', 'created_by_user_id'),
    stay('v1_remote_sandbox', 'created_by_user_id'),
  ],
  outside: {
    litellm: {
      team_alias: { value: 'Personal Workspace' },
      key_alias: { text: 'OpenHands Cloud - user {user} - org {organization}' },
      email,
      margin: call('margin', legacy('billing_margin'), legacy('user_version')),
      user_budget: 1_000_000_000,
      stored_key: call('managed-key', legacy('llm_api_key'), ...llm),
      publish: {
        to: 'membership',
        column: '_llm_api_key',
        call: 'openhands.sealed',
        replaces: 'llm_api_key',
      },
      metadata: { version, model: call('default-model') },
    },
    stripe: {
      table: 'stripe_customers',
      user: 'keycloak_user_id',
      customer: 'stripe_customer_id',
      organization: 'org_id',
      email,
      metadata: { org_id: { id: 'organization' }, user_id: { value: '' } },
      deleted: 'skip',
    },
  },
}
