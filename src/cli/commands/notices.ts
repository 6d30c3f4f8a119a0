import { type Command, Option } from 'commander'
import type { NoticeDocument, NoticeKind, NoticeList } from '../../effects/notices/documents.ts'
import { ResettleError } from '../../errors.ts'
import type { Plan } from '../../migration/documents.ts'
import { findPerson } from '../../report/person.ts'
import { languages } from '../../report/words/language.ts'
import type { Resettle } from '../../resettle.ts'
import { loadJson } from '../input/files.ts'
import { toPlan } from '../input/plan-file.ts'
import { parseTime } from '../input/time.ts'
import { renderNoticePreviews, renderNotices } from '../render/notices.ts'
import type { Run, Session } from '../session.ts'

interface Flags {
  readonly plan?: string
  readonly at?: string
  readonly preview?: true
  readonly send?: true
  readonly retry?: true
  readonly cancel?: true
  readonly kind?: NoticeKind
  readonly language?: string
  readonly person?: string
}

/** Messages to the people who move or are concerned: what they say, how far each of them got, and sending them. */
export function addNotices(program: Command, run: Run): void {
  program
    .command('notices')
    .description('messages to the people who move: see them, send them')
    .argument('[id]', 'mig_…')
    .option('--plan <file>', 'instead of ID: before somebody migrates by this plan')
    .option('--at <time>', 'with --plan: when that will be, such as "2026-12-04 20:00"')
    .option('--preview', 'what people would read; writes nothing')
    .option('--send', 'send what was not sent yet; where none were written, they are')
    .option('--retry', 'let those try again that were refused, failed, or are unknown')
    .option('--cancel', 'end those that were not sent yet')
    .addOption(new Option('--kind <kind>', 'only these').choices(['before', 'after']))
    .addOption(new Option('--language <language>', 'of a preview').choices(languages))
    .option('--person <who>', 'only one person: address or id')
    .action((id: string | undefined, flags: Flags, command: Command) =>
      run(command, async (session) => {
        assertUse(id, flags)
        return await session.use(async (resettle) => {
          const subject =
            id === undefined ? await readPlan(session, flags.plan ?? '', flags.at) : { migrationId: id }
          return flags.preview
            ? preview(session, resettle, subject, flags)
            : act(session, resettle, subject, flags)
        })
      }),
    )
}

/** A migration by its id, or one that somebody will start by this plan; `at` as far as it was said. */
type Subject = { readonly migrationId: string } | Planned

interface Planned {
  readonly plan: Plan
  readonly at?: string
}

async function readPlan(session: Session, file: string, at: string | undefined): Promise<Planned> {
  const time = at === undefined ? {} : { at: parseTime(at, session.timeZone) }
  if (time.at !== undefined && Date.parse(time.at) < Date.now()) {
    throw new ResettleError('usage.invalid', `--at ${at} is over.`)
  }
  return { plan: toPlan(file, await loadJson(file, 'plan.invalid')), ...time }
}

async function preview(
  session: Session,
  { notices }: Resettle,
  subject: Subject,
  { kind, language, person }: Flags,
): Promise<number> {
  const previews = await notices.preview('plan' in subject ? await timed(notices, subject) : subject, {
    ...(kind === undefined ? {} : { kind }),
    ...(language === undefined ? {} : { language }),
    ...(person === undefined ? {} : { person }),
  })
  session.print(previews, (look) => renderNoticePreviews(previews, look))
  return 0
}

/** Where no time is said, the one that people were told. */
async function timed(notices: Resettle['notices'], { plan, at }: Planned) {
  return { plan, at: at ?? (await notices.announced(plan))?.at ?? null }
}

/** The migration's id: given, or that under which it is announced; writing to people announces it. */
async function idOf(
  { notices }: Resettle,
  subject: Subject,
  { send, retry, cancel }: Flags,
): Promise<string> {
  if ('migrationId' in subject) return subject.migrationId
  if (send && !retry && !cancel) {
    if (!notices.canSend) throw unconfigured()
    const { plan, at } = await timed(notices, subject)
    return (await notices.announce(plan, { at, send: false })).migration_id
  }
  const announced = await notices.announced(subject.plan)
  if (announced !== null) return announced.migrationId
  throw new ResettleError('notice.not-found', 'Nothing was written to anybody about this migration.', {
    remedy: 'See it with --preview; --send writes it and sends it.',
  })
}

async function act(session: Session, resettle: Resettle, subject: Subject, flags: Flags): Promise<number> {
  const { notices } = resettle
  const id = await idOf(resettle, subject, flags)
  const { kind } = flags
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
  if (!notices.canSend) throw unconfigured()
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

function unconfigured(): ResettleError {
  return new ResettleError('mail.unconfigured', 'No mail server and no folder is set.')
}

function assertUse(id: string | undefined, { plan, at, ...flags }: Flags): void {
  if (id === undefined && plan === undefined) {
    throw new ResettleError('usage.invalid', "Missing required argument 'id'.", {
      remedy: 'Write `notices ID`, or `notices --plan FILE` before the migration.',
    })
  }
  if (id !== undefined && plan !== undefined) {
    throw new ResettleError('usage.invalid', 'ID and --plan exclude each other.')
  }
  if (at !== undefined && plan === undefined) {
    throw new ResettleError('usage.invalid', '--at goes with --plan.')
  }
  assertActions(flags)
}

function assertActions({ preview, send, retry, cancel, language }: Flags): void {
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
