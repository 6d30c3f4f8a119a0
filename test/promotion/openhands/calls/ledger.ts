import { type RawBuilder, sql } from 'kysely'
import type { Connection, Database } from '../../../../src/database/database.ts'
import { lines, type Picture } from './picture.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * Resettle's own tables, but for what two runs may differ in: times, ids, how often something was tried, and what an
 * attempt had to say. Ids are those of people.
 */
export async function pictureLedger({ read, dialect }: Database): Promise<Picture> {
  return read(async (connection) => {
    const own = (name: string) => dialect.own(name)
    const ask = (statement: RawBuilder<unknown>) => connection.query<Row>(statement)
    const promotions = await ask(
      sql`select id, user_key, organization_key, status, report, "rollback" from ${own('promotions')}`,
    )
    const people = new Map(promotions.map(({ id, user_key }) => [String(id).slice(4), String(user_key)]))
    const name = (row: Row) => nameIds(row, people)
    return {
      'our promotions': lines(promotions.map(name)),
      'our effects': lines((await readEffects(connection, own('effects'))).map(name)),
      'our journal': lines(
        await ask(sql`select s.part, s.kind, s.resource, sum(j.row_count) as row_count
          from ${own('steps')} s join ${own('journal')} j
            on j.migration_id = s.migration_id and j.part = s.part and j.seq = s.seq
          group by s.part, s.kind, s.resource`),
      ),
    }
  })
}

function readEffects(connection: Connection, effects: RawBuilder<unknown>): Promise<readonly Row[]> {
  return connection.query<Row>(sql`
    select id, subject, seq, system, kind, target, also, state, direction, wanted, before,
      case when secrets is null then 'none' else 'some' end as secrets,
      case when lease_owner is null then 'nobody' else 'somebody' end as holder
    from ${effects}`)
}

/** A row with people in place of ids, and without times. */
function nameIds(row: Row, people: ReadonlyMap<string, string>): Row {
  const text = JSON.stringify(row)
    .replaceAll(/(?<=(?:prm|eff)_)[0-9a-f]{18}/g, (id) => people.get(id) ?? id)
    .replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+Z/g, '<time>')
  return JSON.parse(text)
}
