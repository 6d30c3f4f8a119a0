import { sql } from 'kysely'
import type { Connection, Sql } from '../../src/database/database.ts'
import type { Place } from './write.ts'

/** What usage logs are spread over, in seconds. */
const year = 300 * 86_400

/**
 * Usage logs of all assistants, a few of them used far more than the rest. One statement, whatever the number: the
 * database counts, and arithmetic on the counter takes the place of chance.
 */
export async function writeUsage(
  connection: Connection,
  place: Place,
  notes: { count: number; firstId: number; now: number },
): Promise<void> {
  const { count, firstId, now } = notes
  if (count === 0) return
  const { prefix, engine, version } = place
  const isOctober = version === 'october-2025'
  const late = isOctober ? sql`` : sql`, model_name, provider`
  const lateValues = isOctober
    ? sql``
    : sql`, case when i % 4 = 0 then 'gpt-4.1' else 'gpt-4o-mini' end, 'openai'`
  const data = sql`'{"prompt_tokens": ' || (40 + i * 37 % 1900) || ', "completion_tokens": ' || (20 + i * 53 % 700)
    || ', "total_tokens": ' || (60 + i * 37 % 1900 + i * 53 % 700) || '}'`
  await connection.execute(sql`
    insert into ${sql.id(`${prefix}usage_logs`)} (id, organization_id, user_id, assistant_id, usage_data, created_at${late})
    with recursive ${series(place, count)},
    pairs(n, organization_id, assistant_id, user_id) as ${materialized(engine)} (
      select row_number() over (order by a.id) - 1, a.organization_id, a.id, u.id
      from ${sql.id(`${prefix}assistants`)} a
      left join ${sql.id(`${prefix}Creator_users`)} u on u.user_email = a.owner
    ),
    size(pairs) as (select count(*) from pairs),
    picked(i, n) as (
      select i, ((i * 48271 % 65536) * (i * 48271 % 65536) / 65536) * pairs / 65536 from series cross join size
    )
    select ${number(firstId)} + i, organization_id, case when i % 5 = 0 then null else user_id end, assistant_id,
      ${engine === 'postgres' ? sql`cast(${data} as json)` : data},
      ${number(now - year)} + i * ${number(year)} / ${number(count)}${lateValues}
    from picked join pairs on pairs.n = picked.n
    order by i`)
}

/** The sums that the app derives from its logs. */
export async function writeTotals(connection: Connection, place: Place, now: number): Promise<void> {
  if (place.version === 'october-2025') return
  const { prefix, engine } = place
  const tokens = (key: string) =>
    engine === 'postgres'
      ? sql`coalesce(sum(cast(usage_data ->> ${sql.lit(key)} as bigint)), 0)`
      : sql`coalesce(sum(usage_data ->> ${sql.lit(key)}), 0)`
  await connection.execute(sql`
    insert into ${sql.id(`${prefix}assistant_usage_totals`)}
      (assistant_id, prompt_tokens_total, completion_tokens_total, total_tokens_total, cost_usd_total, updated_at)
    select assistant_id, ${tokens('prompt_tokens')}, ${tokens('completion_tokens')}, ${tokens('total_tokens')},
      ${tokens('total_tokens')} * 0.0000006, ${number(now)}
    from ${sql.id(`${prefix}usage_logs`)} where assistant_id is not null group by assistant_id`)
}

function series({ engine }: Place, count: number): Sql {
  return engine === 'postgres'
    ? sql`series(i) as (select generate_series(cast(0 as bigint), ${number(count - 1)}))`
    : sql`series(i) as (select 0 union all select i + 1 from series where i < ${number(count - 1)})`
}

function materialized(engine: Place['engine']): Sql {
  return engine === 'postgres' ? sql`` : sql`materialized`
}

/** A number of ours, spelled out so that no engine has to guess its type. */
function number(value: number): Sql {
  return sql.raw(String(value))
}
