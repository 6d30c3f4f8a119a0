import { styleText } from 'node:util'
import { UNSAFE } from '../../report/visible.ts'

export type Format = Parameters<typeof styleText>[0]
export type Environment = Readonly<Record<string, string | undefined>>

/** How a page is to look: colours or none, how wide, and how the command line is called here. */
export interface Look {
  readonly width: number
  paint(format: Format, text: string): string
  /** A command that can be pasted, with the same database and blueprint. */
  command(...words: string[]): string
}

/** Roles of colour, so that pages agree and a change is made once. All are readable on dark and on light. */
export const tone = {
  head: 'bold',
  quiet: 'dim',
  move: 'cyan',
  decided: 'magenta',
  gain: 'green',
  loss: 'red',
  ask: ['bold', 'yellow'],
  good: 'green',
  bad: ['bold', 'red'],
  code: 'cyan',
} as const satisfies Record<string, Format>

/** Wide enough for tables in a file or a pipe, where nobody can widen a window. */
const WIDTH_OF_A_FILE = 120
/** Terminals disagree about the width of some emoji; a line that is a little shorter still does not break. */
const MARGIN = 2
const NARROWEST = 48
const WIDEST = 160

interface Sheet {
  readonly isTTY?: boolean
  readonly columns?: number
}

export function createLook(sheet: Sheet, env: Environment, prefix: readonly string[]): Look {
  const colours = hasColours(sheet, env)
  const columns = sheet.columns ? sheet.columns - MARGIN : Number(env.COLUMNS) || WIDTH_OF_A_FILE
  return {
    width: Math.min(Math.max(columns, NARROWEST), WIDEST),
    paint: (format, text) => (colours ? styleText(format, text, { validateStream: false }) : text),
    command: (...words) => [...prefix, ...words].map(quote).join(' '),
  }
}

/** One word for a POSIX shell. */
export function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (word.search(UNSAFE) < 0) return `'${word.replaceAll("'", "'\\''")}'`
  return `$'${word.replace(/[\\']/g, '\\$&').replace(UNSAFE, escapeCharacter)}'`
}

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0)
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** The rules of `util.styleText`, with the environment given instead of the process's. */
function hasColours(sheet: Sheet, env: Environment): boolean {
  const force = env.FORCE_COLOR
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (env.NO_COLOR || env.NODE_DISABLE_COLORS || env.TERM === 'dumb') return false
  return sheet.isTTY === true
}
