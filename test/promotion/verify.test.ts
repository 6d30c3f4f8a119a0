import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openResettle, type Resettle } from '../../src/resettle.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import { buildClubs, clubsBlueprint, ids } from './clubs.ts'

describe.each(engines)('a promotion is proven again on %s', (engine) => {
  let fresh: FreshDatabase
  let database: Database
  let resettle: Resettle
  let promoted: ReadonlyMap<string, string>
  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    await buildClubs(fresh)
    database = await fresh.open()
    resettle = await openResettle({ db: fresh.url, blueprint: clubsBlueprint })
    const run = await resettle.promote('all', { later: true })
    promoted = new Map(run.promotions.map(({ user, promotion_id }) => [user, promotion_id]))
  })
  afterEach(async () => {
    await resettle.close()
    await fresh.drop()
  })
  const verify = (user: string) => resettle.verifyPromotion(promoted.get(user) ?? '')
  const failed = async (user: string) =>
    (await verify(user)).checks.flatMap(({ check, table, ok, message }) =>
      ok ? [] : [`${check} ${table?.replace('public.', '')}: ${message}`],
    )

  it('and holds for everybody, then and once it is taken back, and writes nothing', async () => {
    const before = await dump(database)
    for (const user of promoted.keys()) expect(await verify(user)).toMatchObject({ ok: true, notes: [] })
    expect((await verify(ids.ann)).checks.map(({ check }) => check)).toEqual([
      ...['made', 'made', 'made', 'made'],
      ...['kept', 'kept', 'kept', 'kept'],
    ])
    expect(await dump(database)).toEqual(before)
    await resettle.rollbackPromotion(promoted.get(ids.ann) ?? '')
    expect(await verify(ids.ann)).toMatchObject({ ok: true, notes: [] })
    const { promotion_id } = await resettle.promoteUser(ids.ann)
    expect(await verify(ids.ann)).toMatchObject({
      ok: true,
      notes: [`promoted again since by ${promotion_id}`],
    })
    const { promotions, total } = await resettle.promotions(1)
    expect([promotions.map((one) => one.promotion_id), total]).toEqual([[promotion_id], 7])
    await expect(resettle.verifyPromotion('prm_none')).rejects.toMatchObject({ code: 'promotion.not-found' })
  })

  it('notes what people changed, and what came late', async () => {
    await fresh.run(`
      update tokens set club_id = '${ids.team}' where value = 't-ann-1';
      delete from tokens where value = 't-ann-2';
      delete from shelf where book_id = 'book-a1';
      insert into notes (person, body) values ('${ids.ann.toUpperCase()}', 'late');
    `)
    expect(await verify(ids.ann)).toMatchObject({
      ok: true,
      notes: [
        'shelf: 1 row deleted since',
        'tokens: 1 row deleted since',
        'tokens: 1 row changed since',
        'notes: 1 row holds no organization; promote again',
      ],
    })
    await resettle.promote([ids.ann], { later: true })
    // The row of the shelf is there again, too.
    expect((await verify(ids.ann)).notes).toHaveLength(2)
  })

  it('and does not hold where something was lost', async () => {
    await fresh.run(`
      update tokens set club_id = null where value = 't-ann-1';
      update profiles set promoted = null where person = '${ids.ann}';
      delete from seats where member_id = '${ids.ann}';
    `)
    expect(await failed(ids.ann)).toEqual([
      'made seats: 0 of 1 row found',
      'kept tokens: 1 of 2 rows as the promotion left them',
      'kept profiles: 0 of 1 row as the promotion left them',
    ])
    expect(await failed(ids.cleo)).toEqual([])
    const { promotion_id } = await resettle.promoteUser(ids.ben)
    await resettle.rollbackPromotion(promotion_id ?? '')
    await fresh.run(`insert into clubs (id, title) values ('${ids.ben}', 'again')`)
    expect(await failed(ids.ben)).toEqual(['taken-back clubs: 0 of 1 row went back'])
  })
})
