import type { Id, OrganizationRef } from '../../migration/documents.ts'
import { type Cell, type GridOptions, grid } from '../terminal/grid.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, visible, wrap } from '../terminal/text.ts'

/** Names listed in full per group; whoever needs more reads the document. */
export const LISTED = 40
/** Nothing is left out: somebody is about to agree to it. */
export const ALL = Number.POSITIVE_INFINITY
/** The same where the page is only a stop on the way. */
export const BRIEF = 8

/** Joins sections with an empty line between; sections without lines vanish. */
export function page(...sections: readonly (readonly string[])[]): string {
  const shown = sections.filter((section) => section.length > 0).map((section) => section.join('\n'))
  return `\n${shown.join('\n\n')}\n\n`
}

/** `Plan   eng-dept → faculty_sci`, with who they are below. */
export function header(look: Look, title: string, document: Sides, notes: readonly string[] = []): string[] {
  const { source, target } = document
  const names = `${organizationName(source)} into ${organizationName(target)}`
  return [
    `${look.paint(tone.head, title)}  ${look.paint('bold', slug(source))} → ${look.paint('bold', slug(target))}`,
    ...[names, ...notes]
      .flatMap((note) => wrap(note, look.width - 2))
      .map((line) => `  ${look.paint(tone.quiet, line)}`),
  ]
}

interface Sides {
  readonly source: OrganizationRef
  readonly target: OrganizationRef
}

/** A title and its lines; nothing when there are no lines. */
export function section(look: Look, title: string, lines: readonly string[], amount?: number): string[] {
  if (lines.length === 0) return []
  const number = amount === undefined ? '' : `  ${look.paint(tone.quiet, count(amount))}`
  return [`${look.paint(tone.head, title)}${number}`, ...lines]
}

/** A grid of at most `limit` rows and a line that counts the rest. */
export function listed(
  look: Look,
  rows: readonly (readonly Cell[])[],
  options: GridOptions & { readonly limit?: number } = {},
): string[] {
  const limit = options.limit ?? LISTED
  return [...grid(look, rows.slice(0, limit), options), ...rest(look, rows.length - limit)]
}

export function rest(look: Look, hidden: number): string[] {
  return hidden > 0 ? [`  ${look.paint(tone.quiet, `… and ${count(hidden)} more (--json shows all)`)}`] : []
}

/** Prose under a symbol, broken at the page's width. */
export function paragraph(look: Look, text: string, indent = 2, first = ''): string[] {
  const lines = wrap(text, look.width - indent - first.length)
  return lines.map(
    (line, index) => `${' '.repeat(indent)}${index === 0 ? first : ' '.repeat(first.length)}${line}`,
  )
}

/** Short facts with dots between, broken only at the dots. */
export function dotted(look: Look, facts: readonly string[], indent = 0): string[] {
  const glued = facts.filter(Boolean).map((fact) => fact.replaceAll(' ', '\u00a0'))
  return paragraph(look, glued.join(' · '), indent).map((line) => line.replaceAll('\u00a0', ' '))
}

/** The one line that counts, with its verdict in front. */
export function countLine(look: Look, symbol: string, facts: readonly string[]): string[] {
  const [first = '', ...others] = dotted(look, facts, 2)
  return [
    `${symbol} ${look.paint('bold', first.trimStart())}`,
    ...others.map((line) => look.paint('bold', line)),
  ]
}

/** What to run next: a command and what it does. */
export function nextSteps(
  look: Look,
  steps: readonly (readonly [command: string, does: string])[],
): string[] {
  return section(
    look,
    'Next',
    steps.flatMap(([command, does]) => [
      `  ${look.paint(tone.code, command)}`,
      `      ${look.paint(tone.quiet, does)}`,
    ]),
  )
}

export function slug(organization: OrganizationRef): string {
  return organization.slug === null ? `#${idText(organization.id)}` : visible(organization.slug)
}

/** What a command line takes for an organization. */
export function slugWord(organization: OrganizationRef): string {
  return organization.slug ?? idText(organization.id)
}

export function idText(id: Id): string {
  return typeof id === 'object'
    ? id.map((part) => (part === null ? '∅' : visible(String(part)))).join('/')
    : visible(String(id))
}

/** `#12`; text ids without the mark. */
export function mark(id: Id): string {
  return typeof id === 'number' ? `#${id}` : idText(id)
}

function organizationName(organization: OrganizationRef): string {
  const { name, id } = organization
  return name === null ? `#${idText(id)}` : `${visible(name)} (#${idText(id)})`
}
