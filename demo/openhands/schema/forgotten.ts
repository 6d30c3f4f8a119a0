import type { TableNotes } from './notation.ts'

const stamps: readonly string[] = ['created_at: timestamp! = now', 'updated_at: timestamp! = now']

function workspaces(kind: string, columns: readonly string[], org?: string): TableNotes {
  const table = `${kind}_workspaces`
  return {
    name: table,
    columns: [
      'id: serial',
      'name: varchar!',
      'admin_user_id: varchar!',
      ...columns,
      'webhook_secret: varchar!',
      'svc_acc_email: varchar!',
      'svc_acc_api_key: varchar!',
      'status: varchar!',
      ...stamps,
      ...(org === undefined ? [] : ['org_id: uuid @json']),
    ],
    references: org === undefined ? [] : [`${org}: org_id -> org set null @json`],
  }
}

function links(kind: string, isOneActive: boolean): TableNotes {
  const table = `${kind}_users`
  return {
    name: table,
    columns: [
      'id: serial',
      'keycloak_user_id: varchar!',
      `${kind}_user_id: varchar!`,
      `${kind}_workspace_id: int!`,
      'status: varchar!',
      ...stamps,
    ],
    indexes: [
      `ix_${table}_keycloak_user_id: keycloak_user_id`,
      `ix_${table}_${kind}_workspace_id: ${kind}_workspace_id`,
      `ix_${table}_${kind}_user_id: ${kind}_user_id`,
      ...(isOneActive
        ? [`unique uq_${table}_one_active_per_user: keycloak_user_id where status = 'active' @json`]
        : []),
    ],
  }
}

function threads(kind: string): TableNotes {
  const table = `${kind}_conversations`
  return {
    name: table,
    columns: [
      'id: serial',
      'conversation_id: varchar!',
      'issue_id: varchar!',
      'issue_key: varchar!',
      'parent_id: varchar',
      `${kind}_user_id: int!`,
      ...stamps,
    ],
    indexes: [`ix_${table}_conversation_id: conversation_id`, `ix_${table}_${kind}_user_id: ${kind}_user_id`],
  }
}

/** Tables that users own and that the app's own migration leaves alone. */
export const forgottenTables: readonly TableNotes[] = [
  workspaces('jira', ['jira_cloud_id: varchar!'], 'jira_workspaces_org_fkey'),
  links('jira', true),
  threads('jira'),
  workspaces('jira_dc', [], 'jira_dc_workspaces_org_fkey'),
  links('jira_dc', true),
  threads('jira_dc'),
  workspaces('linear', ['linear_org_id: varchar!']),
  links('linear', false),
  threads('linear'),
  {
    name: 'device_codes',
    columns: [
      'id: serial',
      'device_code: varchar(128)!',
      'user_code: varchar(16)!',
      'status: varchar(32)!',
      'keycloak_user_id: varchar(255)',
      'expires_at: timestamp!',
      'authorized_at: timestamp',
      'last_poll_time: timestamp',
      'current_interval: int!',
      'org_id: uuid @json',
    ],
    references: ['fk_device_codes_org_id_org: org_id -> org @json'],
    indexes: [
      'unique ix_device_codes_device_code: device_code',
      'unique ix_device_codes_user_code: user_code',
    ],
  },
  {
    name: 'offline_tokens',
    columns: ['user_id: varchar(255)!', 'offline_token: varchar!', ...stamps],
    key: 'user_id',
  },
  {
    name: 'auth_tokens',
    columns: [
      'id: identity',
      'keycloak_user_id: varchar!',
      'identity_provider: varchar!',
      'access_token: varchar!',
      'refresh_token: varchar!',
      'access_token_expires_at: bigint!',
      'refresh_token_expires_at: bigint!',
    ],
    indexes: [
      'idx_auth_tokens_keycloak_user_id: keycloak_user_id',
      'unique idx_auth_tokens_keycloak_user_identity_provider: keycloak_user_id, identity_provider',
    ],
  },
  // The app writes these two names with a hyphen.
  {
    name: 'user-repos',
    columns: ['id: identity', 'user_id: varchar!', 'repo_id: varchar!', 'admin: bool'],
    indexes: ['idx_user_repos_repo_id: repo_id', 'idx_user_repos_user_id: user_id'],
  },
  {
    name: 'gitlab-webhook',
    columns: [
      'id: serial',
      'group_id: varchar',
      'project_id: varchar',
      'user_id: varchar!',
      'webhook_exists: bool!',
      'webhook_url: varchar',
      'webhook_secret: varchar',
      'scopes: varchar',
    ],
    unique: ['uq_gitlab_webhook_group_id: group_id', 'uq_gitlab_webhook_project_id: project_id'],
    indexes: ['ix_gitlab_webhook_user_id: user_id'],
  },
  {
    name: 'bitbucket_webhook',
    only: 'json',
    columns: [
      'id: serial',
      'workspace: varchar!',
      'repo_slug: varchar',
      'user_id: varchar!',
      'webhook_uuid: varchar!',
      'webhook_secret: varchar',
      'last_synced: timestamp = now',
    ],
    unique: ['uq_bitbucket_webhook_uuid: webhook_uuid'],
    indexes: ['ix_bitbucket_webhook_user_id: user_id'],
  },
  {
    name: 'conversation_work',
    columns: [
      'id: serial',
      'conversation_id: varchar!',
      'user_id: varchar!',
      'seconds: double!',
      'created_at: varchar!',
      'updated_at: varchar!',
    ],
    unique: ['conversation_work_conversation_id_key: conversation_id'],
    indexes: ['ix_conversation_work_user_id: user_id'],
  },
  {
    name: 'resend_synced_users',
    only: 'json',
    columns: [
      'id: uuid!',
      'email: varchar!',
      'audience_id: varchar!',
      'synced_at: timestamptz! = now',
      'keycloak_user_id: varchar',
    ],
    unique: ['uq_resend_synced_email_audience: email, audience_id'],
  },
  {
    name: 'app_conversation_start_task',
    columns: [
      'id: uuid!',
      'created_by_user_id: varchar',
      // An enum of the app, whose values do not matter here.
      'status: varchar',
      'app_conversation_id: uuid',
      'created_at: timestamptz = now',
      'updated_at: timestamptz',
    ],
    indexes: ['ix_app_conversation_start_task_created_by_user_id: created_by_user_id'],
  },
  {
    name: 'v1_remote_sandbox',
    columns: [
      'id: varchar!',
      'created_by_user_id: varchar',
      'sandbox_spec_id: varchar',
      'created_at: timestamptz = now',
    ],
    indexes: ['ix_v1_remote_sandbox_created_by_user_id: created_by_user_id'],
  },
  // Nobody owns the rows of these three: bystanders of every promotion.
  {
    name: 'github_app_installations',
    columns: ['id: identity', 'installation_id: varchar!', 'encrypted_token: varchar!', ...stamps],
    indexes: ['unique idx_installation_id: installation_id'],
  },
  {
    name: 'proactive_conversation_table',
    columns: [
      'id: identity',
      'repo_id: varchar!',
      'pr_number: int!',
      'workflow_runs: json!',
      'commit: varchar!',
      'conversation_starter_sent: bool!',
      'last_updated_at: timestamp!',
    ],
    indexes: ['ix_proactive_conversation_repo_pr: repo_id, pr_number'],
  },
  {
    name: 'script_results',
    columns: ['id: identity', 'revision: varchar!', 'data: json', 'created_at: timestamp! = now'],
  },
]
