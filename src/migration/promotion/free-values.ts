import { sql } from 'kysely'
import type { Column, Table } from '../../database/catalog.ts'
import { at } from '../context.ts'
import type { PromotionContext } from './gather.ts'
import { textsList } from './lists.ts'
import type { NewRows, Warn } from './new-rows.ts'

/** Gives new rows values that no other row has, where the blueprint asks for it: `_2`, `_3` and so on. */
export async function freeValues(context: PromotionContext, rows: NewRows, warn: Warn): Promise<NewRows> {
  let freed = rows
  for (const column of rows.row.free) freed = await freeColumn(context, freed, column, warn)
  return freed
}

async function freeColumn(
  context: PromotionContext,
  given: NewRows,
  column: Column,
  warn: Warn,
): Promise<NewRows> {
  const place = given.columns.findIndex(({ name }) => name === column.name)
  if (place < 0) return given
  const wanted = given.rows.map(({ promotion, values }) => {
    const text = values[place] ?? null
    return { promotion, text: text === null ? null : String(text), number: 1 }
  })
  const chosen = new Map<string, string>()
  const handedOut = new Set<string>()
  // One question for all; then one more for those whose value is taken, and so on.
  for (let open = wanted.filter(({ text }) => text !== null); open.length > 0; ) {
    const names = open.map(({ text, number }) => numbered(text ?? '', number, column))
    const taken = await findTaken(context, given.row.table, column, names)
    const still: typeof open = []
    for (const [index, one] of open.entries()) {
      const name = names[index] ?? ''
      if (taken.has(name) || handedOut.has(name)) still.push({ ...one, number: one.number + 1 })
      else {
        handedOut.add(name)
        chosen.set(one.promotion, name)
        if (one.number > 1) warn(one.promotion, 'name-taken')
      }
    }
    open = still
  }
  const rows = given.rows.map(({ promotion, values }) => ({
    promotion,
    values: values.map((value, index) => (index === place ? (chosen.get(promotion) ?? value) : value)),
  }))
  return { ...given, rows }
}

/** `name`, `name_2`, `name_3` …, cut to what the column takes. */
export function numbered(text: string, number: number, { maxLength }: Column): string {
  const suffix = number === 1 ? '' : `_${number}`
  return (maxLength === null ? text : text.slice(0, maxLength - suffix.length)) + suffix
}

async function findTaken(
  { connection, dialect }: PromotionContext,
  table: Table,
  column: Column,
  names: readonly string[],
): Promise<Set<string>> {
  const list = textsList(dialect, names, column, 'wanted')
  const rows = await connection.query<{ name: string }>(sql`
    select ${dialect.text(sql`l.wanted`)} as name from ${list} l
    where exists (select 1 from ${dialect.table(table)} r where ${at('r', column)} = l.wanted)`)
  return new Set(rows.map(({ name }) => name))
}
