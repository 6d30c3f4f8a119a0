import type { Json, Row, Value, World } from './world.ts'
import { managedProxy } from './world.ts'

/** The model that each version of the settings came with. */
const versionModels: Readonly<Record<number, string>> = {
  1: 'claude-3-5-sonnet-20241022',
  2: 'claude-3-7-sonnet-20250219',
  3: 'claude-sonnet-4-20250514',
  4: 'claude-sonnet-4-20250514',
  5: 'minimax-m2.5',
  6: 'minimax-m2.7',
}

export const newestVersion = 6

/** The default model of a version as the app writes it. */
export function managedModel(version: number): string | null {
  const model = versionModels[version]
  return model === undefined ? null : `litellm_proxy/${model}`
}

/**
 * Settings with one column each, as the flat shape has them; `agent_settings` and `conversation_settings` are made of
 * the same values, nulls and empty objects left out, as the app's migration 108 made them.
 */
export function bothShapes(flat: Row): Row {
  const llm = present({ model: flat.llm_model, base_url: flat.llm_base_url })
  const condenser = present({ enabled: flat.enable_default_condenser, max_size: flat.condenser_max_size })
  return {
    agent_settings: present({
      schema_version: 1,
      agent: flat.agent,
      llm,
      condenser,
      mcp_config: flat.mcp_config,
    }),
    conversation_settings: present({
      max_iterations: flat.max_iterations,
      confirmation_mode: flat.confirmation_mode,
      security_analyzer: flat.security_analyzer,
    }),
    ...flat,
  }
}

/** A row of `user_settings`; answers its id. */
export function addSettings(world: World, user: string, email: string | null, changes: Row = {}): number {
  const version = Number(changes.user_version ?? 4)
  return world.add(
    'user_settings',
    bothShapes({
      keycloak_user_id: user,
      language: world.random.pick(['en', 'es', 'de', 'ca', 'ja']),
      agent: 'CodeActAgent',
      max_iterations: 100,
      confirmation_mode: false,
      llm_model: managedModel(version),
      llm_base_url: managedProxy,
      remote_runtime_resource_factor: 1,
      enable_default_condenser: true,
      user_consents_to_analytics: world.random.once(2),
      billing_margin: 1,
      enable_sound_notifications: world.random.once(3),
      user_version: version,
      accepted_tos: world.moment(),
      already_migrated: false,
      email,
      email_verified: email !== null,
      updated_at: `${world.moment()}+00`,
      ...changes,
    }),
  )
}

function present(values: Readonly<Record<string, Value | undefined>>): { readonly [name: string]: Value } {
  const kept = Object.entries(values).filter(([, value]) => !isNothing(value))
  return Object.fromEntries(kept) as { readonly [name: string]: Value }
}

function isNothing(value: Value | undefined): boolean {
  if (value === undefined || value === null) return true
  return isObject(value) && Object.keys(value).length === 0
}

function isObject(value: Value): value is Json & { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
