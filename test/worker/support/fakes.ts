import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Outside } from '../../../demo/openhands/outside.ts'
import type { LiteLlmOptions, LiteLlmSeed, LiteLlmSnapshot } from '../../../demo/outside/litellm.ts'
import { connectRemote, type Remote } from '../../../demo/outside/remote.ts'
import type { StripeOptions, StripeSeed, StripeSnapshot } from '../../../demo/outside/stripe.ts'

/** Both outside systems in a process of their own. */
export interface Fakes {
  readonly litellm: Remote<LiteLlmSeed, LiteLlmSnapshot, LiteLlmOptions>
  readonly stripe: Remote<StripeSeed, StripeSnapshot, StripeOptions>
  /** Settings that point Resettle at them. */
  readonly settings: Readonly<Record<string, string>>
  /** Begins anew, with what stands outside of an invented OpenHands. */
  seed(outside: Outside): Promise<void>
  stop(): Promise<void>
}

export async function startFakes(): Promise<Fakes> {
  const child = spawn(process.execPath, [resolve('demo/outside/main.ts'), '--attached'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const settings: Record<string, string> = {}
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') break
    const [name = '', value = ''] = line.split('=')
    settings[name] = value
  }
  const litellm: Fakes['litellm'] = connectRemote(settings.RESETTLE_LITELLM_URL ?? '')
  const stripe: Fakes['stripe'] = connectRemote(settings.RESETTLE_STRIPE_URL ?? '')
  return {
    litellm,
    stripe,
    settings,
    async seed(outside) {
      await Promise.all([litellm.reset(), stripe.reset()])
      await Promise.all([litellm.seed(outside.litellm), stripe.seed(outside.stripe)])
    },
    async stop() {
      const exit = once(child, 'exit')
      child.stdin.end()
      await exit
    },
  }
}
