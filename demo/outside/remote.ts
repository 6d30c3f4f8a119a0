import type { Call, Rate } from './server/calls.ts'
import type { Fault, Faults } from './server/faults.ts'

/** The controls of a fake that runs in another process. */
export interface Remote<Seed, Snapshot, Options> {
  readonly url: string
  seed(seed: Seed): Promise<void>
  snapshot(): Promise<Snapshot>
  reset(): Promise<void>
  set(options: Partial<Options>): Promise<void>
  fault(...faults: readonly Fault[]): Promise<void>
  /** Those that may still strike, with the number of calls that each has seen. */
  faults(): Promise<ReturnType<Faults['list']>>
  clearFaults(): Promise<void>
  latency(ms: number): Promise<void>
  /** The calls after this number. */
  log(since?: number): Promise<readonly Call[]>
  counts(): Promise<Readonly<Record<string, number>>>
  rate(): Promise<Rate>
  /** What only this fake can do: `spend` of LiteLLM; `violations`, `catch-up`, `forget-keys`, `advance` of Stripe. */
  ask(name: string, body?: object): Promise<unknown>
}

export function connectRemote<Seed, Snapshot, Options>(url: string): Remote<Seed, Snapshot, Options> {
  const call = async (method: string, name: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/_control/${name}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${name}: ${await response.text()}`)
    return response.json()
  }
  const run = async (method: string, name: string, body?: unknown): Promise<void> => {
    await call(method, name, body)
  }
  return {
    url,
    seed: (seed) => run('POST', 'seed', seed),
    snapshot: () => call('GET', 'snapshot') as Promise<Snapshot>,
    reset: () => run('POST', 'reset'),
    set: (options) => run('POST', 'options', options),
    fault: (...faults) => run('POST', 'faults', faults),
    faults: () => call('GET', 'faults') as Promise<ReturnType<Faults['list']>>,
    clearFaults: () => run('DELETE', 'faults'),
    latency: (ms) => run('POST', 'latency', { ms }),
    log: (since = 0) => call('GET', `log?since=${since}`) as Promise<Call[]>,
    counts: () => call('GET', 'counts') as Promise<Record<string, number>>,
    rate: () => call('GET', 'rate') as Promise<Rate>,
    ask: (name, body = {}) => call('POST', name, body),
  }
}
