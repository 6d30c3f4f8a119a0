import { defineBlueprint } from '../blueprint.ts'
import { openhandsChecks } from './openhands-checks.ts'
import { openhandsOthers } from './openhands-others.ts'
import { openhandsPromotion } from './openhands-promotion.ts'

/** To the user, whose id organization tables hold as a UUID. */
const owner = { column: 'user_id', table: 'user', to: 'id' }

/**
 * OpenHands (its enterprise server), from the first organizations on: with one column per setting (migrations 089 to
 * 107), and with settings as JSON (108 and later). Whatever a version lacks is left out when this is resolved.
 *
 * Most owners are known by the text of their id (`keycloak_user_id`, `user_id`), which no reference ties to the user.
 */
export const openhands = defineBlueprint({
  version: 1,
  name: 'openhands',
  organizations: { table: 'org', key: 'id', name: 'name', touch: 'updated_at' },
  users: { resource: 'users', table: 'user', key: 'id', email: 'email' },
  memberships: {
    resource: 'memberships',
    table: 'org_member',
    organization: 'org_id',
    user: 'user_id',
    role: 'role_id',
    roles: { table: 'role', key: 'id', name: 'name' },
    // 089 calls the last one user, 092 member.
    ranks: [['member', 'user'], 'admin', 'owner'],
    member: 'member',
    admins: ['admin', 'owner'],
  },
  resources: {
    // Where a user works at the moment. It must be an organization that the user is a member of.
    users: { table: 'user', organization: 'current_org_id', label: 'user', name: 'email' },
    conversations: {
      table: 'conversation_metadata_saas',
      organization: 'org_id',
      label: 'conversation',
      name: 'conversation_id',
      owner: 'user_id',
      belongs_to: [owner],
    },
    api_keys: {
      table: 'api_keys',
      organization: 'org_id',
      label: 'API key',
      name: 'name',
      owner: 'user_id',
    },
    custom_secrets: {
      table: 'custom_secrets',
      organization: 'org_id',
      label: 'secret',
      name: 'secret_name',
      owner: 'keycloak_user_id',
      rename: { column: 'secret_name' },
    },
    slack_users: {
      table: 'slack_users',
      organization: 'org_id',
      label: 'Slack user',
      name: 'slack_display_name',
      owner: 'keycloak_user_id',
    },
    slack_conversations: {
      table: 'slack_conversation',
      organization: 'org_id',
      label: 'Slack conversation',
      name: 'conversation_id',
      owner: 'keycloak_user_id',
    },
    billing_sessions: {
      table: 'billing_sessions',
      organization: 'org_id',
      label: 'billing session',
      name: 'id',
      owner: 'user_id',
    },
    stripe_customers: {
      table: 'stripe_customers',
      organization: 'org_id',
      label: 'Stripe customer',
      name: 'stripe_customer_id',
      owner: 'keycloak_user_id',
      touch: 'updated_at',
    },
    device_codes: {
      table: 'device_codes',
      organization: 'org_id',
      label: 'device code',
      name: 'user_code',
      owner: 'keycloak_user_id',
    },
    jira_workspaces: {
      table: 'jira_workspaces',
      organization: 'org_id',
      label: 'Jira workspace',
      name: 'name',
      owner: 'admin_user_id',
      touch: 'updated_at',
    },
    jira_dc_workspaces: {
      table: 'jira_dc_workspaces',
      organization: 'org_id',
      label: 'Jira Data Center workspace',
      name: 'name',
      owner: 'admin_user_id',
      touch: 'updated_at',
    },
    invitations: {
      table: 'org_invitation',
      organization: 'org_id',
      label: 'invitation',
      name: 'email',
      owner: 'inviter_id',
    },
    git_claims: {
      table: 'org_git_claim',
      organization: 'org_id',
      label: 'claim on a Git organization',
      name: 'git_organization',
      owner: 'claimed_by',
    },
    budget_settings: {
      table: 'org_budget_settings',
      organization: 'org_id',
      label: 'budget of the organization',
      keys: [
        {
          columns: ['org_id'],
          choices: ['keep-target', 'skip'],
          default: 'keep-target',
          advice: 'An organization has one budget: that of the target counts for everybody from now on.',
        },
      ],
    },
    budget_thresholds: { table: 'org_budget_threshold', organization: 'org_id', label: 'budget threshold' },
    budget_overrides: {
      table: 'org_user_budget_override',
      organization: 'org_id',
      label: 'budget of a member',
      owner: 'user_id',
      belongs_to: [owner],
      keys: [
        {
          columns: ['org_id', 'user_id'],
          choices: ['keep-target', 'skip'],
          default: 'keep-target',
          advice: 'A member has one budget in an organization: the one in the target counts from now on.',
        },
      ],
    },
    budget_operations: {
      table: 'org_budget_operation',
      organization: 'org_id',
      label: 'change of a budget',
      history: true,
    },
    budget_baselines: {
      table: 'org_budget_cycle_baseline',
      organization: 'org_id',
      label: 'start of a budget cycle',
    },
  },
  others: openhandsOthers,
  not_organizations: {
    'slack_users.team_id': 'a team of Slack',
    'linear_workspaces.linear_org_id': 'an organization of Linear',
    'user_settings.agent_settings': 'settings of a person',
    'user_settings.conversation_settings': 'settings of a person',
    'user_settings.mcp_config': 'settings of a person',
  },
  checks: openhandsChecks,
  merges: {
    // The app's team of an organization has the organization's id.
    litellm: { budgets: 'add' },
    stripe: {
      resource: 'stripe_customers',
      customer: 'stripe_customer_id',
      metadata: { org_id: '{target}' },
    },
  },
  promotion: openhandsPromotion,
})
