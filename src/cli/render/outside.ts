import type { OutsideChange } from '../../migration/documents.ts'
import type { Cell } from '../terminal/grid.ts'
import { type Look, tone } from '../terminal/look.ts'
import { visible } from '../terminal/text.ts'
import { LISTED, listed, section } from './parts.ts'

/** Changes of outside systems, which are done after the commit. */
export function renderOutside(
  outside: readonly OutsideChange[],
  look: Look,
  limit: number = LISTED,
): string[] {
  const rows = outside.map((one): Cell[] => [
    { text: '→', as: tone.quiet },
    one.system,
    one.kind,
    visible(one.target),
  ])
  return section(look, 'Outside', listed(look, rows, { flexible: [3], limit }), rows.length)
}
