import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engines } from '../../support/databases.ts'
import { createWorld } from '../schemas/support/world.ts'
import { decide } from './support/decide.ts'
import { expectConserved, expectRenames, readSnapshot, type Shape } from './support/invariants.ts'
import { blueprintOf, scriptsOf, someShape, someThings } from './support/shapes.ts'

const things: Shape = {
  table: 'things',
  resource: 'things',
  key: ['id'],
  organization: 'org_id',
  pointers: [],
  name: 'name',
  clearable: ['code', 'place'],
}

describe.each(engines)('any schema, on %s', (engine) => {
  it('is moved as planned, nothing else is touched, and everything comes back', async () => {
    let migrated = 0
    const runs = Number(process.env.RUNS ?? 8)
    await fc.assert(
      fc.asyncProperty(
        someShape,
        someThings,
        fc.array(fc.nat(11), { minLength: 2, maxLength: 3 }),
        async (shape, rows, picks) => {
          const world = await createWorld(engine, blueprintOf(shape), scriptsOf(engine, shape, rows))
          const input = decide(await world.plan({ conflictStrategy: 'interactive' }), picks)
          const plan = await world.plan(input)
          if (!plan.can_migrate) return
          migrated += 1
          const before = await readSnapshot(world, ['things', 'parts'])
          await world.trip(input, async (migration, shown) => {
            const after = await readSnapshot(world, ['things', 'parts'])
            expectConserved(things, before, after, shown, migration)
            expectRenames([things], before, after, migration)
            if (shape.child === 'follow') expect(after.parts).toEqual(before.parts)
            const staying = new Set(shown.skipped.map(({ resource }) => resource))
            if (staying.size === 0)
              expect(
                await world.list(
                  'select org_id from things where org_id in (1)'.replace(
                    '1',
                    shape.tenant === 'text' ? "'1'" : '1',
                  ),
                ),
              ).toEqual([])
          })
        },
      ),
      { numRuns: runs, seed: Number(process.env.SEED ?? 20250207), includeErrorInReport: true },
    )
    expect(migrated).toBeGreaterThan(runs / 2)
  }, 900_000)
})
