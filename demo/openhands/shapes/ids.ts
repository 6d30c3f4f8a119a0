import { addApiKey, addConversations, addCustomer, addSecret } from '../belongings.ts'
import { addLegacy } from '../legacy.ts'
import type { Shape } from './shape.ts'

/** Ids that are no tidy UUID text. */
export const idShapes = {
  'id-in-capitals-somewhere': {
    what: 'Some tables hold the id in capitals and others do not.',
    write: (world) => {
      const user = addLegacy(world, { hasCustomer: false })
      const shouted = user.id.toUpperCase()
      addConversations(world, shouted, 2)
      addApiKey(world, shouted)
      addSecret(world, shouted, 'NPM_TOKEN')
      addCustomer(world, shouted, { email: user.email, metadata: { user_id: user.id } })
      return { user }
    },
  },
  'id-in-capitals': {
    what: 'All tables and LiteLLM hold the id in capitals.',
    write: (world) => ({ user: addLegacy(world, { id: world.random.uuid().toUpperCase() }) }),
  },
  'id-without-dashes': {
    what: 'The id is a UUID written without dashes.',
    write: (world) => ({ user: addLegacy(world, { id: world.random.uuid().replaceAll('-', '') }) }),
  },
  'id-no-uuid': {
    what: 'The id is no UUID, so that no organization can have it.',
    write: (world) => ({
      user: addLegacy(world, { id: `github|${10_000 + world.random.below(80_000)}-${world.random.hex(4)}` }),
      outcome: 'refuse',
      reason: 'the id is no UUID',
    }),
  },
} satisfies Record<string, Shape>
