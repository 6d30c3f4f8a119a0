import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createScene, type Scene } from '../crash/support/scene.ts'
import { everyStep } from '../crash/support/world.ts'
import { engines } from '../support/databases.ts'
import { ask, expectRefusal } from './support/ask.ts'
import { type Desk, openDesk } from './support/desk.ts'

describe.each(engines)('our own tables on %s', (engine) => {
  let scene: Scene
  let desk: Desk
  let flags: string[]
  const version = engine === 'sqlite' ? 'resettle_version' : 'resettle.version'

  beforeEach(async () => {
    desk = await openDesk()
    scene = await createScene(engine)
    flags = ['--db', scene.fresh.url, '--blueprint', desk.blueprint]
  })
  afterEach(async () => {
    await scene.drop()
    await desk.clear()
  })

  it('of a newer version are left alone by every command that needs them', async () => {
    const resettle = await scene.open()
    const { migration_id: id } = await resettle.migrate('north', 'south', everyStep)
    await scene.fresh.run(`insert into ${version} (version) values (99)`)
    const before = [await scene.observer.app(), await scene.observer.own()]
    const refused = [
      ['migrate', 'east', 'west', '--yes'],
      ['verify', id],
      ['rollback', id, '--yes'],
      ['rollback', id, '--preview'],
      ['migrations'],
      ['show', id],
      ['report', id],
    ]
    for (const words of refused) await expectRefusal([...flags, ...words], 'store.newer')
    expect([await scene.observer.app(), await scene.observer.own()]).toEqual(before)
    // What needs no table of ours still answers.
    expect((await ask([...flags, 'organizations'])).exit).toBe(0)
    expect((await ask([...flags, 'plan', 'east', 'west'])).exit).toBe(0)
  })

  it('are made by nothing but a migration that is done', async () => {
    const reading = [['check'], ['organizations'], ['plan', 'north', 'south'], ['migrations']]
    for (const words of reading) expect((await ask([...flags, ...words])).stderr).toBe('')
    expect(await scene.observer.own()).toBeNull()
    const done = await ask([...flags, 'migrate', 'north', 'south', '--on', 'people=clear', '--yes', '--json'])
    expect(done.exit).toBe(0)
    expect(await scene.observer.own()).not.toBeNull()
  })

  it('without any row are as good as none', async () => {
    const resettle = await scene.open()
    const { migration_id: id } = await resettle.migrate('north', 'south', everyStep)
    const own = engine === 'sqlite' ? ['resettle_', ''] : ['resettle.', '']
    for (const table of ['migrations', 'steps', 'journal'])
      await scene.fresh.run(`delete from ${own[0]}${table}`)
    expect((await ask([...flags, 'migrations', '--json'])).exit).toBe(0)
    await expectRefusal([...flags, 'rollback', id, '--yes'], 'migration.not-found')
  })
})
