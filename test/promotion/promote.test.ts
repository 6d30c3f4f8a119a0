import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BlueprintInput } from '../../src/blueprint/blueprint.ts'
import type { Finding } from '../../src/blueprint/finding.ts'
import type { Database } from '../../src/database/database.ts'
import { openResettle, type Resettle } from '../../src/resettle.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import { buildClubs, clubsBlueprint, ids } from './clubs.ts'

const others = /bystander|99999999|t-by|book-by|cus_by|not an id|null@|The Team|f6666666/

describe.each(engines)('promotion on %s', (engine) => {
  let fresh: FreshDatabase
  let database: Database
  let resettle: Resettle
  let before: Record<string, string[]>
  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    await buildClubs(fresh)
    database = await fresh.open()
    resettle = await openResettle({ db: fresh.url, blueprint: clubsBlueprint })
    before = await appRows()
  })
  afterEach(async () => {
    await resettle.close()
    await fresh.drop()
  })

  const appRows = async () =>
    Object.fromEntries(
      Object.entries(await dump(database)).filter(([table]) => !table.startsWith('resettle')),
    )
  const rows = (text: string) =>
    database.read((connection) => connection.query<Record<string, unknown>>(sql.raw(text)))
  const one = async (text: string) => (await rows(text))[0]
  const bystanders = (all: Record<string, string[]>) =>
    Object.values(all)
      .flat()
      .filter((line) => others.test(line))

  it('makes an organization, a user and a membership of a legacy row', async () => {
    const promotion = await resettle.promoteUser(ids.ann)
    expect(promotion).toMatchObject({
      status: 'done',
      user: ids.ann,
      organization: ids.ann,
      shape: 'legacy',
      created: { organization: true, user: true, membership: true },
      rows: { tokens: 2, notes: 1, payers: 1, shelf: 2 },
      stays: { grants: 1 },
      warnings: ['rows-elsewhere'],
      outside: [
        { system: 'litellm', kind: 'workspace', target: ids.ann },
        { system: 'stripe', kind: 'customer', target: 'cus_ann' },
      ],
    })
    const club = await one(`select title, contact, theme, size from clubs where id = '${ids.ann}'`)
    expect(club).toEqual({ title: `club of ${ids.ann}`, contact: 'ann@example.org', theme: 'red', size: 3 })
    expect(await rows(`select rank_id from seats where member_id = '${ids.ann}'`)).toEqual([{ rank_id: 10 }])
    expect(await rows(`select value from tokens where club_id = '${ids.team}'`)).toEqual([
      { value: 't-ann-team' },
    ])
    expect(await rows(`select book_id from shelf where club_id = '${ids.ann}' order by 1`)).toEqual([
      { book_id: 'book-a1' },
      { book_id: 'book-a2' },
    ])
    expect(bystanders(await appRows())).toEqual(bystanders(before))
  })

  it('fills what must not be empty with what the database would give', async () => {
    await resettle.promoteUser(ids.ben)
    expect(await one(`select theme, size from clubs where id = '${ids.ben}'`)).toEqual({
      theme: null,
      size: 7,
    })
  })

  it('finds ids in capitals and without dashes', async () => {
    const promotion = await resettle.promoteUser(ids.ben)
    expect(promotion.rows).toEqual({ tokens: 3, notes: 1, shelf: 1 })
    expect(await rows(`select count(*) as n from tokens where club_id = '${ids.ben}'`)).toEqual([{ n: 3 }])
    expect((await resettle.promoteUser(ids.ben.toUpperCase())).status).toBe('already')
  })

  it('takes the newest of several rows and marks all of them', async () => {
    const promotion = await resettle.promoteUser(ids.cleo)
    expect(promotion.warnings).toEqual(['duplicate-rows'])
    expect(await one(`select theme from clubs where id = '${ids.cleo}'`)).toEqual({ theme: 'new' })
    expect(promotion.outside.map(({ target }) => target)).toEqual([ids.cleo, 'cus_c1', 'cus_c2'])
    const plan = await resettle.planPromotions([ids.cleo])
    expect([plan.can_promote, plan.promotions]).toEqual([false, []])
  })

  it('adds only what is missing for somebody half promoted', async () => {
    await fresh.run(`insert into clubs (id, title, theme) values ('${ids.eve}', 'taken care of', 'kept')`)
    const promotion = await resettle.promoteUser(ids.eve)
    expect(promotion).toMatchObject({
      shape: 'half',
      created: { organization: false, user: true, membership: true },
      warnings: ['half-promoted', 'organization-existed'],
    })
    expect(await one(`select title, theme from clubs where id = '${ids.eve}'`)).toEqual({
      title: 'taken care of',
      theme: 'kept',
    })
  })

  it('is done once, however often and by whomever it is asked', async () => {
    const [first, ...more] = await Promise.all(Array.from({ length: 5 }, () => resettle.promoteUser(ids.ann)))
    const all = [first, ...more].map((promotion) => promotion?.status).sort()
    expect(all).toEqual(['already', 'already', 'already', 'already', 'done'])
    expect(new Set([first, ...more].map((promotion) => promotion?.promotion_id)).size).toBe(1)
    const after = await appRows()
    expect((await resettle.promoteUser(ids.ann)).status).toBe('already')
    expect(await appRows()).toEqual(after)
  })

  it('leaves native people alone, and knows who is nobody', async () => {
    expect(await resettle.promoteUser(ids.native)).toMatchObject({ status: 'native', promotion_id: null })
    await expect(resettle.promoteUser('77777777-7777-4777-8777-777777777777')).rejects.toMatchObject({
      code: 'promotion.unknown',
    })
    await expect(resettle.promoteUser('not an id')).rejects.toMatchObject({ code: 'promotion.unfit' })
    expect(await appRows()).toEqual(before)
  })

  it('promotes everybody who is left, in batches of any size, and says who stays', async () => {
    const plan = await resettle.planPromotions('all')
    expect(plan.people).toEqual({ legacy: 4, half: 1, 'no-row': 1 })
    const run = await resettle.promote('all', { batchSize: 2, later: true })
    expect(run).toMatchObject({ success: true, promoted: 6, left_count: 1 })
    expect(run.left).toMatchObject([{ user: 'not an id', reason: 'not-an-id' }])
    expect(run.rows).toEqual(plan.rows)
    const status = await resettle.promotionStatus()
    expect(status).toMatchObject({ promoted: 6, native: 1, ready: 0, left_count: 1, stragglers: {} })
    expect((await resettle.promote('all', { later: true })).promoted).toBe(0)
    const left = await rows(`select value from tokens where club_id is null`)
    expect(left).toEqual([{ value: 't-no' }])
  })

  it('tells of tables with people’s ids that it does not know, and how they are settled', async () => {
    await fresh.run(`
      create table badges (id integer primary key, person text, what text);
      create table medals (id integer primary key, winner ${engine === 'postgres' ? 'uuid' : 'text'} references members (id));
      create table prizes (id integer primary key, person text, club_id ${engine === 'postgres' ? 'uuid' : 'text'});
      insert into badges values (1, '${ids.ann}', 'first'), (2, '${ids.bystander}', 'other');
      insert into prizes values (1, '${ids.ann}', null), (2, '${ids.bystander}', null);
    `)
    const lines = {
      badges: { stays: { resource: 'badges', table: 'badges', user: 'person', reason: '…' } },
      medals: { stays: { resource: 'medals', table: 'medals', user: 'winner', reason: '…' } },
      prizes: { stamps: { resource: 'prizes', table: 'prizes', user: 'person', organization: 'club_id' } },
    }
    const told = (findings: readonly Finding[]) =>
      Object.fromEntries(
        findings.flatMap(({ code, severity, context }) => {
          if (code !== 'promotion.unknown-table') return []
          const { table, columns: _, ...line } = context ?? {}
          const parsed = Object.entries(line).map(([list, text]) => [list, JSON.parse(String(text))])
          return [[String(table).replace('public.', ''), [severity, Object.fromEntries(parsed)]]]
        }),
      )
    const warned = Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, ['warning', line]]))
    expect(told((await resettle.check()).findings)).toEqual(warned)
    const plan = await resettle.planPromotions('all')
    expect([plan.can_promote, told(plan.findings)]).toEqual([true, warned])
    // A verdict for migrations says nothing of flat rows.
    const prizes = { table: 'prizes', organization: 'club_id' }
    const verdict = { ...clubsBlueprint, resources: { ...clubsBlueprint.resources, prizes } }
    await using halfway = await openResettle({ db: fresh.url, blueprint: verdict })
    expect(told((await halfway.check()).findings)).toEqual(warned)
    // Nobody is kept from logging in, and the rows stay.
    await resettle.promoteUser(ids.cleo)

    const { stamps = [], stays = [] } = clubsBlueprint.promotion ?? {}
    const settled = structuredClone(clubsBlueprint) as BlueprintInput & { promotion: object }
    Object.assign(settled.promotion, {
      stamps: [...stamps, lines.prizes.stamps],
      stays: [...stays, lines.badges.stays, lines.medals.stays],
    })
    await using knowing = await openResettle({ db: fresh.url, blueprint: settled })
    expect(told((await knowing.check()).findings)).toEqual({})
    expect(told((await knowing.planPromotions('all')).findings)).toEqual({})
    expect(await knowing.promoteUser(ids.ann)).toMatchObject({
      rows: { prizes: 1 },
      stays: { badges: 1, grants: 1 },
    })
    expect(await rows('select club_id from prizes order by id')).toEqual([
      { club_id: ids.ann },
      { club_id: null },
    ])
    expect(await rows('select what from badges order by id')).toEqual([{ what: 'first' }, { what: 'other' }])
  })

  it('finds the one who is refused, and does not let the others wait', async () => {
    await fresh.run(
      `insert into clubs (id, title) values ('12345678-0000-4000-8000-000000000000', 'club of ${ids.cleo}')`,
    )
    const run = await resettle.promote('all', { later: true })
    expect(run).toMatchObject({ success: false, promoted: 5, left_count: 2 })
    expect(run.left.find(({ reason }) => reason === 'refused')).toMatchObject({
      user: ids.cleo,
      problem: { code: 'promotion.refused' },
    })
    expect(await rows(`select * from members where id = '${ids.cleo}'`)).toEqual([])
  })

  it('is taken back to the last byte, old values and not nulls', async () => {
    for (const id of [ids.ann, ids.ben, ids.cleo, ids.dan, ids.eve]) {
      const { promotion_id } = await resettle.promoteUser(id)
      const preview = await resettle.rollbackPromotion(promotion_id ?? '', { preview: true })
      const after = await appRows()
      const rollback = await resettle.rollbackPromotion(promotion_id ?? '')
      expect(after).not.toEqual(before)
      expect(await appRows()).toEqual(before)
      expect(rollback).toMatchObject({ success: true, conflicts: [], kept: [], taken_along: {} })
      expect({ ...preview, finished_at: '', preview: false, success: true, effects: 0 }).toEqual({
        ...rollback,
        finished_at: '',
        effects: 0,
      })
      await expect(resettle.rollbackPromotion(promotion_id ?? '')).rejects.toMatchObject({
        code: 'rollback.done',
      })
      expect(await resettle.showPromotion(promotion_id ?? '')).toMatchObject({
        status: 'rolled-back',
        rollback: { restored: rollback.restored },
      })
      expect((await resettle.promoteUser(id)).status).toBe('done')
      const again = await resettle.promoteUser(id)
      await resettle.rollbackPromotion(again.promotion_id ?? '')
    }
  })

  it('takes back one of a batch, and leaves the others', async () => {
    const run = await resettle.promote('all', { later: true })
    const ann = run.promotions.find(({ user }) => user === ids.ann)
    const after = await appRows()
    await resettle.rollbackPromotion(ann?.promotion_id ?? '')
    const back = await appRows()
    const ofAnn = (all: Record<string, string[]>) =>
      Object.values(all)
        .flat()
        .filter((line) => /a1111111|t-ann|book-a/.test(line))
    const rest = (all: Record<string, string[]>) =>
      Object.values(all)
        .flat()
        .filter((line) => !/a1111111|t-ann|book-a/.test(line))
    expect(ofAnn(back)).toEqual(ofAnn(before))
    expect(rest(back)).toEqual(rest(after))
  })

  it('goes back with what the person did since, and leaves what is elsewhere', async () => {
    const { promotion_id } = await resettle.promoteUser(ids.ann)
    await fresh.run(`
      insert into tokens (person, value, club_id) values ('${ids.ann}', 't-new', '${ids.ann}');
      insert into books values ('book-new', null, 'New');
      insert into shelf values ('book-new', '${ids.ann}', '${ids.ann}');
      insert into books values ('book-team', '${ids.ann}', 'Team');
      insert into shelf values ('book-team', '${ids.ann}', '${ids.team}');
      update tokens set club_id = '${ids.team}' where value = 't-ann-1';
      insert into seats values ('${ids.team}', '${ids.ann}', 1000);
    `)
    const rollback = await resettle.rollbackPromotion(promotion_id ?? '')
    expect(rollback.taken_along).toEqual({ tokens: 1, shelf: 1 })
    expect(rollback.kept).toHaveLength(3)
    expect(await one(`select club_id from tokens where value = 't-new'`)).toEqual({ club_id: null })
    expect(await one(`select club_id from tokens where value = 't-ann-1'`)).toEqual({ club_id: ids.team })
    expect(await one(`select person from books where book_id = 'book-new'`)).toEqual({ person: ids.ann })
    expect(await rows(`select book_id, club_id from shelf where member_id = '${ids.ann}'`)).toEqual([
      { book_id: 'book-team', club_id: ids.team },
    ])
    expect(await rows(`select * from clubs where id = '${ids.ann}'`)).toEqual([])
    expect(await one(`select current_club from members where id = '${ids.ann}'`)).toEqual({
      current_club: ids.team,
    })
    expect(bystanders(await appRows()).filter((line) => !/a1111111/.test(line))).toEqual(
      bystanders(before).filter((line) => !/a1111111|t-ann/.test(line)),
    )
  })

  it('is not taken back while others are members', async () => {
    const { promotion_id } = await resettle.promoteUser(ids.ann)
    await fresh.run(`insert into seats values ('${ids.ann}', '${ids.native}', 1000)`)
    const after = await appRows()
    const preview = await resettle.rollbackPromotion(promotion_id ?? '', { preview: true })
    expect(preview.conflicts).toHaveLength(1)
    await expect(resettle.rollbackPromotion(promotion_id ?? '')).rejects.toMatchObject({
      code: 'promotion.conflicts',
    })
    expect(await appRows()).toEqual(after)
  })
})
