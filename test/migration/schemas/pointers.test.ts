import { describe, expect, it } from 'vitest'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

/**
 * The first organization column says whose a row is. The others only point: whoever's row it is, a pointer to the source
 * points to the target afterwards, since what was shared with the source is shared with the people who moved.
 */
describe.each(engines)('several organization columns in one table, on %s', (engine) => {
  const docs = `create table docs (id integer primary key, owner_org integer not null references orgs (id),
    shared_org integer references orgs (id), title text, unique (owner_org, title))`
  const declared = blueprint({
    docs: { table: 'docs', organization: ['owner_org', 'shared_org'], rename: { column: 'title' } },
  })

  it('moves what the source owns and points anew what was shared with it, rows of others included', async () => {
    const world = await createWorld(engine, declared, [
      orgs,
      docs,
      `insert into docs values (1, 1, null, 'a'), (2, 1, 1, 'b'), (3, 1, 2, 'c'), (4, 1, 3, 'd'), (5, 2, 1, 'a'),
         (6, 2, null, 'f'), (7, 3, 1, 'g'), (8, 3, 2, 'h'), (9, 3, 3, 'i')`,
    ])
    const { plan } = await world.trip({}, async () => {
      expect(await world.rows('select id, owner_org, shared_org, title from docs order by id')).toEqual(
        [
          [1, 2, null, 'eng_a'],
          [2, 2, 2, 'b'],
          [3, 2, 2, 'c'],
          [4, 2, 3, 'd'],
          [5, 2, 2, 'a'],
          [6, 2, null, 'f'],
          [7, 3, 2, 'g'],
          [8, 3, 2, 'h'],
          [9, 3, 3, 'i'],
        ].map(([id, owner_org, shared_org, title]) => ({ id, owner_org, shared_org, title })),
      )
    })
    expect(plan.resources).toEqual({ docs: 4 })
    expect(plan.findings.find(({ code }) => code === 'pointers.anew')).toMatchObject({
      count: 3,
      samples: ['docs.shared_org 3'],
    })
  })

  it('leaves the pointers of a row that stays, and of the target row that takes another name too', async () => {
    const world = await createWorld(engine, declared, [
      orgs,
      docs,
      `insert into docs values (1, 1, 1, 'a'), (2, 1, 1, 'b'), (3, 2, 1, 'a'), (4, 2, 1, 'b'), (5, 3, 1, 'a')`,
    ])
    const decisions = [{ resource: 'docs', id: 2, choice: 'rename-target' }] as const
    await world.trip({ conflictStrategy: 'skip', decisions }, async () => {
      expect(
        await world.rows('select id, owner_org as o, shared_org as s, title as t from docs order by id'),
      ).toEqual([
        { id: 1, o: 1, s: 1, t: 'a' },
        { id: 2, o: 2, s: 2, t: 'b' },
        { id: 3, o: 2, s: 2, t: 'a' },
        { id: 4, o: 2, s: 2, t: 'sci_b' },
        { id: 5, o: 3, s: 2, t: 'a' },
      ])
    })
  })

  const shares = `create table shares (id integer primary key, owner_org integer not null, guest_org integer not null,
    unique (owner_org, guest_org))`
  const shareRows = `insert into shares values
    (1, 3, 1), (2, 3, 2), (3, 1, 3), (4, 1, 2), (5, 2, 1), (6, 1, 1), (7, 2, 3)`
  const sharing = blueprint({ shares: { table: 'shares', organization: ['owner_org', 'guest_org'] } })

  it('asks about pointers that would meet, and never renames or moves what belongs to another organization', async () => {
    const world = await createWorld(engine, sharing, [orgs, shares, shareRows])
    const plan = await world.plan()
    expect(plan.can_migrate).toBe(false)
    expect(
      plan.conflicts.shares?.map(({ id, target_id, choices }) => [id, target_id, choices.join()]),
    ).toEqual([
      [1, 2, 'keep-target,skip'],
      [3, 7, 'keep-target,skip'],
      [5, 4, 'keep-target,skip'],
      [6, 4, 'keep-target,skip'],
      [6, 5, 'keep-target,skip'],
    ])
    await world.trip({ conflictStrategy: 'skip' }, async (migration) => {
      expect(await world.rows('select owner_org as o, guest_org as g from shares order by id')).toEqual([
        { o: 3, g: 1 },
        { o: 3, g: 2 },
        { o: 1, g: 3 },
        { o: 2, g: 2 },
        { o: 2, g: 1 },
        { o: 1, g: 1 },
        { o: 2, g: 3 },
      ])
      expect(migration.skipped.map(({ id, reason }) => [id, reason])).toEqual([
        [1, 'goes on pointing to the source because of a conflict'],
        [3, 'skipped because of a conflict'],
        [5, 'goes on pointing to the source because of a conflict'],
        [6, 'skipped because of a conflict'],
      ])
    })
    const refused = await world.refusal('plan.blocked', { conflictStrategy: 'skip', deleteSource: true })
    expect(refused.message).toContain('shares 4')
  })

  it('does the same where the pointers are in the primary key', async () => {
    const world = await createWorld(engine, sharing, [
      orgs,
      `create table shares (owner_org integer not null, guest_org integer not null, note text,
         primary key (owner_org, guest_org))`,
      `insert into shares values (3, 1, 'a'), (1, 1, 'b'), (1, 3, 'c'), (4, 1, 'd')`,
    ])
    await world.trip({ conflictStrategy: 'skip' }, async () => {
      expect(await world.rows('select * from shares order by note')).toEqual([
        { owner_org: 3, guest_org: 2, note: 'a' },
        { owner_org: 2, guest_org: 2, note: 'b' },
        { owner_org: 2, guest_org: 3, note: 'c' },
        { owner_org: 4, guest_org: 2, note: 'd' },
      ])
    })
  })

  it('points anew in tables tied by composite references, too', async () => {
    const tied = blueprint({
      boards: { table: 'boards', organization: ['org_id', 'guest_org'], rename: { column: 'name' } },
      cards: { table: 'cards', organization: ['org_id', 'guest_org'] },
    })
    const world = await createWorld(engine, tied, [
      orgs,
      `create table boards (org_id integer not null, no integer not null, guest_org integer, name text,
         primary key (org_id, no), unique (org_id, name))`,
      `create table cards (id integer primary key, org_id integer not null, board_no integer, guest_org integer,
         foreign key (org_id, board_no) references boards (org_id, no))`,
      `insert into boards values (1, 1, 1, 'x'), (1, 2, 3, 'y'), (2, 3, 1, 'x'), (3, 1, 1, 'x')`,
      `insert into cards values (1, 1, 1, 1), (2, 1, 2, null), (3, 2, 3, 1), (4, 3, 1, 1)`,
    ])
    for (const input of [{}, { on: { boards: 'rename-target' } }]) {
      await world.trip(input, async () => {
        expect(await world.list('select guest_org from boards order by org_id, no')).toEqual([2, 3, 2, 2])
        expect(await world.list('select guest_org from cards order by id')).toEqual([2, null, 2, 2])
      })
    }
  })

  it('counts a clash on the pointer alone, and offers no name for the rows of others', async () => {
    const world = await createWorld(engine, declared, [
      orgs,
      docs,
      'create unique index shared_title on docs (shared_org, title)',
      `insert into docs values (1, 3, 1, 'x'), (2, 3, 2, 'x2'), (3, 4, 2, 'x'), (4, 1, 1, 'y'), (5, 3, 2, 'y')`.replace(
        '(3, 4, 2',
        '(3, 2, 2',
      ),
    ])
    const { shares: _, ...conflicts } = (await world.plan()).conflicts
    expect(conflicts.docs?.map(({ id, target_id, choices }) => [id, target_id, choices.join()])).toEqual([
      [1, 3, 'skip'],
      [4, 5, 'rename,clear,skip'],
    ])
    await world.trip({ decisions: [{ resource: 'docs', id: 1, choice: 'skip' }] }, async () => {
      expect(
        await world.rows('select shared_org as s, title as t from docs where id in (1, 4) order by id'),
      ).toEqual([
        { s: 1, t: 'x' },
        { s: 2, t: 'eng_y' },
      ])
    })
  })
})
