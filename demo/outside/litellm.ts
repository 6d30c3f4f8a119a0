/**
 * A LiteLLM proxy that keeps users, teams and keys in memory and answers its management API over real HTTP, with the
 * traps of the real one: two bodies for errors, ten keys a page, keys that go with their team, 400 where one expects
 * 404. For tests, the demo and the bench. `options` are where versions differ; `faults` break chosen calls.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { InvalidRequest, LiteLlmError, plain } from './litellm/errors.ts'
import { type Context, type Endpoint, readInput } from './litellm/input.ts'
import { keyEndpoints } from './litellm/keys.ts'
import { memberEndpoints } from './litellm/members.ts'
import { defaultOptions, type LiteLlmOptions } from './litellm/options.ts'
import { type LiteLlmSeed, plant } from './litellm/seed.ts'
import { type LiteLlmSnapshot, takeSnapshot } from './litellm/snapshot.ts'
import { createState, tokenOf } from './litellm/state.ts'
import { teamEndpoints } from './litellm/teams.ts'
import { listModels, spendWith, type Use } from './litellm/use.ts'
import { userEndpoints } from './litellm/users.ts'
import { createBucket } from './server/bucket.ts'
import { control } from './server/control.ts'
import { withOptions } from './server/options.ts'
import { type Answer, json, type Request } from './server/reply.ts'
import { type Running, type Service, startServer } from './server/server.ts'

export { olderVersion } from './litellm/options.ts'
export type { LiteLlmOptions, LiteLlmSeed, LiteLlmSnapshot }

export interface LiteLlmFake extends Running {
  readonly masterKey: string
  readonly options: LiteLlmOptions
  /** Changes some options, from the next call on. */
  set(options: Partial<LiteLlmOptions>): void
  seed(seed: LiteLlmSeed): void
  snapshot(): LiteLlmSnapshot
  /** Forgets state, log and faults; options stay. */
  reset(): void
  /** A use of a key that costs `amount`: refused or charged as LiteLLM does it. */
  spendWith(rawKey: string, amount: number): Use
}

const endpoints: Readonly<Record<string, Endpoint>> = {
  ...userEndpoints,
  ...teamEndpoints,
  ...memberEndpoints,
  ...keyEndpoints,
}

/** Headers in which LiteLLM takes a key, in its order. */
const keyHeaders = [
  'x-litellm-api-key',
  'authorization',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'ocp-apim-subscription-key',
] as const

export async function startLiteLlm(
  start: Partial<LiteLlmOptions> & { readonly port?: number; readonly master_key?: string } = {},
): Promise<LiteLlmFake> {
  const { port, master_key: masterKey = 'sk-litellm-master', ...chosen } = start
  const context: { -readonly [Name in keyof Context]: Context[Name] } = {
    state: createState(),
    options: withOptions(defaultOptions, chosen),
  }
  let bucket = bucketOf(context.options)
  const service: Service = {
    answer: async (request, passage) => {
      if (bucket?.take() === false) return failure(429)
      return (await passage.before())?.reply ?? passage.after(answer(context, masterKey, request))
    },
    failure,
    ownerOf: (name) => context.state.keys.get(tokenOf(name))?.user_id ?? null,
    control: (request) => control({ ...fake, extras }, request),
  }
  const running = await startServer(service, port)
  const fake: LiteLlmFake = {
    ...running,
    masterKey,
    get options() {
      return context.options
    },
    set: (options) => {
      context.options = withOptions(context.options, options)
      bucket = bucketOf(context.options)
    },
    seed: (seed) => plant(context.state, seed),
    snapshot: () => takeSnapshot(context.state),
    reset: () => {
      context.state = createState()
      running.calls.clear()
      running.faults.clear()
    },
    spendWith: (rawKey, amount) => spendWith(context, rawKey, amount),
  }
  const extras = {
    spend: ({ key, amount }: Record<string, unknown>) => fake.spendWith(String(key), Number(amount)),
  }
  return fake
}

function answer(context: Context, masterKey: string, request: Request): Answer {
  try {
    const given = readKey(request.headers)
    if (given === null) throw plain(401, 'Authentication Error, No api key passed in.', 'auth_error')
    if (request.method === 'GET' && request.path === '/v1/models')
      return json(200, given === masterKey ? allModels(context) : listModels(context, given))
    const endpoint = endpoints[`${request.method} ${request.path}`]
    if (endpoint === undefined) return json(404, { detail: 'Not Found' })
    admitManager(context, masterKey, given, request.path)
    return json(200, endpoint(context, readInput(request)))
  } catch (error) {
    if (error instanceof LiteLlmError) return error.toAnswer(context.options.error_bodies)
    if (error instanceof InvalidRequest) return error.toAnswer()
    throw error
  }
}

function readKey(headers: IncomingHttpHeaders): string | null {
  const given = keyHeaders.map((name) => headers[name]).find((value) => value !== undefined)
  return given === undefined ? null : String(given).replace(/^Bearer /i, '')
}

/** Only the master key manages; a person's key, though alive, does not. */
function admitManager(context: Context, masterKey: string, given: string, path: string): void {
  if (given === masterKey) return
  listModels(context, given)
  throw plain(
    401,
    `Authentication Error, Only proxy admin can be used to generate, delete, update info for new keys/users/teams. Route=${path}. Your role=internal_user`,
    'auth_error',
  )
}

function allModels({ options }: Context): object {
  return { object: 'list', data: options.models.map((id) => ({ id, object: 'model' })) }
}

function failure(status: number, retryAfterSeconds?: number): Answer {
  const message = status === 429 ? 'Too many requests' : 'Internal Server Error'
  const type = status === 429 ? 'throttling_error' : 'internal_server_error'
  return json(
    status,
    { error: { message, type, param: 'None', code: String(status) } },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  )
}

function bucketOf({ calls_per_second: limit }: LiteLlmOptions): { take(): boolean } | null {
  return limit === null ? null : createBucket(limit)
}
