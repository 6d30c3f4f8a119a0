import { sql } from 'kysely'
import type { Sql } from '../database.ts'

// The app's own tables: no system schema, none of ours or of our workers, no partitions (their parent stands for them).
const wanted = sql`
  select c.oid, s.nspname as schema, c.relname as name,
    s.nspname is not distinct from current_schema() as is_default, row_security_active(c.oid) as is_secured,
    has_table_privilege(c.oid, 'select') as is_readable
  from pg_class as c join pg_namespace as s on s.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
    and s.nspname not like 'pg~_%' escape '~' and s.nspname not in ('information_schema', 'resettle', 'resettle_dbos')`

// Domains alone, since there are few, and hundreds of other types. One over another ends in the type that both stand for.
const domains = sql`
  domain as (
    select oid as type, typbasetype as base, typtypmod as typmod, typnotnull as has_null_check
    from pg_type where typtype = 'd'
    union all
    select d.type, t.typbasetype, greatest(d.typmod, t.typtypmod), d.has_null_check or t.typnotnull
    from domain as d join pg_type as t on t.oid = d.base and t.typtype = 'd'
  ), base as (
    select d.* from domain as d join pg_type as t on t.oid = d.base and t.typtype <> 'd'
  )`

/** A table. */
export interface TableRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly is_default: boolean
  readonly is_secured: boolean
  readonly is_readable: boolean
}

export const tableQuery: Sql = sql`${wanted} order by s.nspname collate "C", c.relname collate "C"`

/** A column; `base` is the short name of its type without domains around it. */
export interface ColumnRow {
  readonly table: number
  readonly number: number
  readonly name: string
  readonly type: string
  readonly base: string
  readonly typmod: number
  readonly nullable: boolean
  readonly default: string | null
  readonly is_generated: boolean
  readonly is_identity: boolean
  readonly collation: string | null
  readonly collation_id: number
}

/** How a collation is named in SQL: quoted, with its schema, where the bare name would not find it. */
function collationName(oid: Sql): Sql {
  return sql`(select case when pg_collation_is_visible(k.oid) then k.collname
      else quote_ident(n.nspname) || '.' || quote_ident(k.collname) end
    from pg_collation as k join pg_namespace as n on n.oid = k.collnamespace where k.oid = ${oid})`
}

export const columnQuery: Sql = sql`
  with recursive ${domains}, wanted as (${wanted})
  select a.attrelid as "table", a.attnum as number, a.attname as name, format_type(e.oid, -1) as type,
    e.typname as base, case when a.atttypmod >= 0 then a.atttypmod else coalesce(b.typmod, -1) end as typmod,
    not (a.attnotnull or coalesce(b.has_null_check, false)) as nullable,
    case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as default,
    a.attgenerated <> '' as is_generated, a.attidentity <> '' as is_identity,
    case when a.attcollation <> e.typcollation then ${collationName(sql`a.attcollation`)} end as collation,
    a.attcollation as collation_id
  from wanted as w join pg_attribute as a on a.attrelid = w.oid and a.attnum > 0 and not a.attisdropped
    left join base as b on b.type = a.atttypid
    join pg_type as e on e.oid = coalesce(b.base, a.atttypid)
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  order by a.attrelid, a.attnum`

/** One part of an index. */
export interface PartRow {
  readonly table: number
  readonly index: string
  readonly position: number
  readonly column: string | null
  readonly expression: string | null
  readonly collation: string | null
  readonly predicate: string | null
  readonly is_unique: boolean
  readonly is_primary: boolean
  readonly nulls_equal: boolean
}

export const indexQuery: Sql = sql`
  with wanted as (${wanted})
  select i.indrelid as "table", c.relname as index, p.position, a.attname as column,
    case when a.attname is null then pg_get_indexdef(i.indexrelid, p.position, false) end as expression,
    case when i.indcollation[p.position - 1] not in (0, coalesce(a.attcollation, 100))
      then ${collationName(sql`i.indcollation[p.position - 1]`)} end as collation,
    pg_get_expr(i.indpred, i.indrelid) as predicate, i.indisunique as is_unique, i.indisprimary as is_primary,
    case when i.indisunique then coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) else false end
      as nulls_equal
  from wanted as w join pg_index as i on i.indrelid = w.oid and i.indisvalid
    join pg_class as c on c.oid = i.indexrelid
    cross join lateral generate_series(1, i.indnkeyatts) as p(position)
    -- Each is looked up: the planner would rather read all columns that there are.
    left join lateral (
      select attname, attcollation from pg_attribute
      where attrelid = i.indrelid and attnum = i.indkey[p.position - 1] and attnum <> 0 offset 0
    ) as a on true
  order by i.indrelid, i.indisprimary desc, c.relname collate "C", p.position`

/** A reference; numbers are those of `ColumnRow`. */
export interface ReferenceRow {
  readonly table: number
  readonly name: string
  readonly columns: number[]
  readonly parent: number
  readonly parent_columns: number[]
  readonly on_delete: string
  readonly on_update: string
  readonly is_deferrable: boolean
}

export const referenceQuery: Sql = sql`
  with wanted as (${wanted})
  select k.conrelid as "table", k.conname as name, k.conkey as columns, k.confrelid as parent,
    k.confkey as parent_columns, k.confdeltype::text as on_delete, k.confupdtype::text as on_update,
    k.condeferrable as is_deferrable
  from wanted as w join pg_constraint as k on k.conrelid = w.oid and k.contype = 'f' and k.conparentid = 0
  order by k.conrelid, k.conname collate "C"`

/** A check; one of a domain names the column that it holds for and says VALUE for it. */
export interface CheckRow {
  readonly table: number
  readonly name: string
  readonly expression: string
  readonly column: string | null
}

export const checkQuery: Sql = sql`
  with recursive wanted as (${wanted}), held as (
    select a.attrelid, a.attname, t.oid as type, t.typbasetype as base from wanted as w
    join pg_attribute as a on a.attrelid = w.oid and a.attnum > 0 and not a.attisdropped
    join pg_type as t on t.oid = a.atttypid and t.typtype = 'd'
    union all
    select h.attrelid, h.attname, t.oid, t.typbasetype from held as h
    join pg_type as t on t.oid = h.base and t.typtype = 'd'
  )
  select k.conrelid as "table", k.conname as name, pg_get_expr(k.conbin, k.conrelid) as expression,
    null::text as column
  from wanted as w join pg_constraint as k on k.conrelid = w.oid and k.contype = 'c'
  union all
  select h.attrelid, k.conname, pg_get_expr(k.conbin, 0), h.attname
  from held as h join pg_constraint as k on k.contypid = h.type and k.contype = 'c'
  order by 1, 2`

/** A trigger of the app, switched on. */
export interface TriggerRow {
  readonly table: number
  readonly name: string
  readonly kind: number
  readonly definition: string
}

export const triggerQuery: Sql = sql`
  with wanted as (${wanted})
  select t.tgrelid as "table", t.tgname as name, t.tgtype as kind, pg_get_triggerdef(t.oid) as definition
  from wanted as w join pg_trigger as t on t.tgrelid = w.oid and not t.tgisinternal and t.tgenabled <> 'D'
  order by t.tgrelid, t.tgname collate "C"`
