import type { Calls } from './calls.ts'
import type { Fault, Faults } from './faults.ts'
import { type Answer, json, type Request } from './reply.ts'

/** What may be asked of a fake from another process, and is asked of its object in the same one. */
export interface Controlled {
  readonly calls: Calls
  readonly faults: Faults
  latency(ms: number): void
  snapshot(): unknown
  seed(seed: unknown): void
  /** Empties state, log and faults; options stay. */
  reset(): void
  readonly options: object
  set(options: object): void
  /** What only this fake can do, by name. */
  readonly extras: Readonly<Record<string, (body: Record<string, unknown>) => unknown>>
}

/** Answers `/_control/…` in JSON. */
export function control(fake: Controlled, request: Request): Answer {
  try {
    const name = request.path.slice('/_control/'.length)
    const value = routes(fake, request)[`${request.method} ${name}`]
    return value === undefined
      ? json(404, { message: 'There is no such control' })
      : json(200, value() ?? { done: true })
  } catch (error) {
    return json(400, { message: error instanceof Error ? error.message : String(error) })
  }
}

function routes(fake: Controlled, request: Request): Record<string, () => unknown> {
  const body = () => JSON.parse(request.body === '' ? '{}' : request.body) as Record<string, unknown>
  const extras = Object.entries(fake.extras).map(([name, run]) => [`POST ${name}`, () => run(body())])
  return {
    ...Object.fromEntries(extras),
    'GET snapshot': () => fake.snapshot(),
    'POST seed': () => fake.seed(body()),
    'POST reset': () => fake.reset(),
    'GET log': () => fake.calls.list(Number(request.query.get('since') ?? 0)),
    'DELETE log': () => fake.calls.clear(),
    'GET counts': () => fake.calls.counts(),
    'GET rate': () => fake.calls.rate(),
    'GET faults': () => fake.faults.list(),
    'POST faults': () => fake.faults.set(...([body()].flat() as unknown as Fault[])),
    'DELETE faults': () => fake.faults.clear(),
    'POST latency': () => fake.latency(Number(body().ms)),
    'GET options': () => fake.options,
    'POST options': () => fake.set(body()),
  }
}
