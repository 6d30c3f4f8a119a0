import { expect } from 'vitest'
import { type LiteLlmFake, type LiteLlmSnapshot, startLiteLlm } from '../../../demo/outside/litellm.ts'
import { tokenOf } from '../../../src/effects/connectors/litellm/client.ts'
import type { SecretHooks } from '../../../src/effects/tools.ts'
import type { Desk } from './desk.ts'
import {
  bystander,
  createPerson,
  dispatcherFor,
  type Person,
  type PersonOptions,
  putWorkspace,
  UNLIMITED,
} from './person.ts'
import { planned } from './planned.ts'

/** A person, LiteLLM, and the app's own key, for one run from the beginning to the end. */
export interface Scene {
  readonly fake: LiteLlmFake
  readonly person: Person
  readonly subject: string
  readonly before: LiteLlmSnapshot
  /** The app's own key of the person, as the app has it now. */
  stored: string
}

export interface Shape extends PersonOptions {
  /** The app has a key that LiteLLM does not know any more. */
  readonly dead?: boolean
  /** The app's own migration was cut off among the keys. */
  readonly half?: boolean
}

export const shapes: Readonly<Record<string, Shape>> = {
  'with two keys': {},
  'whose key is dead': { keys: 1, dead: true, wanted: { stored_key: true, margin: '2' } },
  'without a budget, from a shared team': { budget: null, home: 'shared', keys: 3 },
  'half migrated': { half: true, keys: 2, budget: UNLIMITED },
}

export async function openFake(): Promise<LiteLlmFake> {
  return startLiteLlm()
}

let scenes = 0

export async function setScene(desk: Desk, fake: LiteLlmFake, shape: Shape): Promise<Scene> {
  scenes += 1
  const id = `p${scenes}`
  const subject = `prm_${id}`
  const person = createPerson({ ...shape, id })
  fake.reset()
  fake.seed(bystander)
  fake.seed(person.seed)
  if (shape.home === 'shared') {
    const [shared] = bystander.teams ?? []
    fake.seed({
      teams: [{ ...shared, team_id: 'shared', members: [...(shared?.members ?? []), { user_id: id }] }],
    })
  }
  if (shape.half === true) {
    fake.seed({
      teams: [
        {
          team_id: `team-${id}`,
          team_alias: id,
          max_budget: 15,
          members: [
            { user_id: 'default_user_id', role: 'admin' },
            { user_id: id, max_budget: 15 },
          ],
        },
      ],
      keys: (person.seed.keys ?? []).slice(0, 1).map((key) => ({ ...key, team_id: `team-${id}` })),
    })
  }
  await putWorkspace(desk, person, subject)
  fake.calls.clear()
  return {
    fake,
    person,
    subject,
    before: fake.snapshot(),
    stored: shape.dead ? `sk-dead-${id}` : (person.keys[0] ?? ''),
  }
}

export function hooksOf(scene: Scene): SecretHooks {
  return {
    reveal: async () => scene.stored,
    publish: async (_, __, value) => {
      scene.stored = value
    },
  }
}

export function dispatcherOf(desk: Desk, scene: Scene, timeoutMs = 5000) {
  return dispatcherFor(desk, scene.fake, {
    timeoutMs,
    options: { hooks: hooksOf(scene), patience: { firstMs: 1, longestMs: 2 } },
  })
}

/** What LiteLLM must look like after the promotion, with the key that replaces a dead one. */
export function goalOf({ before, person, stored, fake }: Scene, { half, dead }: Shape): LiteLlmSnapshot {
  if (half === true) return halfGoal(before, person)
  const goal = planned(before, person)
  if (dead !== true) return goal
  const { user_id, team_id, key_alias } = person.wanted as Record<string, string>
  expect(fake.spendWith(stored, 0)).toEqual({ allowed: true })
  const made = {
    token: tokenOf(stored),
    key_name: `sk-...${stored.slice(-4)}`,
    key_alias: key_alias ?? null,
    models: [],
    spend: 0,
    max_budget: null,
    team_id: team_id ?? null,
    user_id: user_id ?? null,
    blocked: false,
    metadata: {},
  }
  return { ...goal, keys: [...goal.keys, made].sort((a, b) => (a.token < b.token ? -1 : 1)) }
}

function halfGoal(before: LiteLlmSnapshot, { wanted }: Person): LiteLlmSnapshot {
  return {
    users: before.users,
    teams: before.teams.map((team) =>
      team.team_id === wanted.team_id
        ? {
            ...team,
            team_alias: String(wanted.team_alias),
            metadata: wanted.metadata as Record<string, unknown>,
          }
        : team,
    ),
    keys: before.keys.map((key) =>
      key.user_id === wanted.user_id ? { ...key, team_id: String(wanted.team_id) } : key,
    ),
  }
}
