import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ResettleError } from '../../../src/errors.ts'
import type { PlanInput } from '../../../src/migration/plan/options.ts'
import { engines } from '../../support/databases.ts'
import { isThorough } from '../../support/thorough.ts'
import { createWorld, type World } from '../schemas/support/world.ts'
import { decide } from './support/decide.ts'
import {
  expectConserved,
  expectNoEscalation,
  expectNoNewCrossings,
  expectRenames,
  readSnapshot,
  type Shape,
} from './support/invariants.ts'
import { clearing, insertions, schema, someRows, university } from './support/university.ts'

const shapes: Shape[] = [
  {
    table: 'folders',
    resource: 'folders',
    key: ['no'],
    organization: 'org_id',
    pointers: [],
    name: 'name',
    clearable: [],
  },
  {
    table: 'docs',
    resource: 'docs',
    key: ['id'],
    organization: 'org_id',
    pointers: [],
    name: 'name',
    clearable: ['code', 'folder_no'],
  },
  {
    table: 'labels',
    resource: 'labels',
    key: ['id'],
    organization: 'org_id',
    pointers: ['guest_org'],
    name: 'name',
    clearable: ['slug'],
  },
  {
    table: 'settings',
    resource: 'settings',
    key: ['color'],
    organization: 'org_id',
    pointers: [],
    name: null,
    clearable: [],
  },
]
const tables = [...shapes.map(({ table }) => table), 'members', 'comments', 'doc_labels']

const input = fc.record({
  conflictStrategy: fc.constantFrom('rename' as const, 'skip' as const),
  renameStyle: fc.constantFrom('prefix' as const, 'timestamp' as const),
  renamePrefix: fc.option(fc.constantFrom('', 'x-', 'Ä', "'"), { nil: undefined }),
  preserveAdminRoles: fc.boolean(),
  deleteSource: fc.boolean(),
  picks: fc.array(fc.nat(11), { minLength: 3, maxLength: 3 }),
})

describe.each(engines)('any rows of three organizations, on %s', (engine) => {
  it('are moved as planned, nothing else is touched, and everything comes back', {
    timeout: 900_000,
  }, async () => {
    const world = await createWorld(engine, university, [schema])
    const runs = Number(process.env.RUNS ?? (isThorough ? 20 : 8))
    let migrated = 0
    await fc.assert(
      fc.asyncProperty(someRows, input, async (rows, { picks, renamePrefix, ...options }) => {
        await world.fresh.run(clearing, insertions(rows))
        const open = await world.plan({ conflictStrategy: 'interactive' })
        const wanted: PlanInput = {
          ...options,
          ...(renamePrefix === undefined ? {} : { renamePrefix }),
          ...decide(open, picks),
        }
        migrated += (await checkOne(world, wanted)) ? 1 : 0
      }),
      {
        numRuns: runs,
        seed: Number(process.env.SEED ?? 20250207),
        includeErrorInReport: true,
      },
    )
    expect(migrated).toBeGreaterThan(runs / 3)
  })
})

async function checkOne(world: World, wanted: PlanInput): Promise<boolean> {
  const plan = await world.plan(wanted)
  if (!plan.can_migrate) {
    await expectRefused(world, wanted)
    return false
  }
  const before = await readSnapshot(world, tables)
  await world.trip(wanted, async (migration, shown) => {
    const after = await readSnapshot(world, tables)
    for (const shape of shapes) expectConserved(shape, before, after, shown, migration)
    expectRenames(shapes, before, after, migration)
    expectNoNewCrossings(before, after, { table: 'doc_labels', left: 'docs', right: 'labels' })
    expectNoEscalation(before, after, shown)
    expect(after.comments).toEqual(before.comments)
    const orgs = await world.list('select id from orgs order by id')
    expect(orgs).toEqual(wanted.deleteSource === true ? [2, 3] : [1, 2, 3])
  })
  return true
}

async function expectRefused(world: World, wanted: PlanInput): Promise<void> {
  const before = await world.dump()
  await expect(world.resettle.migrate('1', '2', wanted)).rejects.toBeInstanceOf(ResettleError)
  expect(await world.dump()).toEqual(before)
}
