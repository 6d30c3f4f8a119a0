import { addApiKey, addConversations, addCustomer, addSlack } from '../belongings.ts'
import type { Legacy } from '../legacy.ts'
import { addLegacy, inventEmail } from '../legacy.ts'
import { addNative, addOrganization, addUser, personalName, shareConversations } from '../organizations.ts'
import { addSettings, managedModel } from '../settings.ts'
import type { World } from '../world.ts'
import type { Shape } from './shape.ts'

const none = { state: 'none', value: null } as const

/** Users and what says of them that they are legacy, or no longer. */
export const markerShapes = {
  ordinary: {
    what: 'A legacy user as most of them are.',
    write: (world) => ({ user: addLegacy(world) }),
  },
  'no-email': {
    what: 'No e-mail address is known of the user.',
    write: (world) => ({ user: addLegacy(world, { email: null, hasCustomer: true }) }),
  },
  'marker-null': {
    what: 'The marker is null instead of false; the app itself overlooks such users.',
    write: (world) => ({ user: addLegacy(world, { settings: { already_migrated: null } }) }),
  },
  'marker-true-alone': {
    what: 'The marker says promoted, but there is no organization.',
    write: (world) => ({
      user: addLegacy(world, { settings: { already_migrated: true } }),
      reason: 'marked without an organization',
    }),
  },
  promoted: {
    what: 'The app itself promoted the user.',
    write: (world) => ({ user: addPromoted(world), outcome: 'done' }),
  },
  'promoted-stragglers': {
    what: 'The user is promoted, and rows were written without the organization since.',
    write: (world) => {
      const user = addPromoted(world)
      addApiKey(world, user.id)
      addConversations(world, user.id, 2)
      return { user, outcome: 'done', reason: 'rows without the organization are left' }
    },
  },
  'organization-without-user': {
    what: 'The organization and its team are there, but neither user nor membership.',
    write: (world) => {
      const user = addLegacy(world)
      const { id, email } = user
      addOrganization(world, { id, name: personalName(id), email })
      return { user, reason: 'begun and not finished' }
    },
  },
  'user-without-membership': {
    what: 'The organization and the user are there, but the membership is not.',
    write: (world) => {
      const user = addLegacy(world)
      const { id, email } = user
      addOrganization(world, { id, name: personalName(id), email })
      addUser(world, id, id, email)
      return { user, reason: 'begun and not finished' }
    },
  },
  native: {
    what: 'The user came after organizations did and has no legacy settings.',
    write: (world) => {
      const user = { id: world.random.uuid(), email: inventEmail(world), settings: 0, storedKey: none }
      addNative(world, user.id, user.email)
      shareConversations(world, user.id, user.id, addConversations(world, user.id, 2))
      addApiKey(world, user.id, { org_id: user.id })
      return { user, outcome: 'done' }
    },
  },
  'settings-twice': {
    what: 'There are two rows of settings that differ; the newest is right.',
    write: (world) => {
      const old = { user_version: 2, language: 'fr', llm_model: managedModel(2) }
      const { id, email } = addLegacy(world, { settings: old, storedKey: 'none' })
      return { user: again(world, id, email) }
    },
  },
  'settings-twice-one-marked': {
    what: 'Of two rows of settings the older one is marked as promoted, and there is no organization.',
    write: (world) => {
      const { id, email } = addLegacy(world, { settings: { already_migrated: true }, storedKey: 'none' })
      return { user: again(world, id, email) }
    },
  },
  'settings-twice-spelt-twice': {
    what: 'The newer row of settings spells the id in capitals.',
    write: (world) => {
      const { id, email } = addLegacy(world, { storedKey: 'none' })
      return { user: { ...again(world, id, email, id.toUpperCase()), id } }
    },
  },
  'no-settings': {
    what: 'There are no settings, but API keys, conversations and a Stripe customer.',
    write: (world) => ({
      user: addLegacy(world, { settings: null, hasCustomer: true }),
      reason: 'no settings: the defaults count',
    }),
  },
} satisfies Record<string, Shape>

/** A second row of settings, younger and with the key. */
function again(world: World, id: string, email: string | null, spelling = id): Legacy {
  const keys = world.outside.litellm.keys.filter(({ user_id }) => user_id === id)
  const value = keys[0]?.key ?? null
  const settings = addSettings(world, spelling, email, {
    language: 'eu',
    llm_api_key: value === null ? null : world.encrypt(value),
    updated_at: `${world.time(-60)}+00`,
  })
  return { id, email, settings, storedKey: { state: 'alive', value }, keys }
}

/** A user as the app's own migration leaves them. */
export function addPromoted(world: World): Legacy {
  const id = world.random.uuid()
  const email = inventEmail(world)
  addNative(world, id, email)
  const settings = addSettings(world, id, email, { already_migrated: true, llm_api_key: world.sealed() })
  shareConversations(world, id, id, addConversations(world, id, 2))
  addApiKey(world, id, { org_id: id })
  addSlack(world, id, { org_id: id })
  addCustomer(world, id, { email, metadata: { org_id: id }, row: { org_id: id } })
  return { id, email, settings, storedKey: none, keys: [] }
}
