import { sql } from 'kysely'
import type { Stamp } from '../../blueprint/promotion-model.ts'
import type { Column } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { and, at, type RowKey, rowKey } from '../context.ts'
import { numbered } from './free-values.ts'
import type { PromotionContext } from './gather.ts'
import { formsList } from './lists.ts'
import type { Person } from './person.ts'

/** A row that needs another name before it can take the organization. */
export interface Renamed {
  readonly promotion: string
  readonly row: RowKey
  readonly name: string
}

interface Named {
  readonly promotion: string
  readonly row: RowKey
  readonly name: string
  readonly newest: string
  readonly loose: number
  readonly group: string
}

/**
 * Rows of these people that a unique key of the organization would make the same: the newest keeps its name, or the one
 * that the organization has already; each of the others gets the next free one.
 */
export async function findSameNames(
  context: PromotionContext,
  people: readonly Person[],
  stamp: Stamp,
): Promise<Renamed[]> {
  const { rename } = stamp
  if (rename === null) return []
  const renamed = new Map<RowKey, Renamed>()
  for (const key of rename.keys) {
    const clashing = await findClashing(context, people, stamp, rename.column, key)
    if (clashing.length === 0) continue
    const rows = await readNamed(context, clashing, stamp, rename, key)
    for (const group of Map.groupBy(rows, ({ group: name }) => name).values()) {
      for (const one of nameGroup(group, rename.column)) renamed.set(one.row, one)
    }
  }
  return [...renamed.values()]
}

/** Rows of people that hold no organization, or their own. */
function ownRows(context: PromotionContext, people: readonly Person[], stamp: Stamp): Sql {
  const { dialect } = context
  const { table, user, organization } = stamp
  const list = formsList(context, people, { form: user, organization })
  return sql`from ${dialect.table(table)} r join ${list} l on ${at('r', user)} = l.form
    where (${at('r', organization)} is null or ${at('r', organization)} = l.organization)`
}

/** People with two rows of the same name: nobody, as a rule, so that the rest is hardly ever read. */
async function findClashing(
  context: PromotionContext,
  people: readonly Person[],
  stamp: Stamp,
  name: Column,
  key: readonly Column[],
): Promise<Person[]> {
  const columns = [...key, name].map((column) => at('r', column))
  const isWhole = and(columns.map((column) => sql`${column} is not null`))
  const rows = await context.connection.query<{ person: string }>(sql`
    select distinct c.person from (
      select l.person as person, count(*) as n ${ownRows(context, people, stamp)} and ${isWhole}
      group by l.person, ${sql.join(columns)} having count(*) > 1) c`)
  const found = new Set(rows.map(({ person }) => person))
  return people.filter(({ user }) => found.has(user))
}

async function readNamed(
  context: PromotionContext,
  people: readonly Person[],
  stamp: Stamp,
  { column, newest }: NonNullable<Stamp['rename']>,
  key: readonly Column[],
): Promise<Named[]> {
  const { connection, dialect } = context
  const group = key.map((one) => ({ fragment: at('r', one), column: one }))
  return connection.query<Named>(sql`
    select l.promotion as promotion, ${rowKey(dialect, stamp.table, 'r')} as ${sql.id('row')},
      ${dialect.text(at('r', column))} as name, ${dialect.text(at('r', newest))} as newest,
      case when ${at('r', stamp.organization)} is null then 1 else 0 end as loose,
      ${group.length === 0 ? sql`''` : dialect.encodeRow(group)} as ${sql.id('group')}
    ${ownRows(context, people, stamp)} and ${and([...key, column].map((one) => sql`${at('r', one)} is not null`))}
    order by ${at('r', newest)} desc`)
}

/** Rows come newest first. */
function nameGroup(rows: readonly Named[], column: Column): Renamed[] {
  const names = new Set(rows.map(({ name }) => name))
  const kept = new Set(rows.filter(({ loose }) => Number(loose) === 0).map(({ name }) => name))
  return rows
    .filter(({ loose }) => Number(loose) === 1)
    .flatMap(({ promotion, row, name }) => {
      if (!kept.has(name)) {
        kept.add(name)
        return []
      }
      let number = 2
      while (names.has(numbered(name, number, column))) number += 1
      const free = numbered(name, number, column)
      names.add(free)
      return [{ promotion, row, name: free }]
    })
}
