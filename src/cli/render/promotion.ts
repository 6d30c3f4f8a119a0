import type { Finding } from '../../blueprint/finding.ts'
import { countOpen } from '../../effects/documents.ts'
import type {
  Promotion,
  PromotionPlan,
  PromotionRecord,
  PromotionRollback,
  PromotionRun,
  PromotionStatus,
  PromotionSummary,
  Unpromoted,
} from '../../migration/promotion/documents.ts'
import { type Cell, grid } from '../terminal/grid.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, plural, visible } from '../terminal/text.ts'
import { renderFindings } from './findings.ts'
import { countLine, dotted, listed, nextSteps, page, paragraph, section } from './parts.ts'

/** What promoting would do. `next`: the words of the command that does it; null where a question comes next. */
export function renderPromotionPlan(
  plan: PromotionPlan,
  look: Look,
  next: readonly string[] | null = ['--all'],
): string {
  const blockers = plan.findings.filter(({ severity }) => severity === 'blocker')
  const people = Object.values(plan.people).reduce((sum, one) => sum + one, 0)
  const rows = sum(plan.rows)
  return page(
    [
      look.paint(tone.head, 'Promotion plan'),
      `  ${look.paint(tone.quiet, `blueprint ${visible(plan.blueprint)}; nothing was written`)}`,
    ],
    section(look, 'People', counts(look, plan.people, '~', shapes), people),
    section(look, 'Rows that take the organization', counts(look, plan.rows, '~'), rows),
    section(
      look,
      'Rows that stay the person’s own',
      counts(look, plan.stays, '=', reasonsToStay(plan.findings)),
      sum(plan.stays),
    ),
    section(look, 'Outside', counts(look, plan.outside, '→'), sum(plan.outside)),
    renderPeople(look, plan.promotions, people),
    renderLeft(look, plan.left, plan.left_count),
    ...renderFindings(look, withoutStays(plan.findings)),
    countLine(look, blockers.length > 0 ? look.paint(tone.bad, '✗') : look.paint(tone.quiet, '·'), [
      blockers.length > 0 ? plural(blockers.length, 'blocker') : '',
      `${plural(people, 'person', 'people')} to promote`,
      `${plural(rows, 'row')} to stamp`,
      plan.left_count > 0 ? `${count(plan.left_count)} left` : '',
      'nothing was written',
    ]),
    nextSteps(look, next === null || people === 0 ? [] : promoteSteps(look, next, blockers)),
  )
}

/** Does what was planned; where something stands in the way that may be accepted, with that said. */
function promoteSteps(
  look: Look,
  next: readonly string[],
  blockers: readonly Finding[],
): (readonly [command: string, does: string])[] {
  if (blockers.length === 0) return [[look.command('promote', ...next), 'do it']]
  if (!blockers.every(({ acceptable }) => acceptable)) return []
  const accepts = blockers.flatMap(({ code }) => ['--accept', code])
  return [
    [look.command('promote', ...next, '--plan'), 'look again, when you have done what is said above'],
    [look.command('promote', ...next, ...accepts), 'do it all the same'],
  ]
}

/** One person's promotion. */
export function renderPromotion(promotion: Promotion, look: Look): string {
  const { status, created } = promotion
  const effects = promotion.effects ?? {}
  const stuck = effects['needs-attention'] ?? 0
  const words = {
    done: 'promoted',
    completed: 'was promoted before; what came late took the organization',
    already: 'was promoted before; nothing was changed in the database',
    native: 'has an organization already; nothing was changed',
  }[status]
  const made = Object.entries(created)
    .filter(([, isNew]) => isNew)
    .map(([name]) => name)
  return page(
    [
      `${look.paint(tone.head, 'Promotion')}  ${look.paint('bold', visible(promotion.user))}`,
      `  ${look.paint(tone.quiet, promotion.promotion_id ?? 'no promotion of ours')}`,
    ],
    section(look, 'New', made.length === 0 ? [] : dotted(look, made, 2)),
    section(look, 'Rows', counts(look, promotion.rows, '~'), sum(promotion.rows)),
    section(look, 'Written late', counts(look, promotion.late, '~'), sum(promotion.late)),
    section(look, 'Outside', outsideLines(look, promotion)),
    section(
      look,
      'Good to know',
      promotion.warnings.flatMap((code) => paragraph(look, explain(code), 2, 'i ')),
    ),
    section(look, 'Outside, by state', counts(look, effects, '→'), sum(effects)),
    countLine(look, stuck > 0 ? look.paint(tone.bad, '✗') : look.paint(tone.good, '✓'), [
      `${visible(promotion.user)} ${words}`,
      ...outsideOpen(stuck, countOpen(effects)),
    ]),
    nextSteps(look, [
      ...(stuck > 0 ? [stuckStep(look)] : []),
      ...(promotion.promotion_id === null
        ? []
        : ([
            [look.command('rollback', promotion.promotion_id, '--preview'), 'what taking it back would do'],
          ] as const)),
    ]),
  )
}

