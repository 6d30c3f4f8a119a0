import type { Command } from 'commander'
import { pino } from 'pino'
import { readAuthSettings, readHttpSettings } from '../../config.ts'
import { ResettleError } from '../../errors.ts'
import type { Run } from '../session.ts'

interface Flags {
  readonly host?: string
  readonly port?: string
  readonly link?: true
}

/** The HTTP service with the admin page; ends when it is told to, and lets what runs come to its end. */
export function addServe(program: Command, run: Run): void {
  program
    .command('serve')
    .description('the HTTP service with the admin page')
    .option('--host <address>', 'where to listen (default: 127.0.0.1; env RESETTLE_HOST)')
    .option('--port <number>', 'where to listen; 0 takes any free port (default: 8787; env RESETTLE_PORT)')
    .option('--link', 'print a link that signs an administrator in, once')
    .action((flags: Flags, command: Command) =>
      run(command, async (session) => {
        const auth = readAuthSettings(session.env)
        const http = readHttpSettings({
          ...session.env,
          ...(flags.host === undefined ? {} : { RESETTLE_HOST: flags.host }),
          ...(flags.port === undefined ? {} : { RESETTLE_PORT: flags.port }),
        })
        const stopped = session.untilStopped()
        await session.use(async (resettle) => {
          // Loaded late: no other command needs a server.
          const { createHttpApp } = await import('../../http/index.ts')
          const { listen } = await import('../../http/listen.ts')
          const log = pino({ level: http.logLevel }, session.logStream)
          const app = await createHttpApp({ resettle, http, auth, log })
          const server = await listen(app, http.host, http.port).catch(async (error: unknown) => {
            await app.close()
            throw ResettleError.from(error)
          })
          const address = http.publicUrl ?? server.address
          const link = flags.link ? `${address}${app.createLoginLink()}` : null
          session.print({ kind: 'service', version: 1, address, listening: server.address, link }, (look) =>
            [
              `Resettle listens at ${look.paint('bold', address)}`,
              ...(link === null ? [] : [`Sign in, once, within ten minutes: ${look.paint('bold', link)}`]),
              '',
            ].join('\n'),
          )
          await stopped
          await server.close()
        })
        return 0
      }),
    )
}
