import { type Command, Option } from 'commander'
import type { NoticeDocument, NoticeKind, NoticeList } from '../../effects/notices/documents.ts'
import { ResettleError } from '../../errors.ts'
import { findPerson } from '../../report/person.ts'
import { languages } from '../../report/words/language.ts'
import type { Resettle } from '../../resettle.ts'
import { renderNoticePreviews, renderNotices } from '../render/notices.ts'
import type { Run, Session } from '../session.ts'

interface Flags {
  readonly preview?: true
  readonly send?: true
  readonly retry?: true
  readonly cancel?: true
  readonly kind?: NoticeKind
  readonly language?: string
  readonly person?: string
}

/** Messages to the people who moved: what they say, how far each of them got, and sending them. */
export function addNotices(program: Command, run: Run): void {
  program
    .command('notices')
    .description('messages to the people who move: see them, send them')
    .argument('<id>', 'mig_…')
    .option('--preview', 'what people would read; writes nothing')
    .option('--send', 'send what was not sent yet; where none were written, they are')
    .option('--retry', 'let those try again that were refused, failed, or are unknown')
    .option('--cancel', 'end those that were not sent yet')
    .addOption(new Option('--kind <kind>', 'only these').choices(['before', 'after']))
    .addOption(new Option('--language <language>', 'of a preview').choices(languages))
    .option('--person <who>', 'only one person: address or id')
    .action((id: string, flags: Flags, command: Command) =>
      run(command, async (session) => {
        assertUse(flags)
        return await session.use((resettle) => act(session, resettle, id, flags))
      }),
    )
}

async function act(session: Session, resettle: Resettle, id: string, flags: Flags): Promise<number> {
  const { notices } = resettle
  const { kind, language, person } = flags
  if (flags.preview) {
    const previews = await notices.preview(
      { migrationId: id },
      {
        ...(kind === undefined ? {} : { kind }),
        ...(language === undefined ? {} : { language }),
        ...(person === undefined ? {} : { person }),
      },
    )
    session.print(previews, (look) => renderNoticePreviews(previews, look))
    return 0
  }
  if (flags.cancel) await notices.cancel(id, kind)
  if (flags.retry) await retry(resettle, id, flags)
  if (flags.send) await send(session, resettle, id, kind)
  const list = only(await listOf(resettle, id), flags)
  session.print(list, (look) => renderNotices(list, look))
  return flags.send && isOpen(list) ? 7 : 0
}

/** Writes those after a migration where nobody did, lets them go, and sends them. */
async function send(session: Session, resettle: Resettle, id: string, kind?: NoticeKind): Promise<void> {
  const { notices } = resettle
  if (!notices.canSend) throw new ResettleError('mail.unconfigured', 'No mail server and no folder is set.')
  const written = await notices.list(id)
  if (written.notices.length === 0 && kind !== 'before') await notices.prepare(id)
  await notices.release(id, kind)
  await session.watch(() => notices.send({ migrationId: id, ...(kind === undefined ? {} : { kind }) }))
}

async function retry(resettle: Resettle, id: string, flags: Flags): Promise<void> {
  const { notices } = only(await resettle.notices.list(id), flags)
  const stuck = notices.filter(({ state }) => ['refused', 'failed', 'unknown'].includes(state))
  for (const notice of stuck) await resettle.notices.retry(notice.id)
}

/** Those that were written; a migration that nobody knows is no migration without notices. */
async function listOf(resettle: Resettle, id: string): Promise<NoticeList> {
  const list = await resettle.notices.list(id)
  if (list.notices.length === 0) await resettle.show(id)
  return list
}

function only(list: NoticeList, { kind, person }: Flags): NoticeList {
  const isMeant = (one: NoticeDocument): boolean =>
    (kind === undefined || one.notice === kind) && (person === undefined || isPerson(one, person))
  return { ...list, notices: list.notices.filter(isMeant) }
}

function isPerson({ user, address }: NoticeDocument, who: string): boolean {
  return findPerson([{ user, email: address }], who) !== undefined
}

function isOpen({ counts }: NoticeList): boolean {
  return counts.waiting + counts.sending + counts.unknown + counts.refused + counts.failed > 0
}

function assertUse({ preview, send, retry, cancel, language }: Flags): void {
  const isWriting = [send, retry, cancel].some((flag) => flag === true)
  if (preview && isWriting) {
    throw new ResettleError(
      'usage.invalid',
      '--preview only looks; take --send, --retry and --cancel by themselves.',
    )
  }
  if (cancel && send) throw new ResettleError('usage.invalid', '--cancel and --send exclude each other.')
  if (language !== undefined && !preview) {
    throw new ResettleError('usage.invalid', '--language goes with --preview: people get their own.')
  }
}
