import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Resettle } from '../../../src/resettle.ts'
import { killWhenHanging } from '../../crash/support/killing.ts'
import { createScene, type Scene } from '../../crash/support/scene.ts'
import { everyStep } from '../../crash/support/world.ts'
import { engines } from '../../support/databases.ts'
import { createGate } from './support/gate.ts'

const locked = { code: 'migration.locked', exit: 4 }
const clearing = { on: { people: 'clear' } }

describe.each(engines)('two migrations at once on %s', (engine) => {
  let scene: Scene
  let first: Resettle
  let second: Resettle
  let before: string
  const gate = createGate()

  beforeEach(async () => {
    scene = await createScene(engine)
    first = await scene.open({ onStatement: gate.onStatement })
    second = await scene.open()
    before = await scene.observer.app()
  })
  afterEach(() => scene.drop())

  /** Does something while the first migration (north to south) has done half of its changes. */
  const during = (work: () => Promise<void>) =>
    gate.during(/\bupdate [\w".]*logs/i, () => first.migrate('north', 'south', everyStep), work)

  it.each([
    ['the same organizations', 'north', 'south'],
    ['the same the other way round', 'south', 'north'],
    ['another target', 'north', 'east'],
    ['another source', 'east', 'south'],
    ['the target as its source', 'south', 'west'],
    ['the source as its target', 'west', 'north'],
  ])('refuses the second at once when it names %s', async (_, source, target) => {
    const done = await during(async () => {
      const start = performance.now()
      await expect(second.migrate(source, target, clearing)).rejects.toMatchObject(locked)
      expect(performance.now() - start).toBeLessThan(2000)
      expect(await scene.observer.app()).toBe(before)
    })
    expect(done.success).toBe(true)
    expect((await second.migrations()).migrations.map((one) => one.migration_id)).toEqual([done.migration_id])
    expect(await second.verify(done.migration_id)).toMatchObject({ ok: true })
  })

  it('does both when they have no organization in common', async () => {
    let other: Promise<unknown> = Promise.resolve()
    const done = await during(async () => {
      // SQLite has one writer, and the first migration of all makes our own tables: the other waits for its turn.
      other = second.migrate('east', 'west', clearing)
    })
    expect(done.success).toBe(true)
    expect(await other).toMatchObject({ success: true })
    const { migrations } = await second.migrations()
    expect(migrations).toHaveLength(2)
    for (const { migration_id } of migrations) {
      expect(await second.verify(migration_id)).toMatchObject({ ok: true })
    }
    for (const { migration_id } of migrations) await second.rollback(migration_id)
    expect(await scene.observer.app()).toBe(before)
  })

  it('lets everybody read meanwhile, and plan what does not take part in it', async () => {
    await during(async () => {
      await expect(second.plan('north', 'south', everyStep)).rejects.toMatchObject(locked)
      await expect(second.plan('east', 'north', clearing)).rejects.toMatchObject(locked)
      expect(await second.plan('east', 'west', clearing)).toMatchObject({ can_migrate: true })
      expect(await second.check()).toMatchObject({ ok: true })
      expect(await second.migrations()).toMatchObject({ migrations: [] })
    })
  })

  it('refuses a rollback of what takes part in another migration, and previews it', async () => {
    const earlier = await second.migrate('east', 'west', clearing)
    const south = await second.migrate('west', 'south', clearing)
    await during(async () => {
      await expect(second.rollback(south.migration_id)).rejects.toMatchObject(locked)
      expect(await second.rollback(south.migration_id, { preview: true })).toMatchObject({ preview: true })
      await expect(second.rollback(earlier.migration_id)).rejects.toMatchObject({
        code: 'rollback.superseded',
        exit: 6,
      })
    })
  })

  it('refuses a migration while a rollback runs, and does one beside it that has nothing to do with it', async () => {
    const { migration_id: id } = await second.migrate('north', 'south', everyStep)
    let other: Promise<unknown> = Promise.resolve()
    await gate.during(
      /\bupdate [\w".]*logs/i,
      () => first.rollback(id),
      async () => {
        await expect(second.rollback(id)).rejects.toMatchObject(locked)
        await expect(second.migrate('south', 'east', clearing)).rejects.toMatchObject(locked)
        other = second.migrate('east', 'west', clearing)
        if (engine === 'postgres') await other
      },
    )
    expect(await other).toMatchObject({ success: true })
    await second.rollback(((await other) as { migration_id: string }).migration_id)
    expect(await scene.observer.app()).toBe(before)
    await expect(second.rollback(id)).rejects.toMatchObject({ code: 'rollback.done', exit: 6 })
  })

  it('refuses the second in another process just the same, until the first is killed', async () => {
    let outcome: unknown
    await killWhenHanging([{ db: scene.fresh.url, stopsAt: 90, rollback: null }], async () => {
      outcome = await second.migrate('east', 'south', clearing).catch((error: unknown) => error)
    })
    expect(outcome).toMatchObject(locked)
    expect(await scene.observer.app()).toBe(before)
    expect(await second.migrate('east', 'south', clearing)).toMatchObject({ success: true })
  })

  it('has one winner when many processes start together', async () => {
    const task = { db: scene.fresh.url, stopsAt: 0, rollback: null }
    const reports = (await Promise.all([1, 2, 3].map(() => killWhenHanging([task])))).flat()
    expect(reports.filter(({ state }) => state === 'done')).toHaveLength(1)
    for (const report of reports) {
      // Whoever comes when the winner is done may find that there is nothing to decide any more.
      if (report.state === 'failed') {
        expect(['migration.locked', 'plan.stale', 'decision.invalid']).toContain(report.reason)
      }
    }
    expect((await second.migrations()).migrations).toHaveLength(1)
  })

  it('has one winner when many start together', async () => {
    const racers = await Promise.all(Array.from({ length: 4 }, () => scene.open()))
    const outcomes = await Promise.allSettled(racers.map((one) => one.migrate('north', 'south', everyStep)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      // Whoever comes when the winner is done finds another world than the one of the plan.
      if (outcome.status === 'rejected')
        expect(['migration.locked', 'plan.stale']).toContain(outcome.reason.code)
    }
    const { migrations } = await second.migrations()
    expect(migrations).toHaveLength(1)
    await second.rollback(migrations[0]?.migration_id ?? '')
    expect(await scene.observer.app()).toBe(before)
  })
})
