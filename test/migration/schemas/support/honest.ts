import { expect } from 'vitest'
import type { Migration, Plan } from '../../../../src/migration/documents.ts'

/** What the report says was done is what the plan said would be done, and what was verified, table by table. */
export function expectHonest(plan: Plan, migration: Migration): void {
  expect(migration.verification.checks.filter(({ ok }) => !ok)).toEqual([])
  expect(migration).toMatchObject({ success: true, fingerprint: plan.fingerprint, access: plan.access })
  expect(migration.resources_migrated).toEqual(plan.resources)
  for (const { table, planned, done, verified } of migration.tables) {
    const { moves } = plan.tables.find((one) => one.table === table) ?? {}
    expect({ table, planned, done, verified }).toEqual({
      table,
      planned: moves,
      done: moves,
      verified: moves,
    })
  }
  const renames = plan.tables.reduce((sum, { renames: count }) => sum + count, 0)
  const renamed = Object.values(plan.conflicts)
    .flat()
    .filter(({ proposed }) => proposed?.action === 'rename-target')
  expect(migration.renamed).toHaveLength(renames + new Set(renamed.map((one) => String(one.target_id))).size)
}
