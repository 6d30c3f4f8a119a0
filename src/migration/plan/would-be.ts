import { sql } from 'kysely'
import { mentions } from '../../blueprint/keys.ts'
import type { MoveTable } from '../../blueprint/model.ts'
import type { Column, KeyPart, Table, UniqueKey } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { at, type Context, holds, type Party, rowKey } from '../context.ts'

/**
 * Rows as they would be after a change, so that keys, predicates and checks can be asked about a world that is not
 * there yet. Expressions come from the schema as text over bare column names, hence a subselect with just those names.
 */
export interface WouldBe {
  readonly table: Table
  /** FROM and WHERE with the table under alias `r`. */
  readonly from: Sql
  /** New values; the rest stays. */
  readonly values: ReadonlyMap<string, Sql>
  /** Further columns to pass on, by name. */
  readonly extra?: readonly { readonly name: string; readonly value: Sql }[]
}

/** Name under which a row's address is passed on. */
const ADDRESS = 'resettle_row'

/** A FROM item: the rows as they would be, all columns under their own names, and their address. */
export function asWouldBe({ dialect }: Context, rows: WouldBe): Sql {
  const columns = rows.table.columns.map((column) => {
    const value = rows.values.get(column.name) ?? at('r', column)
    return sql`${value} as ${sql.id(column.name)}`
  })
  const address = sql`${rowKey(dialect, rows.table, 'r')} as ${sql.id(ADDRESS)}`
  const extra = (rows.extra ?? []).map(({ name, value }) => sql`${value} as ${sql.id(name)}`)
  return sql`(select ${sql.join([...columns, address, ...extra])} ${rows.from})`
}

/** A FROM item with the parts of one key for rows as they would be: `p0`, `p1`, …, `row`; rows outside the key left out. */
export function keyParts(context: Context, key: UniqueKey, rows: WouldBe): Sql {
  const parts = key.parts.map((part, index) => sql`${expressionOf(part)} as ${sql.id(`p${index}`)}`)
  const extra = (rows.extra ?? []).map(({ name }) => sql`${sql.id(name)}`)
  const columns = sql.join([...parts, sql`${sql.id(ADDRESS)} as ${sql.id('row')}`, ...extra])
  const predicate = key.predicate === null ? sql`` : sql` where (${sql.raw(key.predicate)})`
  return sql`(select ${columns} from ${asWouldBe(context, rows)} w${predicate})`
}

/** Whether two such rows may not both live: their parts are equal by the key's own equality. */
export function isSameKey({ dialect }: Context, key: UniqueKey, left: string, right: string): Sql {
  const pairs = key.parts.map((part, index) => {
    const one = dialect.collate(at(left, `p${index}`), part.collation)
    const other = at(right, `p${index}`)
    return key.nullsEqual ? dialect.isSame(one, other) : sql`${one} = ${other}`
  })
  return sql`(${sql.join(pairs, sql` and `)})`
}

/** Values of organization columns (over `r`) as they will be when every pointer to the source points to the target. */
export function pointedAnew(
  { dialect }: Context,
  scopes: readonly Column[],
  { source, target }: { readonly source: Party; readonly target: Party },
): Map<string, Sql> {
  const values = scopes.map((scope) => {
    const [isOurs, given] = [holds(dialect, 'r', scope, source.key), dialect.value(target.key, scope)]
    return [scope.name, sql`case when ${isOurs} then ${given} else ${at('r', scope)} end`] as const
  })
  return new Map(values)
}

/** The organization columns of a table that decide about a key, those in its predicate among them. */
export function scopesOf(key: UniqueKey, { scope }: Pick<MoveTable, 'scope'>): Column[] {
  const { parts, predicate } = key
  return scope.filter(
    ({ name }) =>
      parts.some((part) => part.columns.includes(name)) || (predicate !== null && mentions(predicate, name)),
  )
}

function expressionOf(part: KeyPart): Sql {
  return part.column === null ? sql`(${sql.raw(part.expression ?? 'null')})` : sql`${sql.id(part.column)}`
}
