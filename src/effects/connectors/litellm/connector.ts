import type { Effect } from '../../../store/outbox.ts'
import { type Connector, EffectFailure, type EffectTools, type ReadingTools } from '../../connector.ts'
import { createClient, type LiteLlmClient } from './client.ts'
import type { LiteLlmSettings } from './http.ts'
import { compareMerge } from './merge/compare.ts'
import { compensateMerge } from './merge/compensate.ts'
import { ensureMerge } from './merge/ensure.ts'
import type { UserMemory } from './users.ts'
import { compareWorkspace } from './workspace/compare.ts'
import { compensateWorkspace } from './workspace/compensate.ts'
import { ensureWorkspace } from './workspace/ensure.ts'

/** What can be done about one kind of effect. */
interface Kind {
  readonly ensure: (
    effect: Effect,
    tools: EffectTools,
    client: LiteLlmClient,
  ) => ReturnType<Connector['ensure']>
  readonly compensate: Kind['ensure']
  readonly compare: (
    effect: Effect,
    tools: ReadingTools,
    client: LiteLlmClient,
  ) => ReturnType<Connector['compare']>
}

const kinds: Readonly<Record<string, Kind>> = {
  merge: { ensure: ensureMerge, compensate: compensateMerge, compare: compareMerge },
  workspace: { ensure: ensureWorkspace, compensate: compensateWorkspace, compare: compareWorkspace },
}

/** LiteLLM has no limit of its own; this leaves room for the people who use it meanwhile. */
const REQUESTS_A_SECOND = 20

export function createLiteLlm(settings: LiteLlmSettings): Connector {
  const of = (effect: Effect): Kind => {
    const kind = Object.hasOwn(kinds, effect.kind) ? kinds[effect.kind] : undefined
    if (kind !== undefined) return kind
    throw new EffectFailure('permanent', `LiteLLM has no effect of the kind ${effect.kind}.`, {
      remedy: 'A newer version of Resettle made it; update this one, then retry.',
    })
  }
  const memory: UserMemory = {}
  const clientOf = (tools: ReadingTools) => createClient(settings, tools, memory)
  return {
    system: 'litellm',
    defaultRate: REQUESTS_A_SECOND,
    ensure: async (effect, tools) => of(effect).ensure(effect, tools, clientOf(tools)),
    compensate: async (effect, tools) => of(effect).compensate(effect, tools, clientOf(tools)),
    compare: async (effect, tools) => of(effect).compare(effect, tools, clientOf(tools)),
  }
}
