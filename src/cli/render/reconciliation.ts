import type { Reconciliation } from '../../effects/documents.ts'
import { type Cell, grid } from '../terminal/grid.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, plural, visible } from '../terminal/text.ts'
import { countLine, listed, page, paragraph, section } from './parts.ts'

/** What differs from what was done, inside and outside, and what to do about it. */
export function renderReconciliation(found: Reconciliation, look: Look): string {
  const rows = found.differences.map((one): Cell[] => [
    { text: '≠', as: tone.ask },
    one.system,
    visible(one.what),
    visible(one.field),
    value(one.expected),
    value(one.found),
    { text: one.effect_id ?? one.subject, as: tone.quiet },
  ])
  const isFine = found.differences.length + found.problems.length === 0
  return page(
    section(
      look,
      'Differences',
      listed(look, rows, {
        head: ['', 'system', 'what', 'field', 'wanted', 'found', 'of'],
        flexible: [2, 3, 4, 5, 6],
      }),
      rows.length,
    ),
    section(look, 'What to do', remedies(found, look)),
    section(
      look,
      'Could not be compared',
      grid(
        look,
        found.problems.map((one): Cell[] => [one.system, visible(one.problem.message), one.effect_id]),
        { flexible: [1] },
      ),
      found.problems.length,
    ),
    section(
      look,
      'Left out',
      Object.entries(found.left_out).flatMap(([system, effects]) =>
        paragraph(
          look,
          `${plural(effects, 'effect')} of ${system}: nobody said how it can be reached`,
          2,
          'i ',
        ),
      ),
    ),
    countLine(look, isFine ? look.paint(tone.good, '✓') : look.paint(tone.bad, '✗'), [
      found.promotions === null ? '' : `${plural(found.promotions, 'promotion')} compared with the database`,
      `${plural(found.checked, 'effect')} with the outside`,
      plural(found.differences.length, 'difference'),
      found.unfinished > 0 ? `${count(found.unfinished)} not done or taken back` : '',
    ]),
  )
}

/** Each remedy once, with how many differences it is for. */
function remedies({ differences }: Reconciliation, look: Look): string[] {
  const all = Map.groupBy(
    differences.filter(({ remedy }) => remedy !== null),
    ({ remedy }) => remedy ?? '',
  )
  return [...all].flatMap(([remedy, of]) => paragraph(look, `${count(of.length)} × ${remedy}`, 2, '→ '))
}

function value(given: Reconciliation['differences'][number]['found']): string {
  return given === null ? 'none' : visible(typeof given === 'string' ? given : JSON.stringify(given))
}
