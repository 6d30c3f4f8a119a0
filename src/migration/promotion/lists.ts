import { type Column, textColumn } from '../../database/catalog.ts'
import type { Connection, Dialect, KeptList, Sql } from '../../database/database.ts'
import type { Person } from './person.ts'

/** What lists are made in. */
export interface ListContext {
  readonly dialect: Dialect
  readonly kept?: KeptPeople
}

/** People who are kept in the database until the transaction ends. */
interface KeptPeople {
  readonly people: readonly Person[]
  readonly list: KeptList
}

/** Columns of a list of people: `promotion`, `person` (the user's key as text), `form`, `organization` and `owner`. */
interface Types {
  /** The column that the ids are compared with. */
  readonly form: Column
  /** A column that takes the organization. */
  readonly organization?: Column
  /** A column that takes the user. */
  readonly owner?: Column
}

/** Fewer are sent with each statement: that is less to do than to keep them. */
const WORTH_KEEPING = 20

/**
 * Keeps people until the transaction ends, where the engine can. Each statement then joins them instead of getting, and
 * taking apart, the whole list once more.
 */
export async function keepPeople<Given extends ListContext & { readonly connection: Connection }>(
  context: Given,
  people: readonly Person[],
): Promise<Given> {
  if (people.length < WORTH_KEEPING) return context
  const rows = people.flatMap((person) => rowsOf(person, person.forms))
  const list = await context.dialect.keep(context.connection, rows)
  return list === null ? context : { ...context, kept: { people, list } }
}

/** Every way in which each person's id is written, as a FROM item: `form` compares with a column and can use its index. */
export function formsList(context: ListContext, people: readonly Person[], types: Types): Sql {
  // Only the key itself is sure to be one of a type that is stricter than text.
  return types.form.family === 'text'
    ? list(context, people, types, 'forms')
    : keysList(context, people, types)
}

/** Each person once; `form` is the key. */
export function keysList(context: ListContext, people: readonly Person[], types: Types): Sql {
  return list(context, people, types, 'keys')
}

function list(
  { dialect, kept }: ListContext,
  people: readonly Person[],
  { form, organization = textColumn, owner = textColumn }: Types,
  which: 'forms' | 'keys',
): Sql {
  const columns = [
    { name: 'promotion', column: textColumn, place: 0 },
    { name: 'person', column: textColumn, place: 1 },
    { name: 'form', column: form, place: 2 },
    { name: 'organization', column: organization, place: 3 },
    { name: 'owner', column: owner, place: 1 },
  ]
  if (kept?.people === people) {
    return kept.list(columns, which === 'keys' ? { place: 4, equals: KEY } : undefined)
  }
  const rows = people.flatMap((person) => rowsOf(person, which === 'forms' ? person.forms : [person.user]))
  return dialect.unpack(
    dialect.textParameter(JSON.stringify(rows.map((row) => columns.map(({ place }) => row[place])))),
    columns,
  )
}

const KEY = 'key'

function rowsOf({ promotionId, user, organization }: Person, forms: readonly string[]): string[][] {
  return forms.map((form) => [promotionId, user, form, organization, form === user ? KEY : ''])
}

/** Rows made in JavaScript as a FROM item: column `promotion`, then the given ones under their own names. */
export function rowsList(
  dialect: Dialect,
  columns: readonly Column[],
  rows: readonly { readonly promotion: string; readonly values: readonly unknown[] }[],
): Sql {
  const cells = rows.map(({ promotion, values }) => [promotion, ...values])
  return dialect.unpack(dialect.textParameter(JSON.stringify(cells)), [
    { name: '~promotion', column: textColumn },
    ...columns.map((column) => ({ name: column.name, column })),
  ])
}

/** Texts as a FROM item with one column of this type. */
export function textsList(dialect: Dialect, texts: readonly string[], column: Column, name: string): Sql {
  return dialect.unpack(dialect.textParameter(JSON.stringify(texts.map((text) => [text]))), [
    { name, column },
  ])
}
