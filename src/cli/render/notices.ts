import type {
  NoticeDocument,
  NoticeList,
  NoticePreviews,
  NoticeState,
} from '../../effects/notices/documents.ts'
import { type Cell, grid } from '../terminal/grid.ts'
import { type Format, type Look, tone } from '../terminal/look.ts'
import { count, moment, plural, visible } from '../terminal/text.ts'
import { countLine, idText, LISTED, nextSteps, page, paragraph, rest, section } from './parts.ts'

/** How far each notice of a migration got. */
export function renderNotices(list: NoticeList, look: Look): string {
  const { counts, notices, migration_id: id } = list
  const troubled = notices.filter(({ problem, state }) => problem !== null && state !== 'sent')
  return page(
    [`${look.paint(tone.head, 'Notices')}  ${look.paint('bold', visible(id))}`],
    grid(
      look,
      notices.slice(0, LISTED).map((one) => line(one, look.width >= WIDE)),
      { flexible: [2, 3] },
    ),
    rest(look, notices.length - LISTED),
    section(
      look,
      'Problems',
      troubled
        .slice(0, LISTED)
        .flatMap(({ address, problem }) =>
          paragraph(look, `${visible(address)}: ${visible(problem)}`, 2, '! '),
        ),
    ),
    summary(list, look),
    nextSteps(look, steps(list, look)),
    counts.unknown === 0
      ? []
      : paragraph(
          look,
          'Of those that are unknown the server was given the text, and its answer was lost: they are not sent again by ' +
            'themselves. Ask who should have got one, or let them go again with --retry.',
          2,
        ),
  )
}

/** What people would read, as text; the pages are in the document. */
export function renderNoticePreviews(previews: NoticePreviews, look: Look): string {
  const { notices, total, notice } = previews
  const shown = notices.map(({ address, name, language, subject, text, user }) => [
    `${look.paint(tone.quiet, 'To')}       ${visible(name ?? idText(user))} ${address === null ? look.paint(tone.loss, '(cannot be reached)') : `<${visible(address)}>`}`,
    `${look.paint(tone.quiet, 'In')}       ${language}`,
    ...paragraph(look, visible(subject), 0, 'Subject  '),
    '',
    ...text
      .replaceAll(/[\u2068\u2069]/g, '')
      .trimEnd()
      .split('\n')
      .flatMap((one) => (one === '' ? [''] : paragraph(look, one.trimEnd(), 2))),
  ])
  return page(
    [`${look.paint(tone.head, `Notices ${notice} the migration`)}  ${look.paint(tone.quiet, count(total))}`],
    ...shown,
    rest(look, total - notices.length),
  )
}

const colours: Readonly<Partial<Record<NoticeState, Format>>> = {
  sent: tone.good,
  unknown: tone.ask,
  refused: tone.loss,
  failed: tone.loss,
}

/** Room for the times. */
const WIDE = 96

function line(one: NoticeDocument, isWide: boolean): Cell[] {
  const { notice, name, address, user, language, state, sent_at, due_at } = one
  const at = isWide ? (sent_at ?? due_at) : null
  return [
    { text: state, as: colours[state] ?? tone.quiet },
    notice,
    visible(name ?? idText(user)),
    visible(address ?? '–'),
    { text: language, as: tone.quiet },
    { text: at === null ? '' : `${sent_at === null ? 'again ' : ''}${moment(at)}`, as: tone.quiet },
  ]
}

function summary({ counts, notices }: NoticeList, look: Look): string[] {
  if (notices.length === 0) return ['No notice was written.']
  const facts = Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([state, number]) => `${count(number)} ${state}`)
  const isDone = counts.sent + counts.cancelled + counts.unreachable === notices.length
  const symbol = isDone ? look.paint(tone.good, '✓') : look.paint(tone.ask, '·')
  return countLine(look, symbol, [plural(notices.length, 'notice'), ...facts])
}

function steps({ migration_id: id, counts, notices, can_send }: NoticeList, look: Look): [string, string][] {
  const unsent = counts.held + counts.waiting
  const stuck = counts.refused + counts.failed + counts.unknown
  return [
    ...(notices.length === 0 || unsent > 0
      ? [[look.command('notices', id, '--preview'), 'see what people would read'] as [string, string]]
      : []),
    ...((notices.length === 0 || unsent > 0) && can_send
      ? [[look.command('notices', id, '--send'), 'send them'] as [string, string]]
      : []),
    ...(stuck > 0
      ? [
          [look.command('notices', id, '--retry', '--send'), 'try those again that were not sent'] as [
            string,
            string,
          ],
        ]
      : []),
  ]
}
