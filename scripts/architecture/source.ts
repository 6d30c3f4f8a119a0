import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { parseSync, type StaticExportEntry, Visitor } from 'oxc-parser'

/** What the architecture rules need to know of one source file. */
export interface Source {
  /** Path from the root of the checkout, with `/`. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  readonly functions: readonly FunctionSpan[]
  /** String literals and templates without placeholders, those of imports left out. */
  readonly literals: readonly { readonly value: string; readonly line: number }[]
  readonly defaultExports: readonly number[]
  /** Lines that read the process's environment. */
  readonly environment: readonly number[]
  /** Lines that import what only the running program knows. */
  readonly hiddenImports: readonly number[]
}

/** One reference to another module: by value, as a type, at run time, or as the file of a worker. */
export interface Import {
  readonly specifier: string
  /** Path of the file from the root of the checkout; null for a package. */
  readonly path: string | null
  readonly line: number
  /** Gone when it runs. */
  readonly isType: boolean
}

export interface FunctionSpan {
  readonly name: string
  readonly line: number
  readonly lines: number
}

/** Paths of all TypeScript files under a folder of the checkout, sorted. */
export function listSources(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

export function readSource(root: string, path: string): Source {
  return parseSource(path, readFileSync(join(root, path), 'utf8'))
}

/** Reads a file's text; throws where it cannot be parsed, so that no file is passed over in silence. */
export function parseSource(path: string, text: string): Source {
  const { program, module, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`)

  const lineAt = lineFinder(text)
  const imports: Import[] = []
  const functions: FunctionSpan[] = []
  const literals: { value: string; line: number; start: number }[] = []
  const environment: number[] = []
  const hiddenImports: number[] = []
  const importStarts = new Set<number>()

  const addImport = (specifier: string, start: number, isType = false): void => {
    importStarts.add(start)
    imports.push({ specifier, path: resolve(path, specifier), line: lineAt(start), isType })
  }
  const addFunction = (node: { start: number; end: number; id?: { name: string } | null }): void => {
    const line = lineAt(node.start)
    functions.push({ name: node.id?.name ?? '(anonymous)', line, lines: lineAt(node.end) - line + 1 })
  }

  new Visitor({
    ImportDeclaration: (node) => {
      addImport(node.source.value, node.source.start, node.importKind === 'type')
      if (isProcessModule(node.source.value) && node.specifiers.some(importsEnvironment)) {
        environment.push(lineAt(node.start))
      }
    },
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) addImport(node.source.value, node.source.start, node.exportKind === 'type')
    },
    ExportAllDeclaration: (node) =>
      addImport(node.source.value, node.source.start, node.exportKind === 'type'),
    ImportExpression: (node) => {
      addConstant(node.source, addImport)
      if (!isConstant(node.source)) hiddenImports.push(lineAt(node.start))
    },
    TSImportType: (node) => addConstant(node.source, addImport),
    NewExpression: (node) => {
      // `new URL('./worker.ts', import.meta.url)` is how a worker's file is named.
      const [file, base] = node.arguments
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'URL' || file === undefined) return
      if (base?.type !== 'MemberExpression' || base.object.type !== 'MetaProperty') return
      addConstant(file, addImport)
    },
    FunctionDeclaration: addFunction,
    FunctionExpression: addFunction,
    ArrowFunctionExpression: addFunction,
    MemberExpression: (node) => {
      if (node.object.type !== 'Identifier' || node.object.name !== 'process') return
      if (node.property.type === 'Identifier' && node.property.name === 'env') {
        environment.push(lineAt(node.start))
      }
    },
    Literal: (node) => {
      if (typeof node.value === 'string') {
        literals.push({ value: node.value, line: lineAt(node.start), start: node.start })
      }
    },
    TemplateLiteral: (node) => {
      const [only] = node.quasis
      if (node.quasis.length === 1 && only !== undefined) {
        literals.push({ value: only.value.cooked ?? '', line: lineAt(node.start), start: node.start })
      }
    },
  }).visit(program)

  return {
    path,
    lines: text.endsWith('\n') ? lineAt(text.length) - 1 : lineAt(text.length),
    imports,
    functions,
    literals: literals.filter((literal) => !importStarts.has(literal.start)),
    defaultExports: module.staticExports
      .filter((statement) => statement.entries.some(exportsDefault))
      .map((statement) => lineAt(statement.start)),
    environment,
    hiddenImports,
  }
}

function exportsDefault(entry: StaticExportEntry): boolean {
  return entry.exportName.kind === 'Default' || entry.exportName.name === 'default'
}

interface Expression {
  readonly type: string
  readonly start: number
  readonly value?: unknown
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[]
}

/** A module's name given as a literal, or as a template whose first part tells the file (`./worker${ending}`). */
function addConstant(node: Expression, add: (specifier: string, start: number) => void): void {
  if (node.type === 'Literal' && typeof node.value === 'string') add(node.value, node.start)
  const [first, ...others] = node.quasis ?? []
  if (first === undefined) return
  add(others.length === 0 ? first.value.raw : `${first.value.raw}.ts`, node.start)
}

function isConstant(node: Expression): boolean {
  return typeof node.value === 'string' || node.quasis?.length === 1
}

function isProcessModule(specifier: string): boolean {
  return specifier === 'node:process' || specifier === 'process'
}

function importsEnvironment(specifier: { readonly type: string; readonly imported?: unknown }): boolean {
  if (specifier.type !== 'ImportSpecifier') return true
  return JSON.stringify(specifier.imported).includes('"name":"env"')
}

function resolve(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  return posix.join(dirname(from), specifier)
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), (match) => match.index + 1)]
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
}
