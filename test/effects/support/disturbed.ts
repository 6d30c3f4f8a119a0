import { expect } from 'vitest'
import type { LiteLlmFake } from '../../../demo/outside/litellm.ts'
import type { Connector, EffectTools } from '../../../src/effects/connector.ts'
import { createLiteLlm } from '../../../src/effects/connectors/litellm/connector.ts'

/** LiteLLM, before each of whose requests something happens; they are counted from 1. */
export function disturbed(fake: LiteLlmFake, disturb: (call: number) => unknown): Connector {
  const connector = createLiteLlm({ url: fake.url, key: fake.masterKey, timeoutMs: 5000 })
  let calls = 0
  const wrap = (tools: EffectTools): EffectTools => ({
    ...tools,
    turn: async () => {
      await tools.turn()
      calls += 1
      await disturb(calls)
    },
  })
  return {
    ...connector,
    ensure: (effect, tools) => connector.ensure(effect, wrap(tools)),
    compensate: (effect, tools) => connector.compensate(effect, wrap(tools)),
  }
}

/** What somebody else does with the master key. */
export async function ask(fake: LiteLlmFake, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${fake.masterKey}`, 'content-type': 'application/json' }
  const answer = await fetch(fake.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  expect([path, answer.status]).toEqual([path, 200])
}
