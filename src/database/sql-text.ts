/** One word, name, literal or sign of SQL text; comments and spaces are none. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'sign'
  /** As written. */
  readonly text: string
  /** Without quotes. */
  readonly value: string
  readonly start: number
  readonly end: number
}

const patterns: readonly [Token['kind'] | 'skip', RegExp][] = [
  ['skip', /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ['name', /"(?:[^"]|"")*"|`(?:[^`]|``)*`/y],
  ['string', /\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|[eE]'(?:[^'\\]|''|\\[\s\S])*'|[xXbBnN]?'(?:[^']|'')*'/y],
  ['number', /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['sign', /::|\|\||[<>!=]=?|[\s\S]/y],
]
const bracketed = /\[[^\]]*\]/y

/** Cuts SQL text into tokens. Engines that quote names with brackets ask for `brackets`. */
export function tokenize(text: string, { brackets = false } = {}): Token[] {
  const tokens: Token[] = []
  let position = 0
  while (position < text.length) {
    const [kind, written] = matchAt(text, position, brackets)
    const end = position + written.length
    if (kind !== 'skip') {
      tokens.push({ kind, text: written, value: unquote(kind, written), start: position, end })
    }
    position = end
  }
  return tokens
}

function matchAt(text: string, position: number, brackets: boolean): [Token['kind'] | 'skip', string] {
  const candidates = brackets ? ([['name', bracketed], ...patterns] as const) : patterns
  for (const [kind, pattern] of candidates) {
    pattern.lastIndex = position
    const match = pattern.exec(text)
    if (match !== null) return [kind, match[0]]
  }
  return ['sign', text.charAt(position)]
}

function unquote(kind: Token['kind'], text: string): string {
  if (kind !== 'name') return text
  const quote = text.charAt(0)
  const inner = text.slice(1, -1)
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote)
}

/** Whether a token is this keyword, in any case and not quoted. */
export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word
}

/** Index of the token that closes the parenthesis opened at `open`. */
export function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    if (tokens[index]?.text === '(') depth += 1
    if (tokens[index]?.text === ')') depth -= 1
    if (depth === 0) return index
  }
  return tokens.length
}

/** Groups of tokens between commas that stand in no parenthesis. */
export function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const groups: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(') depth += 1
    if (token.text === ')') depth -= 1
    if (depth === 0 && token.text === ',') groups.push([])
    else groups.at(-1)?.push(token)
  }
  return groups
}

/** The text from the first of these tokens to the last, comments within included. */
export function textOf(text: string, tokens: readonly Token[]): string {
  const [first, last] = [tokens[0], tokens.at(-1)]
  return first === undefined || last === undefined ? '' : text.slice(first.start, last.end)
}

/** Which of these columns an expression names; functions and types of the same name are told apart. */
export function columnsIn(
  expression: string,
  columns: readonly string[],
  options = { brackets: false },
): string[] {
  const tokens = tokenize(expression, options)
  const found = new Set<string>()
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' && token.kind !== 'name') continue
    if (tokens[index - 1]?.text === '::') continue
    if (tokens[index + 1]?.text === '(') continue
    const exact = columns.find((column) => column === token.value)
    const folded = columns.find((column) => column.toLowerCase() === token.value.toLowerCase())
    const column = exact ?? (token.kind === 'word' || options.brackets ? folded : undefined)
    if (column !== undefined) found.add(column)
  }
  return columns.filter((column) => found.has(column))
}
