import { escapeUnsafe } from '../../report/visible.ts'

/** Text as a terminal shows it: nothing in a name may move the cursor, hide itself, or break a line. */

export { count, plural } from '../../blueprint/words.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u

/** A name on one line, whatever it holds: what cannot be seen is written out. */
export function visible(name: string | null): string {
  if (name === null) return '(none)'
  const escaped = escapeUnsafe(name)
  if (escaped === '') return '(empty)'
  return /^\s|\s$/u.test(escaped) ? `"${escaped}"` : escaped
}

/** Prose of ours: keeps its line breaks, loses everything else that could steer the terminal. */
function prose(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeUnsafe(line))
    .join('\n')
}

/** Columns that the text takes. */
export function width(text: string): number {
  let columns = 0
  for (const { segment } of graphemes.segment(text)) columns += WIDE.test(segment) ? 2 : 1
  return columns
}

/** At most `columns` wide; what is too long loses its middle, since names differ at both ends. */
export function shorten(text: string, columns: number): string {
  if (width(text) <= columns) return text
  const parts = [...graphemes.segment(text)].map((part) => part.segment)
  const room = Math.max(columns - 1, 2)
  const head = take(parts, Math.ceil(room / 2))
  const tail = take(parts.slice(head.length).reverse(), Math.floor(room / 2)).reverse()
  return `${head.join('')}…${tail.join('')}`
}

/** Breaks prose at spaces into lines of at most `columns`. */
export function wrap(text: string, columns: number): string[] {
  return prose(text)
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
}

/** `0.4 s`, `12 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.1) return `${Math.max(1, Math.round(seconds * 1000))} ms`
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 99.5) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `2026-01-20 14:03 UTC`. */
export function moment(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso)
    ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
    : visible(iso)
}

function take(parts: readonly string[], columns: number): string[] {
  const taken: string[] = []
  let used = 0
  for (const part of parts) {
    used += width(part)
    if (used > columns) break
    taken.push(part)
  }
  return taken
}

function wrapLine(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && width(longer) > columns) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
