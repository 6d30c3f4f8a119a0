import { sql } from 'kysely'
import type { Connection, Watched } from '../database.ts'

/** Rows that this transaction changed in one table so far, as the server counts them. */
export interface Activity {
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly isPartitioned: boolean
}

/** Reads the counters of these tables in one query, those of partitions and inheriting tables added up. */
export async function readActivity(connection: Connection, tables: readonly Watched[]): Promise<Activity[]> {
  if (tables.length === 0) return []
  await assertCounting(connection)
  const names = tables.map(({ table }) => [table.schema, table.name])
  return connection.query<Activity>(sql`
    with recursive wanted as (
      select (n.value ->> 0) as schema, (n.value ->> 1) as name, n.position
      from json_array_elements(${JSON.stringify(names)}::text::json) with ordinality as n(value, position)
    ), member as (
      select w.position, c.oid, c.relkind = 'p' as is_partitioned
      from wanted as w
      join pg_class as c on c.relname = w.name and c.relkind in ('r', 'p')
      join pg_namespace as s on s.oid = c.relnamespace and s.nspname = coalesce(w.schema, current_schema())
      union all
      select m.position, i.inhrelid, m.is_partitioned from member as m join pg_inherits as i on i.inhparent = m.oid
    )
    select coalesce(sum(pg_stat_get_xact_tuples_inserted(m.oid)), 0)::bigint as inserted,
      coalesce(sum(pg_stat_get_xact_tuples_updated(m.oid)), 0)::bigint as updated,
      coalesce(sum(pg_stat_get_xact_tuples_deleted(m.oid)), 0)::bigint as deleted,
      coalesce(bool_or(m.is_partitioned), false) as "isPartitioned"
    from wanted as w left join member as m using (position)
    group by w.position order by w.position`)
}

/** Without its counters the server would say that nothing changed. */
async function assertCounting(connection: Connection): Promise<void> {
  const [row] = await connection.query<{ counts: string }>(
    sql`select current_setting('track_counts') as counts`,
  )
  if (row?.counts !== 'on') await connection.execute(sql`set local track_counts = on`)
}
