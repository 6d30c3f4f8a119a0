import { describe, expect, test } from 'vitest'
import { openResettle } from '../../../src/resettle.ts'
import { engines } from '../../support/databases.ts'
import { awkward, decided, type Lamb, source, target, useLamb } from '../../support/lamb.ts'

/** What LAMB's own migration gets wrong, in the order of the fact sheet. */
describe.each(engines)("LAMB's own defects are none of ours on %s", (engine) => {
  const open = useLamb(engine, awkward)
  // On SQLite one of them is the role of somebody who was deleted.
  const outsiders = engine === 'sqlite' ? 6 : 5

  test('1: two accounts of one LMS person are for a person to decide, and the plan says so', async () => {
    const lamb = await open()
    const plan = await lamb.plan()
    const asked = plan.findings.filter(({ severity }) => severity === 'decision')
    expect(plan.can_migrate).toBe(false)
    expect(asked.map(({ code, count }) => ({ code, count }))).toEqual([
      { code: 'conflict.undecided', count: lamb.university.mustDecide.length },
    ])
    expect(plan.conflicts.users?.map(({ id, proposed }) => ({ id, proposed }))).toEqual(
      lamb.university.mustDecide.map(({ id }) => ({ id, proposed: null })),
    )
    await lamb.refuses('plan.undecided', () => lamb.migrate())
    await lamb.migrateAndBack(decided)
  })

  test('2: a new name that is taken, in the target or by a sibling, is never handed out', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    await lamb.migrateAndBack(decided, async () => {
      const twice = await lamb.list(`select name from {assistants} where organization_id = ${target}
        group by organization_id, name, owner having count(*) > 1`)
      expect(twice).toEqual([])
      for (const { id, proposed } of plan.conflicts.assistants ?? []) {
        expect(await lamb.list(`select name from {assistants} where id = ${String(id)}`)).toEqual([
          proposed?.name,
        ])
      }
    })
  })

  test('3: no table is left behind', async () => {
    const lamb = await open()
    await lamb.migrateAndBack(decided, async () => {
      // The source keeps its LMS key, switched off, and the roles of people who do not move.
      expect(await countsOf(lamb, source)).toEqual({ lti_creator_keys: 1, organization_roles: outsiders })
    })
  })

  test('4: nobody is lowered in the target, nobody is raised by a stale role, outsiders gain nothing', async () => {
    const lamb = await open()
    const rolesOf = async (email: string): Promise<unknown[]> =>
      lamb.list(`select r.role from {organization_roles} r join {Creator_users} u on u.id = r.user_id
        where r.organization_id = ${target} and u.user_email = '${email}@portlindar.example'`)
    await lamb.migrateAndBack(decided, async () => {
      expect(await rolesOf('sofia.lindqvist')).toEqual(['admin'])
      expect(await rolesOf('kwame.mensah')).toEqual(['owner'])
      expect(await rolesOf('bruno.tavares')).toEqual(['member'])
      expect(await rolesOf('zeynep.caglar')).toEqual(['member'])
      expect(await rolesOf('pedro.oconnor')).toEqual([])
      expect(await rolesOf('ghost.admin')).toEqual([])
      expect(await rolesOf('admin')).toEqual([])
    })
  })

  test('5: people who moved hold no role in the source any more', async () => {
    const lamb = await open()
    await lamb.migrateAndBack(decided, async () => {
      expect(
        await lamb.count(`select count(*) as n from {organization_roles} r
          join {Creator_users} u on u.id = r.user_id
          where r.organization_id = ${source} and u.organization_id = ${target}
            and u.user_email <> 'zeynep.caglar@portlindar.example'`),
      ).toBe(0)
    })
  })

  test('6 and 7: deleting the source works with an audit log in it, and destroys nothing', async () => {
    const lamb = await open()
    await lamb.run(
      `delete from {lti_creator_keys} where organization_id = ${target}`,
      // Left over from a person who was deleted; no database takes such a role back.
      `delete from {organization_roles} where user_id not in (select id from {Creator_users})`,
    )
    const before = await countsOf(lamb, null)
    const both = await lamb.count(`select count(*) as n from {organization_roles} s
      join {Creator_users} u on u.id = s.user_id and u.organization_id = ${source}
      join {organization_roles} t on t.user_id = s.user_id and t.organization_id = ${target}
      where s.organization_id = ${source}`)
    const fresh = await lamb.count(`select count(*) as n from {Creator_users} u
      where organization_id = ${source} and not exists (
        select 1 from {organization_roles} r where r.user_id = u.id and r.organization_id in (${source}, ${target}))`)
    const accept = ['source.outsider-roles']
    await lamb.migrateAndBack({ ...decided, deleteSource: true, accept }, async (migration) => {
      expect(migration.source_deleted).toBe(true)
      expect(await countsOf(lamb, source)).toEqual({})
      expect(await countsOf(lamb, null)).toEqual({
        ...before,
        organizations: (before.organizations ?? 0) - 1,
        // Doubled memberships and those of five outsiders go; people without one get one.
        organization_roles: (before.organization_roles ?? 0) - both - 5 + fresh,
      })
    })
  })

  test('8: skipping and deleting the source exclude each other, and the tables are named', async () => {
    const lamb = await open()
    const input = { ...decided, conflictStrategy: 'skip', deleteSource: true } as const
    const { findings } = await lamb.plan(input)
    const finding = findings.find(({ code }) => code === 'source.not-empty')
    expect(finding).toMatchObject({ severity: 'blocker' })
    expect(finding?.message).toMatch(/assistants \d+/)
    expect(finding?.message).toMatch(/templates \d+/)
    expect(finding?.message).toMatch(/lti_creator_keys 1/)
    await lamb.refuses('plan.blocked', () => lamb.migrate(input))
  })

  test('9: an unknown strategy is refused, interactive is no rename, and fail is a refusal of its own', async () => {
    const lamb = await open()
    const unknown = { conflictStrategy: 'merge' as 'rename' }
    await lamb.refuses('decision.invalid', () => lamb.plan(unknown))
    await lamb.refuses('decision.invalid', () => lamb.migrate(unknown))
    await lamb.refuses('plan.undecided', () => lamb.migrate({ ...decided, conflictStrategy: 'interactive' }))
    await lamb.refuses('plan.conflicts', () => lamb.migrate({ conflictStrategy: 'fail' }))
  })

  test('10: an organization cannot be moved into itself, nor the system organization anywhere', async () => {
    const lamb = await open()
    const attempts = {
      'organization.same': [
        ['eng-dept', 'eng-dept'],
        ['eng-dept', '2'],
      ],
      'organization.system': [
        ['lamb', 'eng-dept'],
        ['eng-dept', 'lamb'],
        ['eng-dept', '1'],
      ],
      'organization.not-found': [
        ['eng-dept', 'nowhere'],
        ['ENG-DEPT', 'faculty_sci'],
      ],
    }
    for (const [code, pairs] of Object.entries(attempts)) {
      const { plan, migrate } = lamb.resettle
      await lamb.refuses(
        code,
        ...pairs.flatMap(([from = '', to = '']) => [() => plan(from, to), () => migrate(from, to)]),
      )
    }
  })

  test('11: people who come through the LMS are found through the key that works', async () => {
    const lamb = await open()
    // How LAMB finds a person: key, then organization, then the identity in it.
    const found = async (key: string, identity: string): Promise<unknown[]> =>
      lamb.list(`select u.user_name from {lti_creator_keys} k
        join {Creator_users} u on u.organization_id = k.organization_id and u.lti_user_id = '${identity}'
        where k.oauth_consumer_key = '${key}' and k.enabled`)
    await lamb.migrateAndBack(decided, async ({ warnings }) => {
      expect(await found('key-faculty_sci', 'moodle-5000')).toEqual(['Ane Goikoetxea'])
      expect(await found('key-faculty_sci', 'moodle-4711')).toEqual(['Oihane Agirre'])
      expect(await found('key-eng-dept', 'moodle-5000')).toEqual([])
      expect(
        await lamb.list(`select enabled from {lti_creator_keys} where organization_id = ${source}`),
      ).toEqual([engine === 'sqlite' ? 0 : false])
      expect(warnings.join('\n')).toMatch(/LMS admin must enter consumer key and secret of the target/)
    })
    await lamb.run(`delete from {lti_creator_keys} where organization_id = ${target}`)
    await lamb.migrateAndBack(decided, async () => {
      expect(await found('key-eng-dept', 'moodle-5000')).toEqual(['Ane Goikoetxea'])
    })
  })
})

