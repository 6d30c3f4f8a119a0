import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between Resettle and a PostgreSQL server, and can lose what the server says. */
export interface Proxy {
  readonly url: string
  /** From now on no reply arrives; as soon as the server has answered once more, every connection breaks. */
  loseNextReply(): void
  /** Takes no new connection any more. */
  refuse(): void
  stop(): Promise<void>
}

export async function startProxy(url: string): Promise<Proxy> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let isLosing = false
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
    isLosing = false
  }
  const server = createServer((client) => {
    const behind = connect(Number(port), hostname)
    for (const socket of [client, behind]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        behind.destroy()
      })
    }
    client.on('data', (data) => behind.write(data))
    behind.on('data', (data) => {
      if (isLosing) breakAll()
      else client.write(data)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = Object.assign(new URL(url), { host: `127.0.0.1:${(server.address() as AddressInfo).port}` })
  return {
    url: own.href,
    loseNextReply() {
      isLosing = true
    },
    refuse() {
      server.close()
    },
    async stop() {
      breakAll()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}
