import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openResettle } from '../../src/resettle.ts'
import { buildClubs, clubsBlueprint, ids } from '../promotion/clubs.ts'
import { type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import { type Command, type Place, start, writeBlueprint } from './support/command.ts'
import { buildCrowd, crowdIds } from './support/crowd.ts'

const PEOPLE = 240
const nameOf = ({ url }: FreshDatabase) => new URL(url).pathname.slice(1)
const blueprint = writeBlueprint(clubsBlueprint)
const without = ['--without', 'litellm,stripe']
const all = ['worker', '--all', '--until-done', '--batch', '40', ...without]
/** Lets go on with what is there, asks for nothing. */
const rest = ['worker', '--until-done', ...without]

describe('workers', { timeout: 120_000 }, () => {
  let model: FreshDatabase
  let fresh: FreshDatabase
  let database: Database
  let place: Place
  let promoted: Record<string, string[]>
  const started: Command[] = []

  beforeAll(async () => {
    model = await freshDatabase('postgres')
    await buildCrowd(model, PEOPLE)
    // What `promote --all` makes of the same people.
    const twin = await freshDatabase('postgres', { template: nameOf(model) })
    await using resettle = await openResettle({ db: twin.url, blueprint: clubsBlueprint })
    await resettle.promote('all', { without: ['litellm', 'stripe'] })
    promoted = await dump(await twin.open())
    await resettle.close()
    await twin.drop()
  })
  afterAll(() => model.drop())
  beforeEach(async () => {
    fresh = await freshDatabase('postgres', { template: nameOf(model) })
    database = await fresh.open()
    place = { db: fresh.url, blueprint }
  })
  afterEach(async () => {
    for (const { child } of started.splice(0)) child.kill('SIGKILL')
    await fresh.drop()
  })

  const begin = (...words: readonly string[]): Command => {
    const command = start(place, ...words)
    started.push(command)
    return command
  }
  const rows = <Row>(text: string) => database.read((connection) => connection.query<Row>(sql.raw(text)))
  const workflows = () =>
    rows<{ name: string; status: string; n: number }>(
      `select name, status, count(*)::int as n from resettle_dbos.workflow_status group by 1, 2 order by 1, 2`,
    )
  /** The app holds on to one person's tokens: who is at that person's batch waits. */
  const holdOne = async (work: () => Promise<void>): Promise<void> => {
    const app = await fresh.open()
    await app.write(async (connection) => {
      await connection.execute(
        sql.raw(`update tokens set value = value where person = '${crowdIds}0000-4000-8000-000000000064'`),
      )
      await work()
    })
    await app.close()
  }
  const isWaiting = async (): Promise<void> => {
    for (;;) {
      const [row] = await rows<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      if (Number(row?.n) > 0) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const proveWhole = async () => {
    expect(await dump(database)).toEqual(promoted)
    expect(
      await rows(`select count(*)::int as n, count(distinct user_key)::int as people
        from resettle.promotions where status = 'done'`),
    ).toEqual([{ n: PEOPLE + 6, people: PEOPLE + 6 }])
    expect((await workflows()).filter(({ status }) => status !== 'SUCCESS')).toEqual([])
    expect(await rows('select id from resettle.workers')).toEqual([])
  }

  it('promote everybody as promote does, and tell no secret', async () => {
    const { exit, stdout, stderr } = await begin(...all, '--json').ended
    expect(exit).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'worker',
      promoted: PEOPLE + 6,
      taken_over: 0,
      left: 1,
      refused: false,
      effects: {},
    })
    await proveWhole()
    const written = await rows<{ text: string }>(`
      select coalesce(inputs, '') as text from resettle_dbos.workflow_input
      union all select coalesce(output, '') || coalesce(error, '') from resettle_dbos.operation_outputs
      union all select coalesce(output, '') || coalesce(error, '') from resettle_dbos.workflow_output`)
    expect(written.map(({ text }) => text).join()).toContain(crowdIds)
    expect(`${stderr}${written.map(({ text }) => text).join()}`).not.toMatch(/sk-|secret|@example/)
  })

  it('share one run over everybody', async () => {
    const [one, other] = [begin(...all), begin(...all)]
    await holdOne(async () => {
      await Promise.all([one.says('is at work'), other.says('is at work'), isWaiting()])
      await Promise.all([one.says('people promoted'), other.says('people promoted')])
    })
    expect((await one.ended).exit).toBe(0)
    expect((await other.ended).exit).toBe(0)
    await proveWhole()
    expect(await workflows()).toMatchObject([{ name: 'promoteEverybody', n: 1 }, { name: 'promotePeople' }])
  })

  it('end softly, and others go on with what they were at', async () => {
    const first = begin(...all)
    await holdOne(async () => {
      await first.says('people promoted')
      await isWaiting()
      first.kill('SIGTERM')
      await first.says('a second signal ends it at once')
    })
    const ended = await first.ended
    expect(ended.exit).toBe(0)
    expect(await workflows()).toContainEqual({ name: 'promoteEverybody', status: 'PENDING', n: 1 })
    const next = await begin(...rest).ended
    expect(next.exit).toBe(0)
    expect(next.stderr).toContain('took over')
    await proveWhole()
  })

  it('are replaced when they are killed', async () => {
    const first = begin(...all)
    await holdOne(async () => {
      await first.says('people promoted')
      await isWaiting()
      first.kill('SIGKILL')
      await first.ended
    })
    // It waits until the other one has not been seen for long enough.
    const next = await begin(...rest).ended
    expect(next.exit).toBe(0)
    expect(next.stderr).toContain('took over')
    await proveWhole()
  })

  it('say at once what would stop them', async () => {
    const unreachable = await begin('worker', '--json').ended
    expect(unreachable.exit).toBe(2)
    expect(JSON.parse(unreachable.stdout)).toMatchObject({ code: 'outside.unconfigured' })
    const sqlite = await freshDatabase('sqlite')
    await buildClubs(sqlite)
    const single = await start({ db: sqlite.url, blueprint }, 'worker', '--json', ...without).ended
    expect([single.exit, JSON.parse(single.stdout).code]).toEqual([2, 'usage.invalid'])
    await sqlite.drop()
    expect(await rows(`select count(*)::int as n from clubs where id = '${ids.ann}'`)).toEqual([{ n: 0 }])
  })
})
