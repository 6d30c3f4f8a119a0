import type { LiteLlmFake, LiteLlmSeed } from '../../../demo/outside/litellm.ts'
import { tokenOf } from '../../../src/effects/connectors/litellm/client.ts'
import { createLiteLlm } from '../../../src/effects/connectors/litellm/connector.ts'
import type { DispatcherOptions } from '../../../src/effects/dispatcher.ts'
import type { Desk } from './desk.ts'

/** A person as LiteLLM may have them, and what a promotion wants of them. */
export interface Person {
  readonly seed: LiteLlmSeed
  readonly wanted: Record<string, unknown>
  readonly home: string | null
  /** Keys in the clear. */
  readonly keys: readonly string[]
}

export const UNLIMITED = 1_000_000_000

export interface PersonOptions {
  readonly id?: string
  readonly budget?: number | null
  readonly spend?: number
  readonly keys?: number
  /** The team in which the keys are; null: none. */
  readonly home?: string | null
  readonly wanted?: Record<string, unknown>
  readonly userModels?: readonly string[]
}

export function createPerson({
  id = 'ada',
  budget = 20,
  spend = 5,
  keys: count = 2,
  home = null,
  wanted = {},
  userModels = [],
}: PersonOptions = {}): Person {
  const keys = Array.from({ length: count }, (_, n) => `sk-${id}-${String(n).padStart(3, '0')}`)
  return {
    keys,
    home,
    seed: {
      users: [
        { user_id: id, user_email: `${id}@example.org`, max_budget: budget, spend, models: userModels },
      ],
      keys: keys.map((key, n) => ({
        key,
        user_id: id,
        team_id: home,
        key_alias: `${id}'s key ${n}`,
        // What is moved keeps its own limits.
        models: n % 3 === 1 ? ['claude-haiku'] : [],
        max_budget: n % 4 === 3 ? 7 : null,
        metadata: { n },
      })),
    },
    wanted: {
      user_id: id,
      email: null,
      team_id: `team-${id}`,
      team_alias: 'Personal Workspace',
      margin: null,
      user_budget: UNLIMITED,
      stored_key: false,
      key_alias: `OpenHands Cloud - user ${id} - org team-${id}`,
      models: [],
      metadata: { version: 6, model: 'minimax-m2.7' },
      ...wanted,
    },
  }
}

/** Somebody whom nothing may touch: keys of their own, in a team with others. */
export const bystander: LiteLlmSeed = {
  users: [
    { user_id: 'bob', user_email: 'bob@example.org', max_budget: 50, spend: 1 },
    { user_id: 'eve', max_budget: 9, spend: 2 },
  ],
  teams: [
    {
      team_id: 'shared',
      team_alias: 'Shared',
      max_budget: 1000,
      spend: 17,
      members: [{ user_id: 'bob' }, { user_id: 'eve', max_budget: 3 }],
    },
  ],
  keys: [
    { key: 'sk-bob-1', user_id: 'bob', team_id: 'shared', spend: 1 },
    { key: 'sk-bob-2', user_id: 'bob' },
    { key: 'sk-eve-1', user_id: 'eve', team_id: 'shared', blocked: true },
  ],
}

export interface Promotion {
  readonly subject?: string
  readonly options?: Partial<DispatcherOptions>
  readonly timeoutMs?: number
}

/** The dispatcher that talks to this fake. */
export function dispatcherFor(desk: Desk, fake: LiteLlmFake, { options, timeoutMs = 5000 }: Promotion = {}) {
  const connector = createLiteLlm({ url: fake.url, key: fake.masterKey, timeoutMs })
  return desk.dispatcher([connector], options)
}

export async function putWorkspace(desk: Desk, { wanted }: Person, subject = 'prm_a'): Promise<void> {
  await desk.put({
    subject,
    system: 'litellm',
    kind: 'workspace',
    target: String(wanted.team_id),
    wanted: wanted as never,
  })
}

/** What is left for whoever uses this key. */
export function creditOf(fake: LiteLlmFake, key: string): number | null {
  const { keys, teams, users } = fake.snapshot()
  const row = keys.find(({ token }) => token === tokenOf(key))
  const account =
    row?.team_id == null
      ? users.find(({ user_id }) => user_id === row?.user_id)
      : teams.find(({ team_id }) => team_id === row.team_id)
  if (account === undefined) throw new Error(`nobody pays for ${key}`)
  return account.max_budget === null ? null : Number((account.max_budget - account.spend).toFixed(6))
}
