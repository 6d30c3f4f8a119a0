import { escapeUnsafe } from '../visible.ts'

/** HTML that is safe to stand where it is; made by `html` alone. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = Markup | string | number | null | readonly Piece[]

/** A template whose values are text and stay text, whatever they hold; pieces of markup pass as they are. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  const parts = strings.map((part, index) => `${part}${index < values.length ? render(values[index]) : ''}`)
  return new Markup(parts.join(''))
}

/** A name that somebody gave: apart from the direction of the text around it, and nothing in it hidden. */
export function name(text: string | null): Markup {
  return text === null ? html`<span class="none">–</span>` : html`<bdi>${escapeUnsafe(text)}</bdi>`
}

/** Text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

function render(value: Piece | undefined): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(render).join('')
  return escapeHtml(String(value))
}
