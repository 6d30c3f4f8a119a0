import { afterEach, describe, expect, it } from 'vitest'
import { engines } from '../support/databases.ts'
import { someOf } from '../support/thorough.ts'
import { changesAmong, createFuse, numbersOf } from './support/fuse.ts'
import { masked } from './support/observer.ts'
import { createScene, type Scene, type SceneOptions } from './support/scene.ts'
import { everyStep, sourceGoes } from './support/world.ts'

describe.each(engines)('when the n-th statement of a migration fails on %s', (engine) => {
  let scene: Scene
  const fuse = createFuse()

  afterEach(() => scene.drop())

  const open = async (options?: SceneOptions) => {
    scene = await createScene(engine, options)
    return scene.open({ onStatement: fuse.onStatement })
  }

  it('nothing has changed and no table of ours is there, for every n', { timeout: 120_000 }, async () => {
    const resettle = await open()
    const migrate = () => resettle.migrate('north', 'south', everyStep)
    const before = await scene.observer.app()
    const undisturbed = await fuse.watch(migrate)
    const after = masked(await scene.observer.app())
    await resettle.rollback(undisturbed.result.migration_id)
    expect(await scene.observer.app()).toBe(before)
    await scene.observer.forget()

    for (const n of someOf(numbersOf(undisturbed.statements))) {
      await fuse.blow(n, migrate)
      expect([n, await scene.observer.app(), await scene.observer.own()]).toEqual([n, before, null])
    }
    const last = await fuse.watch(migrate)
    expect(last.statements).toHaveLength(undisturbed.statements.length)
    expect(masked(await scene.observer.app())).toBe(after)
    expect(await resettle.verify(last.result.migration_id)).toMatchObject({ ok: true })
  })

  it('nothing has changed, not even where the source is deleted', { timeout: 120_000 }, async () => {
    const resettle = await open({ isSmall: true })
    const migrate = () => resettle.migrate('north', 'south', sourceGoes)
    const before = await scene.observer.app()
    const undisturbed = await fuse.watch(migrate)
    const after = masked(await scene.observer.app())
    const back = await fuse.watch(() => resettle.rollback(undisturbed.result.migration_id))
    expect(await scene.observer.app()).toBe(before)
    await scene.observer.forget()

    for (const n of someOf(changesAmong(undisturbed.statements))) {
      await fuse.blow(n, migrate)
      expect([n, await scene.observer.app(), await scene.observer.own()]).toEqual([n, before, null])
    }
    const { migration_id: id } = await migrate()
    expect(masked(await scene.observer.app())).toBe(after)

    const done = [await scene.observer.app(), await scene.observer.own()]
    for (const n of someOf(changesAmong(back.statements))) {
      await fuse.blow(n, () => resettle.rollback(id))
      expect([n, await scene.observer.app(), await scene.observer.own()]).toEqual([n, ...done])
    }
    await fuse.watch(() => resettle.rollback(id))
    expect(await scene.observer.app()).toBe(before)
  })
})
