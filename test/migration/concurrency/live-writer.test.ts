import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/database/database.ts'
import { ResettleError } from '../../../src/errors.ts'
import type { Migration } from '../../../src/migration/documents.ts'
import type { Resettle } from '../../../src/resettle.ts'
import { createScene, type Scene } from '../../crash/support/scene.ts'
import { everyStep } from '../../crash/support/world.ts'
import { engines } from '../../support/databases.ts'
import { startWriter, type Written } from './support/writing.ts'

describe.each(engines)('while the app keeps writing on %s', (engine) => {
  let scene: Scene
  let resettle: Resettle
  let database: Database

  beforeEach(async () => {
    scene = await createScene(engine, { logs: 20_000 })
    resettle = await scene.open()
    database = await scene.fresh.open()
  })
  afterEach(() => scene.drop())

  const read = <Row>(text: string): Promise<Row[]> =>
    database.read((connection) => connection.query<Row>(sql.raw(text)))

  /** Everything that was accepted is there, once; what bystanders have is what they had and what they wrote. */
  async function expectNothingLost(written: Written, before: string): Promise<void> {
    expect(written.errors).toEqual([])
    expect(written.logs.length).toBeGreaterThan(10)
    const logs = await read<{ id: number; organization: number; tokens: number }>(
      'select id, org_id as organization, tokens from logs where id >= 2000000 order by id',
    )
    expect(logs.map(({ id, tokens }) => [id, tokens])).toEqual(
      written.logs.map(({ id, tokens }) => [id, tokens]),
    )
    for (const [index, { organization }] of logs.entries()) {
      const wanted = written.logs[index]?.organization
      if (wanted === 1) expect([1, 2]).toContain(organization)
      else expect(organization).toBe(wanted)
    }
    const boards = await read<{ id: number }>('select id from boards where id >= 2000000 order by id')
    expect(boards.map(({ id }) => id)).toEqual(written.boards.map(({ id }) => id))
    expect(await bystanders()).toEqual(before.replace(/(?<=^33:)\d+/m, String(written.touched)))
  }

  /** What was there of bystanders at the start. */
  const bystanders = async (): Promise<string> => {
    const boards = await read<Record<string, unknown>>(
      'select id, updated_at, org_id, name, owner from boards where org_id > 2 and id < 2000000 order by id',
    )
    const [logs] = await read<Record<string, unknown>>(
      'select count(*) as n, sum(tokens) as t, sum(id) as i, sum(org_id) as o from logs where org_id > 2 and id < 2000000',
    )
    return [...boards.map((row) => Object.values(row).join(':')), JSON.stringify(logs)].join('\n')
  }

  it('a migration succeeds at the first attempt, loses no write and is proven', {
    timeout: 60_000,
  }, async () => {
    const before = await bystanders()
    const writer = await startWriter({ url: scene.fresh.url, isBold: false })
    const done = await resettle.migrate('north', 'south', everyStep)
    const written = await writer.stop()
    expect(done.verification.ok).toBe(true)
    expect(written.slowest).toBeLessThan(5000)
    await expectNothingLost(written, before)
    // What was written to the source after the migration is left there, and told.
    const late = await read<{ n: number }>('select count(*) as n from logs where org_id = 1')
    const { checks } = await resettle.verify(done.migration_id)
    const failed = checks.filter(({ ok }) => !ok)
    expect(failed.map(({ check, table }) => `${check} ${table}`)).toEqual(
      Number(late[0]?.n) === 0 ? [] : ['source-left logs'],
    )
  })

  it('a rollback keeps what was written since', { timeout: 60_000 }, async () => {
    const before = await bystanders()
    const done = await resettle.migrate('north', 'south', everyStep)
    const writer = await startWriter({ url: scene.fresh.url, isBold: false })
    await resettle.rollback(done.migration_id)
    const written = await writer.stop()
    await expectNothingLost(written, before)
    expect(await read('select count(*) as n from logs where org_id = 1 and id < 2000000')).toEqual([
      { n: 20_000 },
    ])
    expect(await resettle.verify(done.migration_id)).toMatchObject({ ok: true })
  })

  it('boards made in source and target make the plan stale, or move as well', {
    timeout: 60_000,
  }, async () => {
    const before = await bystanders()
    const writer = await startWriter({ url: scene.fresh.url, isBold: true })
    let done: Migration | null = null
    const refusals: string[] = []
    for (let attempt = 1; attempt <= 10 && done === null; attempt++) {
      done = await resettle.migrate('north', 'south', everyStep).catch((error: unknown) => {
        refusals.push(error instanceof ResettleError ? error.code : String(error))
        return null
      })
    }
    const written = await writer.stop()
    expect(new Set(refusals)).toEqual(new Set(refusals.length === 0 ? [] : ['plan.stale']))
    await expectNothingLost(written, before)
    if (done === null) expect(await scene.observer.own()).toBeNull()
    else expect(done.verification.ok).toBe(true)
  })
})
