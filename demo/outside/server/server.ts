import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Calls, createCalls, type OpenCall } from './calls.ts'
import { createFaults, type Fault, type Faults, isAfter } from './faults.ts'
import { type Answer, gatewayPage, type Reply, type Request } from './reply.ts'

/** What stands behind the address. */
export interface Service {
  /** Has the effect of a call between `passage.before` and `passage.after`, in one go, so that no other call sees half of it. */
  answer(request: Request, passage: Passage): Promise<Reply>
  /** How this service says that it failed, or that it was asked too often. */
  failure(status: number, retryAfterSeconds?: number): Answer
  /** Whose this is, where a call names a thing of somebody; for faults that are about that person. */
  ownerOf?(name: string): string | null
  /** Answers below `/_control/`; these are not calls: never counted, never delayed, never struck by faults. */
  control(request: Request): Answer
}

/** The way of one call through faults and latency. */
export interface Passage {
  /** A reply, when a fault strikes before the effect; the effect must then not happen. */
  before(): Promise<{ readonly reply: Reply; readonly remembered: boolean } | null>
  /** The answer, or what a fault after the effect makes of it. */
  after(answer: Answer): Promise<Reply>
}

export interface Running {
  /** `http://127.0.0.1:…`, without a slash at its end. */
  readonly url: string
  readonly port: number
  readonly calls: Calls
  readonly faults: Faults
  /** For every call, half of it before the effect and half after. */
  latency(ms: number): void
  /** When nobody waits for an answer any more; calls that hang are not waited for. */
  settled(): Promise<void>
  close(): Promise<void>
}

export async function startServer(service: Service, port = 0): Promise<Running> {
  const calls = createCalls()
  const faults = createFaults((name) => service.ownerOf?.(name) ?? null)
  const closing = new AbortController()
  const open = new Set<Promise<void>>()
  let latencyMs = 0

  const pause = (ms: number): Promise<void> =>
    ms === 0 ? Promise.resolve() : sleep(ms, undefined, { signal: closing.signal })
  const serve = async (request: Request, response: ServerResponse): Promise<void> => {
    const call = calls.open(request)
    const striking = faults.take(request)
    const passage = createPassage(call, striking, service, pause, latencyMs)
    send(await service.answer(request, passage), response, call)
  }
  const server = createServer((incoming, response) => {
    const work = read(incoming)
      .then((request) =>
        request.path.startsWith('/_control/')
          ? write(service.control(request), response)
          : serve(request, response),
      )
      .catch((error: unknown) => giveUp(error, response, closing.signal))
    open.add(work)
    void work.finally(() => open.delete(work))
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    calls,
    faults,
    latency: (ms) => {
      latencyMs = ms
    },
    settled: async () => {
      while (open.size > 0) await Promise.all(open)
    },
    close: async () => {
      closing.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all(open)
    },
  }
}

function createPassage(
  call: OpenCall,
  striking: readonly Fault[],
  service: Service,
  pause: (ms: number) => Promise<void>,
  latencyMs: number,
): Passage {
  const strike = async (fault: Fault, answer: Answer | null): Promise<Reply | null> => {
    call.faults = [...call.faults, `${fault.does} ${isAfter(fault) ? 'after' : 'before'}`]
    if (fault.does === 'delay') await pause(fault.delay_ms ?? 100)
    return answerOf(fault, answer, service)
  }
  return {
    before: async () => {
      for (const fault of striking.filter((one) => !isAfter(one))) {
        const reply = await strike(fault, null)
        if (reply !== null) return { reply, remembered: fault.remembered === true }
      }
      await pause(latencyMs / 2)
      return null
    },
    after: async (answer) => {
      await pause(latencyMs / 2)
      for (const fault of striking.filter(isAfter)) {
        const reply = await strike(fault, answer)
        if (reply !== null) return reply
      }
      return answer
    },
  }
}

function answerOf(fault: Fault, answer: Answer | null, service: Service): Reply | null {
  const status = fault.status ?? 500
  if (fault.does === 'delay') return null
  if (fault.does === 'drop' || fault.does === 'hang') return { kind: fault.does }
  if (fault.does === 'cut') return answer === null ? { kind: 'drop' } : { kind: 'cut', of: answer }
  if (fault.does === 'limit') return service.failure(429, fault.retry_after)
  return fault.gateway === true ? gatewayPage(status) : service.failure(status)
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1')
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

function send(reply: Reply, response: ServerResponse, call: OpenCall): void {
  const words = { answer: 'answered', cut: 'cut', drop: 'dropped', hang: 'hanging' } as const
  call.ended = words[reply.kind]
  call.took_ms = Math.round(performance.now() - call.since)
  if (reply.kind === 'answer') {
    call.status = reply.status
    write(reply, response)
  } else if (reply.kind === 'cut') cut(reply.of, response)
  else if (reply.kind === 'drop') response.socket?.destroy()
}

function write({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

/** The head and half of the body, then the socket closes. */
function cut({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.socket?.destroy())
}

/** A caller that went away, and the end of the server, are no faults of the service; anything else is. */
function giveUp(error: unknown, response: ServerResponse, closing: AbortSignal): void {
  if (closing.aborted || response.socket === null || response.socket.destroyed) return
  write(
    {
      kind: 'answer',
      status: 599,
      headers: { 'content-type': 'text/plain' },
      body: `The fake failed: ${error}`,
    },
    response,
  )
}
