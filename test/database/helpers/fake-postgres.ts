import { createServer, type Socket } from 'node:net'

/**
 * A server that speaks just enough of PostgreSQL's protocol to log in and to say one value to every question: stands
 * in for a version that cannot be installed here.
 */
export async function startFakePostgres(version: string) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let isStarted = false
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      if (!isStarted) {
        isStarted = true
        socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]))
        return
      }
      if (data[0] === 0x51) socket.write(Buffer.concat([columns, row(version), complete, ready]))
      if (data[0] === 0x50) {
        socket.write(Buffer.concat([message('1'), message('2'), columns, row(version), complete, ready]))
      }
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `postgres://user:pass-word@127.0.0.1:${port}/app`,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const ready = message('Z', Buffer.from('I'))
const complete = message('C', Buffer.from('SELECT 1\0'))
// One column named "version" of type int4, in text.
const columns = message(
  'T',
  Buffer.concat([
    Buffer.from([0, 1]),
    Buffer.from('version\0'),
    Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 4]),
    Buffer.from([255, 255, 255, 255, 0, 0]),
  ]),
)

function row(value: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(value.length)
  return message('D', Buffer.concat([Buffer.from([0, 1]), length, Buffer.from(value)]))
}

function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}
