import { sql } from 'kysely'
import { exemptionLine, harmlessLine } from '../../blueprint/check.ts'
import { type Finding, SAMPLES } from '../../blueprint/finding.ts'
import type { Model } from '../../blueprint/model.ts'
import { findOrganizationColumns, isExempt, nameWords, readSigns, type Signs } from '../../blueprint/reach.ts'
import { type Column, type Table, textColumn } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { at, type Context, or } from '../context.ts'

/** The newest rows of each table are looked at: enough to see what a column is for, and the same price for any size. */
const ROWS = 200
/** Documents beyond this are not taken apart. */
const LONGEST = 100_000

/** So many columns are asked for in one statement: each has a few parameters, of which SQLite takes 32,766. */
const COLUMNS_AT_ONCE = 500

/** A table with its columns that may hold text. */
interface Place {
  readonly table: Table
  readonly columns: readonly Column[]
}

/** A place in a row that may name an organization. */
interface Mention {
  readonly table: Table
  readonly column: Column
  /** Key in the JSON, or null for the column's whole value. */
  readonly key: string | null
  readonly value: string
  /** The name says no more than that some id is meant: numbers under it may be anything. */
  readonly isVague: boolean
}

/**
 * Slugs and ids of organizations in text and JSON, where no schema shows them: JSON under keys that are named like an
 * organization, and text columns named so whose values are all organizations. Looks at a few rows of each table.
 */
export async function contentFindings(context: Context): Promise<Finding[]> {
  const { model } = context
  const signs = readSigns(model.blueprint, model.prefix, model)
  const exempt = new Set([...model.keeps, ...model.ignored, model.organizations.table].map(({ id }) => id))
  const looked = model.catalog.tables.filter(({ id }) => !exempt.has(id))
  const places = looked
    .filter(({ isReadable }) => isReadable)
    .map((table) => ({ table, columns: candidates(model, signs, table) }))
    .filter(({ columns }) => columns.length > 0)
  const mentions: Mention[] = []
  for (const some of chunk(places)) mentions.push(...(await readMentions(context, signs, some)))
  const known = await findKnown(context, new Set(mentions.map(({ value }) => value)))
  const columns = Map.groupBy(mentions, ({ table, column }) => `${table.id}\n${column.name}`)
  return [
    ...[...columns.values()].flatMap((group) => report(model, group, known)),
    ...reportUnread(looked.filter(({ isReadable }) => !isReadable)),
  ]
}

function reportUnread(tables: readonly Table[]): Finding[] {
  if (tables.length === 0) return []
  return [
    {
      code: 'table.unreadable',
      severity: 'info',
      message:
        'This database user may not read some tables, so nobody looked for organizations in their rows.',
      count: tables.length,
      samples: tables.map(({ id }) => id).slice(0, SAMPLES),
      remedy: 'Grant select on them, or make sure that they hold no slug or id of an organization.',
    },
  ]
}

/** What is asked in one statement. */
function chunk(places: readonly Place[]): Place[][] {
  const chunks: Place[][] = []
  let columns = COLUMNS_AT_ONCE
  for (const place of places) {
    columns += place.columns.length
    if (columns > COLUMNS_AT_ONCE) {
      chunks.push([])
      columns = place.columns.length
    }
    chunks.at(-1)?.push(place)
  }
  return chunks
}

async function readMentions(context: Context, signs: Signs, places: readonly Place[]): Promise<Mention[]> {
  const rows = await readSamples(context, signs, places)
  return rows.flatMap((row) => {
    const place = places[Number(row.place)]
    if (place === undefined) return []
    const { table, columns } = place
    return columns.flatMap((column, index) => {
      const text = row[`c${index}`] ?? null
      if (text === null) return []
      const found = [...inJson(signs, text), ...asWhole(signs, column, text)]
      return found.map((one) => ({ ...one, table, column }))
    })
  })
}

/** Columns that may hold text, but for those that the blueprint names or that are reported by their names alone. */
function candidates(model: Model, signs: Signs, table: Table): Column[] {
  const { moves, users, memberships } = model
  const reported = findOrganizationColumns(signs, table).map(({ column }) => column)
  const named = [
    ...moves.filter((move) => move.table === table).flatMap(({ scope }) => scope),
    ...(memberships?.table === table ? [memberships.organization, memberships.role] : []),
    ...(users?.table === table ? [users.organization, users.email] : []),
    ...reported,
  ]
  return table.columns.filter(
    (column) =>
      (column.family === 'text' || column.family === 'json' || isUntyped(column)) &&
      !named.includes(column) &&
      !isExempt(signs, table, column),
  )
}

/** SQLite takes text where no type, or none that it knows, is declared. */
function isUntyped({ family, type }: Column): boolean {
  return family === 'other' && /^$|string|json/i.test(type)
}

