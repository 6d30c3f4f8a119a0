import type { ShapeName } from '../../demo/openhands/shapes.ts'
import { managedProxy } from '../../demo/openhands/world.ts'
import { decryptLegacy, type Eyes, plain, type Seen } from './openhands-eyes.ts'

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether what is special about a kind of user is really so, in the database and outside. */
export const probes: Readonly<Record<ShapeName, (eyes: Eyes) => boolean>> = {
  ordinary: (eyes) => isLegacy(eyes) && eyes.settings?.already_migrated === false && eyes.keys.length > 0,
  'no-email': ({ settings, user, customers }) =>
    settings?.email === null && user?.user_email === null && customers[0]?.email === null,
  'marker-null': (eyes) => isLegacy(eyes) && eyes.settings?.already_migrated === null,
  'marker-true-alone': (eyes) => isLegacy(eyes) && eyes.settings?.already_migrated === true,
  promoted: (eyes) => isPromoted(eyes) && eyes.settings?.already_migrated === true && looseKeys(eyes) === 0,
  'promoted-stragglers': (eyes) =>
    isPromoted(eyes) && looseKeys(eyes) === 1 && looseConversations(eyes) === 2,
  'organization-without-user': ({ rows, team }) =>
    rows('org').length === 1 && rows('user').length === 0 && team?.members.length === 0,
  'user-without-membership': ({ rows }) => rows('user').length === 1 && rows('org_member').length === 0,
  native: (eyes) => isPromoted(eyes) && eyes.settings === undefined,
  'settings-twice': ({ rows, settings }) =>
    rows('user_settings').length === 2 && settings?.language === 'eu' && isNewest(rows('user_settings')),
  'settings-twice-one-marked': ({ rows, settings }) =>
    rows('user_settings')[0]?.already_migrated === true && settings?.already_migrated === false,
  'settings-twice-spelt-twice': ({ rows, settings, fact }) =>
    rows('user_settings').length === 2 && settings?.keycloak_user_id === fact.user_id.toUpperCase(),
  'no-settings': (eyes) => isLegacy(eyes) && eyes.settings === undefined && looseConversations(eyes) > 0,

  'id-in-capitals-somewhere': ({ rows, fact, user }) =>
    ['api_keys', 'conversation_metadata'].every((table) => spellings(rows(table)) === 2) &&
    user?.user_id === fact.user_id,
  'id-in-capitals': ({ fact, rows, user }) =>
    fact.user_id === fact.user_id.toUpperCase() &&
    isUuid.test(fact.user_id.toLowerCase()) &&
    rows('api_keys')[0]?.user_id === fact.user_id &&
    user?.user_id === fact.user_id,
  'id-without-dashes': ({ fact, rows }) =>
    /^[0-9a-f]{32}$/.test(fact.user_id) && rows('conversation_metadata')[0]?.user_id === fact.user_id,
  'id-no-uuid': ({ fact }) => !isUuid.test(fact.user_id) && !/^[0-9a-f]{32}$/i.test(fact.user_id),

  'version-0': ({ settings }) => settings?.user_version === 0 && settings.llm_model === null,
  'version-1': (eyes) => isOfVersion(eyes, 1, 'claude-3-5-sonnet-20241022'),
  'version-2': (eyes) => isOfVersion(eyes, 2, 'claude-3-7-sonnet-20250219'),
  'version-3': (eyes) => isOfVersion(eyes, 3, 'claude-sonnet-4-20250514'),
  'version-5': (eyes) => isOfVersion(eyes, 5, 'minimax-m2.5'),
  'version-6': (eyes) => isOfVersion(eyes, 6, 'minimax-m2.7'),
  'model-without-path': ({ settings }) => settings?.llm_model === 'claude-sonnet-4-20250514',
  'model-of-another-version': ({ settings }) =>
    settings?.user_version === 2 && settings.llm_model.endsWith('claude-sonnet-4-20250514'),
  'model-of-their-own': ({ settings }) =>
    settings?.llm_model === 'litellm_proxy/gpt-5-mini' && settings.llm_base_url === managedProxy,
  'address-of-their-own': ({ settings }) =>
    settings?.llm_model !== null && settings?.llm_base_url?.startsWith('https://api.anthropic.example'),
  'address-without-model': ({ settings }) =>
    settings?.llm_model === null && settings.llm_base_url?.startsWith('https://api.anthropic.example'),
  'settings-rich': ({ settings, made }) =>
    settings?.max_iterations === 42 &&
    settings.mcp_config.sse_servers.length === 1 &&
    decryptLegacy(settings.search_api_key, made.secret) === 'tvly-invented' &&
    decryptLegacy(settings.sandbox_api_key, made.secret) === 'sandbox-invented',
  'settings-json-empty': ({ settings }) => JSON.stringify(settings?.agent_settings) === '{}',
  'settings-json-newer': ({ settings }) =>
    settings?.mcp_config.sse_servers[0].url.includes('old') &&
    settings.agent_settings.mcp_config.sse_servers[0].url.includes('new'),
  'settings-bare': ({ settings }) =>
    settings !== undefined &&
    ['language', 'llm_model', 'llm_api_key', 'email', 'accepted_tos'].every(
      (name) => settings[name] === null,
    ),

  'keys-13': ({ keys }) => keys.length === 13,
  'keys-120': ({ keys }) => keys.length === 120 && new Set(keys.map(({ token }) => token)).size === 120,
  'keys-none': ({ keys, settings, user }) =>
    user !== undefined && keys.length === 0 && settings?.llm_api_key === null,
  'keys-in-no-team': ({ keys }) => keys.length > 0 && keys.every(({ team_id }) => team_id === null),
  'key-with-limits': ({ keys }) =>
    keys.some((key) => key.max_budget === 2.5 && key.models.length === 1 && key.expires !== null),
  'key-plain': ({ settings, keys }) => settings?.llm_api_key === keys[0]?.key,
  'key-dead': (eyes) => eyes.keys.length === 2 && isDead(eyes),
  'key-dead-plain': ({ settings, keys }) => settings?.llm_api_key.startsWith('sk-') && keys.length === 0,
  'key-unreadable': ({ settings, made }) => decryptLegacy(settings?.llm_api_key, made.secret) === null,
  'key-missing': ({ settings, keys }) => settings?.llm_api_key === null && keys.length === 2,
  'key-for-export': ({ settings, keys, made }) => {
    const exported = decryptLegacy(settings?.llm_api_key_for_byor, made.secret)
    return keys.find(({ key }) => key === exported)?.key_alias?.startsWith('BYOR Key') === true
  },
  'unknown-to-litellm': (eyes) => eyes.user === undefined && eyes.keys.length === 0 && isDead(eyes),

  'margin-of-old-version': (eyes) => hasMargin(eyes, 3, 2),
  'margin-of-new-version': (eyes) => hasMargin(eyes, 4, 2),
  'margin-null': (eyes) => hasMargin(eyes, 3, null),
  'margin-one': (eyes) => hasMargin(eyes, 3, 1),
  'margin-fractional': (eyes) => hasMargin(eyes, 2, 1.1),
  'budget-null': ({ user }) => user?.max_budget === null,
  'budget-zero': ({ user }) => user?.max_budget === 0,
  'budget-exhausted': ({ user }) => Number(user?.max_budget) < Number(user?.spend),
  'budget-fractional': ({ user }) => user?.max_budget === 17.123456 && user.spend === 0.000001,
  'budget-marker': ({ user, team, keys }) =>
    user?.max_budget === 1e9 &&
    team?.max_budget === 12.5 &&
    team.members.length === 0 &&
    keys.every(({ team_id }) => team_id !== team.team_id),
  'budget-marker-some-keys': ({ user, team, keys }) =>
    user?.max_budget === 1e9 &&
    team?.members[0]?.user_id === user.user_id &&
    keys.filter(({ team_id }) => team_id === team.team_id).length === 4 &&
    keys.length === 12,
  'budget-marker-no-team': ({ user, team }) => user?.max_budget === 1e9 && team === undefined,

  'stripe-none': ({ rows }) => rows('stripe_customers').length === 0 && rows('billing_sessions').length === 0,
  'stripe-one': ({ rows, customers, fact }) =>
    rows('stripe_customers').length === 1 && customers[0]?.metadata.user_id === fact.user_id,
  'stripe-twice': ({ rows, customers }) => rows('stripe_customers').length === 2 && customers.length === 1,
  'stripe-two-customers': ({ rows, customers, subscriptions }) =>
    rows('stripe_customers').length === 2 && customers.length === 2 && subscriptions.length === 1,
  'stripe-deleted': ({ customers }) => customers.length === 1 && customers[0]?.deleted === true,
  'stripe-missing': ({ rows, customers }) => rows('stripe_customers').length === 1 && customers.length === 0,
  'stripe-two-subscriptions': ({ rows, customers, subscriptions }) =>
    customers.length === 1 && subscriptions.length === 2 && rows('subscription_access').length === 2,
  'stripe-tagged': ({ customers, fact }) =>
    customers[0]?.metadata.org_id === fact.user_id && customers[0].metadata.crm_id === '0061',
  'stripe-other-email': ({ customers, settings }) =>
    customers[0]?.email !== null && customers[0]?.email !== settings?.email,
  'sessions-completed': (eyes) => sessions(eyes) === 'cancelled completed error',
  'sessions-open': (eyes) => sessions(eyes) === 'cancelled in_progress',
  'access-alone': ({ rows }) =>
    rows('subscription_access').length === 2 && rows('stripe_customers').length === 0,

  'conversations-none': ({ rows }) => rows('conversation_metadata').length === 0,
  'conversations-many': (eyes) => looseConversations(eyes) === 250,
  'secrets-same-name': ({ rows }) =>
    rows('custom_secrets').filter(({ secret_name }) => secret_name === 'DATABASE_URL').length === 2,
  slack: ({ rows }) => rows('slack_users').length === 2 && rows('slack_conversation').length === 2,
  'jira-workspace': ({ rows }) =>
    rows('jira_workspaces').length === 1 &&
    rows('jira_users')
      .map(({ status }) => status)
      .join(' ') === 'inactive active',
  'jira-dc-workspace': ({ rows }) =>
    rows('jira_dc_workspaces').length === 1 && rows('jira_dc_users').length === 1,
  'linear-workspace': ({ rows }) =>
    rows('linear_workspaces').length === 2 && rows('linear_users').length === 2,
  'workspace-of-another': ({ rows, all, fact }) => {
    const link = rows('jira_users')[0]
    const workspace = all('jira_workspaces').find(({ id }) => id === link?.jira_workspace_id)
    return workspace !== undefined && plain(workspace.admin_user_id) !== plain(fact.user_id)
  },
  everything: ({ rows, made }) => tablesOf(rows) === (made.shape === 'flat' ? 23 : 25),

  'member-of-team': (eyes) => isInTeam(eyes) && eyes.rows('org').length === 0,
  'member-of-team-with-conversations': (eyes) =>
    isInTeam(eyes) &&
    eyes.rows('conversation_metadata_saas').filter(({ org_id }) => org_id === eyes.made.bystanders.team)
      .length === 2 &&
    looseConversations(eyes) > 0,
  'promoted-in-team': (eyes) => isPromoted(eyes) && isInTeam(eyes),
  'stamped-elsewhere': ({ rows, made }) =>
    ['api_keys', 'custom_secrets', 'stripe_customers'].every((table) =>
      rows(table).some(({ org_id }) => org_id === made.bystanders.team),
    ),
  'name-taken': ({ all, fact }) =>
    all('org').some(({ id, name }) => name === `user_${fact.user_id}_org` && id !== fact.user_id),
}

