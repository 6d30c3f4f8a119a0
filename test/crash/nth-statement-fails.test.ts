import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Resettle } from '../../src/resettle.ts'
import { engines } from '../support/databases.ts'
import { changesAmong, createFuse, numbersOf } from './support/fuse.ts'
import { masked } from './support/observer.ts'
import { createScene, type Scene } from './support/scene.ts'
import { everyStep, sourceGoes } from './support/world.ts'

describe.each(engines)('when the n-th statement of a migration fails on %s', (engine) => {
  let scene: Scene
  let resettle: Resettle
  const fuse = createFuse()

  beforeEach(async () => {
    scene = await createScene(engine)
    resettle = await scene.open({ onStatement: fuse.onStatement })
  })
  afterEach(() => scene.drop())

  it('nothing has changed and no table of ours is there, for every n', { timeout: 120_000 }, async () => {
    const migrate = () => resettle.migrate('north', 'south', everyStep)
    const before = await scene.observer.app()
    const undisturbed = await fuse.watch(migrate)
    const after = masked(await scene.observer.app())
    await resettle.rollback(undisturbed.result.migration_id)
    expect(await scene.observer.app()).toBe(before)
    await scene.observer.forget()

    for (const n of numbersOf(undisturbed.statements)) {
      await fuse.blow(n, migrate)
      expect([n, await scene.observer.app()]).toEqual([n, before])
      expect([n, await scene.observer.own()]).toEqual([n, null])
    }
    const last = await fuse.watch(migrate)
    expect(last.statements).toHaveLength(undisturbed.statements.length)
    expect(masked(await scene.observer.app())).toBe(after)
    expect(await resettle.verify(last.result.migration_id)).toMatchObject({ ok: true })
  })

  it('nothing has changed, not even where the source is deleted', { timeout: 120_000 }, async () => {
    await scene.fresh.run('delete from tokens where org_id = 2')
    const migrate = () => resettle.migrate('north', 'south', sourceGoes)
    const before = await scene.observer.app()
    const undisturbed = await fuse.watch(migrate)
    const after = masked(await scene.observer.app())
    const rollback = () => resettle.rollback(undisturbed.result.migration_id)
    const [whole, records] = [await scene.observer.app(), await scene.observer.own()]
    const back = await fuse.watch(rollback)
    expect(await scene.observer.app()).toBe(before)
    await scene.observer.forget()

    for (const n of changesAmong(undisturbed.statements)) {
      await fuse.blow(n, migrate)
      expect([n, await scene.observer.app()]).toEqual([n, before])
      expect([n, await scene.observer.own()]).toEqual([n, null])
    }
    const { result } = await fuse.watch(migrate)
    expect(masked(await scene.observer.app())).toBe(after)
    expect([whole.length, records?.length]).not.toContain(0)

    const done = [await scene.observer.app(), await scene.observer.own()]
    for (const n of changesAmong(back.statements)) {
      await fuse.blow(n, () => resettle.rollback(result.migration_id))
      expect([n, await scene.observer.app(), await scene.observer.own()]).toEqual([n, ...done])
    }
    await fuse.watch(() => resettle.rollback(result.migration_id))
    expect(await scene.observer.app()).toBe(before)
  })
})
