import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { engines } from '../../support/databases.ts'
import { awkward, decided, differences, type Lamb, useLamb } from '../../support/lamb.ts'

describe.each(engines)('a plan on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('names people and rows by what a person knows, never by an address', async () => {
    const lamb = await open()
    const plans = [await lamb.plan(), await lamb.plan({ deleteSource: true, conflictStrategy: 'fail' })]
    const samples = plans.flatMap(({ findings }) => findings.flatMap((one) => one.samples))
    expect(samples.length).toBeGreaterThan(10)
    expect(samples.filter((sample) => /^\[|\[\d+\]/.test(sample))).toEqual([])
    if (engine === 'sqlite') expect(samples.join()).toContain('of somebody who was deleted')
  })

  test('writes nothing: no row, no table of ours, no byte of the file', async () => {
    const lamb = await open()
    const bytes = (): Promise<Buffer | null> =>
      engine === 'sqlite' ? readFile(lamb.url.slice('sqlite:'.length)) : Promise.resolve(null)
    const before = [await lamb.snapshot(), await bytes()]
    await lamb.plan(decided)
    await lamb.plan({ conflictStrategy: 'skip', deleteSource: true })
    await lamb.resettle.check()
    await lamb.resettle.organizations()
    expect(await lamb.resettle.migrations()).toMatchObject({ migrations: [] })
    expect([await lamb.snapshot(), await bytes()]).toEqual(before)
    expect(await ownTables(lamb)).toEqual([])
    // What is refused leaves no table of ours behind either.
    await lamb.refuses('plan.undecided', () => lamb.migrate())
    const plan = await lamb.plan(decided)
    await lamb.run(`update {organizations} set name = name || '!' where slug = 'faculty_sci'`)
    await lamb.refuses('plan.stale', () => lamb.resettle.migratePlan(plan))
    expect(await ownTables(lamb)).toEqual([])
  })

  test('is the same twice, but for its time; other options give another fingerprint', async () => {
    const lamb = await open()
    const [one, two] = [await lamb.plan(decided), await lamb.plan(decided)]
    expect({ ...two, created_at: one.created_at }).toEqual(one)
    expect(one.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    const inputs = [
      {},
      { ...decided, preserveAdminRoles: true },
      { ...decided, renamePrefix: 'x' },
      { ...decided, accept: ['lamb.kb-server-differs'] },
      { ...decided, deleteSource: true },
    ]
    const others = []
    for (const input of inputs) others.push((await lamb.plan(input)).fingerprint)
    expect(new Set([one.fingerprint, ...others]).size).toBe(inputs.length + 1)
  })

  test('says all at once: every conflict with its outcome, every access change, what goes and what stays', async () => {
    const lamb = await open()
    const plan = await lamb.plan({ ...decided, preserveAdminRoles: true })
    expect(plan).toMatchObject({
      kind: 'plan',
      version: 1,
      can_migrate: true,
      source: { id: 2, slug: 'eng-dept', name: 'Department of Engineering' },
      target: { id: 3, slug: 'faculty_sci', name: 'Faculty of Sciences' },
      removals: [{ resource: 'roles', count: 5 }],
    })
    const stated = lamb.university.conflicts.filter(({ table }) => table !== 'organization_roles')
    const items = Object.values(plan.conflicts).flat()
    expect(items.map(({ id, target_id }) => `${id} ${target_id}`).sort()).toEqual(
      stated.map((one) => `${one.source} ${one.target}`).sort(),
    )
    expect(items.every(({ proposed, conflict_reason }) => proposed !== null && conflict_reason !== '')).toBe(
      true,
    )
    expect(plan.access.map(({ email }) => email).sort()).toEqual(
      await lamb.list('select user_email from {Creator_users} where organization_id = 2 order by user_email'),
    )
    for (const finding of plan.findings) {
      expect(finding).toMatchObject({ message: expect.any(String), remedy: expect.stringMatching(/./) })
    }
  })

  test('is carried out exactly when it is handed back as JSON, even with its keys in another order', async () => {
    const lamb = await open()
    const plan = await lamb.plan({ ...decided, preserveAdminRoles: true })
    const before = await lamb.snapshot()
    const done = await lamb.resettle.migratePlan(JSON.parse(JSON.stringify(sorted(plan))))
    expect(done).toMatchObject({ success: true, fingerprint: plan.fingerprint })
    expect(done.resources_migrated).toEqual(plan.resources)
    expect(done.access).toEqual(plan.access)
    const expected = Object.values(plan.conflicts).flatMap((items) =>
      items.flatMap(({ id, name, proposed }) =>
        proposed?.action === 'rename' ? [{ id, from: name, to: proposed.name }] : [],
      ),
    )
    expect(done.renamed.map(({ id, from, to }) => ({ id, from, to }))).toEqual(expected)
    const record = await lamb.resettle.show(done.migration_id)
    expect(record.plan).toEqual(plan)
    await lamb.rollback(done.migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
  })

  test('that somebody edited is refused, wherever the change is', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    const [first] = plan.conflicts.assistants ?? []
    const conflicts = {
      ...plan.conflicts,
      assistants: [{ ...first, proposed: { action: 'rename', name: 'mine' } }],
    }
    const edits: Record<string, unknown>[] = [
      { options: { ...plan.options, delete_source: true } },
      { options: { ...plan.options, preserve_admin_roles: true } },
      { conflicts },
      { access: plan.access.map((one) => ({ ...one, role_after: 'owner' })) },
      { resources: { ...plan.resources, assistants: 1 } },
      { skipped: [{ resource: 'assistants', id: 1, name: 'x', reason: 'y' }] },
      { source: { ...plan.source, id: 4 } },
      { target: { ...plan.target, id: 4 } },
      { fingerprint: 'f'.repeat(64) },
      { basis: { ...plan.basis, 'rows.assistants.source': '1' } },
    ]
    const attempts = edits.map((edit) => () => lamb.resettle.migratePlan({ ...plan, ...edit }))
    await lamb.refuses('plan.invalid', ...attempts)
  })

  test('with blockers stays refused when its findings are taken out', async () => {
    const lamb = await open()
    const open_ = await lamb.plan()
    await lamb.refuses('plan.undecided', () => lamb.resettle.migratePlan(open_))
    const error = lamb.resettle.migratePlan({ ...open_, findings: [], can_migrate: true })
    await expect(error).rejects.toMatchObject({ code: expect.stringMatching(/^plan\.(invalid|undecided)$/) })
  })

  test('must be a plan', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    const { basis: _, ...partial } = plan
    const wrong: unknown[] = [
      ...[null, undefined, 1, 'plan', [], {}, { kind: 'plan' }],
      ...[{ ...plan, version: 2 }, { ...plan, kind: 'migration' }, partial],
      ...[
        { ...plan, created_at: 'yesterday' },
        { ...plan, options: { ...plan.options, conflict_strategy: 'x' } },
      ],
    ]
    const attempts = wrong.map((document) => () => lamb.resettle.migratePlan(document))
    await lamb.refuses('plan.invalid', ...attempts)
  })
})

/** The same document with all keys in the order of the alphabet. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}

function ownTables({ engine, query }: Lamb): Promise<unknown[]> {
  return query(
    engine === 'sqlite'
      ? `select name from sqlite_schema where name like 'resettle%'`
      : `select nspname from pg_namespace where nspname = 'resettle'`,
  )
}
