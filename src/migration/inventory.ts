import { sql } from 'kysely'
import type { Column, Table } from '../database/catalog.ts'
import { at, type Context } from './context.ts'
import type { OrganizationList } from './documents.ts'
import { listOrganizations, toRef } from './plan/organizations.ts'

/** Every organization with what it holds. One pass over each table. */
export async function listInventory(context: Context): Promise<OrganizationList> {
  const { moves, memberships } = context.model
  const counted: { resource: string; counts: ReadonlyMap<string, number> }[] = []
  for (const { resource, table, scope } of moves) {
    counted.push({ resource, counts: await countBy(context, table, scope[0]) })
  }
  if (memberships !== null) {
    const counts = await countBy(context, memberships.table, memberships.organization)
    counted.splice(1, 0, { resource: memberships.resource, counts })
  }
  const organizations = await listOrganizations(context)
  return {
    kind: 'organizations',
    version: 1,
    organizations: organizations.map((one) => ({
      ...toRef(one),
      is_system: one.isSystem,
      resources: Object.fromEntries(
        counted.map(({ resource, counts }) => [resource, counts.get(one.key) ?? 0]),
      ),
    })),
  }
}

async function countBy(
  { connection, dialect }: Context,
  table: Table,
  column: Column,
): Promise<Map<string, number>> {
  const rows = await connection.query<{ organization: string | null; n: number | string }>(sql`
    select ${dialect.text(at('r', column))} as organization, count(*) as n
    from ${dialect.table(table)} r where ${at('r', column)} is not null group by ${at('r', column)}`)
  return new Map(rows.map(({ organization, n }) => [organization ?? '', Number(n)]))
}
