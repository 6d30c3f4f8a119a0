import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import { type Place, start, writeBlueprint } from '../worker/support/command.ts'
import { buildCrowd, crowdIds } from '../worker/support/crowd.ts'
import { clubsBlueprint } from './clubs.ts'

const PEOPLE = 60
const blueprint = writeBlueprint(clubsBlueprint)

describe('promote, told to end', { timeout: 60_000 }, () => {
  let fresh: FreshDatabase
  let database: Database
  let place: Place
  beforeEach(async () => {
    fresh = await freshDatabase('postgres')
    await buildCrowd(fresh, PEOPLE)
    database = await fresh.open()
    place = { db: fresh.url, blueprint }
  })
  afterEach(() => fresh.drop())

  const count = async (text: string) => {
    const [row] = await database.read((connection) =>
      connection.query<{ n: number }>(sql.raw(`select count(*)::int as n from ${text}`)),
    )
    return row?.n
  }
  const promote = (...words: string[]) =>
    start(place, 'promote', '--all', '--without', 'litellm,stripe', '--batch', '10', ...words)

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s, lets its batch end, and says that it stays',
    async (signal) => {
      const command = promote('--json')
      const app = await fresh.open()
      await app.write(async (connection) => {
        // Somebody in the middle is held by the app.
        await connection.execute(
          sql.raw(`update tokens set value = value where person = '${crowdIds}0000-4000-8000-000000000020'`),
        )
        while (
          (await count(
            `pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
          )) === 0
        )
          await new Promise((resolve) => setTimeout(resolve, 50))
        command.kill(signal)
        await command.says('a second signal ends it at once')
      })
      const { exit, stdout } = await command.ended
      expect(exit).toBe(5)
      const promoted = await count(`resettle.promotions`)
      expect(JSON.parse(stdout)).toMatchObject({ code: 'command.stopped', context: { promoted } })
      expect(JSON.parse(stdout).detail).toContain(`${signal} ended it.`)
      expect(promoted).toBeGreaterThan(0)
      expect(promoted).toBeLessThan(PEOPLE)
      expect(await count(`clubs where id::text like '${crowdIds}%'`)).toBeLessThanOrEqual(promoted ?? 0)

      const again = await promote('--json').ended
      expect(again.exit).toBe(0)
      expect(JSON.parse(again.stdout)).toMatchObject({ promoted: PEOPLE + 6 - (promoted ?? 0) })
      expect(await count(`tokens where club_id is null`)).toBe(1)
      await app.close()
    },
  )

  it('by two signals, ends at once, and what was committed stays whole', async () => {
    const before = await dump(database)
    const command = promote()
    const app = await fresh.open()
    await app.write(async (connection) => {
      await connection.execute(sql`lock table tokens in exclusive mode`)
      while (
        (await count(`pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)) ===
        0
      )
        await new Promise((resolve) => setTimeout(resolve, 50))
      command.kill('SIGTERM')
      await command.says('a second signal')
      command.kill('SIGTERM')
      const { exit, stderr } = await command.ended
      expect(exit).toBe(5)
      expect(stderr).toContain('what was committed stays')
    })
    // The first batch waited: nothing was committed.
    expect(await dump(database)).toEqual(before)
    await app.close()
    expect((await promote().ended).exit).toBe(0)
    expect(await count(`tokens where club_id is null`)).toBe(1)
  })
})
