import { addLegacy } from '../legacy.ts'
import { managedModel } from '../settings.ts'
import type { Row, World } from '../world.ts'
import { managedProxy } from '../world.ts'
import type { Shape, Told } from './shape.ts'

const own = { base_url: 'https://api.anthropic.example/v1', model: 'anthropic/claude-opus-4-1' }

/** Settings that are the app's defaults of some version, or the user's own. */
export const settingsShapes = {
  'version-0': {
    what: 'The settings are of version 0 and name no model.',
    write: (world) => ({ user: addLegacy(world, { settings: { user_version: 0, llm_model: null } }) }),
  },
  'version-1': { what: 'The settings are the defaults of version 1.', write: (world) => ofVersion(world, 1) },
  'version-2': { what: 'The settings are the defaults of version 2.', write: (world) => ofVersion(world, 2) },
  'version-3': { what: 'The settings are the defaults of version 3.', write: (world) => ofVersion(world, 3) },
  'version-5': { what: 'The settings are the defaults of version 5.', write: (world) => ofVersion(world, 5) },
  'version-6': { what: 'The settings are the defaults of version 6.', write: (world) => ofVersion(world, 6) },
  'model-without-path': {
    what: 'The model is the default of its version, without the path in front of it.',
    write: (world) => adjusted(world, { llm_model: 'claude-sonnet-4-20250514', llm_base_url: null }),
  },
  'model-of-another-version': {
    what: 'The model is the default of another version than the settings are of, so the user chose it.',
    write: (world) => adjusted(world, { user_version: 2, llm_model: managedModel(4) }, true),
  },
  'model-of-their-own': {
    what: 'The model is of the user’s choice, by way of the app’s proxy.',
    write: (world) => adjusted(world, { llm_model: 'litellm_proxy/gpt-5-mini' }, true),
  },
  'address-of-their-own': {
    what: 'Model, address and key are the user’s own.',
    write: (world) => {
      const settings = { llm_model: own.model, llm_base_url: own.base_url }
      return { user: addLegacy(world, { settings, storedKey: 'own' }), isCustom: true }
    },
  },
  'address-without-model': {
    what: 'The address is the user’s own, and no model is named.',
    write: (world) => {
      const settings = { llm_model: null, llm_base_url: own.base_url }
      return { user: addLegacy(world, { settings, storedKey: 'own' }), isCustom: true }
    },
  },
  'settings-rich': {
    what: 'Everything that can be set is set.',
    write: (world) => adjusted(world, everything(world)),
  },
  'settings-json-empty': {
    what: 'The JSON of the settings is empty.',
    needs: ['user_settings.agent_settings'],
    write: (world) => adjusted(world, { agent_settings: {}, conversation_settings: {} }),
  },
  'settings-json-newer': {
    what: 'Column and JSON name different MCP servers; the JSON is right.',
    needs: ['user_settings.agent_settings'],
    write: (world) =>
      adjusted(world, {
        mcp_config: { sse_servers: [{ url: 'https://old.portlindar.example/sse' }] },
        agent_settings: { mcp_config: { sse_servers: [{ url: 'https://new.portlindar.example/sse' }] } },
      }),
  },
  'settings-bare': {
    what: 'Nothing is set that does not have to be.',
    write: (world) => ({ user: addLegacy(world, { settings: nothing, storedKey: 'none', email: null }) }),
  },
} satisfies Record<string, Shape>

function ofVersion(world: World, version: number): Told {
  return adjusted(world, { user_version: version, billing_margin: version < 4 ? 2 : 1 })
}

function adjusted(world: World, settings: Row, isCustom = false): Told {
  return { user: addLegacy(world, { settings }), isCustom }
}

function everything(world: World): Row {
  return {
    agent: 'BrowsingAgent',
    max_iterations: 42,
    security_analyzer: 'invariant',
    confirmation_mode: true,
    condenser_max_size: 120,
    enable_default_condenser: false,
    remote_runtime_resource_factor: 4,
    sandbox_base_container_image: 'portlindar/base:1',
    sandbox_runtime_container_image: 'portlindar/runtime:1',
    mcp_config: { sse_servers: [{ url: 'https://mcp.portlindar.example/sse' }], stdio_servers: [] },
    search_api_key: world.encrypt('tvly-invented'),
    sandbox_api_key: world.encrypt('sandbox-invented'),
    max_budget_per_task: 7.5,
    enable_solvability_analysis: true,
    v1_enabled: false,
    git_user_name: 'Amaia Arrieta',
    git_user_email: 'amaia@portlindar.example',
    enable_proactive_conversation_starters: false,
    disabled_skills: ['docker'],
    registered_marketplaces: [{ name: 'inner', url: 'https://skills.portlindar.example' }],
    sandbox_grouping_strategy: 'BY_REPO',
    llm_base_url: managedProxy,
  }
}

const nothing: Row = {
  language: null,
  agent: null,
  max_iterations: null,
  confirmation_mode: null,
  llm_model: null,
  llm_base_url: null,
  remote_runtime_resource_factor: null,
  user_consents_to_analytics: null,
  billing_margin: null,
  enable_sound_notifications: null,
  user_version: 0,
  accepted_tos: null,
  email_verified: null,
  already_migrated: false,
}
