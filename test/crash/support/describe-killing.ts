import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineName } from '../../support/databases.ts'
import { changesAmong, createFuse, numbersOf } from './fuse.ts'
import { killAfter, killWhenHanging, type Task } from './killing.ts'
import { masked } from './observer.ts'
import { createScene, type Scene } from './scene.ts'
import { everyStep } from './world.ts'

/** Databases at a time: as many boundaries die with each process. */
const WIDTH = 30

/** The same for every engine; a file for each, so that they run beside each other. */
export function describeKilling(engine: EngineName): void {
  describe(`a process that is killed (-9) on ${engine}`, () => {
    let scenes: readonly Scene[]
    let before: string

    beforeAll(async () => {
      scenes = await Promise.all(Array.from({ length: WIDTH }, () => createScene(engine, { isSmall: true })))
      before = await (scenes[0] as Scene).observer.app()
    })
    afterAll(async () => {
      await Promise.all(scenes.map((scene) => scene.drop()))
    })

    /** What a migration of a plan and its rollback say to the database when nothing disturbs them. */
    async function rehearse() {
      const [scene] = scenes as [Scene]
      const fuse = createFuse()
      const resettle = await scene.open({ onStatement: fuse.onStatement })
      const plan = await resettle.plan('north', 'south', everyStep)
      const forward = await fuse.watch(() => resettle.migratePlan(plan))
      const after = masked(await scene.observer.app())
      const back = await fuse.watch(() => resettle.rollback(forward.result.migration_id))
      await scene.observer.forget()
      return { plan, forward: forward.statements, back: back.statements, after }
    }

    /** Kills before each of these statements, many at a time; afterwards lets every run come to its end. */
    async function killBefore(
      numbers: readonly number[],
      taskOf: (index: number) => Omit<Task, 'stopsAt'>,
      check: (scene: Scene, index: number, n: number) => Promise<void>,
    ): Promise<readonly string[]> {
      for (let first = 0; first < numbers.length; first += WIDTH) {
        const chunk = numbers.slice(first, first + WIDTH)
        const reports = await killWhenHanging(chunk.map((n, index) => ({ ...taskOf(index), stopsAt: n })))
        expect(reports.map(({ state }) => state)).toEqual(chunk.map(() => 'hangs'))
        for (const [index, n] of chunk.entries()) await check(scenes[index] as Scene, index, n)
      }
      const ended = await killWhenHanging(scenes.map((_, index) => ({ ...taskOf(index), stopsAt: 0 })))
      return ended.map((report) => {
        if (report.state !== 'done') throw new Error(`the next run failed: ${JSON.stringify(report)}`)
        return report.id
      })
    }

    it('between any two statements leaves the database as it was, and no lock', {
      timeout: 240_000,
    }, async () => {
      const { plan, forward, back, after } = await rehearse()
      expect(await scenes[0]?.observer.app()).toBe(before)
      const ids = await killBefore(
        numbersOf(forward),
        (index) => ({ db: scenes[index]?.fresh.url ?? '', rollback: null, plan }),
        async ({ observer }, _, n) => {
          expect([n, await observer.app(), await observer.own()]).toEqual([n, before, null])
        },
      )
      const done: (readonly [string, string | null])[] = []
      for (const { observer } of scenes) {
        done.push([await observer.app(), await observer.own()])
        expect(masked(done.at(-1)?.[0] ?? '')).toBe(after)
      }

      await killBefore(
        besideChanges(back),
        (index) => ({ db: scenes[index]?.fresh.url ?? '', rollback: ids[index] ?? '' }),
        async ({ observer }, index, n) => {
          expect([n, await observer.app(), await observer.own()]).toEqual([n, ...(done[index] ?? [])])
        },
      )
      for (const { observer } of scenes) expect(await observer.app()).toBe(before)
    })

    it('at any moment leaves the world before with no record, or the world after with one', {
      timeout: 120_000,
    }, async () => {
      const tasks = scenes.map(({ fresh }) => ({ db: fresh.url, stopsAt: 0, rollback: null }))
      // When some are done the others are anywhere, in the middle of a statement or of the commit.
      await killAfter(8, tasks)
      const migrated: Task[] = []
      for (const { fresh, observer } of scenes) {
        await observer.settle()
        const records = (await observer.own())?.match(/migrations: \(?'?mig_\w+'?,'?done'?,/g) ?? []
        expect(records.length).toBeLessThan(2)
        expect((await observer.app()) === before).toBe(records.length === 0)
        const [id] = /mig_\w+/.exec(records[0] ?? '') ?? []
        if (id !== undefined) migrated.push({ db: fresh.url, stopsAt: 0, rollback: id })
      }
      const back = await killWhenHanging(migrated)
      expect(back.map(({ state }) => state)).toEqual(migrated.map(() => 'done'))
      for (const { observer } of scenes) expect(await observer.app()).toBe(before)
    })

    it('lets the next run work at once', async () => {
      const [scene] = scenes as [Scene]
      const resettle = await scene.open()
      for (const stopsAt of [50, 70, 90]) {
        await killWhenHanging([{ db: scene.fresh.url, stopsAt, rollback: null }])
        const { migration_id } = await resettle.migrate('north', 'south', everyStep)
        await resettle.rollback(migration_id)
        expect(await scene.observer.app()).toBe(before)
      }
    })
  })
}

/** Before and after everything that is written; between two readings of a rollback there is nothing to lose. */
function besideChanges(statements: readonly string[]): number[] {
  const around = changesAmong(statements).flatMap((n) => [n, n + 1])
  return [...new Set([1, ...around])].filter((n) => n <= statements.length)
}