/** What a reader of LAMB's code finds wrong besides. */
describe.each(engines)("what LAMB's own migration lacks is there on %s", (engine) => {
  const open = useLamb(engine, awkward)

  test('1: a plan is held against the data under the lock, and refused with the difference', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    await lamb.add('assistants', { organization_id: source, owner: 'jon@x', name: 'late' })
    const refusal = await lamb.refuses('plan.stale', () => lamb.resettle.migratePlan(plan))
    expect(refusal.context.changes).toContainEqual(
      expect.stringMatching(/^assistants: rows in the source \d+ → \d+$/),
    )
  })

  test('2: a new name is free in the target, among the rows that move and among the other new names', async () => {
    const lamb = await open()
    const { conflicts } = await lamb.plan(decided)
    const given = (conflicts.assistants ?? []).map(({ owner, proposed }) => `${owner} ${proposed?.name}`)
    const there = await lamb.list(`select owner || ' ' || name as taken from {assistants}
      where organization_id in (${source}, ${target})`)
    expect(given.filter((name) => there.includes(name))).toEqual([])
    expect(new Set(given).size).toBe(given.length)
  })

  test('3: who is admin or owner of the target already stays so, whatever the options', async () => {
    const lamb = await open()
    for (const input of [decided, { ...decided, preserveAdminRoles: true, ownerBecomes: 'member' }]) {
      const { access } = await lamb.plan(input)
      const higher = access.filter(({ role_in_target }) => ['admin', 'owner'].includes(role_in_target ?? ''))
      expect(higher.map(({ role_in_target, role_after }) => [role_in_target, role_after])).toEqual([
        ['admin', 'admin'],
        ['owner', 'owner'],
      ])
    }
  })

  test('4: a skipped row survives every request to delete its organization', async () => {
    const lamb = await open()
    const skip = { conflictStrategy: 'skip', deleteSource: true } as const
    const accept = ['source.outsider-roles']
    await lamb.refuses(
      'plan.blocked',
      () => lamb.migrate(skip),
      () => lamb.migrate({ ...skip, accept }),
    )
    await lamb.refuses('decision.invalid', () =>
      lamb.migrate({ ...skip, accept: [...accept, 'source.not-empty'] }),
    )
  })

  test('5: a table that nobody thought of stops the migration, with the line to add', async () => {
    const lamb = await open()
    await lamb.run('create table grades (id integer primary key, organization_id integer, mark text)')
    const { findings } = await lamb.plan(decided)
    const finding = findings.find(({ code }) => code === 'blueprint.no-verdict')
    expect(finding).toMatchObject({ severity: 'blocker', samples: ['grades.organization_id'] })
    expect(finding?.remedy).toContain(
      '"grades": {"table":"grades","unprefixed":true,"organization":"organization_id"}',
    )
    await lamb.refuses('plan.blocked', () => lamb.migrate(decided))
  })

  test('6: the number of statements does not grow with the number of rows', async () => {
    const count = async (more: number): Promise<number> => {
      const lamb = await open()
      const rows = Array.from({ length: more }, (_, n) => `(${source}, 'extra ${n}', 'x@y', 1, 1)`)
      const into = (organization: number): string =>
        rows.map((row) => row.replace(`(${source}`, `(${organization}`)).join(', ')
      await lamb.run(
        `insert into {assistants} (organization_id, name, owner, created_at, updated_at) values ${into(source)}`,
        `insert into {assistants} (organization_id, name, owner, created_at, updated_at) values ${into(target)}`,
      )
      let statements = 0
      await using resettle = await openResettle({
        db: lamb.url,
        blueprint: 'lamb',
        onStatement: () => {
          statements += 1
        },
      })
      const { migration_id } = await resettle.migrate('eng-dept', 'faculty_sci', decided)
      await resettle.rollback(migration_id)
      return statements
    }
    expect(await count(400)).toBe(await count(4))
  })

  test('8: source and target are told apart by what they are, not by how they are called', async () => {
    const lamb = await open()
    await lamb.refuses(
      'organization.same',
      () => lamb.resettle.migrate('eng-dept', '2', decided),
      () => lamb.resettle.migrate('2', 'eng-dept', decided),
    )
  })

  test('7: new names stand in the plan, the report tells old and new, and the proof is part of it', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    const proposed = Object.values(plan.conflicts).flat()
    const { renamed, verification } = await lamb.migrateAndBack(decided)
    expect(verification.ok).toBe(true)
    expect(renamed.map(({ to }) => to).sort()).toEqual(
      proposed.flatMap((item) => (item.proposed?.action === 'rename' ? item.proposed.name : [])).sort(),
    )
    expect(await lamb.resettle.migrations()).toMatchObject({ migrations: [{ status: 'rolled-back' }] })
  })
})

/** Rows by table of one organization, or of the whole database; tables without any left out. */
async function countsOf(lamb: Lamb, organization: number | null): Promise<Record<string, number>> {
  const { database, university } = lamb
  const { tables } = await database.read((connection) => database.dialect.readCatalog(connection))
  const counts: Record<string, number> = {}
  for (const { name, columns } of tables) {
    const isScoped = columns.some((column) => column.name === 'organization_id')
    if (organization !== null && !isScoped) continue
    const where = organization === null ? '' : ` where organization_id = ${organization}`
    const rows = await lamb.count(`select count(*) as n from "${name}"${where}`)
    if (rows > 0) counts[name.slice(university.prefix.length)] = rows
  }
  return counts
}
