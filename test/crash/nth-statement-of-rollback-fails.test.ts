import { describe, expect, it } from 'vitest'
import { engines } from '../support/databases.ts'
import { someOf } from '../support/thorough.ts'
import { createFuse, numbersOf } from './support/fuse.ts'
import { createScene } from './support/scene.ts'
import { everyStep } from './support/world.ts'

describe.each(engines)('when the n-th statement of a rollback fails on %s', (engine) => {
  it('the migration stands as it was, for every n', { timeout: 120_000 }, async () => {
    const scene = await createScene(engine)
    const fuse = createFuse()
    const resettle = await scene.open({ onStatement: fuse.onStatement })
    const before = await scene.observer.app()
    const first = await resettle.migrate('north', 'south', everyStep)
    const undisturbed = await fuse.watch(() => resettle.rollback(first.migration_id))
    expect(await scene.observer.app()).toBe(before)

    const { migration_id: id } = await resettle.migrate('north', 'south', everyStep)
    const done = [await scene.observer.app(), await scene.observer.own()]
    for (const n of someOf(numbersOf(undisturbed.statements))) {
      await fuse.blow(n, () => resettle.rollback(id))
      expect([n, await scene.observer.app(), await scene.observer.own()]).toEqual([n, ...done])
    }
    const last = await fuse.watch(() => resettle.rollback(id))
    expect(last.statements).toHaveLength(undisturbed.statements.length)
    expect(await scene.observer.app()).toBe(before)
    expect(await resettle.verify(id)).toMatchObject({ ok: true })
    await scene.drop()
  })
})