function isLegacy({ rows }: Eyes): boolean {
  return ['org', 'user', 'org_member'].every((table) => rows(table).length === 0)
}

function isPromoted({ rows, team }: Eyes): boolean {
  const [user] = rows('user')
  const isOwner = rows('org_member').some(({ org_id, role_id }) => org_id === user?.id && role_id === 1)
  return rows('org').length === 1 && isOwner && team !== undefined
}

function isInTeam({ rows, made }: Eyes): boolean {
  return rows('org_member').some(({ org_id }) => org_id === made.bystanders.team)
}

function looseKeys({ rows }: Eyes): number {
  return rows('api_keys').filter(({ org_id }) => org_id === null).length
}

function looseConversations({ rows }: Eyes): number {
  const shared = rows('conversation_metadata_saas').map((row) => row.conversation_id)
  return rows('conversation_metadata').filter((row) => !shared.includes(row.conversation_id)).length
}

function isNewest(rows: readonly Seen[]): boolean {
  const [old, young] = rows.toSorted((one, other) => Number(one.id) - Number(other.id))
  return String(old?.updated_at) < String(young?.updated_at) && old?.language !== young?.language
}

function spellings(rows: readonly Seen[]): number {
  return new Set(rows.map(({ user_id }) => user_id)).size
}

