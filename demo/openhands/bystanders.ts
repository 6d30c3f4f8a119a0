import {
  addApiKey,
  addBillingSession,
  addConversations,
  addCustomer,
  addSecret,
  addSlack,
} from './belongings.ts'
import { inventEmail } from './legacy.ts'
import { addMember, addNative, addOrganization, shareConversations } from './organizations.ts'
import { bothShapes } from './settings.ts'
import type { World } from './world.ts'

/** Whom no promotion may touch. */
export interface Bystanders {
  /** An organization of several people. */
  readonly team: string
  /** Its owner, an admin and a member; each has an organization of their own as well. */
  readonly members: readonly string[]
  /** Somebody who only has an organization of their own. */
  readonly loner: string
}

/** An organization of three, one person alone, and rows that belong to nobody. */
export function addBystanders(world: World): Bystanders {
  const { random } = world
  const team = random.uuid()
  const email = 'billing@harbor-robotics.example'
  addOrganization(world, { id: team, name: 'Harbor Robotics', email, budget: 400 })
  const roles = ['owner', 'admin', 'member'] as const
  const members = roles.map((role) => {
    const id = addAlone(world)
    addMember(world, team, id, role)
    addThings(world, id, team)
    return id
  })
  const [owner = ''] = members
  addCustomer(world, owner, { email, metadata: { org_id: team }, subscriptions: 1, row: { org_id: team } })
  addLater(world, team, owner)
  addNobodys(world)
  return { team, members, loner: addAlone(world) }
}

function addAlone(world: World): string {
  const id = world.random.uuid()
  const email = inventEmail(world)
  addNative(world, id, email)
  addThings(world, id, id)
  addCustomer(world, id, { email, metadata: { org_id: id }, row: { org_id: id } })
  return id
}

function addThings(world: World, user: string, organization: string): void {
  shareConversations(world, organization, user, addConversations(world, user, 3))
  addApiKey(world, user, { org_id: organization })
  addSecret(world, user, 'GITHUB_TOKEN', { org_id: organization })
  addSlack(world, user, { org_id: organization })
  addBillingSession(world, user, 'completed', { org_id: organization })
}

function addLater(world: World, team: string, owner: string): void {
  world.add('org_invitation', {
    token: world.random.hex(32),
    org_id: team,
    email: 'new@harbor-robotics.example',
    role_id: 3,
    inviter_id: owner,
    expires_at: world.time(86_400),
  })
  world.add('org_git_claim', {
    id: world.random.uuid(),
    org_id: team,
    provider: 'github',
    git_organization: 'harbor-robotics',
    claimed_by: owner,
    claimed_at: `${world.moment()}+00`,
  })
  world.add('org_budget_settings', { org_id: team, monthly_limit: '400.0000' })
  world.add('org_budget_threshold', { org_id: team, percentage: 80 })
  world.add('org_user_budget_override', { org_id: team, user_id: owner, monthly_limit: '150.0000' })
}

function addNobodys(world: World): void {
  world.add('github_app_installations', { installation_id: '4711', encrypted_token: world.sealed() })
  world.add('proactive_conversation_table', {
    repo_id: '99',
    pr_number: 7,
    workflow_runs: { '12': 'COMPLETED' },
    commit: world.random.hex(40),
    conversation_starter_sent: false,
    last_updated_at: world.moment(),
  })
  const created = world.moment()
  world.add('user_settings', bothShapes({ enable_default_condenser: true, updated_at: `${created}+00` }))
  world.add('stripe_customers', {
    stripe_customer_id: 'cus_of_nobody',
    created_at: created,
    updated_at: created,
  })
  world.add('script_results', { revision: '019', data: { deleted_customers: [] } })
}
