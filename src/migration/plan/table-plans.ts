import { sql } from 'kysely'
import { type Context, countOf, type Party } from '../context.ts'
import type { TablePlan } from '../documents.ts'
import type { AccessPlan } from './access.ts'
import type { Resolution } from './resolve-conflicts.ts'
import { reaches } from './stays.ts'

/** What happens to each table, in numbers: those that move, the memberships, and those that follow by themselves. */
export async function tablePlans(
  context: Context,
  source: Party,
  resolution: Resolution,
  access: AccessPlan,
): Promise<TablePlan[]> {
  const { memberships, follows } = context.model
  const plans: TablePlan[] = resolution.tables.map(({ move, count, stays, renames }) => ({
    resource: move.resource,
    table: move.table.id,
    verdict: 'move',
    rows: count.source,
    moves: count.source - stays.size,
    stays: stays.size,
    target_rows: count.target,
    renames: renames.size,
  }))
  if (memberships !== null) {
    const held = access.members.filter(({ sourceRow }) => sourceRow !== null).length
    plans.splice(1, 0, {
      resource: memberships.resource,
      table: memberships.table.id,
      verdict: 'merge',
      rows: held + access.outsiders.length,
      moves: access.members.length,
      stays: access.outsiders.length,
      target_rows: access.members.filter(({ targetRow }) => targetRow !== null).length,
      renames: 0,
    })
  }
  for (const follow of follows) {
    const { connection, dialect, model } = context
    const reaching = (reached: Parameters<typeof reaches>[4]): Promise<number> =>
      countOf(
        connection,
        sql`select count(*) as n from ${dialect.table(follow.table)} r
          where ${reaches(dialect, model, follow.through, 'r', reached)}`,
      )
    const rows = await reaching({ organization: source.key })
    const isWhole = resolution.tables.every(({ stays }) => stays.size === 0)
    const held = isWhole ? 0 : await reaching({ organization: source.key, among: resolution.stays })
    plans.push({
      resource: follow.table.name,
      table: follow.table.id,
      verdict: 'follow',
      rows,
      moves: rows - held,
      stays: held,
      target_rows: 0,
      renames: 0,
    })
  }
  return plans
}
