import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Resettle } from '../../../src/resettle.ts'
import { createScene, type Scene } from '../../crash/support/scene.ts'
import { everyStep } from '../../crash/support/world.ts'
import { engines, type FreshDatabase } from '../../support/databases.ts'
import { createGate } from './support/gate.ts'

const busy = { code: 'database.busy', exit: 4 }
const stale = { code: 'plan.stale', exit: 3 }

/** A session of the app that holds what it has begun. */
interface Session {
  run(text: string): Promise<void>
  close(): Promise<void>
}

async function openSession({ engine, url }: FreshDatabase): Promise<Session> {
  if (engine === 'sqlite') {
    const database = new DatabaseSync(url.slice('sqlite:'.length))
    return { run: async (text) => database.exec(text), close: async () => database.close() }
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    run: async (text) => void (await client.query(text)),
    close: () => client.end(),
  }
}

describe.each(engines)('beside the sessions of the app on %s', (engine) => {
  let scene: Scene
  let resettle: Resettle
  let app: Session
  let before: string
  const gate = createGate()

  beforeEach(async () => {
    scene = await createScene(engine)
    resettle = await scene.open({ lockTimeoutMs: 300, onStatement: gate.onStatement })
    app = await openSession(scene.fresh)
    before = await scene.observer.app()
  })
  afterEach(async () => {
    await app.close()
    await scene.drop()
  })

  const migrate = () => resettle.migrate('north', 'south', everyStep)
  const lock = engine === 'sqlite' ? 'begin immediate' : 'begin; select * from orgs where id = 2 for update'

  it('plans nothing for organizations that are being migrated, and says so', async () => {
    const database = await scene.fresh.open()
    const claim = await database.claim(['organization:2'])
    await expect(resettle.plan('north', 'south', everyStep)).rejects.toMatchObject({
      code: 'migration.locked',
      exit: 4,
    })
    await claim?.release()
    expect(await resettle.plan('north', 'south', everyStep)).toMatchObject({ can_migrate: true })
    expect(await scene.observer.app()).toBe(before)
  })

  it('plans at once while the app is in the middle of a write', async () => {
    await app.run(lock)
    await app.run('update boards set updated_at = 77 where id = 13')
    const start = performance.now()
    expect(await resettle.plan('north', 'south', everyStep)).toMatchObject({ can_migrate: true })
    expect(await resettle.check()).toMatchObject({ ok: true })
    expect(performance.now() - start).toBeLessThan(2000)
    await app.run('rollback')
  })

  it('gives up when the app keeps its lock for too long, and does nothing', async () => {
    await app.run(lock)
    await expect(migrate()).rejects.toMatchObject(busy)
    await app.run('rollback')
    expect(await scene.observer.app()).toBe(before)
    expect(await scene.observer.own()).toBeNull()

    const { migration_id: id } = await migrate()
    const done = [await scene.observer.app(), await scene.observer.own()]
    await app.run(lock)
    await expect(resettle.rollback(id)).rejects.toMatchObject(busy)
    await app.run('rollback')
    expect([await scene.observer.app(), await scene.observer.own()]).toEqual(done)
    await resettle.rollback(id)
    expect(await scene.observer.app()).toBe(before)
  })

  it('waits for a lock that is let go in time, and sees what was written under it', async () => {
    await app.run(lock)
    await app.run(`insert into boards (id, org_id, owner, name) values (19, 1, 'a1@x', 'late')`)
    const patient = await scene.open()
    const migrating = patient.migrate('north', 'south', everyStep, { onPlan: async () => true })
    const outcome = expect(migrating).rejects.toMatchObject(stale)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await app.run('commit')
    await outcome
    expect(await scene.observer.own()).toBeNull()
    expect(await patient.migrate('north', 'south', everyStep)).toMatchObject({ success: true })
  })

  it('shows a reader the world before or the world after, never anything between', async () => {
    let isCommitting = false
    const seen = new Set<string>()
    const watched = await scene.open({
      async onStatement(text) {
        isCommitting = text === 'commit'
        if (isCommitting || Math.random() < 0.2) seen.add(await scene.observer.app())
      },
    })
    const { migration_id: id } = await watched.migrate('north', 'south', everyStep)
    expect([...seen]).toEqual([before])
    const after = await scene.observer.app()
    seen.clear()
    await watched.rollback(id)
    expect([...seen]).toEqual([after])
    expect(await scene.observer.app()).toBe(before)
  })

  it('refuses when source or target changed between plan and migration, with the difference', async () => {
    const plan = await resettle.plan('north', 'south', everyStep)
    await scene.fresh.run(`update orgs set settings = '{"open": false}' where id = 2`)
    await expect(resettle.migratePlan(plan)).rejects.toMatchObject({
      ...stale,
      context: { changes: ['the settings of the target organization changed'] },
    })
    await scene.fresh.run(
      `update orgs set settings = '{"open": true}' where id = 2`,
      `delete from roles where org_id = 1; delete from logs where org_id = 1 or billed_to = 1;
        delete from tokens where org_id = 1; delete from cards where org_id = 1;
        delete from notes where board_id < 20; delete from boards where org_id = 1;
        update people set org_id = null where org_id = 1; delete from orgs where id = 1`,
    )
    const gone = await scene.observer.app()
    await expect(resettle.migratePlan(plan)).rejects.toMatchObject(stale)
    expect(await scene.observer.app()).toBe(gone)
    expect(await scene.observer.own()).toBeNull()
  })
})

describe('beside sessions of the app that PostgreSQL lets write meanwhile', () => {
  let scene: Scene
  let resettle: Resettle
  let app: Session
  const gate = createGate()

  beforeEach(async () => {
    scene = await createScene('postgres')
    resettle = await scene.open({ onStatement: gate.onStatement })
    app = await openSession(scene.fresh)
  })
  afterEach(async () => {
    await app.close()
    await scene.drop()
  })

  const migrate = () => resettle.migrate('north', 'south', everyStep)

  it.each([
    ['a row arrives in the source', `insert into cards values (1, 19, 15, 'straggler')`],
    ['a row of the target goes', 'delete from logs where id = 200003'],
  ])('refuses as stale when %s after its table was moved', async (_, text) => {
    const migrating = gate.during(/\bupdate [\w".]*roles/i, migrate, () => app.run(text))
    await expect(migrating).rejects.toMatchObject(stale)
    expect(await scene.observer.own()).toBeNull()
    expect(await migrate()).toMatchObject({ success: true })
  })

  it('lets neither hang when both wait for each other', async () => {
    const before = await scene.observer.app()
    await app.run('begin; update boards set updated_at = 2 where id = 16')
    let appWrites: Promise<unknown> = Promise.resolve()
    const migrating = gate.during(/\bupdate [\w".]*boards/i, migrate, async () => {
      // The app waits for the organization, the migration for the board.
      appWrites = app.run('insert into logs (org_id, tokens) values (1, 3)').catch((error: unknown) => error)
    })
    const ours = await migrating.catch((error: unknown) => error)
    const theirs = await appWrites
    if (theirs === undefined) {
      expect(ours).toMatchObject(busy)
      await app.run('rollback')
      expect(await scene.observer.app()).toBe(before)
    } else {
      expect(theirs).toMatchObject({ code: '40P01' })
    }
  })
})
