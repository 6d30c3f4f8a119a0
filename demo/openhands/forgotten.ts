import { addAccess } from './belongings.ts'
import type { Row, World } from './world.ts'

/** A workspace of a tracker with links of its admin to it, one of each state; answers its id. */
export function addWorkspace(
  world: World,
  kind: 'jira' | 'jira_dc' | 'linear',
  admin: string,
  states: readonly string[],
  changes: Row = {},
): number {
  const { random } = world
  const outside = { jira: 'jira_cloud_id', linear: 'linear_org_id', jira_dc: null }[kind]
  const workspace = world.add(`${kind}_workspaces`, {
    name: `portlindar-${random.hex(6)}.example`,
    admin_user_id: admin,
    webhook_secret: world.encrypt('invented webhook secret'),
    svc_acc_email: 'bot@portlindar.example',
    svc_acc_api_key: world.encrypt('invented service key'),
    status: 'active',
    ...(outside === null ? {} : { [outside]: random.uuid() }),
    ...changes,
  })
  for (const status of states) {
    const link = world.add(`${kind}_users`, {
      keycloak_user_id: admin,
      [`${kind}_user_id`]: random.hex(24),
      [`${kind}_workspace_id`]: workspace,
      status,
    })
    world.add(`${kind}_conversations`, {
      conversation_id: random.hex(32),
      issue_id: String(random.below(100_000)),
      issue_key: `OPS-${random.below(900)}`,
      [`${kind}_user_id`]: link,
    })
  }
  return workspace
}

/** A row in every table that users own and the app's own migration leaves alone. */
export function addEverything(world: World, user: string, email: string | null): void {
  const { random } = world
  addAccess(world, user, `sub_${random.hex(14)}`)
  addWorkspace(world, 'jira', user, ['active'])
  addWorkspace(world, 'jira_dc', user, ['active'])
  addWorkspace(world, 'linear', user, ['active'])
  addTokens(world, user)
  const conversation = random.hex(32)
  world.add('conversation_work', {
    conversation_id: conversation,
    user_id: user,
    seconds: 12.5,
    created_at: world.moment(),
    updated_at: world.moment(),
  })
  world.add('resend_synced_users', {
    id: random.uuid(),
    email: email ?? 'nobody@portlindar.example',
    audience_id: 'all',
    keycloak_user_id: user,
  })
  world.add('app_conversation_start_task', {
    id: random.uuid(),
    created_by_user_id: user,
    status: 'READY',
    app_conversation_id: random.uuid(),
  })
  world.add('v1_remote_sandbox', { id: random.hex(22), created_by_user_id: user, sandbox_spec_id: 'default' })
}

function addTokens(world: World, user: string): void {
  const { random } = world
  world.add('device_codes', {
    device_code: random.hex(64),
    user_code: random.hex(8).toUpperCase(),
    status: 'authorized',
    keycloak_user_id: user,
    expires_at: world.time(600),
    authorized_at: world.time(-10),
    current_interval: 5,
  })
  world.add('offline_tokens', { user_id: user, offline_token: world.sealed() })
  world.add('auth_tokens', {
    keycloak_user_id: user,
    identity_provider: 'github',
    access_token: world.sealed(),
    refresh_token: world.sealed(),
    access_token_expires_at: world.now + 3600,
    refresh_token_expires_at: world.now + 86_400,
  })
  world.add('user-repos', { user_id: user, repo_id: `github##${random.below(1_000_000)}`, admin: true })
  world.add('gitlab-webhook', {
    project_id: random.hex(10),
    user_id: user,
    webhook_exists: true,
    webhook_url: 'https://portlindar.example/hook',
  })
  world.add('bitbucket_webhook', {
    workspace: 'portlindar',
    repo_slug: 'core',
    user_id: user,
    webhook_uuid: random.uuid(),
  })
}
