import type { BlueprintInput } from '../blueprint.ts'

const conversation = {
  column: 'conversation_id',
  table: 'conversation_metadata_saas',
  to: 'conversation_id',
}

/** A tracker's links to people and the conversations about issues go with the workspace. */
const tracker = (kind: 'jira' | 'jira_dc'): NonNullable<BlueprintInput['others']> => [
  {
    verdict: 'follow',
    table: `${kind}_users`,
    through: [{ column: `${kind}_workspace_id`, table: `${kind}_workspaces`, to: 'id' }],
  },
  {
    verdict: 'follow',
    table: `${kind}_conversations`,
    through: [{ column: `${kind}_user_id`, table: `${kind}_users`, to: 'id' }],
  },
]

/** Why rows stay a person's own, whatever organization the person works in. */
export const personal = {
  subscription_access: "what a person paid for is the person's own: OpenHands asks for it by user",
  linear_workspaces: 'Linear workspaces hold no organization; they belong to the person who set them up',
  linear_users: 'a link of a person to Linear holds no organization',
  jira_users: 'a link of a person to Jira goes with its workspace',
  jira_dc_users: 'a link of a person to Jira Data Center goes with its workspace',
  device_codes: 'in this version device codes hold no organization',
  offline_tokens: "sign-in tokens are a person's own",
  auth_tokens: "sign-in tokens are a person's own",
  'user-repos': 'repositories of a person at a Git host',
  'gitlab-webhook': 'a webhook stands for a repository and the person who made it',
  bitbucket_webhook: 'a webhook stands for a repository and the person who made it',
  bitbucket_dc_webhook: 'a webhook stands for a repository and the person who made it',
  conversation_work: 'working time of a conversation goes with the conversation',
  resend_synced_users: 'addresses that were handed to a mailing list',
  app_conversation_start_task: 'a conversation that is being started goes with the conversation',
  v1_remote_sandbox: 'a sandbox goes with the person who started it',
} as const

const kept = (table: string, reason: string) => ({ verdict: 'keep', table, reason }) as const

/** OpenHands' tables that hold no organization: what hangs on something that does, and what is a person's or nobody's. */
export const openhandsOthers: NonNullable<BlueprintInput['others']> = [
  kept('role', 'the same roles for all organizations'),
  kept('user_settings', 'settings of the days before organizations; the promotion reads them'),
  { verdict: 'follow', table: 'conversation_metadata', through: [conversation] },
  { verdict: 'follow', table: 'conversation_work', through: [conversation] },
  {
    verdict: 'follow',
    table: 'api_key_scopes',
    through: [{ column: 'api_key_id', table: 'api_keys', to: 'id' }],
  },
  ...tracker('jira'),
  ...tracker('jira_dc'),
  kept('subscription_access', personal.subscription_access),
  kept('linear_workspaces', personal.linear_workspaces),
  kept('linear_users', personal.linear_users),
  kept('linear_conversations', 'an issue of Linear goes with the link of a person'),
  kept('offline_tokens', personal.offline_tokens),
  kept('auth_tokens', personal.auth_tokens),
  kept('user-repos', personal['user-repos']),
  kept('gitlab-webhook', personal['gitlab-webhook']),
  kept('bitbucket_webhook', personal.bitbucket_webhook),
  kept('bitbucket_dc_webhook', personal.bitbucket_dc_webhook),
  kept('resend_synced_users', personal.resend_synced_users),
  kept('app_conversation_start_task', personal.app_conversation_start_task),
  kept('v1_remote_sandbox', personal.v1_remote_sandbox),
  kept('github_app_installations', 'installations of the app at GitHub, for everybody'),
  kept('proactive_conversation_table', 'pull requests that were looked at, for everybody'),
  kept('openhands_prs', 'pull requests that the app made, for everybody'),
  kept('slack_teams', 'installations of the app at Slack, for everybody'),
  kept('script_results', 'what migrations of the app did'),
  kept(
    'native_external_work',
    'work that OpenHands itself still has to do for an organization as it was then',
  ),
  kept('alembic_version', 'version of the schema'),
]
