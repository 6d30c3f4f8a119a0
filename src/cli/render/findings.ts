import type { Finding } from '../../blueprint/finding.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, shorten, visible } from '../terminal/text.ts'
import { paragraph, section } from './parts.ts'

type Severity = Finding['severity']

const groups = [
  ['blocker', 'Blockers', '✗', tone.bad],
  ['decision', 'Decisions to take', '?', tone.ask],
  ['warning', 'Warnings', '!', 'yellow'],
  ['info', 'Good to know', 'i', 'blue'],
] as const

/** Findings by severity, the worst first, each with what to do about it. */
export function renderFindings(
  look: Look,
  findings: readonly Finding[],
  severities: readonly Severity[] = ['blocker', 'decision', 'warning', 'info'],
): string[][] {
  return groups
    .filter(([severity]) => severities.includes(severity))
    .map(([severity, title, symbol, colour]) => {
      const found = findings.filter((finding) => finding.severity === severity)
      const lines = found.flatMap((finding) => renderFinding(look, finding, look.paint(colour, symbol)))
      return section(look, title, lines, found.length)
    })
}

function renderFinding(look: Look, finding: Finding, symbol: string): string[] {
  const { code, message, remedy, samples, acceptable } = finding
  const [first = '', ...others] = paragraph(look, message, 4)
  const accept = acceptable && !remedy.includes('--accept') ? ` Or accept it with --accept ${code}.` : ''
  return [
    `  ${symbol} ${first.trimStart()}`,
    ...others,
    ...renderSamples(look, samples, finding.count),
    ...paragraph(look, `${remedy}${accept}`, 4, '→ '),
    `    ${look.paint(tone.quiet, code)}`,
  ]
}

function renderSamples(look: Look, samples: readonly string[], total: number): string[] {
  if (samples.length === 0) return []
  const more = total > samples.length ? ` … ${count(total)} in all` : ''
  const text = samples.map((sample) => shorten(visible(sample), 48)).join(' · ')
  return paragraph(look, `${text}${more}`, 4).map((line) => look.paint(tone.quiet, line))
}
