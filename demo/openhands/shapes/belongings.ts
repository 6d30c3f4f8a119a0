import { addApiKey, addConversations, addSecret, addSlack } from '../belongings.ts'
import { addEverything, addWorkspace } from '../forgotten.ts'
import { addLegacy } from '../legacy.ts'
import type { Shape } from './shape.ts'

/** Things in legacy tables, those that the app's own migration forgets among them. */
export const belongingShapes = {
  'conversations-none': {
    what: 'The user never had a conversation.',
    write: (world) => ({ user: addLegacy(world, { conversations: 0 }) }),
  },
  'conversations-many': {
    what: 'The user had 250 conversations.',
    write: (world) => ({ user: addLegacy(world, { conversations: 250 }) }),
  },
  'secrets-same-name': {
    what: 'Two secrets have the same name, which the later shape forbids within an organization.',
    write: (world) => {
      const user = addLegacy(world)
      addSecret(world, user.id, 'DATABASE_URL', { description: 'old' })
      addSecret(world, user.id, 'DATABASE_URL', { description: 'new' })
      addSecret(world, user.id, 'database_url', { description: 'another name' })
      return { user }
    },
  },
  slack: {
    what: 'The user is linked to two Slack teams and has conversations there.',
    write: (world) => {
      const user = addLegacy(world)
      addSlack(world, user.id)
      addSlack(world, user.id)
      return { user }
    },
  },
  'jira-workspace': {
    what: 'The user set up a Jira workspace and is linked to it, actively once.',
    write: (world) => {
      const user = addLegacy(world)
      addWorkspace(world, 'jira', user.id, ['inactive', 'active'])
      return { user }
    },
  },
  'jira-dc-workspace': {
    what: 'The user set up a Jira Data Center workspace and is linked to it.',
    write: (world) => {
      const user = addLegacy(world)
      addWorkspace(world, 'jira_dc', user.id, ['active'])
      return { user }
    },
  },
  'linear-workspace': {
    what: 'The user set up two Linear workspaces.',
    write: (world) => {
      const user = addLegacy(world)
      addWorkspace(world, 'linear', user.id, ['active'])
      addWorkspace(world, 'linear', user.id, ['active'])
      return { user }
    },
  },
  'workspace-of-another': {
    what: 'The user is linked to a Jira workspace that somebody else set up.',
    write: (world, { loner }) => {
      const user = addLegacy(world)
      const workspace = addWorkspace(world, 'jira', loner, [], { org_id: loner })
      world.add('jira_users', {
        keycloak_user_id: user.id,
        jira_user_id: world.random.hex(24),
        jira_workspace_id: workspace,
        status: 'active',
      })
      return { user }
    },
  },
  everything: {
    what: 'The user has a row in every table that users own.',
    write: (world) => {
      const user = addLegacy(world, { hasCustomer: true })
      addConversations(world, user.id, 1)
      addApiKey(world, user.id, { expires_at: world.time(86_400) })
      addSecret(world, user.id, 'SENTRY_DSN')
      addSlack(world, user.id)
      addEverything(world, user.id, user.email)
      return { user }
    },
  },
} satisfies Record<string, Shape>
