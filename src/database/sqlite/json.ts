import { sql } from 'kysely'
import type { Sql } from '../database.ts'

/**
 * JSON text of a value by its storage class, for columns hold what they were given and not what they declare:
 * integers, text and null as they are, a float as {"r": digits}, a blob as {"b": hex}.
 */
export function encode(value: Sql): Sql {
  // `|| ''` takes off the mark that makes json_quote pass JSON on as it is.
  return sql`case typeof(${value})
    when 'integer' then cast(${value} as text)
    when 'text' then json_quote(${value} || '')
    when 'null' then 'null'
    when 'real' then '{"r":"' || printf('%!.17g', ${value}) || '"}'
    else '{"b":"' || hex(${value}) || '"}' end`
}

/** The value at a place of a JSON array that `encode` filled. */
export function decode(array: Sql, index: number): Sql {
  const path = `$[${index}]`
  const place = sql.lit(path)
  return sql`case when json_type(${array}, ${place}) is not 'object' then json_extract(${array}, ${place})
    ${whenObject(array, path)} end`
}

/** The value of one row of json_each, over an array of what `encode` gave. */
export function decodeElement(each: Sql): Sql {
  const value = sql`${each}.value`
  return sql`case when ${each}.type <> 'object' then ${value} ${whenObject(value, '$')} end`
}

function whenObject(json: Sql, path: string): Sql {
  const real = sql`json_extract(${json}, ${sql.lit(`${path}.r`)})`
  const blob = sql`json_extract(${json}, ${sql.lit(`${path}.b`)})`
  return sql`when ${blob} is not null then unhex(${blob})
    when ${real} = 'Inf' then 9e999
    when ${real} = '-Inf' then -9e999
    else cast(${real} as real)`
}

/** Text of a value; a blob as PostgreSQL shows it, a float with all its digits. */
export function text(value: Sql): Sql {
  return sql`case typeof(${value})
    when 'blob' then '\\x' || lower(hex(${value}))
    when 'real' then printf('%!.17g', ${value})
    else cast(${value} as text) end`
}

/** Text at a path of a JSON text; null where there is none. */
export function jsonText(json: Sql, path: readonly string[]): Sql {
  const found = pathsOf(path).map(
    (place) => sql`case json_type(${json}, ${place})
    when 'true' then 'true' when 'false' then 'false' when 'null' then null
    else cast(json_extract(${json}, ${place}) as text) end`,
  )
  const first = found.length === 1 ? found[0] : sql`coalesce(${sql.join(found)})`
  return sql`case when json_valid(${json}) then ${first} end`
}

/** A number in a path may be a key or a place in an array. */
function pathsOf(path: readonly string[]): string[] {
  let paths = ['$']
  for (const key of path) {
    const steps = [`.${JSON.stringify(key)}`, ...(/^\d+$/.test(key) ? [`[${key}]`] : [])]
    paths = paths.flatMap((start) => steps.map((step) => start + step))
  }
  return paths
}
