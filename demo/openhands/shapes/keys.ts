import { addLegacy } from '../legacy.ts'
import type { World } from '../world.ts'
import type { Shape } from './shape.ts'

/** Keys in LiteLLM, and the one that is stored. */
export const keyShapes = {
  'keys-13': {
    what: 'LiteLLM holds 13 keys of the user: more than one page unless more is asked for.',
    write: (world) => ({ user: addLegacy(world, { keys: 13 }) }),
  },
  'keys-120': {
    what: 'LiteLLM holds 120 keys of the user: more than one page however much is asked for.',
    write: (world) => ({ user: addLegacy(world, { keys: 120 }) }),
  },
  'keys-none': {
    what: 'LiteLLM knows the user but no key, and none is stored.',
    write: (world) => ({ user: addLegacy(world, { keys: 0, storedKey: 'none' }) }),
  },
  'keys-in-no-team': {
    what: 'The keys are in no team.',
    write: (world) => ({ user: addLegacy(world, { keyTeam: null }) }),
  },
  'key-with-limits': {
    what: 'A key has a budget, models and an end of its own, all to be kept.',
    write: (world) => ({ user: addWithLimits(world) }),
  },
  'key-plain': {
    what: 'The stored key is not encrypted.',
    write: (world) => ({ user: addLegacy(world, { isKeyPlain: true }) }),
  },
  'key-dead': {
    what: 'LiteLLM no longer knows the stored key, and holds others.',
    write: (world) => ({ user: addLegacy(world, { storedKey: 'dead', keys: 2 }) }),
  },
  'key-dead-plain': {
    what: 'LiteLLM no longer knows the stored key, which is not encrypted, nor any other.',
    write: (world) => ({ user: addLegacy(world, { storedKey: 'dead', keys: 0, isKeyPlain: true }) }),
  },
  'key-unreadable': {
    what: 'The stored key was encrypted with a secret that is gone.',
    write: (world) => ({ user: addLegacy(world, { storedKey: 'unreadable' }) }),
  },
  'key-missing': {
    what: 'No key is stored, though LiteLLM holds some.',
    write: (world) => ({ user: addLegacy(world, { storedKey: 'none', keys: 2 }) }),
  },
  'key-for-export': {
    what: 'A second key is stored that the user takes elsewhere; LiteLLM knows it under its alias.',
    write: (world) => {
      const id = world.random.uuid()
      const { key } = world.addKey({
        key_alias: `BYOR Key - user ${id}`,
        user_id: id,
        team_id: world.legacyTeam,
        models: [],
        max_budget: null,
        expires: null,
        metadata: { type: 'byor' },
      })
      return { user: addLegacy(world, { id, settings: { llm_api_key_for_byor: world.encrypt(key) } }) }
    },
  },
  'unknown-to-litellm': {
    what: 'LiteLLM does not know the user at all.',
    write: (world) => ({
      user: addLegacy(world, { isInLiteLlm: false, storedKey: 'dead' }),
      credit: 'unknown',
    }),
  },
} satisfies Record<string, Shape>

function addWithLimits(world: World) {
  const user = addLegacy(world)
  world.addKey({
    key_alias: `limited key of ${user.id}`,
    user_id: user.id,
    team_id: world.legacyTeam,
    models: ['claude-sonnet-4-20250514'],
    spend: 0.75,
    max_budget: 2.5,
    expires: new Date((world.now + 30 * 86_400) * 1000).toISOString(),
    metadata: { note: 'for the build server' },
  })
  return user
}
