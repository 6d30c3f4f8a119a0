import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'

describe.each(engines)('JSON on %s', (engine) => {
  let fresh: FreshDatabase
  let database: Database
  beforeAll(async () => {
    fresh = await freshDatabase(engine)
    database = await fresh.open()
  })
  afterAll(() => fresh.drop())

  it.each([
    ['{"a":{"b":"x"}}', ['a', 'b'], 'x'],
    ['{"a":[10,20]}', ['a', '1'], '20'],
    ['{"1":"one"}', ['1'], 'one'],
    ['{"a":true,"b":false}', ['a'], 'true'],
    ['{"a":null}', ['a'], null],
    ['{"a":1.5}', ['a'], '1.5'],
    ['{"a b.c":"quoted"}', ['a b.c'], 'quoted'],
    ['{"a":1}', ['b'], null],
    ['{"a":1', ['a'], null],
    ['', ['a'], null],
    [null, ['a'], null],
  ])('reads %s at %j as %j', async (json, path, expected) => {
    const { dialect } = database
    const [row] = await database.read((connection) =>
      connection.query(sql`select ${dialect.jsonText(sql`cast(${json} as text)`, path)} as found`),
    )
    expect(row).toEqual({ found: expected })
  })
})
