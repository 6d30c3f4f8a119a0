import { type Column, textColumn } from '../../database/catalog.ts'
import type { Dialect, Sql } from '../../database/database.ts'
import type { Person } from './person.ts'

/** A list of people as a FROM item. */
export interface PeopleList {
  /** Columns `promotion`, `person` (the user's key as text), `form`, `organization` and `owner`. */
  readonly rows: Sql
  readonly length: number
}

interface Types {
  /** The column that the ids are compared with. */
  readonly form: Column
  /** A column that takes the organization. */
  readonly organization?: Column
  /** A column that takes the user. */
  readonly owner?: Column
}

/** Every way in which each person's id is written: `form` compares with a column and can use its index. */
export function formsList(dialect: Dialect, people: readonly Person[], types: Types): PeopleList {
  // Only the key itself is sure to be one of a type that is stricter than text.
  const formsOf = (person: Person) => (types.form.family === 'text' ? person.forms : [person.user])
  return list(dialect, people, formsOf, types)
}

/** Each person once; `form` is the key. */
export function keysList(dialect: Dialect, people: readonly Person[], types: Types): PeopleList {
  return list(dialect, people, (person) => [person.user], types)
}

function list(
  dialect: Dialect,
  people: readonly Person[],
  formsOf: (person: Person) => readonly string[],
  { form, organization = textColumn, owner = textColumn }: Types,
): PeopleList {
  const rows = people.flatMap((person) =>
    formsOf(person).map((one) => [person.promotionId, person.user, one, person.organization, person.user]),
  )
  return {
    rows: dialect.unpack(dialect.textParameter(JSON.stringify(rows)), [
      { name: 'promotion', column: textColumn },
      { name: 'person', column: textColumn },
      { name: 'form', column: form },
      { name: 'organization', column: organization },
      { name: 'owner', column: owner },
    ]),
    length: rows.length,
  }
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
