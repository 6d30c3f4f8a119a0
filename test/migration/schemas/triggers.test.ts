import { describe, expect, it } from 'vitest'
import type { BlueprintInput } from '../../../src/blueprint/blueprint.ts'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs } from './support/orgs.ts'
import { trigger } from './support/triggers.ts'
import { createWorld } from './support/world.ts'

const table = `create table docs (id integer primary key, org_id integer references orgs (id), name text,
  updated_at text, unique (org_id, name))`
const rows = `insert into docs values (1, 1, 'a', 'old'), (2, 1, 'b', 'old'), (3, 2, 'a', 'old'), (4, 3, 'a', 'old')`
const docs = (more: Partial<BlueprintInput['resources'][string]> = {}, rest: Partial<BlueprintInput> = {}) =>
  blueprint({ docs: { table: 'docs', organization: 'org_id', rename: { column: 'name' }, ...more } }, rest)

describe.each(engines)('triggers of the app, on %s', (engine) => {
  const stamp =
    engine === 'sqlite'
      ? trigger(engine, 'after update on docs', {
          sqlite: "update docs set updated_at = 'by trigger ' || random() where id = new.id",
          postgres: '',
          condition: 'old.updated_at is new.updated_at',
        })
      : trigger(engine, 'before update on docs', {
          sqlite: '',
          postgres: "new.updated_at := 'by trigger ' || random()",
        })

  it('lets the app write its own times, which only the app knows, and restores the rest', async () => {
    const world = await createWorld(engine, docs({ touch: 'updated_at' }), [orgs, table, rows, stamp], {
      stamps: ['docs.updated_at'],
    })
    await world.trip({}, async () => {
      expect(await world.list('select name from docs where org_id = 2 order by id')).toEqual([
        'eng_a',
        'b',
        'a',
      ])
    })
  })

  it('says in the proof that a trigger changed a column which the blueprint does not name', async () => {
    const world = await createWorld(engine, docs(), [orgs, table, rows, stamp])
    const refused = await world.refusal('verification.failed')
    expect(refused.message).toMatch(/docs: \d+ × other columns (?:or rows )?changed/)
  })

  const audit = (condition = '') => [
    orgs,
    table,
    rows,
    'create table audit (id integer, what text)',
    "insert into audit values (0, 'before')",
    trigger(engine, 'after update on docs', {
      sqlite: `insert into audit select new.id, new.name where 1 = 1 ${condition}`,
      postgres: `insert into audit select new.id, new.name where 1 = 1 ${condition}`,
    }),
  ]

  it('lets a trigger write to a table that nobody looks at, and to no other', async () => {
    const ignored = docs({}, { others: [{ verdict: 'ignore', table: 'audit', reason: 'a log' }] })
    const world = await createWorld(engine, ignored, audit())
    await world.migrate()
    expect(await world.list('select what from audit order by id')).toEqual(['before', 'eng_a', 'b'])
    for (const others of [
      [],
      [{ verdict: 'keep', table: 'audit', reason: 'nothing of ours' }],
    ] satisfies BlueprintInput['others'][]) {
      const strict = await createWorld(engine, docs({}, { others }), audit())
      const refused = await strict.refusal('verification.failed')
      expect(refused.message).toContain('audit: 2 × rows appeared')
    }
  })

  it('notices a trigger that changes rows of another organization, or another row of its own', async () => {
    const meddling = (where: string) =>
      trigger(engine, 'after update of org_id on docs', {
        sqlite: `update docs set name = name || '!' where ${where}`,
        postgres: `update docs set name = name || '!' where ${where}`,
      })
    for (const where of ['id = 4', 'id = 3', 'new.id = 1 and id = 2']) {
      const world = await createWorld(engine, docs(), [orgs, table, rows, meddling(where)])
      const refused = await world.refusal('verification.failed')
      expect(refused.message).toMatch(/changed/)
    }
  })

  it('fails in the words of a trigger that forbids the move, and changes nothing', async () => {
    const guard = trigger(engine, 'before update of org_id on docs', {
      sqlite: "select raise(abort, 'a document cannot change its organization')",
      postgres: "raise exception 'a document cannot change its organization'",
      condition: 'new.id = 2',
    })
    const world = await createWorld(engine, docs(), [orgs, table, rows, guard])
    expect((await world.plan()).findings.find(({ code }) => code === 'table.triggers')).toMatchObject({
      samples: ['docs: t_before_update_of_org_id_on_docs (update)'],
    })
    const refused = await world.refusal('migration.refused')
    expect(refused.message).toBe('docs: a document cannot change its organization')
    expect(refused.context).toMatchObject({ table: 'docs', kind: 'raised' })
  })

  it('fails in the words of the protection when the source may not be deleted', async () => {
    const guard = trigger(engine, 'before delete on orgs', {
      sqlite: "select raise(abort, 'organizations are for ever')",
      postgres: "raise exception 'organizations are for ever'",
    })
    const world = await createWorld(engine, docs(), [orgs, table, rows, guard])
    const refused = await world.refusal('migration.refused', { deleteSource: true })
    expect(refused.message).toContain('organizations are for ever')
    await world.trip()
  })

  it('notices a trigger that silently keeps a row where it is', async () => {
    const quiet =
      engine === 'sqlite'
        ? trigger(engine, 'before update of org_id on docs', {
            sqlite: 'select raise(ignore)',
            postgres: '',
            condition: 'new.id = 2',
          })
        : `create function quiet() returns trigger language plpgsql as
             $body$ begin if new.id = 2 then return null; end if; return new; end $body$;
           create trigger quiet before update of org_id on docs for each row execute function quiet()`
    const world = await createWorld(engine, docs(), [orgs, table, rows, quiet])
    const refused = await world.refusal('plan.stale')
    expect(refused.message).toBe('docs: 1 rows were planned, 1 were journaled and 0 changed.')
  })

  it('notices a trigger that puts a row somewhere else', async () => {
    const thief =
      engine === 'sqlite'
        ? trigger(engine, 'after update of org_id on docs', {
            sqlite: 'update docs set org_id = 3 where id = new.id',
            postgres: '',
            condition: 'new.org_id <> 3 and new.id = 2',
          })
        : trigger(engine, 'before update of org_id on docs', {
            sqlite: '',
            postgres: 'new.org_id := 3',
            condition: 'new.id = 2',
          })
    const world = await createWorld(engine, docs(), [orgs, table, rows, thief])
    await world.refusal('verification.failed')
  })
})
