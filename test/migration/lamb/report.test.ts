import { describe, expect, test } from 'vitest'
import type { Migration } from '../../../src/migration/documents.ts'
import { engines } from '../../support/databases.ts'
import { awkward, decided, type Lamb, source, target, useLamb } from '../../support/lamb.ts'

const tables = {
  users: 'Creator_users',
  assistants: 'assistants',
  templates: 'prompt_templates',
  kbs: 'kb_registry',
  usage_logs: 'usage_logs',
  rubrics: 'rubrics',
  libraries: 'libraries',
  library_items: 'library_items',
  collections: 'collections',
  lti_activities: 'lti_activities',
  lti_creator_keys: 'lti_creator_keys',
  bulk_import_logs: 'bulk_import_logs',
  aac_sessions: 'aac_sessions',
  audit_log: 'audit_log',
  knowledge_stores: 'knowledge_stores',
  kb_content_links: 'kb_content_links',
} as const

describe.each(engines)('the report on %s', (engine) => {
  const open = useLamb(engine, { ...awkward, version: 'next' })

  test.each([
    ['everything that can be renamed is', decided],
    ['what conflicts is skipped', { conflictStrategy: 'skip' as const }],
  ])('counts what the database holds, when %s', async (_, input) => {
    const lamb = await open()
    const before = await homes(lamb)
    const roles = await lamb.count(
      `select count(*) as n from {Creator_users} where organization_id = ${source}`,
    )
    await lamb.migrateAndBack(input, async (migration) => {
      const after = await homes(lamb)
      const { resources_migrated, tables: reported } = migration
      const skippedUsers = migration.skipped.filter(({ resource }) => resource === 'users').length
      expect(Object.keys(resources_migrated).sort()).toEqual([...Object.keys(tables), 'roles'].sort())
      expect(resources_migrated.roles).toBe(roles - skippedUsers)
      for (const resource of Object.keys(tables)) {
        const moved = [...(before.get(resource) ?? [])].filter(
          ([id, home]) => home === source && after.get(resource)?.get(id) === target,
        ).length
        expect([resource, resources_migrated[resource]]).toEqual([resource, moved])
        const line = reported.find((one) => one.resource === resource)
        expect(line).toMatchObject({ planned: moved, done: moved, verified: moved })
      }
      expect(migration.verification).toMatchObject({ ok: true, migration_id: migration.migration_id })
      expect(migration.verification.checks.length).toBeGreaterThan(40)
      for (const { id, resource } of migration.skipped) {
        expect([resource, after.get(resource)?.get(String(id))]).toEqual([resource, source])
      }
    })
  })

  test('names every rename with both names, as they are in the database', async () => {
    const lamb = await open()
    const before = new Map<string, unknown>()
    const nameOf = async (resource: string, id: unknown): Promise<unknown> => {
      const column = resource === 'collections' ? 'collection_name' : 'name'
      const table = tables[resource as keyof typeof tables]
      const key = typeof id === 'number' ? id : `'${String(id)}'`
      return (await lamb.list(`select ${column} from {${table}} where id = ${key}`))[0]
    }
    const { conflicts } = await lamb.plan(decided)
    for (const [resource, items] of Object.entries(conflicts)) {
      if (resource === 'users' || resource === 'lti_creator_keys') continue
      for (const { id } of items) before.set(`${resource} ${String(id)}`, await nameOf(resource, id))
    }
    await lamb.migrateAndBack(decided, async ({ renamed, conflicts_resolved }) => {
      for (const { resource, id, from, to } of renamed) {
        expect(from).toBe(before.get(`${resource} ${String(id)}`))
        expect(await nameOf(resource, id)).toBe(to)
        expect(to).not.toBe(from)
      }
      expect(new Set(renamed.map(({ resource, id }) => `${resource} ${String(id)}`))).toEqual(
        new Set(before.keys()),
      )
      const of = (resource: string): number => renamed.filter((one) => one.resource === resource).length
      expect(conflicts_resolved).toEqual({
        assistants_renamed: of('assistants'),
        templates_renamed: of('templates'),
        libraries_renamed: of('libraries'),
        collections_renamed: of('collections'),
        knowledge_stores_renamed: of('knowledge_stores'),
        users_cleared: 2,
        lti_creator_keys_kept: 1,
      })
    })
  })

  test('is plain data, kept with its plan, and found again by its id', async () => {
    const lamb = await open()
    const { resettle } = lamb
    const done = await lamb.migrate(decided)
    expect(done).toMatchObject({
      kind: 'migration',
      version: 1,
      success: true,
      source: { id: source, slug: 'eng-dept' },
      target: { id: target, slug: 'faculty_sci' },
      options: { conflict_strategy: 'rename', on: { users: 'clear' } },
    })
    expect(done.migration_id).toMatch(/^mig_/)
    expect(Object.values(done.timings).every((time) => time >= 0)).toBe(true)
    expect(Date.parse(done.finished_at)).toBeGreaterThanOrEqual(Date.parse(done.started_at))
    expect(done.warnings).toContain(
      `${done.conflicts_resolved.assistants_renamed} assistants were renamed due to conflicts`,
    )
    const shown = await resettle.show(done.migration_id)
    expect(shown.report).toEqual(JSON.parse(JSON.stringify(done)) as Migration)
    expect(shown).toMatchObject({ status: 'done', rollback: null, plan: { fingerprint: done.fingerprint } })
    const rows = Object.values(done.resources_migrated).reduce((sum, count) => sum + count, 0)
    const back = await lamb.rollback(done.migration_id)
    const again = await lamb.migrate({ ...decided, conflictStrategy: 'skip' })
    const { migrations } = await resettle.migrations()
    expect(migrations.map(({ migration_id, status }) => [migration_id, status])).toEqual([
      [again.migration_id, 'done'],
      [done.migration_id, 'rolled-back'],
    ])
    expect(migrations[1]).toMatchObject({ rows, rolled_back_at: back.finished_at })
    expect((await resettle.show(done.migration_id)).rollback).toEqual(JSON.parse(JSON.stringify(back)))
    const attempts = (['show', 'verify', 'rollback'] as const).map(
      (verb) => () => resettle[verb]('mig_0_000000'),
    )
    await lamb.refuses('migration.not-found', ...attempts)
  })

  test('agrees with the list of organizations, before and after', async () => {
    const lamb = await open()
    const count = async (id: number): Promise<Record<string, number>> => {
      const { organizations } = await lamb.resettle.organizations()
      return { ...organizations.find((one) => one.id === id)?.resources }
    }
    const [mine, theirs] = [await count(source), await count(target)]
    const { assistants, audit_log, usage_logs } = mine
    await lamb.migrateAndBack(decided, async ({ resources_migrated }) => {
      expect(resources_migrated).toMatchObject({ assistants, audit_log, usage_logs })
      const [left, now] = [await count(source), await count(target)]
      for (const resource of Object.keys(tables)) {
        const moved = resources_migrated[resource] ?? 0
        expect([resource, left[resource], now[resource]]).toEqual([
          resource,
          (mine[resource] ?? 0) - moved,
          (theirs[resource] ?? 0) + moved,
        ])
      }
    })
  })
})

/** Where every row lives, by resource and key. */
async function homes(lamb: Lamb): Promise<Map<string, Map<string, number>>> {
  const found = new Map<string, Map<string, number>>()
  for (const [resource, table] of Object.entries(tables)) {
    const rows = await lamb.query<{ id: unknown; organization_id: number }>(
      `select id, organization_id from {${table}}`,
    )
    found.set(resource, new Map(rows.map(({ id, organization_id }) => [String(id), organization_id])))
  }
  return found
}
