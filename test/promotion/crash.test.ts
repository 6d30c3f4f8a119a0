import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openResettle } from '../../src/resettle.ts'
import { createFuse, numbersOf } from '../crash/support/fuse.ts'
import { type Observer, observe } from '../crash/support/observer.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { someOf } from '../support/thorough.ts'
import { buildClubs, clubsBlueprint, ids } from './clubs.ts'

describe.each(engines)('when the n-th statement fails on %s', (engine) => {
  let fresh: FreshDatabase
  let observer: Observer
  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    await buildClubs(fresh)
    observer = observe(fresh)
  })
  afterEach(async () => {
    await observer.close()
    await fresh.drop()
  })

  const rows = async () => ({ app: await observer.app(), own: await observer.own() })

  it('a promotion leaves nothing behind, and the next one is whole', { timeout: 120_000 }, async () => {
    const fuse = createFuse()
    const resettle = await openResettle({
      db: fresh.url,
      blueprint: clubsBlueprint,
      onStatement: fuse.onStatement,
    })
    const promote = () => resettle.promoteUser(ids.ann)
    // Our own tables are there from here on, so that what is compared is what a promotion leaves.
    await resettle.promoteUser(ids.dan)
    const before = await rows()
    const undisturbed = await fuse.watch(promote)
    const after = await rows()
    await resettle.rollbackPromotion(undisturbed.result.promotion_id ?? '')
    expect((await rows()).app).toEqual(before.app)
    const again = await rows()

    expect(undisturbed.statements.length).toBeGreaterThan(30)
    for (const n of someOf(numbersOf(undisturbed.statements))) {
      await fuse.blow(n, promote)
      expect([n, await rows()]).toEqual([n, again])
    }
    await promote()
    expect((await rows()).app).toEqual(after.app)
    await resettle.close()
  })

  it('a rollback changes nothing, and the next one is whole', { timeout: 120_000 }, async () => {
    const fuse = createFuse()
    const resettle = await openResettle({
      db: fresh.url,
      blueprint: clubsBlueprint,
      onStatement: fuse.onStatement,
    })
    const before = await rows()
    const first = await resettle.promoteUser(ids.ann)
    const { statements } = await fuse.watch(() => resettle.rollbackPromotion(first.promotion_id ?? ''))
    const second = await resettle.promoteUser(ids.ann)
    const rollback = () => resettle.rollbackPromotion(second.promotion_id ?? '')
    const promoted = await rows()
    for (const n of someOf(numbersOf(statements))) {
      await fuse.blow(n, rollback)
      expect([n, await rows()]).toEqual([n, promoted])
    }
    await rollback()
    expect((await rows()).app).toEqual(before.app)
    await resettle.close()
  })

  it('runs beside each other promote everybody once', { timeout: 60_000 }, async () => {
    const runs = await Promise.all(
      Array.from({ length: 4 }, async () => {
        await using resettle = await openResettle({ db: fresh.url, blueprint: clubsBlueprint })
        return await resettle.promote('all', { later: true, batchSize: 1 })
      }),
    )
    expect(runs.reduce((sum, { promoted }) => sum + promoted, 0)).toBe(6)
    const own = await observer.own()
    expect(own?.match(/prm_[0-9a-f]{18}'?,'?bat_/g)).toHaveLength(6)
    await using resettle = await openResettle({ db: fresh.url, blueprint: clubsBlueprint })
    expect(await resettle.promotionStatus()).toMatchObject({ promoted: 6, ready: 0, stragglers: {} })
  })
})
