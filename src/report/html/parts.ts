import type { OrganizationRef } from '../../migration/documents.ts'
import { idText } from '../person.ts'
import { escapeUnsafe } from '../visible.ts'
import { formatCount, roleName, type Words } from '../words/words.ts'
import { html, Markup, name } from './markup.ts'
import { style } from './style.ts'

/** Rows of one table on a page that a person reads; the rest is counted, and stands in the other forms. */
const SHOWN = 2000

export interface ColumnHead {
  readonly label: string
  readonly isNumber?: boolean
}

/** A whole page that needs nothing but itself, and runs nothing. */
export function page(words: Words, title: string, body: Markup, footer: Markup): string {
  const { text } = html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Resettle">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
${body}
</main>
<footer>${footer}</footer>
</body>
</html>
`
  return text
}

/** A heading and what stands below; nothing where there is nothing. */
export function section(title: string, content: Markup | null, amount: string | null = null): Markup {
  if (content === null) return html``
  const count = amount === null ? html`` : html` <span class="count">${amount}</span>`
  return html`<section>
<h2>${title}${count}</h2>
${content}
</section>
`
}

/** A table of at most `SHOWN` rows and a line that counts the rest; null without rows. */
export function table<Row>(
  words: Words,
  heads: readonly ColumnHead[],
  rows: readonly Row[],
  cells: (row: Row) => readonly Markup[],
): Markup | null {
  if (rows.length === 0) return null
  const head = heads.map(({ label, isNumber }) =>
    label === ''
      ? html`<td></td>`
      : html`<th scope="col" class="${isNumber ? 'number' : 'text'}">${label}</th>`,
  )
  const lines = rows.slice(0, SHOWN).map((row) => html`<tr>${cells(row)}</tr>\n`)
  const hidden = rows.length - SHOWN
  const rest = hidden > 0 ? html`<p class="quiet">${words.more(formatCount(words, hidden))}</p>` : html``
  return html`<div class="scroll" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${lines}</tbody>
</table></div>
${rest}`
}

export const cell = {
  plain: (content: Markup | string): Markup => html`<td>${content}</td>`,
  kind: (text: string): Markup => html`<td class="kind">${text}</td>`,
  id: (text: string): Markup => html`<td class="id">${name(text)}</td>`,
  name: (text: string | null): Markup => html`<td class="name">${name(text)}</td>`,
  strong: (text: string | null): Markup => html`<td class="name strong">${name(text)}</td>`,
  number: (text: string): Markup => html`<td class="number">${text}</td>`,
  /** Prose of the engine, which is English. */
  english: (text: string): Markup => html`<td class="prose" lang="en">${escapeUnsafe(text)}</td>`,
  prose: (text: string): Markup => html`<td class="prose">${text}</td>`,
  role: (words: Words, role: string | null): Markup =>
    html`<td class="role">${name(role === null ? null : roleName(words, role))}</td>`,
}

/** Labels with their values; `isWide` for what needs the whole line. */
export function facts(
  list: readonly { readonly label: string; readonly value: Markup | string; readonly isWide?: boolean }[],
): Markup {
  const items = list.map(
    ({ label, value, isWide }) =>
      html`<div class="${isWide ? 'wide' : 'fact'}"><dt>${label}</dt><dd>${value}</dd></div>\n`,
  )
  return html`<dl class="facts">
${items}</dl>`
}

/** How a page names an organization. */
export function organization({ id, name: given, slug }: OrganizationRef): string {
  return given ?? slug ?? `#${idText(id)}`
}
