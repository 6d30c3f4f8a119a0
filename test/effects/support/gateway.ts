import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { LiteLlmFake } from '../../../demo/outside/litellm.ts'

export interface Gateway {
  readonly url: string
  /** Headers of every request with a person's own key. */
  readonly tries: readonly IncomingHttpHeaders[]
  close(): void
}

/** Stands in front of LiteLLM, and lets the master key through in this header alone. */
export async function openGateway(fake: LiteLlmFake, passes: string): Promise<Gateway> {
  const tries: IncomingHttpHeaders[] = []
  const server = createServer(async (request, response) => {
    const { url = '', method = 'GET', headers } = request
    const isTry = url === '/v1/models'
    if (isTry) tries.push(headers)
    const name = isTry ? 'authorization' : passes
    const body = await text(request)
    const answer = await fetch(fake.url + url, {
      method,
      headers: { [name]: String(headers[name]), 'content-type': 'application/json' },
      ...(body === '' ? {} : { body }),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, tries, close: () => void server.close() }
}
