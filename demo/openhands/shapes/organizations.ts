import { addApiKey, addConversations, addCustomer, addSecret } from '../belongings.ts'
import type { Legacy } from '../legacy.ts'
import { addLegacy } from '../legacy.ts'
import { addMember, addOrganization, addUser, personalName, shareConversations } from '../organizations.ts'
import type { World } from '../world.ts'
import { addPromoted } from './markers.ts'
import type { Shape } from './shape.ts'

/** Users whom another organization concerns too. */
export const organizationShapes = {
  'member-of-team': {
    what: 'A team organization invited the user before they had one of their own.',
    write: (world, { team }) => ({ user: addInvited(world, team) }),
  },
  'member-of-team-with-conversations': {
    what: 'The user is in a team organization, and some conversations are already there.',
    write: (world, { team }) => {
      const user = addInvited(world, team)
      shareConversations(world, team, user.id, addConversations(world, user.id, 2))
      addApiKey(world, user.id, { org_id: team })
      return { user }
    },
  },
  'promoted-in-team': {
    what: 'The user is promoted and has joined a team organization since.',
    write: (world, { team }) => {
      const user = addPromoted(world)
      addMember(world, team, user.id, 'admin')
      addApiKey(world, user.id, { org_id: team })
      return { user, outcome: 'done' }
    },
  },
  'stamped-elsewhere': {
    what: 'An API key, a secret and a Stripe customer of the user already bear another organization.',
    write: (world, { team }) => {
      const user = addLegacy(world, { hasCustomer: false })
      addApiKey(world, user.id, { org_id: team })
      addSecret(world, user.id, 'TEAM_TOKEN', { org_id: team })
      addCustomer(world, user.id, { email: user.email, row: { org_id: team } })
      return { user }
    },
  },
  'name-taken': {
    what: 'Another organization bears the name that the user’s own would get.',
    write: (world) => {
      const user = addLegacy(world)
      const name = personalName(user.id)
      addOrganization(world, { id: world.random.uuid(), name, email: null, budget: null })
      return { user, organizationName: `${name}_2` }
    },
  },
} satisfies Record<string, Shape>

function addInvited(world: World, team: string): Legacy {
  const user = addLegacy(world)
  addUser(world, user.id, team, user.email)
  addMember(world, team, user.id, 'member')
  return user
}
