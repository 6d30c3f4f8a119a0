import { describe, expect, test } from 'vitest'
import { engines } from '../../support/databases.ts'
import { awkward, type Lamb, quiet, source, target, useLamb } from '../../support/lamb.ts'

const forms = [
  // The key about LMS accounts came later; deciding it does no harm before.
  { version: 'october-2025', prefix: 'LAMB_', tables: 8, on: { users: 'clear' } },
  { version: 'today', prefix: '', tables: 15, on: { users: 'clear' } },
  { version: 'next', prefix: `it's "odd" `, tables: 17, on: { users: 'clear' } },
] as const

describe.each(engines)('every form of the database on %s', (engine) => {
  describe.each(forms)('$version behind the prefix <$prefix>', ({ version, prefix, tables, on }) => {
    const open = useLamb(engine, { ...awkward, version, prefix })

    test('refuses a choice that no version of it offers', async () => {
      const lamb = await open()
      await lamb.refuses('decision.invalid', () => lamb.plan({ on: { users: 'keep-target' } }))
    })

    test('is moved, proven and taken back: all of it, and all but what conflicts', async () => {
      const lamb = await open()
      const scoped = await scopedTables(lamb)
      expect(scoped).toHaveLength(tables)
      await lamb.migrateAndBack({ on }, async ({ migration_id, tables: reported }) => {
        const left: string[] = []
        for (const table of scoped) {
          const rows = await lamb.count(
            `select count(*) as n from {${table}} where organization_id = ${source}`,
          )
          if (rows > 0) left.push(table)
        }
        const key = version === 'october-2025' ? [] : ['lti_creator_keys']
        expect(left.sort()).toEqual([...key, 'organization_roles'])
        expect(reported).toHaveLength(tables - 1)
        expect(await lamb.resettle.verify(migration_id)).toMatchObject({ ok: true, notes: [] })
      })
      await lamb.migrateAndBack({ conflictStrategy: 'skip' }, async ({ skipped }) => {
        expect(skipped.length).toBeGreaterThan(40)
      })
    })
  })
})

describe.each(engines)('what the blueprint does not know on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test.each([
    ['create table extra (id integer primary key, organization_id integer)', 'extra.organization_id'],
    [
      'create table extra (id integer primary key, home integer references {organizations} (id))',
      'extra.home',
    ],
    [
      'alter table {assistants} add column origin integer references {organizations} (id)',
      'LAMB_assistants.origin',
    ],
  ])('blocks, wherever it can reach an organization: %s', async (statement, place) => {
    const lamb = await open()
    await lamb.run(statement)
    const { findings } = await lamb.plan()
    const found = findings.filter(({ severity }) => severity === 'blocker')
    expect(found.map(({ samples }) => samples)).toEqual([[place]])
    expect(found[0]?.remedy).toContain(place.split('.')[1])
    await lamb.refuses('plan.blocked', () => lamb.migrate())
    const { ok } = await lamb.resettle.check()
    expect(ok).toBe(false)
  })

  test('and cannot reach an organization is left alone', async () => {
    const lamb = await open()
    await lamb.run(
      'create table extra (id integer primary key, note text)',
      `insert into extra values (1, '${source}')`,
      'alter table {rubrics} add column colour text',
      "update {rubrics} set colour = 'blue'",
    )
    await lamb.migrateAndBack({})
  })
})

describe('a database that ran for years without foreign keys', () => {
  const open = useLamb('sqlite', awkward)
  const violations = (lamb: Lamb): Promise<unknown[]> => lamb.query('pragma foreign_key_check')

  test('has the same broken references afterwards, no more and no fewer', async () => {
    const lamb = await open()
    const before = await violations(lamb)
    expect(before.length).toBeGreaterThan(10)
    await lamb.migrateAndBack({ on: { users: 'clear' } }, async () => {
      expect(await violations(lamb)).toEqual(before)
      expect(
        await lamb.list(`select organization_id from {prompt_templates} where owner_email like 'erased@%'`),
      ).toEqual([target, target])
      expect(
        await lamb.list(`select organization_id from {kb_registry} where kb_id = 'orphaned-kb'`),
      ).toEqual([target])
    })
  })
})

describe.each(engines)('rows that are odd but allowed on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('move as they are: owners unknown or elsewhere, settings empty or no JSON', async () => {
    const lamb = await open()
    const cells = `id, owner, api_callback, "RAG_collections", description`
    const odd = `select ${cells} from {assistants} where (api_callback is null or api_callback not like '{"prompt%'
      or owner not in (select user_email from {Creator_users}))
      and organization_id in (${source}, ${target}) order by id`
    const before = await lamb.query(odd)
    expect(before.length).toBeGreaterThan(12)
    await lamb.migrateAndBack({ on: { users: 'clear' } }, async () => {
      expect(await lamb.query(odd)).toEqual(before)
    })
  })
})

/** Tables with an organization, without their prefix. */
async function scopedTables({ database, university }: Lamb): Promise<string[]> {
  const { tables } = await database.read((connection) => database.dialect.readCatalog(connection))
  return tables.flatMap(({ name, columns }) =>
    columns.some((column) => column.name === 'organization_id') ? [name.slice(university.prefix.length)] : [],
  )
}
