import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { ResettleError } from '../errors.ts'
import type { HttpApp } from './index.ts'

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:8787` */
  readonly address: string
  /** Takes no new requests, waits for what runs, then ends the connections that are left. */
  close(): Promise<void>
}

/** Longest time for a client to send its request, so that slow ones cannot keep all connections. */
const REQUEST_TIMEOUT_MS = 30_000

/** Longer than proxies keep a connection that nobody uses (nginx: 60 s): who ends it first must not be the one who answers. */
const IDLE_CONNECTION_MS = 75_000

/** Lets an app answer at a host and a port; 0 takes any free one. Throws `config.invalid` where it cannot listen there. */
export async function listen(app: HttpApp, host: string, port: number): Promise<Listening> {
  const ready = Promise.withResolvers<AddressInfo>()
  const server = serve(
    {
      fetch: (request, env) => app.fetch(request, env),
      hostname: host,
      port,
      serverOptions: {
        requestTimeout: REQUEST_TIMEOUT_MS,
        headersTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: IDLE_CONNECTION_MS,
      },
    },
    ready.resolve,
  )
  server.once('error', (error: NodeJS.ErrnoException) => ready.reject(notListening(host, port, error)))
  const { port: actual } = await ready.promise
  const shown = host.includes(':') ? `[${host}]` : host
  return {
    address: `http://${shown}:${actual}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      await app.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

function notListening(host: string, port: number, error: NodeJS.ErrnoException): ResettleError {
  const reason = error.code === 'EADDRINUSE' ? 'is taken by another program' : 'cannot be used'
  return new ResettleError('config.invalid', `${host}:${port} ${reason}.`, {
    cause: error,
    context: { host, port, reason: error.code },
    remedy: 'Choose another --port or --host.',
  })
}
