import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openResettle, type Resettle } from '../../src/resettle.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import { buildClubs, clubsBlueprint, ids } from './clubs.ts'

/** What an app process of the flat days writes when everybody is promoted. */
const late = `
  insert into tokens (person, value) values ('${ids.ann}', 't-ann-late'), ('${ids.ben.toUpperCase()}', 't-ben-late'),
    ('${ids.eve}', 't-eve-late');
  insert into notes (person, body) values ('${ids.ann}', 'late');
  insert into payers (person, customer, kind) values ('${ids.ann}', 'cus_ann', 'open'), ('${ids.ann}', 'cus_late', 'open');
  insert into books values ('book-late', '${ids.ann}', 'Late');
  insert into profiles (person, mail, promoted) values ('${ids.ann}', 'late@example.org', null);
`

describe.each(engines)('rows that are written late on %s', (engine) => {
  let fresh: FreshDatabase
  let database: Database
  let resettle: Resettle
  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    await buildClubs(fresh)
    // Of Eve there is an organization already, which a rollback keeps.
    await fresh.run(`insert into clubs (id, title, theme) values ('${ids.eve}', 'of Eve', 'kept')`)
    database = await fresh.open()
    resettle = await openResettle({ db: fresh.url, blueprint: clubsBlueprint })
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
  const promoteAll = (from: Resettle = resettle) => from.promote('all', { later: true, batchSize: 2 })
  const outside = async () =>
    (await resettle.outside.list()).effects.map(({ system, target }) => `${system} ${target}`).sort()

  it('take the organization when everybody is promoted again, once, and go back with the promotion', async () => {
    const first = await promoteAll()
    const outsideBefore = await outside()
    await fresh.run(late)
    const flat = await appRows()
    expect(await resettle.promotionStatus()).toMatchObject({
      stragglers: { tokens: 3, notes: 1, payers: 2 },
      completable: 3,
    })

    const run = await promoteAll()
    const all = { tokens: 3, notes: 1, payers: 2, shelf: 1, legacy: 1 }
    expect(run).toMatchObject({ success: true, promoted: 0, already: 3, completed: 3, late: all, rows: {} })
    expect(await resettle.promotionStatus()).toMatchObject({ stragglers: {}, completable: 0 })
    expect(await rows(`select count(*) as n from shelf where book_id = 'book-late'`)).toEqual([{ n: 1 }])
    // The customer that the promotion speaks of already is not told twice.
    expect(await outside()).toEqual([...outsideBefore, 'stripe cus_late'].sort())

    const complete = await dump(database)
    expect(await promoteAll()).toMatchObject({ promoted: 0, completed: 0, late: {} })
    expect(await dump(database)).toEqual(complete)

    for (const { promotion_id, user } of first.promotions.filter(({ user: id }) => id !== ids.dan)) {
      if (user === ids.ann) {
        const record = await resettle.showPromotion(promotion_id)
        expect(record.promotion.late).toEqual({ tokens: 1, notes: 1, payers: 2, shelf: 1, legacy: 1 })
      }
      await resettle.rollbackPromotion(promotion_id)
    }
    const dan = first.promotions.find(({ user }) => user === ids.dan)
    await resettle.rollbackPromotion(dan?.promotion_id ?? '')
    const back = await appRows()
    expect(back.tokens?.filter((line) => /late/.test(line))).toEqual(
      flat.tokens?.filter((line) => /late/.test(line)),
    )
    for (const table of ['notes', 'payers', 'books', 'profiles']) {
      const ofLate = (lines: readonly string[] = []) => lines.filter((line) => /late/.test(line))
      expect(ofLate(back[table])).toEqual(ofLate(flat[table]))
    }
    expect(back.shelf).toEqual([])
    expect(back.clubs?.some((line) => line.includes('of Eve'))).toBe(true)
  })

  it('wait at a login, which asks the ledger alone, and take it when the person is named', async () => {
    await resettle.promoteUser(ids.ann)
    await fresh.run(late)
    const flat = await appRows()
    expect(await resettle.promoteUser(ids.ann)).toMatchObject({ status: 'already', late: {} })
    expect(await appRows()).toEqual(flat)
    const done = await resettle.promoteUser(ids.ann, { complete: true })
    expect(done).toMatchObject({ status: 'completed', late: { tokens: 1, notes: 1 }, rows: { tokens: 2 } })
    expect(await resettle.promoteUser(ids.ann, { complete: true })).toMatchObject({ status: 'already' })
    // Ben and Eve are flat still, and so are their rows.
    const strangers = (all: Record<string, string[]>) =>
      Object.values(all)
        .flat()
        .filter((line) => !/a1111111/.test(line))
    expect(strangers(await appRows())).toEqual(strangers(flat))
    const named = await resettle.promote([ids.ann, ids.ben], { later: true })
    expect(named).toMatchObject({ promoted: 1, already: 1, completed: 0 })
  })

  it('take it as well in a run that promotes as many as it may', async () => {
    await resettle.promoteUser(ids.ann)
    await fresh.run(late)
    const run = await resettle.promote('all', { later: true, limit: 1 })
    expect(run).toMatchObject({ promoted: 1, already: 1, completed: 1, late: { tokens: 1, notes: 1 } })
    const [{ n } = { n: 0 }] = await rows('select count(*) as n from clubs where title is not null')
    expect(Number(n)).toBeGreaterThan(1)
    expect(await resettle.promotionStatus()).toMatchObject({ completable: 0, promoted: 2 })
  })

  it('take it once, however many processes see to it', async () => {
    await promoteAll()
    await fresh.run(late)
    const others = await Promise.all(
      [1, 2, 3].map(() => openResettle({ db: fresh.url, blueprint: clubsBlueprint })),
    )
    const runs = await Promise.all([resettle, ...others].map((one) => promoteAll(one)))
    await Promise.all(others.map((one) => one.close()))
    expect(runs.reduce((sum, { late: counts }) => sum + (counts.tokens ?? 0), 0)).toBe(3)
    expect(runs.reduce((sum, { completed }) => sum + completed, 0)).toBe(3)
    expect((await outside()).filter((one) => one === 'stripe cus_late')).toHaveLength(1)
  })

  it('come again and again, and all of them go back', async () => {
    const { promotion_id } = await resettle.promoteUser(ids.ann)
    for (const number of [1, 2, 3]) {
      await fresh.run(`insert into tokens (person, value) values ('${ids.ann}', 't-late-${number}')`)
      expect(await resettle.promoteUser(ids.ann, { complete: true })).toMatchObject({ late: { tokens: 1 } })
    }
    expect((await resettle.showPromotion(promotion_id ?? '')).promotion.late).toEqual({ tokens: 3 })
    await fresh.run(`update tokens set club_id = '${ids.team}' where value = 't-late-2'`)
    const back = await resettle.rollbackPromotion(promotion_id ?? '')
    expect(back.restored.tokens).toBe(4)
    expect(back.kept).toEqual(['tokens: 1 row was changed or deleted since, and stays so'])
    const left = await rows(`select value, club_id from tokens where value like 't-late%' order by 1`)
    expect(left.map(({ club_id: club }) => club)).toEqual([null, ids.team, null])
  })

  it('stay where the organization is not the person’s any more, and where the database refuses them', async () => {
    await promoteAll()
    await fresh.run(late)
    await fresh.run(`delete from seats where member_id = '${ids.ben}'`)
    await fresh.run(
      engine === 'postgres'
        ? `alter table notes add check (body <> 'late' or club_id is null)`
        : `create trigger late before update on notes when new.body = 'late' begin select raise(abort, 'no'); end`,
    )
    const flat = await appRows()
    // Ben's seat is gone: nothing of his is promised.
    expect(await resettle.promotionStatus()).toMatchObject({ stragglers: { tokens: 3 }, completable: 2 })
    const run = await promoteAll()
    expect(run).toMatchObject({ success: false, completed: 1, late: { tokens: 1 } })
    expect(run.left.filter(({ reason }) => reason === 'refused')).toMatchObject([{ user: ids.ann }])
    const others = (all: Record<string, string[]>) =>
      Object.values(all)
        .flat()
        .filter((line) => !/e5555555|t-eve/.test(line))
    expect(others(await appRows())).toEqual(others(flat))
  })
})
