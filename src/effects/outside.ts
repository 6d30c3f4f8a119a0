import type { OutsideSettings } from '../config.ts'
import type { Connector } from './connector.ts'
import { createLiteLlm } from './connectors/litellm/connector.ts'
import { createStripe } from './connectors/stripe/connector.ts'

/** How outside systems are reached, and how hard they are asked. */
export interface Outside {
  readonly connectors: readonly Connector[]
  /** New secrets are kept encrypted with a key made of this. */
  readonly secretKey: string
  /** Requests a second by system, where it is not the connector's own. */
  readonly rates?: Readonly<Record<string, number>> | undefined
  /** Effects at a time. Default 8. */
  readonly concurrency?: number | undefined
}

/** The outside as it is configured; undefined where no system is. */
export function connectOutside(
  { litellm, stripe, secret }: OutsideSettings,
  tuning: Pick<Outside, 'rates' | 'concurrency'> = {},
): Outside | undefined {
  const connectors = [
    ...(litellm === null ? [] : [createLiteLlm(litellm)]),
    ...(stripe === null ? [] : [createStripe(stripe)]),
  ]
  return secret === null || connectors.length === 0 ? undefined : { connectors, secretKey: secret, ...tuning }
}
