/**
 * Draws what a terminal shows: ANSI text on stdin, SVG on stdout. The README's pictures are made with it, from real
 * output: `FORCE_COLOR=1 npm run --silent resettle -- … | npm run --silent picture > docs/images/NAME.svg`.
 * Optional arguments: the first and the last line to show.
 */
import { stripVTControlCharacters } from 'node:util'

const CHARACTER = 8.4
const LINE = 19
const PADDING = 18
const colours: Record<number, string> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#56d4dd',
  90: '#8b949e',
}

interface Style {
  readonly colour: string
  readonly bold: boolean
  readonly dim: boolean
}

const plain: Style = { colour: '#e6edf3', bold: false, dim: false }

const [first = '1', last = '9999'] = process.argv.slice(2)
const chunks: Buffer[] = []
for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
const lines = Buffer.concat(chunks)
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .slice(Number(first) - 1, Number(last))
process.stdout.write(draw(lines))

function draw(text: readonly string[]): string {
  const columns = Math.max(...text.map((line) => stripVTControlCharacters(line).length), 40)
  const width = Math.ceil(columns * CHARACTER + 2 * PADDING)
  const height = text.length * LINE + 2 * PADDING
  let style = plain
  const rows = text.map((line, index) => {
    const spans = toSpans(line, style)
    style = spans.style
    return `<text x="${PADDING}" y="${PADDING + (index + 0.75) * LINE}" xml:space="preserve">${spans.svg}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(titleOf(text))}</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, 'SFMono-Regular', 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
${rows.join('\n')}
</g>
</svg>
`
}

/** The first line that says something, for who cannot see the picture. */
function titleOf(text: readonly string[]): string {
  const plainLines = text.map((line) => stripVTControlCharacters(line).trim())
  return plainLines.find((line) => line !== '') ?? 'Terminal output'
}

/** One line as SVG spans, each at its own column so that a wide glyph does not push the rest. */
function toSpans(line: string, start: Style): { svg: string; style: Style } {
  let style = start
  let column = 0
  let svg = ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what ANSI text is made of.
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b')) {
      style = restyle(style, part.slice(2, -1).split(';').map(Number))
      continue
    }
    if (part === '') continue
    const weight = style.bold ? ' font-weight="700"' : ''
    const opacity = style.dim ? ' fill-opacity="0.6"' : ''
    const x = (PADDING + column * CHARACTER).toFixed(1)
    svg += `<tspan x="${x}" fill="${style.colour}"${weight}${opacity}>${escaped(part)}</tspan>`
    column += Array.from(part).length
  }
  return { svg, style }
}

function restyle(style: Style, codes: readonly number[]): Style {
  let { colour, bold, dim } = style
  for (const code of codes) {
    if (code === 0) ({ colour, bold, dim } = plain)
    else if (code === 1) bold = true
    else if (code === 2) dim = true
    else if (code === 22) bold = dim = false
    else if (code === 39) colour = plain.colour
    else colour = colours[code] ?? colours[code - 60] ?? colour
  }
  return { colour, bold, dim }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
