import type { EngineName } from '../../../support/databases.ts'

/** A row trigger in both dialects: `sqlite` and `postgres` are its statements; PostgreSQL's returns the new row. */
export function trigger(
  engine: EngineName,
  when: string,
  body: { readonly sqlite: string; readonly postgres: string; readonly condition?: string },
): string {
  const name = `t_${when.replace(/\W+/g, '_')}`
  if (engine === 'sqlite') {
    const condition = body.condition === undefined ? '' : `when ${body.condition}`
    return `create trigger ${name} ${when} for each row ${condition} begin ${body.sqlite}; end`
  }
  const condition = body.condition === undefined ? '' : `when (${body.condition})`
  const answer = /\bdelete\b/.test(when) ? 'old' : 'new'
  return `create function ${name}() returns trigger language plpgsql as
      $body$ begin ${body.postgres}; return ${answer}; end $body$;
    create trigger ${name} ${when} for each row ${condition} execute function ${name}()`
}
