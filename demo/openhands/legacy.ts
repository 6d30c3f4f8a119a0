import { addApiKey, addBillingSession, addConversations, addCustomer, addSecret } from './belongings.ts'
import type { LiteLlmKey } from './outside.ts'
import { addSettings } from './settings.ts'
import type { Row, World } from './world.ts'

/** Whose key is stored in the settings, and whether it works. */
export type StoredKey = 'alive' | 'dead' | 'own' | 'unreadable' | 'none'

export interface LegacyOptions {
  /** As the settings spell it; a fresh one by default. */
  readonly id?: string
  readonly email?: string | null
  /** Changes to the settings, in the terms of the flat shape; null: no row. */
  readonly settings?: Row | null
  readonly storedKey?: StoredKey
  /** Older rows hold the key as it is. */
  readonly isKeyPlain?: boolean
  /** In dollars, as LiteLLM has it; null: no limit. */
  readonly budget?: number | null
  readonly spend?: number
  /** How many keys LiteLLM holds for the user. */
  readonly keys?: number
  /** Where the keys are: the shared team by default. */
  readonly keyTeam?: string | null
  readonly isInLiteLlm?: boolean
  /** Default: a few at random. */
  readonly conversations?: number
  readonly hasCustomer?: boolean
}

export interface Legacy {
  readonly id: string
  readonly email: string | null
  readonly settings: number
  readonly storedKey: { readonly state: StoredKey; readonly value: string | null }
  readonly keys: readonly LiteLlmKey[]
}

const firstNames = ['Amaia', 'Bruno', 'Chiara', 'Dagny', 'Emeka', 'Farah', 'Goran', 'Hiroko', 'Ilse', 'Jorge']
const lastNames = [
  'Arrieta',
  'Berg',
  'Costa',
  'Duarte',
  'Eze',
  'Fonseca',
  'Garmendia',
  'Holm',
  'Ito',
  'Jansen',
]

/** A user from before organizations: settings, things in legacy tables, and their counterpart outside. */
export function addLegacy(world: World, options: LegacyOptions = {}): Legacy {
  const { random } = world
  const id = options.id ?? random.uuid()
  const email = options.email === undefined ? inventEmail(world) : options.email
  const keys = addLiteLlm(world, id, email, options)
  const storedKey = chooseStoredKey(world, options.storedKey ?? 'alive', keys)
  const settings =
    options.settings === null
      ? 0
      : addSettings(world, id, email, {
          llm_api_key: stored(world, storedKey, options.isKeyPlain ?? false),
          ...options.settings,
        })
  addConversations(world, id, options.conversations ?? 1 + random.below(4))
  addApiKey(world, id)
  if (random.once(3)) addSecret(world, id, 'GITHUB_TOKEN')
  if (options.hasCustomer ?? random.once(3)) {
    addCustomer(world, id, { email })
    addBillingSession(world, id, random.once(2) ? 'completed' : 'cancelled')
  }
  return { id, email, settings, storedKey, keys }
}

export function inventEmail({ random }: World): string {
  const name = `${random.pick(firstNames)}.${random.pick(lastNames)}`.toLowerCase()
  return `${name}.${random.hex(6)}@portlindar.example`
}

function addLiteLlm(world: World, id: string, email: string | null, options: LegacyOptions): LiteLlmKey[] {
  if (options.isInLiteLlm === false) return []
  const cents = 1000 + world.random.below(9000)
  const spent = world.random.below(cents)
  const team = world.legacyTeam
  world.outside.litellm.users.push({
    user_id: id,
    user_email: email,
    max_budget: options.budget === undefined ? cents / 100 : options.budget,
    spend: options.spend ?? spent / 100,
    models: [],
    teams: team === null ? [] : [team],
    metadata: { version: Number(options.settings?.user_version ?? 4) },
  })
  return Array.from({ length: options.keys ?? 1 + world.random.below(2) }, (_, number) =>
    world.addKey({
      key_alias: number === 0 ? null : `key ${number} of ${id}`,
      user_id: id,
      team_id: options.keyTeam === undefined ? team : options.keyTeam,
      models: [],
      spend: number === 0 ? 1.5 : 0,
      max_budget: null,
      expires: null,
      metadata: number === 0 ? { type: 'openhands' } : {},
    }),
  )
}

function chooseStoredKey(world: World, state: StoredKey, keys: readonly LiteLlmKey[]): Legacy['storedKey'] {
  const [first] = keys
  if (state === 'none' || (state === 'alive' && first === undefined)) return { state: 'none', value: null }
  if (state === 'alive') return { state, value: first?.key ?? null }
  if (state === 'unreadable') return { state, value: null }
  return { state, value: `sk-${state === 'own' ? 'ant-' : ''}${world.random.hex(22)}` }
}

function stored(world: World, { state, value }: Legacy['storedKey'], isPlain: boolean): string | null {
  // Encrypted with a secret that nobody has any more.
  if (state === 'unreadable') return world.encrypt(`sk-${world.random.hex(22)}`, 'a secret of long ago')
  return value === null || isPlain ? value : world.encrypt(value)
}
