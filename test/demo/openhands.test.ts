import { afterEach, describe, expect, test } from 'vitest'
import type { OpenHands, OpenHandsOptions } from '../../demo/openhands/openhands.ts'
import { buildOpenHands } from '../../demo/openhands/openhands.ts'
import { openHandsColumns, schemaShapes } from '../../demo/openhands/schema.ts'
import { shapeNames } from '../../demo/openhands/shapes.ts'
import type { Database } from '../../src/database/database.ts'
import type { FreshDatabase } from '../support/databases.ts'
import { engines, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'

const fresh: FreshDatabase[] = []

afterEach(async () => {
  for (const database of fresh.splice(0)) await database.drop()
})

describe.each(engines)('OpenHands on %s', (engine) => {
  const build = async (options: OpenHandsOptions): Promise<{ database: Database; made: OpenHands }> => {
    const place = await freshDatabase(engine)
    fresh.push(place)
    const database = await place.open()
    return { database, made: await buildOpenHands(database, options) }
  }

  describe.each(schemaShapes)('in the %s shape', (shape) => {
    test('holds a user of every kind, and every row', async () => {
      const { database, made } = await build({ shape })
      expect(made.facts.map((fact) => fact.shape)).toEqual(shapeNames)
      const rows = await dump(database)
      expect(Object.keys(rows).sort()).toEqual([...openHandsColumns(shape).keys()].sort())
      const counts = Object.entries(rows).map(([table, lines]) => [table, lines.length])
      const stated = [...openHandsColumns(shape).keys()].map((table) => [
        table,
        made.rows.get(table)?.length ?? 0,
      ])
      expect(counts.sort()).toEqual(stated.sort())
    })

    test('is the same every time, and another with another seed', async () => {
      const [one, other, third] = [
        await build({ shape }),
        await build({ shape }),
        await build({ shape, seed: 7 }),
      ]
      expect(await dump(other.database)).toEqual(await dump(one.database))
      expect(other.made.facts).toEqual(one.made.facts)
      expect(other.made.outside).toEqual(one.made.outside)
      expect(third.made.facts).not.toEqual(one.made.facts)
    })
  })
})
