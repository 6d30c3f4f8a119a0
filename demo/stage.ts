import { PassThrough } from 'node:stream'
import { styleText } from 'node:util'
import { main } from '../src/cli/run.ts'

/** What tours have in common: headings, words, and commands that are typed before the reader's eyes. */

export function title(text: string): void {
  process.stdout.write(
    `\n${styleText(['bold', 'cyan'], `━━ ${text} ${'━'.repeat(Math.max(0, 74 - text.length))}`)}\n\n`,
  )
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** A command as it would be typed. */
export function show(words: readonly string[]): void {
  process.stdout.write(`\n${styleText('dim', '$')} ${styleText('bold', `resettle ${words.join(' ')}`)}\n\n`)
}

/** Runs one command as a person would, and stops the tour where it does not end as it should. */
export async function type(
  words: readonly string[],
  settings: Readonly<Record<string, string>>,
  expected = 0,
): Promise<void> {
  show(words)
  const { stdin, stdout, env } = process
  // What is said beside the result: the plan a second time, which this reader has seen. Kept for when things go wrong.
  const aside = new PassThrough()
  const exit = await main(words, { stdin, stdout, stderr: aside, env: { ...env, ...settings }, isTTY: false })
  if (exit === expected) return
  process.stderr.write(aside.read() ?? '')
  process.stderr.write(`\nThe tour expected exit status ${expected} and got ${exit}.\n`)
  process.exit(1)
}