function isOfVersion({ settings }: Eyes, version: number, model: string): boolean {
  return settings?.user_version === version && settings.llm_model === `litellm_proxy/${model}`
}

function isDead({ settings, made }: Eyes): boolean {
  const key = decryptLegacy(settings?.llm_api_key, made.secret)
  return key !== null && made.outside.litellm.keys.every((known) => known.key !== key)
}

function hasMargin({ settings, user }: Eyes, version: number, margin: number | null): boolean {
  return settings?.user_version === version && settings.billing_margin === margin && user !== undefined
}

function sessions({ rows }: Eyes): string {
  return rows('billing_sessions')
    .map(({ status }) => status)
    .sort()
    .join(' ')
}

function tablesOf(rows: Eyes['rows']): number {
  const tables = [
    'user_settings stripe_customers billing_sessions subscription_access api_keys custom_secrets slack_users',
    'slack_conversation conversation_metadata jira_workspaces jira_users jira_dc_workspaces jira_dc_users',
    'linear_workspaces linear_users device_codes offline_tokens auth_tokens user-repos gitlab-webhook',
    'bitbucket_webhook conversation_work resend_synced_users app_conversation_start_task v1_remote_sandbox',
  ]
  return tables.flatMap((line) => line.split(' ')).filter((table) => rows(table).length > 0).length
}