/** What is not done outside, for the closing line. */
function outsideOpen(stuck: number, open: number): string[] {
  return [
    stuck > 0 ? `${count(stuck)} outside wait for you` : '',
    open > stuck ? `${count(open - stuck)} outside not done yet` : '',
  ]
}

function stuckStep(look: Look): readonly [command: string, what: string] {
  return [look.command('effects', '--state', 'needs-attention'), 'what waits for you, and what to do']
}

/** A promotion on record, and its rollback if there was one. */
export function renderPromotionRecord({ promotion, rollback }: PromotionRecord, look: Look): string {
  return rollback === null ? renderPromotion(promotion, look) : renderPromotionRollback(rollback, look)
}

/** What a run over many people did. `isMissing`: somebody was left who was asked for by name. */
export function renderPromotionRun(run: PromotionRun, look: Look, isMissing = false): string {
  const effects = run.effects ?? {}
  const open = countOpen(effects)
  const isFine = run.success && !isMissing && (effects['needs-attention'] ?? 0) === 0
  const symbol = isFine ? look.paint(tone.good, '✓') : look.paint(tone.bad, '✗')
  const seconds = (run.timings.total_ms ?? run.timings.database_ms ?? 0) / 1000
  const stuck = effects['needs-attention'] ?? 0
  return page(
    [look.paint(tone.head, 'Promotion')],
    section(look, 'Rows that took the organization', counts(look, run.rows, '~'), sum(run.rows)),
    section(look, 'Written late, and took it now', counts(look, run.late, '~'), sum(run.late)),
    section(
      look,
      'Good to know',
      Object.entries(run.warnings).flatMap(([code, people]) =>
        paragraph(look, `${plural(people, 'person', 'people')}: ${explain(code)}`, 2, 'i '),
      ),
    ),
    section(look, 'Outside', counts(look, effects, '→'), sum(effects)),
    renderLeft(look, run.left, run.left_count),
    countLine(look, symbol, [
      `${plural(run.promoted, 'person', 'people')} promoted`,
      run.already > 0 ? `${count(run.already)} before` : '',
      run.completed > 0 ? `${count(run.completed)} of them completed` : '',
      run.left_count > 0 ? `${count(run.left_count)} left` : '',
      ...outsideOpen(stuck, open),
      `${seconds.toFixed(1)} s`,
    ]),
    nextSteps(look, [
      [look.command('promote', '--status'), 'who is left, and why'],
      ...(stuck > 0
        ? [stuckStep(look)]
        : open > 0
          ? ([[look.command('effects'), 'what is not done outside']] as const)
          : []),
    ]),
  )
}

/** Who is promoted, who is left, and why. */
export function renderPromotionStatus(status: PromotionStatus, look: Look): string {
  return page(
    [
      look.paint(tone.head, 'Promotions'),
      `  ${look.paint(tone.quiet, `blueprint ${visible(status.blueprint)}`)}`,
    ],
    section(
      look,
      'People',
      grid(
        look,
        [
          [{ text: '✓', as: tone.good }, 'promoted', count(status.promoted)],
          [{ text: '=', as: tone.quiet }, 'native: an organization without us', count(status.native)],
          [{ text: '~', as: tone.move }, 'ready to be promoted', count(status.ready)],
          [
            { text: '!', as: tone.decided },
            'left, and something stands in the way',
            count(status.left_count),
          ],
        ],
        { right: [2] },
      ),
    ),
    section(
      look,
      'Rows of promoted people without an organization',
      [
        ...counts(look, status.stragglers, '!'),
        ...(sum(status.stragglers) > 0 && status.completable === 0
          ? paragraph(look, 'Their organizations went into others or are not whole: these rows stay.')
          : []),
      ],
      sum(status.stragglers),
    ),
    section(look, 'Outside', counts(look, status.effects, '→'), sum(status.effects)),
    renderLeft(look, status.left, status.left_count),
    ...renderFindings(look, withoutStays(status.findings)),
    nextSteps(look, [
      ...(status.ready > 0
        ? ([
            [look.command('promote', '--all', '--plan'), 'what would happen'],
            [look.command('promote', '--all'), 'do it'],
          ] as const)
        : status.completable > 0
          ? ([[look.command('promote', '--all'), 'give these rows the organization']] as const)
          : []),
    ]),
  )
}

