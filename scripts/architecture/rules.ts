import type { Source } from './source.ts'

/** A place that breaks a rule of the house. */
export interface Violation {
  readonly rule: string
  readonly path: string
  readonly line: number
  readonly message: string
}

export type Rule = (sources: readonly Source[]) => Violation[]

/**
 * Each layer may import only itself and what stands before it. The last two stand side by side; only the commands about
 * the service know it.
 */
const layers = [
  'errors',
  'config',
  'database',
  'blueprint',
  'store',
  'migration',
  'report',
  'effects',
  'resettle',
  'worker',
  'index',
  'cli',
  'http',
] as const

type Layer = (typeof layers)[number]

const faces: readonly string[] = ['cli', 'http']
const serviceCommands = /^src\/cli\/commands\/(serve|tokens)\.ts$/
const engines = ['sqlite', 'postgres']

/** Packages and modules that only one place may import. */
const doors: readonly { readonly name: RegExp; readonly place: RegExp; readonly where: string }[] = [
  { name: /^pg(\/|$)/, place: /^src\/database\/postgres\//, where: 'src/database/postgres' },
  { name: /^node:sqlite$/, place: /^src\/database\/sqlite\//, where: 'src/database/sqlite' },
  {
    name: /^kysely(\/|$)/,
    place: /^src\/(database|blueprint|store|migration)\//,
    where: 'src/database, src/blueprint, src/store or src/migration',
  },
  {
    name: /^(hono|@hono\/.*|jose|prom-client|swagger-ui-dist)(\/|$)/,
    place: /^src\/http\//,
    where: 'src/http',
  },
  { name: /^stripe$/, place: /^src\/effects\/connectors\/stripe\//, where: 'src/effects/connectors/stripe' },
  {
    name: /^(nodemailer|mjml)(\/|$)/,
    place: /^src\/effects\/notices\//,
    where: 'src/effects/notices',
  },
  { name: /^@dbos-inc\//, place: /^src\/worker\//, where: 'src/worker' },
  { name: /^(commander|cli-table3|@clack\/.*)$/, place: /^src\/cli\//, where: 'src/cli' },
]

/** How the page is built: runs in Node, and Vite wants it as a default export. */
const BUILD_SETTINGS = 'web/vite.config.ts'

/** Longest file; beyond it nobody reads from top to bottom. */
const FILE_LINES = 400
/** Longest function. */
const FUNCTION_LINES = 60

const knownPlaces: Rule = (sources) =>
  sources
    .filter((source) => layerOf(source.path) === null)
    .map((source) => at('known-places', source, 1, `stands in no layer (${layers.join(', ')})`))

const direction: Rule = (sources) =>
  eachImport(sources, 'direction', (source, path) => {
    // The version stands there, and the package ships it.
    if (path === 'package.json') return null
    if (!path.startsWith('src/')) return 'leaves src'
    const from = layerOf(source.path)
    const to = layerOf(path)
    if (from === null || to === null || from === to) return null
    if (to === 'http' && serviceCommands.test(source.path)) return null
    const meets = faces.includes(from) && faces.includes(to)
    return meets || layers.indexOf(to) > layers.indexOf(from) ? `${from} may not import ${to}` : null
  })

const existing: Rule = (sources) => {
  const known = new Set(sources.map((source) => source.path))
  return eachImport(sources, 'existing', (_source, path) =>
    path.startsWith('src/') && !known.has(path) ? 'there is no such file' : null,
  )
}

/** Engine folders do not know each other, and only `database/open.ts` knows them. */
const engineFolders: Rule = (sources) =>
  eachImport(sources, 'engine-folders', (source, path) => {
    const to = engineOf(path)
    if (to === null || engineOf(source.path) === to) return null
    return source.path === 'src/database/open.ts'
      ? null
      : 'only src/database/open.ts imports an engine folder'
  })

const verifyApart: Rule = (sources) =>
  eachImport(sources, 'verify-apart', (source, path) =>
    source.path.startsWith('src/migration/verify/') && path.startsWith('src/migration/execute/')
      ? 'verification shares nothing with execution'
      : null,
  )

const commandsApart: Rule = (sources) =>
  eachImport(sources, 'commands-apart', (source, path) =>
    source.path.startsWith('src/cli/commands/') && path.startsWith('src/cli/commands/')
      ? 'commands do not import each other; what they share stands in src/cli'
      : null,
  )

const oneDoor: Rule = (sources) =>
  sources.flatMap((source) =>
    source.imports.flatMap(({ specifier, line }) =>
      doors
        .filter(({ name, place }) => name.test(specifier) && !place.test(source.path))
        .map(({ where }) => at('one-door', source, line, `${specifier} is imported in ${where} only`)),
    ),
  )

/** An import whose name is made at run time would pass all the other rules. */
const plainImports: Rule = (sources) =>
  sources.flatMap((source) =>
    source.hiddenImports.map((line) => at('plain-imports', source, line, 'imports what only run time knows')),
  )

/** No cycles at all, imports of types included. One violation for each group of files that reach each other. */
const acyclic: Rule = (sources) =>
  findCycles(sources).map((cycle) => ({
    rule: 'acyclic',
    path: cycle[0] ?? '',
    line: 1,
    message: `reaches itself through ${cycle.join(' → ')}`,
  }))

const namedExports: Rule = (sources) =>
  sources.flatMap((source) =>
    source.defaultExports.map((line) => at('named-exports', source, line, 'has a default export')),
  )

/** Everything outside the engine folders asks the dialect and never the engine's name. */
const engineNames: Rule = (sources) =>
  sources
    .filter(({ path }) => !/^src\/(database|store\/schema)\//.test(path))
    .flatMap((source) =>
      source.literals
        .filter(({ value }) => [...engines, 'postgresql'].includes(value.toLowerCase()))
        .map(({ value, line }) => at('engine-names', source, line, `names the engine '${value}'`)),
    )

const environment: Rule = (sources) =>
  sources
    .filter(({ path }) => path !== 'src/config.ts' && !path.startsWith('src/cli/'))
    .flatMap((source) =>
      source.environment.map((line) =>
        at('environment', source, line, 'only src/config.ts and src/cli read the environment'),
      ),
    )

const fileSize: Rule = (sources) =>
  sources
    .filter(({ lines }) => lines > FILE_LINES)
    .map((source) =>
      at('file-size', source, source.lines, `has ${source.lines} lines, more than ${FILE_LINES}`),
    )

const functionSize: Rule = (sources) =>
  sources.flatMap((source) =>
    source.functions
      .filter(({ lines }) => lines > FUNCTION_LINES)
      .map(({ name, line, lines }) =>
        at('function-size', source, line, `${name} has ${lines} lines, more than ${FUNCTION_LINES}`),
      ),
  )

/** The page runs in a browser: of `src` it knows the contract, and only as types. */
const pageApart: Rule = (sources) =>
  sources.flatMap((source) =>
    source.imports
      .filter(
        ({ path, isType }) =>
          path !== null && !path.startsWith('web/') && !(path.startsWith('src/') && isType),
      )
      .map(({ specifier, line }) =>
        at('page-apart', source, line, `${specifier}: the page imports only itself, and types of src`),
      ),
  )

/** What `npm run check` and the tests hold the sources to. */
export const rules: readonly Rule[] = [
  knownPlaces,
  direction,
  existing,
  engineFolders,
  verifyApart,
  commandsApart,
  oneDoor,
  plainImports,
  acyclic,
  namedExports,
  engineNames,
  environment,
  fileSize,
]

/** What they hold the page to. */
export const pageRules: readonly Rule[] = [
  pageApart,
  plainImports,
  acyclic,
  namedExports,
  environment,
  fileSize,
].map((rule) => (sources) => rule(sources.filter(({ path }) => path !== BUILD_SETTINGS)))

/** What `npm run check` only reports. */
export const advice: readonly Rule[] = [functionSize]

function layerOf(path: string): Layer | null {
  const [, first = ''] = path.split('/')
  const name = first.replace(/\.ts$/, '')
  return layers.find((layer) => layer === name) ?? null
}

function engineOf(path: string): string | null {
  return engines.find((engine) => path.startsWith(`src/database/${engine}/`)) ?? null
}

function at(rule: string, source: Source, line: number, message: string): Violation {
  return { rule, path: source.path, line, message }
}

function eachImport(
  sources: readonly Source[],
  rule: string,
  judge: (source: Source, path: string) => string | null,
): Violation[] {
  return sources.flatMap((source) =>
    source.imports.flatMap(({ path, specifier, line }) => {
      const complaint = path === null ? null : judge(source, path)
      return complaint === null ? [] : [at(rule, source, line, `${specifier}: ${complaint}`)]
    }),
  )
}

/** Strongly connected components (Tarjan) of more than one file, and files that import themselves. */
function findCycles(sources: readonly Source[]): string[][] {
  const edges = new Map(
    sources.map((source) => [
      source.path,
      source.imports.flatMap(({ path }) => (path === null ? [] : [path])),
    ]),
  )
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const cycles: string[][] = []

  const visit = (path: string): void => {
    const index = order.size
    order.set(path, index)
    lowest.set(path, index)
    open.push(path)
    for (const next of edges.get(path) ?? []) {
      if (!edges.has(next)) continue
      if (!order.has(next)) visit(next)
      if (open.includes(next)) lowest.set(path, Math.min(lowest.get(path) ?? 0, lowest.get(next) ?? 0))
    }
    if (lowest.get(path) !== index) return
    const group = open.splice(open.indexOf(path))
    if (group.length > 1 || edges.get(path)?.includes(path)) cycles.push(group)
  }
  for (const path of edges.keys()) if (!order.has(path)) visit(path)
  return cycles
}
