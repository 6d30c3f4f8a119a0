import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineName } from '../../support/databases.ts'
import { killAfter, killWhenHanging, type Task } from './killing.ts'
import { masked } from './observer.ts'
import { createScene, type Scene } from './scene.ts'
import { everyStep } from './world.ts'

/** Databases at a time: as many boundaries die with each process. */
const WIDTH = 40

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

    /** Kills before every statement there is; then lets all of them run to their end. */
    async function killEverywhere(
      taskOf: (scene: Scene, index: number) => Omit<Task, 'stopsAt'>,
      check: (scene: Scene, index: number, n: number) => Promise<void>,
    ): Promise<readonly { id: string; statements: number }[]> {
      for (let first = 1; ; first += WIDTH) {
        const tasks = scenes.map((scene, index) => ({ ...taskOf(scene, index), stopsAt: first + index }))
        const reports = await killWhenHanging(tasks)
        for (const [index, scene] of scenes.entries()) {
          const report = reports[index]
          if (report?.state === 'failed') throw new Error(`${first + index}: ${report.reason}`)
          if (report?.state === 'hangs') await check(scene, index, first + index)
        }
        if (reports.every(({ state }) => state === 'hangs')) continue
        const rest = scenes.map((scene, index) =>
          reports[index]?.state === 'hangs' ? [{ ...taskOf(scene, index), stopsAt: 0 }] : [],
        )
        const ended = rest.flat().length === 0 ? [] : await killWhenHanging(rest.flat())
        const done = scenes.map((_, index) =>
          reports[index]?.state === 'hangs' ? ended[rest.slice(0, index).flat().length] : reports[index],
        )
        return done.map((report) => {
          if (report?.state !== 'done') throw new Error(`the next run did not end: ${JSON.stringify(report)}`)
          return report
        })
      }
    }

    it('between any two statements leaves the database as it was, and no lock', {
      timeout: 240_000,
    }, async () => {
      const migrated = await killEverywhere(
        ({ fresh }) => ({ db: fresh.url, rollback: null }),
        async ({ observer }, _, n) => {
          expect([n, await observer.app()]).toEqual([n, before])
          expect([n, await observer.own()]).toEqual([n, null])
        },
      )
      const after = new Set<string>()
      const done: (readonly [string, string | null])[] = []
      for (const { observer } of scenes) {
        done.push([await observer.app(), await observer.own()])
        after.add(masked(done.at(-1)?.[0] ?? ''))
      }
      expect(after.size).toBe(1)
      expect(new Set(migrated.map(({ statements }) => statements)).size).toBe(1)
      expect(migrated[0]?.statements).toBeGreaterThan(80)

      await killEverywhere(
        ({ fresh }, index) => ({ db: fresh.url, rollback: migrated[index]?.id ?? '' }),
        async ({ observer }, index, n) => {
          expect([n, await observer.app(), await observer.own()]).toEqual([n, ...(done[index] ?? [])])
        },
      )
      for (const { observer } of scenes) expect(await observer.app()).toBe(before)
    })

    it('at any moment leaves the world before with no record, or the world after with one', {
      timeout: 120_000,
    }, async () => {
      for (const enough of [1, 15]) {
        const tasks = scenes.map(({ fresh }) => ({ db: fresh.url, stopsAt: 0, rollback: null }))
        await killAfter(enough, tasks)
        const migrated: Task[] = []
        for (const { fresh, observer } of scenes) {
          await observer.settle()
          const records = (await observer.own())?.match(/migrations: \(?'?mig_\w+'?,'?done'?,/g) ?? []
          const app = await observer.app()
          expect(app === before).toBe(records.length === 0)
          expect(records.length).toBeLessThan(2)
          const [id] = /mig_\w+/.exec(records[0] ?? '') ?? []
          if (id !== undefined) migrated.push({ db: fresh.url, stopsAt: 0, rollback: id })
        }
        const back = await killWhenHanging(migrated)
        expect(back.map(({ state }) => state)).toEqual(migrated.map(() => 'done'))
        for (const { observer } of scenes) expect(await observer.app()).toBe(before)
      }
    })

    it('lets the next run work at once', async () => {
      const [scene] = scenes as [Scene]
      await scene.observer.forget()
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
