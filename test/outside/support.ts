import { afterEach, beforeEach, expect } from 'vitest'
import { type LiteLlmFake, type LiteLlmOptions, startLiteLlm } from '../../demo/outside/litellm.ts'

/** An answer, with its body as text too: callers tell errors apart by status and by what the whole body says. */
export interface Answered {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came back
  readonly body: any
  readonly text: string
  readonly headers: Headers
}

/** Ada, who owns twelve keys and is in no team, and Bob, a bystander with a team and a key of his own. */
async function startWorld(options: Partial<LiteLlmOptions> = {}): Promise<LiteLlmFake> {
  const fake = await startLiteLlm(options)
  fake.seed({
    users: [
      { user_id: 'ada', user_email: 'ada@example.org', max_budget: 20, spend: 5 },
      { user_id: 'bob', user_email: 'Bob@example.org', max_budget: 7, spend: 1 },
    ],
    teams: [
      { team_id: 'bobs', max_budget: 7, spend: 1, members: [{ user_id: 'bob', max_budget: 7, spend: 1 }] },
    ],
    keys: [
      { key: 'sk-bob', user_id: 'bob', team_id: 'bobs', key_alias: 'of bob', spend: 1 },
      ...keysOfAda.map((key, index) => ({ key, user_id: 'ada', key_alias: `of ada ${index}` })),
    ],
  })
  return fake
}

export const keysOfAda = Array.from({ length: 12 }, (_, index) => `sk-ada-${String(index).padStart(2, '0')}`)

/** A world for each test; afterwards nothing of Bob's may have changed. */
export function eachWithWorld(options: Partial<LiteLlmOptions> = {}): {
  readonly fake: LiteLlmFake
  call: typeof call
} {
  const world = {} as { fake: LiteLlmFake; call: typeof call }
  let before: unknown
  beforeEach(async () => {
    world.fake = await startWorld(options)
    world.call = (method, path, body, headers) => call(method, world.fake.url + path, body, headers)
    before = rowsOf('bob', world.fake)
  })
  afterEach(async () => {
    expect(rowsOf('bob', world.fake)).toEqual(before)
    await world.fake.close()
  })
  return world
}

/** As the manager, unless other headers are given. */
export async function call(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = { 'x-goog-api-key': 'sk-litellm-master' },
): Promise<Answered> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json'
  return { status: response.status, text, body: isJson ? JSON.parse(text) : null, headers: response.headers }
}

function rowsOf(userId: string, fake: LiteLlmFake): unknown {
  const { users, teams, keys } = fake.snapshot()
  return {
    users: users.filter((user) => user.user_id === userId),
    teams: teams.filter(({ members_with_roles }) =>
      members_with_roles.some((member) => member.user_id === userId),
    ),
    keys: keys.filter((key) => key.user_id === userId),
  }
}
