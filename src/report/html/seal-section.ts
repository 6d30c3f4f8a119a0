import type { Words } from '../words/words.ts'
import { html, type Markup } from './markup.ts'

/** Who vouches for this file, and how that is checked. */
export function sealSection(
  { seal }: Words,
  { key, checksum }: { readonly key: string; readonly checksum: string },
): Markup {
  return html`<p>${seal.explained}</p>
<p><span class="quiet">${seal.key}</span> <span class="code">${key}</span><br>
<span class="quiet">${seal.checksum}</span> <span class="code">${checksum}</span></p>
<p class="quiet">${seal.verify}</p>
<code class="line">resettle report --verify report.html</code>`
}
