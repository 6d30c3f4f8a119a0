import { escapeHtml, html, type Markup } from '../../report/html/markup.ts'
import type { Content, Section } from './content.ts'
import type { NameChange } from './drafts.ts'
import { layout, slots } from './layout.ts'

/** Fills the frame for one person. */
export type RenderPage = (content: Content) => string

let frame: Promise<string> | undefined

/** The frame is compiled at the first notice: MJML is large, and most commands never need it. */
export async function createPageRenderer(): Promise<RenderPage> {
  frame ??= compile()
  const compiled = await frame
  return (content) => fill(compiled, content)
}

async function compile(): Promise<string> {
  const { default: mjml2html } = await import('mjml')
  // Without fonts of its own: they would be fetched from elsewhere.
  const { html: compiled, errors } = await mjml2html(layout, { fonts: {}, validationLevel: 'strict' })
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('; '))
  return compiled
}

function fill(compiled: string, content: Content): string {
  const values: Readonly<Record<string, string>> = {
    [slots.language]: content.language,
    [slots.subject]: escapeHtml(content.subject),
    [slots.preheader]: escapeHtml(content.preheader),
    [slots.title]: escapeHtml(content.title),
    [slots.body]: renderBody(content),
    [slots.contact]: renderContact(content),
    [slots.footer]: escapeHtml(content.footer),
  }
  // In one pass, so that a name that looks like a slot stays a name.
  return compiled.replace(/slot-[a-z]+/g, (slot) => values[slot] ?? slot)
}

function renderBody({ paragraphs, sections }: Content): string {
  return html`${paragraphs.map((text) => html`<p style="margin:0 0 12px">${isolated(text)}</p>`)}
${sections.map(renderSection)}`.text
}

function renderSection({ title, intro, items, names, heads }: Section): Markup {
  return html`<h2 style="margin:22px 0 6px;font-size:17px;line-height:1.35">${isolated(title)}</h2>
${intro === null ? html`` : html`<p style="margin:0 0 8px">${isolated(intro)}</p>`}
${names.length === 0 ? html`` : renderNames(names, heads)}
${items.length === 0 ? html`` : html`<ul style="margin:0;padding-left:20px">${items.map(renderItem)}</ul>`}
`
}

function renderItem(text: string): Markup {
  return html`<li style="margin:0 0 4px;word-break:break-word">${isolated(text)}</li>`
}

const CELL = 'padding:7px 10px 7px 0;border-bottom:1px solid #dde3e9;vertical-align:top;word-break:break-word'
const HEAD =
  'padding:4px 10px 4px 0;border-bottom:1px solid #dde3e9;text-align:left;font-size:13px;color:#596672'

function renderNames(names: readonly NameChange[], heads: Section['heads']): Markup {
  const rows = names.map(
    ({ kind, from, to }) => html`<tr>
<td style="${CELL};width:50%"><span style="display:block;font-size:12px;opacity:.75">${kind}</span>${isolated(from)}</td>
<td style="${CELL};font-weight:700">${isolated(to)}</td>
</tr>
`,
  )
  return html`<table style="width:100%;border-collapse:collapse;table-layout:fixed;font-size:15px;line-height:1.45" cellpadding="0" cellspacing="0" border="0">
<thead><tr><th scope="col" style="${HEAD}">${heads[0]}</th><th scope="col" style="${HEAD}">${heads[1]}</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`
}

function renderContact({ contact, link }: Content): string {
  const text = isolated(contact)
  if (link === null) return text.text
  return text.text.replace(
    /<bdi>(.*?)<\/bdi>/,
    (_, shown: string) => `<a href="${escapeHtml(link)}" style="color:#0b6e6e">${shown}</a>`,
  )
}

/** Marks of direction become elements: some mail programs show the marks as boxes. */
function isolated(text: string): Markup {
  const parts = text.split(/\u2068([^\u2069]*)\u2069/)
  return html`${parts.map((part, index) => (index % 2 === 0 ? html`${part}` : html`<bdi>${part}</bdi>`))}`
}
