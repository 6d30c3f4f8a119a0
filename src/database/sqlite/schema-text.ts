import type { Check } from '../catalog.ts'
import { closingOf, columnsIn, isWord, splitAtCommas, type Token, textOf, tokenize } from '../sql-text.ts'

/** What only the text of a CREATE TABLE tells. */
export interface Declaration {
  readonly checks: readonly Check[]
  /** By column name in lower case; the default collation is left out. */
  readonly collations: ReadonlyMap<string, string>
}

/** What only the text of a CREATE INDEX tells. */
export interface IndexText {
  /** Each part as written, without collation and order. */
  readonly parts: readonly string[]
  readonly predicate: string | null
}

const constraintWords = ['constraint', 'primary', 'unique', 'check', 'foreign']

/** Reads checks and collations from the text of a CREATE TABLE. */
export function parseTable(text: string): Declaration {
  const tokens = tokenize(text, { brackets: true })
  const open = tokens.findIndex((token) => token.text === '(')
  const definitions = open < 0 ? [] : splitAtCommas(tokens.slice(open + 1, closingOf(tokens, open)))
  const columns = definitions
    .flatMap(([first]) => first ?? [])
    .filter((first) => !constraintWords.some((word) => isWord(first, word)))
    .map(nameOf)
  const checks = definitions.flatMap((definition) => checksIn(text, definition, columns))
  const collations = new Map<string, string>()
  for (const definition of definitions) {
    const [first] = definition
    const collation = outermost(definition).find((_, index, all) => isWord(all[index - 1], 'collate'))
    if (first === undefined || collation === undefined) continue
    const name = nameOf(collation)
    if (name.toLowerCase() !== 'binary') collations.set(nameOf(first).toLowerCase(), name)
  }
  return {
    checks: checks.map((check, index) => ({ ...check, name: check.name || `check_${index + 1}` })),
    collations,
  }
}

function checksIn(text: string, definition: readonly Token[], columns: readonly string[]): Check[] {
  const checks: Check[] = []
  for (let index = 0; index < definition.length; index++) {
    if (definition[index]?.text === '(') {
      index = closingOf(definition, index)
      continue
    }
    if (!isWord(definition[index], 'check') || definition[index + 1]?.text !== '(') continue
    const close = closingOf(definition, index + 1)
    const expression = textOf(text, definition.slice(index + 2, close))
    const label = isWord(definition[index - 2], 'constraint') ? definition[index - 1] : undefined
    checks.push({
      name: label === undefined ? '' : nameOf(label),
      expression,
      columns: columnsIn(expression, columns, { brackets: true }),
    })
    index = close
  }
  return checks
}

/** Reads key parts and predicate from the text of a CREATE INDEX. */
export function parseIndex(text: string): IndexText {
  const tokens = tokenize(text, { brackets: true })
  const on = tokens.findIndex((token) => isWord(token, 'on'))
  const open = tokens.findIndex((token, index) => index > on && token.text === '(')
  const close = closingOf(tokens, open)
  const where = isWord(tokens[close + 1], 'where') ? tokens.slice(close + 2) : []
  return {
    parts: splitAtCommas(tokens.slice(open + 1, close)).map((part) => textOf(text, withoutSuffix(part))),
    predicate: where.length === 0 ? null : textOf(text, where),
  }
}

function withoutSuffix(part: readonly Token[]): readonly Token[] {
  const last = part.at(-1)
  if (isWord(last, 'asc') || isWord(last, 'desc')) return withoutSuffix(part.slice(0, -1))
  if (part.length > 2 && isWord(part.at(-2), 'collate')) return withoutSuffix(part.slice(0, -2))
  return part
}

function outermost(tokens: readonly Token[]): Token[] {
  const outer: Token[] = []
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token
    if (token.text === '(') index = closingOf(tokens, index)
    else outer.push(token)
  }
  return outer
}

/** SQLite takes a string for a name where a name must stand. */
function nameOf(token: Token): string {
  return token.kind === 'string' ? token.text.slice(1, -1).replaceAll("''", "'") : token.value
}