/** What goes back, or went back. */
export function renderPromotionRollback(rollback: PromotionRollback, look: Look): string {
  const { preview, conflicts } = rollback
  const symbol = preview ? look.paint(tone.quiet, '·') : look.paint(tone.good, '✓')
  const rows = sum(rollback.restored) + sum(rollback.taken_along)
  return page(
    [
      `${look.paint(tone.head, preview ? 'Rollback preview' : 'Rollback')}  ${look.paint('bold', visible(rollback.user))}`,
      `  ${look.paint(tone.quiet, `takes back ${rollback.promotion_id}`)}`,
    ],
    section(look, 'Rows that go back', counts(look, rollback.restored, '~'), sum(rollback.restored)),
    section(
      look,
      'Written since, and taken along',
      counts(look, rollback.taken_along, '~'),
      sum(rollback.taken_along),
    ),
    section(look, 'Rows that go', counts(look, rollback.removed, '-'), sum(rollback.removed)),
    section(
      look,
      'Left as it is',
      rollback.kept.flatMap((text) => paragraph(look, text, 2, '= ')),
    ),
    section(
      look,
      'In the way',
      conflicts.flatMap((text) => paragraph(look, text, 2, '✗ ')),
    ),
    countLine(look, conflicts.length > 0 ? look.paint(tone.bad, '✗') : symbol, [
      `${plural(rows, 'row')} ${preview ? 'would go' : 'went'} back`,
      rollback.effects > 0 ? `${plural(rollback.effects, 'effect')} outside ${outsideWord(rollback)}` : '',
      preview ? 'nothing was written' : '',
    ]),
    nextSteps(
      look,
      preview && conflicts.length === 0
        ? [[look.command('rollback', rollback.promotion_id), 'take it back']]
        : [],
    ),
  )
}

/** What stays has a section of its own in a plan; here it would be a page of lines about which nothing is to be done. */
function withoutStays(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ code }) => code !== 'promotion.stays')
}

/** By resource, out of `api_keys: 2 rows stay people's own. The reason.` */
function reasonsToStay(findings: readonly Finding[]): Record<string, string> {
  const stays = findings.filter(({ code }) => code === 'promotion.stays')
  return Object.fromEntries(
    stays.map(({ message }) => [
      message.slice(0, message.indexOf(':')),
      message.slice(message.indexOf('. ') + 2),
    ]),
  )
}

function outsideWord({ preview, outside }: PromotionRollback): string {
  if (preview) return 'to undo'
  return outside !== null && countOpen(outside) === 0 ? 'undone' : 'being undone'
}

const shapes: Readonly<Record<string, string>> = {
  legacy: 'with a row of settings, not promoted yet',
  half: 'marked as done, and something is missing',
  'no-row': 'with rows, and no row of settings',
}

/** Warnings in words; docs/promotion.md says more. */
const words: Readonly<Record<string, string>> = {
  'duplicate-rows': 'more than one row of settings; the newest counts',
  'no-legacy-row': 'no row of settings; new rows have the defaults',
  'half-promoted': 'was marked as done already; what was missing was added',
  'organization-existed': 'the organization was there already, and was left as it is',
  'rows-elsewhere': 'some rows hold another organization, and stay there',
  'secret-unreadable': 'a secret could not be read; it is kept, but the app may not be able to use it',
}

function explain(code: string): string {
  return words[code] ?? code
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, one) => total + one, 0)
}

function counts(
  look: Look,
  given: Readonly<Record<string, number>>,
  symbol: string,
  notes: Readonly<Record<string, string>> = {},
): string[] {
  const rows = Object.entries(given)
    .filter(([, one]) => one > 0)
    .map(([name, one]): Cell[] => [
      { text: symbol, as: symbol === '~' ? tone.move : tone.quiet },
      visible(name),
      count(one),
      { text: notes[name] ?? '', as: tone.quiet },
    ])
  return grid(look, rows, { right: [2], flexible: [3] })
}

function renderPeople(look: Look, promotions: readonly PromotionSummary[], total: number): string[] {
  const rows = promotions.map((one): Cell[] => [
    { text: '~', as: tone.move },
    visible(one.user),
    one.shape,
    count(sum(one.rows)),
    { text: one.warnings.join(', '), as: tone.quiet },
  ])
  return section(
    look,
    'Who',
    listed(look, rows, { head: ['', 'user', 'shape', 'rows', ''], right: [3], flexible: [4], limit: 20 }),
    total,
  )
}

function renderLeft(look: Look, left: readonly Unpromoted[], total: number): string[] {
  const rows = left.map((one): Cell[] => [
    { text: '!', as: tone.decided },
    visible(one.user),
    { text: visible(one.message), as: tone.quiet },
  ])
  return section(look, 'Left', listed(look, rows, { flexible: [1, 2], limit: 20 }), total)
}

function outsideLines(look: Look, { outside }: PromotionSummary): string[] {
  return grid(
    look,
    outside.map((one): Cell[] => [{ text: '→', as: tone.quiet }, one.system, one.kind, visible(one.target)]),
    { flexible: [3] },
  )
}
