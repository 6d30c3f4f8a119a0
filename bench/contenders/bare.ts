import { sql } from 'kysely'
import type { Connection, Sql } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import type { Id, Plan } from '../../src/migration/documents.ts'
import { movedTables, nameColumn, settledRows, touches } from './lamb.ts'
import { type Spent, timed } from './timed.ts'

/**
 * The least that anybody could do: the UPDATE statements of all tables that move, in one transaction, over a connection
 * with the same settings as Resettle's. No check, no journal, no proof; the new names are known beforehand.
 */
export async function runBare(url: string, plan: Plan, prefix: string): Promise<Spent> {
  await using database = await openDatabase(url)
  return await timed(() =>
    database.write(async (connection) => {
      for (const table of movedTables(plan)) {
        const moved = await moveTable(connection, plan, table)
        if (moved !== table.moves)
          throw new Error(`${table.name}: ${moved} rows moved instead of ${table.moves}`)
      }
      await joinRoles(connection, plan, prefix)
    }),
  )
}

async function moveTable(
  connection: Connection,
  plan: Plan,
  { resource, name }: { readonly resource: string; readonly name: string },
): Promise<number> {
  const table = sql.id(name)
  const { source, target, touch } = ends(plan)
  const set = sql`organization_id = ${target}${touches(resource) ? touch : sql``}`
  const { renamed, cleared, staying } = settledRows(plan, resource)
  let moved = 0
  for (const row of renamed) {
    const named = sql`${set}, ${sql.id(nameColumn(resource))} = ${row.name}`
    moved += await connection.execute(sql`update ${table} set ${named} where id = ${row.id}`)
  }
  for (const id of cleared) {
    moved += await connection.execute(sql`update ${table} set ${set}, lti_user_id = null where id = ${id}`)
  }
  const left = staying.length === 0 ? sql`` : sql` and id not in (${sql.join(staying)})`
  return (
    moved +
    (await connection.execute(sql`update ${table} set ${set} where organization_id = ${source}${left}`))
  )
}

/** Who moved takes the role along, administrators become members, and nobody is a member twice. */
async function joinRoles(connection: Connection, plan: Plan, prefix: string): Promise<void> {
  const roles = sql.id(`${prefix}organization_roles`)
  const { source, target, touch } = ends(plan)
  await connection.execute(sql`
    delete from ${roles} where organization_id = ${source}
      and user_id in (select user_id from ${roles} where organization_id = ${target})`)
  await connection.execute(sql`
    update ${roles} set organization_id = ${target}, role = 'member'${touch}
    where organization_id = ${source}
      and user_id in (select id from ${sql.id(`${prefix}Creator_users`)} where organization_id = ${target})`)
}

function ends(plan: Plan): { source: Sql; target: Sql; touch: Sql } {
  const number = (id: Id) => sql`${Number(id)}`
  return {
    source: number(plan.source.id),
    target: number(plan.target.id),
    touch: sql`, updated_at = ${Math.floor(Date.now() / 1000)}`,
  }
}
