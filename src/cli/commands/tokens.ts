import { type Command, Option } from 'commander'
import { ResettleError } from '../../errors.ts'
import type { NewToken, Token } from '../../http/auth/tokens.ts'
import type { Run } from '../session.ts'
import type { Look } from '../terminal/look.ts'

interface Flags {
  readonly role: NewToken['role']
  readonly days?: string
}

/** Static tokens of the service: kept as hashes, shown once. */
export function addTokens(program: Command, run: Run): void {
  const tokens = program.command('tokens').description('static tokens of the service')
  tokens
    .command('add')
    .description('make a token; it is shown once')
    .argument('<name>', 'who or what uses it')
    .addOption(new Option('--role <role>', 'what it may').choices(['admin', 'reader']).default('admin'))
    .option('--days <number>', 'how long it is valid (default: until it is revoked)')
    .action((name: string, { role, days }: Flags, command: Command) =>
      run(command, (session) =>
        session.use(async (resettle) => {
          const { addToken, tokenDesk } = await import('../../http/auth/tokens.ts')
          const now = new Date()
          const expiresAt = expiryOf(days, now)
          const token = await addToken(await tokenDesk(resettle), { name, role, expiresAt }, now)
          const document = {
            kind: 'new-token',
            version: 1,
            name,
            role,
            expires_at: expiresAt?.toISOString() ?? null,
            token,
          }
          session.print(document, () => `${token}\n`)
          session.say(
            (look) => `This is ${look.paint('bold', name)}'s token. Keep it safe: it is not shown again.\n`,
          )
          return 0
        }),
      ),
    )
  tokens
    .command('list')
    .description('all tokens, revoked ones too')
    .action((_flags: object, command: Command) =>
      run(command, (session) =>
        session.use(async (resettle) => {
          const { showTokens, tokenDesk } = await import('../../http/auth/tokens.ts')
          const list = await showTokens(await tokenDesk(resettle))
          session.print({ kind: 'tokens', version: 1, tokens: list }, (look) => renderTokens(list, look))
          return 0
        }),
      ),
    )
  tokens
    .command('revoke')
    .description('end a token at once, and the sessions that it began')
    .argument('<name>', 'as `tokens list` shows it')
    .action((name: string, _flags: object, command: Command) =>
      run(command, (session) =>
        session.use(async (resettle) => {
          const { endToken, tokenDesk } = await import('../../http/auth/tokens.ts')
          await endToken(await tokenDesk(resettle), name, new Date())
          session.print(
            { kind: 'revoked-token', version: 1, name },
            (look) => `The token ${look.paint('bold', name)} is revoked.\n`,
          )
          return 0
        }),
      ),
    )
}

const DAY_MS = 24 * 3_600_000

function expiryOf(days: string | undefined, now: Date): Date | null {
  if (days === undefined) return null
  if (/^[1-9]\d{0,3}$/.test(days)) return new Date(now.getTime() + Number(days) * DAY_MS)
  throw new ResettleError('usage.invalid', '--days takes a number from 1 to 9999.')
}

function renderTokens(tokens: readonly Token[], look: Look): string {
  if (tokens.length === 0) return 'There are no tokens.\n'
  const lines = tokens.map(({ name, role, created_at, expires_at, revoked_at }) => {
    const state =
      revoked_at !== null
        ? `revoked ${revoked_at}`
        : expires_at === null
          ? 'valid until revoked'
          : `valid until ${expires_at}`
    return `  ${look.paint('bold', name)}  ${role}  made ${created_at}  ${look.paint('dim', state)}`
  })
  return `${lines.join('\n')}\n`
}