/** Rows of all these tables, each with the number of its table in `place` and its texts in `c0`, `c1` and so on. */
async function readSamples(
  { connection, dialect }: Context,
  signs: Signs,
  places: readonly Place[],
): Promise<Record<string, string | null>[]> {
  const widest = Math.max(...places.map(({ columns }) => columns.length))
  const words = [...new Set([...signs.keys.keys()].map((key) => key.slice(0, 3)))]
  const samples = places.map(({ table, columns }, place) => {
    const texts = columns.map(
      (column, index) => sql`${dialect.text(at('r', column))} as ${sql.id(`c${index}`)}`,
    )
    const shown = columns.map((column, index): Sql => {
      const text = at('t', `c${index}`)
      // Most texts are long and mention nothing; they stay where they are.
      const mentions = or(words.map((word) => sql`lower(${text}) like ${dialect.textParameter(`%${word}%`)}`))
      const isWorth = isNamed(signs, column) ? sql`1 = 1` : sql`(${text} like '%{%' and ${mentions})`
      return sql`case when length(${text}) <= ${sql.lit(LONGEST)} and ${isWorth} then ${text} end`
    })
    const padded = Array.from({ length: widest }, (_, index) => {
      return sql`${shown[index] ?? sql`null`} as ${sql.id(`c${index}`)}`
    })
    const newest = table.identity.map((column) => sql`${at('r', column)} desc`)
    const order = newest.length === 0 ? sql`` : sql` order by ${sql.join(newest)}`
    return sql`select ${sql.lit(place)} as place, ${sql.join(padded)} from (
      select ${sql.join(texts)} from ${dialect.table(table)} r${order} limit ${sql.lit(ROWS)}) t`
  })
  return connection.query(sql.join(samples, sql` union all `))
}

type Found = Pick<Mention, 'key' | 'value' | 'isVague'>

function inJson(signs: Signs, text: string): Found[] {
  if (!text.includes('{')) return []
  const found: Found[] = []
  const visit = (value: unknown, key: string | null): void => {
    if (Array.isArray(value)) for (const one of value) visit(one, key)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) visit(inner, name)
    } else if (key !== null && (typeof value === 'string' || typeof value === 'number')) {
      const isVague = signs.keys.get(toPlainKey(key))
      if (isVague !== undefined) found.push({ key, value: String(value), isVague })
    }
  }
  try {
    visit(JSON.parse(text), null)
  } catch {
    // Not JSON, then.
  }
  return found
}

function toPlainKey(key: string): string {
  const plain = key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  return plain.length > 3 && plain.endsWith('s') ? plain.slice(0, -1) : plain
}

function asWhole(signs: Signs, column: Column, text: string): Found[] {
  return isNamed(signs, column) && !text.includes('{') ? [{ key: null, value: text, isVague: true }] : []
}

/** `home_org`, `tenant`, `department_slug`: the name alone proves nothing, the values do. */
function isNamed({ keys }: Signs, { name, family }: Column): boolean {
  const words = nameWords(name)
  if (family === 'json') return false
  return words.some((word) => keys.has(word)) || (words.length > 1 && words.at(-1) === 'slug')
}

/** Those of these values that are an organization, each as `key` or `slug`. */
async function findKnown(
  { connection, dialect, model }: Context,
  values: ReadonlySet<string>,
): Promise<Map<string, 'key' | 'slug'>> {
  if (values.size === 0) return new Map()
  const { table, key, slug } = model.organizations
  const list = dialect.textParameter(JSON.stringify([...values].map((value) => [value])))
  const wanted = dialect.unpack(list, [{ name: 'value', column: textColumn }])
  const known = new Map<string, 'key' | 'slug'>()
  for (const [column, as] of [
    [key, 'key'],
    [slug, 'slug'],
  ] as const) {
    if (column === null) continue
    const rows = await connection.query<{ value: string }>(sql`
      select ${dialect.text(at('o', column))} as value from ${dialect.table(table)} o
      where ${dialect.text(at('o', column))} in (select w.value from ${wanted} w)`)
    for (const { value } of rows) known.set(value, as)
  }
  return known
}

function report(
  model: Model,
  mentions: readonly Mention[],
  known: ReadonlyMap<string, 'key' | 'slug'>,
): Finding[] {
  const isInteger = model.organizations.key.family === 'integer'
  const isTelling = ({ value, isVague }: Mention): boolean => {
    const as = known.get(value)
    // Any small number is some organization's id.
    return as !== undefined && !(as === 'key' && isInteger && isVague)
  }
  const whole = mentions.filter(({ key }) => key === null)
  const found = [
    ...mentions.filter((one) => one.key !== null && isTelling(one)),
    ...(whole.every(isTelling) ? whole : []),
  ]
  const [first] = found
  if (first === undefined) return []
  const { table, column } = first
  const keys = [...new Set(found.flatMap(({ key }) => (key === null ? [] : [key])))]
  const where = keys.length === 0 ? '' : `, under ${keys.map((key) => `"${key}"`).join(', ')}`
  return [
    {
      code: 'blueprint.no-verdict-content',
      severity: 'blocker',
      message: `Column ${table.id}.${column.name} holds slugs or ids of organizations${where}, and no migration changes them.`,
      count: found.length,
      samples: (keys.length === 0 ? [''] : keys)
        .map((key) => `${table.id}.${column.name}${key === '' ? '' : ` ${key}`}`)
        .slice(0, SAMPLES),
      context: {
        table: table.id,
        columns: [column.name],
        keys,
        not_organizations: harmlessLine(model, table, column),
      },
      remedy:
        `If it may go on naming the source, add ${exemptionLine(model, table, column)}; otherwise have the app write ` +
        'the target there after the migration, and then add that line.',
    },
  ]
}
