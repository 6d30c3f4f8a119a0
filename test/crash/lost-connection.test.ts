import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Resettle } from '../../src/resettle.ts'
import { someOf } from '../support/thorough.ts'
import { changesAmong } from './support/fuse.ts'
import { masked } from './support/observer.ts'
import { startProxy } from './support/proxy.ts'
import { createScene, type Scene } from './support/scene.ts'
import { everyStep } from './support/world.ts'

const ended = { code: 'database.unavailable', exit: 8 }

describe('a connection to PostgreSQL that is lost', () => {
  let scene: Scene
  let resettle: Resettle
  let onStatement: (text: string) => void | Promise<void>

  beforeEach(async () => {
    scene = await createScene('postgres')
    onStatement = () => undefined
    resettle = await scene.open({ onStatement: (text) => onStatement(text) })
  })
  afterEach(() => scene.drop())

  /** Ends sessions of Resettle as an administrator would. */
  const terminate = (which: string) =>
    scene.fresh.run(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'resettle' and ${which}`,
    )

  /** Runs once undisturbed to see its statements, or with the session ended before the n-th. */
  const watch = async (work: () => Promise<unknown>): Promise<string[]> => {
    const seen: string[] = []
    onStatement = (text) => void seen.push(text)
    await work()
    onStatement = () => undefined
    return seen
  }
  const cutBefore = async (n: number, work: () => Promise<unknown>, statement = '') => {
    let count = 0
    onStatement = async () => {
      count += 1
      if (count === n) await terminate(`state <> 'active' and query not like '%pg_try_advisory%'`)
    }
    await expect(work(), `statement ${n}: ${statement}`).rejects.toMatchObject(ended)
    onStatement = () => undefined
  }

  it('at any change of a migration leaves everything as it was', { timeout: 90_000 }, async () => {
    const migrate = () => resettle.migrate('north', 'south', everyStep)
    const before = await scene.observer.app()
    const statements = await watch(async () => resettle.rollback((await migrate()).migration_id))
    const own = statements.slice(0, statements.indexOf('commit', statements.indexOf('commit') + 1) + 1)
    expect(await scene.observer.app()).toBe(before)
    await scene.observer.forget()
    for (const n of someOf([1, ...changesAmong(own)])) {
      await cutBefore(n, migrate, own[n - 1])
      expect([n, await scene.observer.app(), await scene.observer.own()]).toEqual([n, before, null])
    }
    await migrate()
  })

  it('at any change of a rollback leaves the migration as it was', { timeout: 90_000 }, async () => {
    const migrate = () => resettle.migrate('north', 'south', everyStep)
    const before = await scene.observer.app()
    const first = await migrate()
    const statements = await watch(() => resettle.rollback(first.migration_id))
    const { migration_id: id } = await migrate()
    const done = [await scene.observer.app(), await scene.observer.own()]
    for (const n of someOf(changesAmong(statements))) {
      await cutBefore(n, () => resettle.rollback(id))
      expect([n, await scene.observer.app(), await scene.observer.own()]).toEqual([n, ...done])
    }
    await resettle.rollback(id)
    expect(await scene.observer.app()).toBe(before)
  })

  it('of the lock alone does no harm to the migration', async () => {
    onStatement = (text) =>
      /^\s*update/i.test(text) ? terminate(`query like '%pg_try_advisory%'`) : Promise.resolve()
    const { migration_id } = await resettle.migrate('north', 'south', everyStep)
    expect(await resettle.verify(migration_id)).toMatchObject({ ok: true })
    await resettle.rollback(migration_id)
  })

  describe('with the reply to the commit', () => {
    it('is no failure: the record is looked up, and tells the truth', async () => {
      const before = await scene.observer.app()
      const proxy = await startProxy(scene.fresh.url)
      const behind = await scene.open({ db: proxy.url, onStatement: atCommit(() => proxy.loseNextReply()) })
      const done = await behind.migrate('north', 'south', everyStep)
      expect(done).toMatchObject({ kind: 'migration', success: true, verification: { ok: true } })
      expect(await resettle.verify(done.migration_id)).toMatchObject({ ok: true })
      const after = masked(await scene.observer.app())
      await behind.close()
      const again = await scene.open({ db: proxy.url, onStatement: atCommit(() => proxy.loseNextReply()) })
      const back = await again.rollback(done.migration_id)
      expect(back).toMatchObject({ kind: 'rollback', success: true, preview: false })
      expect(await scene.observer.app()).toBe(before)
      await again.close()
      await proxy.stop()
      expect(await resettle.show(done.migration_id)).toMatchObject({ status: 'rolled-back', rollback: back })
      await resettle.migrate('north', 'south', everyStep)
      expect(masked(await scene.observer.app())).toBe(after)
    })

    it('says what to do when the server cannot be asked either', async () => {
      const proxy = await startProxy(scene.fresh.url)
      // Nobody listens any more once the connections broke.
      const cut = () => {
        proxy.loseNextReply()
        proxy.refuse()
      }
      const behind = await scene.open({ db: proxy.url, onStatement: atCommit(cut) })
      const problem = await behind.migrate('north', 'south', everyStep).catch((thrown) => thrown.toProblem())
      expect(problem).toMatchObject({ code: 'database.unavailable', context: { outcome: 'unknown' } })
      expect(problem.remedy).toContain('migrations')
      const { migrations } = await resettle.migrations()
      expect(migrations).toMatchObject([{ status: 'done' }])
      expect(await resettle.verify(migrations[0]?.migration_id ?? '')).toMatchObject({ ok: true })
      await proxy.stop()
    })
  })
})

/** Does this once, before the first commit of something written. */
function atCommit(work: () => void): (text: string) => void {
  let isWriting = false
  let isDone = false
  return (text) => {
    if (text.includes('read write')) isWriting = true
    if (text !== 'commit' || !isWriting || isDone) return
    isDone = true
    work()
  }
}
