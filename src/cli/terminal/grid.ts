import Table from 'cli-table3'
import type { Format, Look } from './look.ts'
import { shorten, width } from './text.ts'

/** Plain text, coloured after it was measured and shortened. */
export type Cell = string | { readonly text: string; readonly as: Format }

export interface GridOptions {
  readonly head?: readonly string[]
  /** Columns of numbers. */
  readonly right?: readonly number[]
  /** Columns that give way when the line is too long. */
  readonly flexible?: readonly number[]
  readonly indent?: number
}

/** Between columns. */
const GAP = 2
/** No name is shortened beyond recognition. */
const LEAST = 10

/** Aligned lines without borders, no wider than the page unless the fixed columns alone are. */
export function grid(look: Look, rows: readonly (readonly Cell[])[], options: GridOptions = {}): string[] {
  if (rows.length === 0) return []
  const indent = options.indent ?? 2
  const head = options.head ? [options.head.map((text): Cell => ({ text, as: 'dim' }))] : []
  const all = [...head, ...rows]
  const widths = measure(all, look.width - indent, options.flexible ?? [])
  const table = new Table({
    chars: BLANK,
    colAligns: widths.map((_, column) => (options.right?.includes(column) ? 'right' : 'left')),
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [], compact: true },
  })
  for (const row of all) {
    table.push(widths.map((columns, column) => draw(look, row[column] ?? '', columns)))
  }
  return table
    .toString()
    .split('\n')
    .map((line) => `${' '.repeat(indent)}${line.trimEnd()}`.trimEnd())
}

/** Natural widths, the widest flexible column giving way first. */
function measure(rows: readonly (readonly Cell[])[], room: number, flexible: readonly number[]): number[] {
  const columns = Math.max(...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => width(text(row[column] ?? '')))),
  )
  let excess = widths.reduce((sum, columnWidth) => sum + columnWidth + GAP, -GAP) - room
  while (excess > 0) {
    const widest = flexible.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a), flexible[0] ?? -1)
    if ((widths[widest] ?? 0) <= LEAST) break
    widths[widest] = (widths[widest] ?? 0) - 1
    excess -= 1
  }
  return widths
}

function draw(look: Look, cell: Cell, columns: number): string {
  const short = shorten(text(cell), columns)
  return typeof cell === 'string' || short === '' ? short : look.paint(cell.as, short)
}

function text(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}

const BLANK = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}
